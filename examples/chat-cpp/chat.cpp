// A chat on the command line, over the generated client:
//
//     ./chat Lounge Bob
//
// Every line that is typed is sent to the room; everything that happens there is printed. The room is joined
// anew when the connection was lost. The end of the input leaves the room.

#include <messenger_client/messenger.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace messenger_client;

/// Prints a line; several threads do.
void say(const std::string& line) {
  static std::mutex printing;
  const std::lock_guard<std::mutex> lock(printing);
  std::cout << line << std::endl;
}

/// What the main thread waits for.
struct Happening {
  enum class Kind { Line, EndOfInput, Lost };
  Kind kind;
  std::string line{};
};

/// What has happened and has not been dealt with yet.
class Happenings {
 public:
  void put(Happening happening) {
    const std::lock_guard<std::mutex> lock(mutex_);
    row_.push_back(std::move(happening));
    wake_.notify_one();
  }

  Happening take() {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return !row_.empty(); });
    Happening happening = std::move(row_.front());
    row_.pop_front();
    return happening;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Happening> row_;
};

/// A stay in a room: from a join until the connection is lost.
class Stay {
 public:
  /// Joins a room and listens to it; the error if that is not possible.
  static Outcome<Stay> begin(const MessengerClient& messenger, const std::string& room, const std::string& user, Happenings& happenings) {
    auto token = messenger.join({room, user}).wait();
    if (!token) {
      return token.error();
    }
    auto users = messenger.subscribe_user_update(*token).wait();
    auto messages = messenger.subscribe_message(*token).wait();
    if (!users || !messages) {
      return users ? messages.error() : users.error();
    }
    users->for_each([](const Item<UserUpdateEvent>& item) {
      if (item.event()) {
        say("* " + item.event()->user + " " + item.event()->action.text());
      }
    });
    // Tokens die with the connection: the server refuses to register again, and both subscriptions end.
    messages->for_each(
        [](const Item<MessageEvent>& item) {
          if (item.event()) {
            say(item.event()->user + ": " + item.event()->message);
          } else {
            say("* something may have been missed: " + item.gap()->reason);
          }
        },
        [&happenings](const ErrorPointer& error) {
          if (error) {
            happenings.put({Happening::Kind::Lost});
          }
        });
    return Stay{*std::move(token), *std::move(users), *std::move(messages)};
  }

  const std::string& token() const { return token_; }

 private:
  Stay(std::string token, Subscription<UserUpdateEvent> users, Subscription<MessageEvent> messages)
      : token_(std::move(token)), users_(std::move(users)), messages_(std::move(messages)) {}

  std::string token_;
  Subscription<UserUpdateEvent> users_;
  Subscription<MessageEvent> messages_;
};

/// Joins again after the connection was lost, as often as it takes; nothing: the client has given up.
std::optional<Stay> begin_again(const MessengerClient& messenger, const std::string& room, const std::string& user, Happenings& happenings) {
  for (;;) {
    auto stay = Stay::begin(messenger, room, user, happenings);
    if (stay) {
      return *std::move(stay);
    }
    if (stay.error_as<ClientClosed>() || stay.error_as<ConnectFailed>()) {
      std::cerr << "cannot join again: " << stay.error()->what() << std::endl;
      return std::nullopt;
    }
    // There is no server yet, or the one that is has not noticed that the former connection is gone.
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
}

/// Sends a line; whether it has arrived.
bool send(const MessengerClient& messenger, const Stay& stay, const std::string& line) {
  const auto sent = messenger.send({stay.token(), line}).wait();
  if (!sent) {
    std::cerr << "not sent: " << sent.error()->what() << std::endl;
  }
  return sent.has_value();
}

int chat(const std::string& room, const std::string& user, const std::string& url) {
  // Callbacks put something in until the client is closed.
  Happenings happenings;
  auto client = Client::open(url);
  if (!client) {
    std::cerr << client.error()->what() << std::endl;
    return 2;
  }
  const MessengerClient messenger(*client);
  if (auto connected = client->connect().wait(); !connected) {
    std::cerr << connected.error()->what() << std::endl;
    return 1;
  }
  auto first = Stay::begin(messenger, room, user, happenings);
  if (!first) {
    std::cerr << "cannot join: " << first.error()->what() << std::endl;
    return 1;
  }
  std::optional<Stay> stay = *std::move(first);
  std::thread reader([&happenings] {
    std::string line;
    while (std::getline(std::cin, line)) {
      happenings.put({Happening::Kind::Line, line});
    }
    happenings.put({Happening::Kind::EndOfInput});
  });
  bool left = false;
  while (stay && !left) {
    const Happening happening = happenings.take();
    switch (happening.kind) {
      case Happening::Kind::Line:
        send(messenger, *stay, happening.line);
        break;
      case Happening::Kind::Lost:
        stay = begin_again(messenger, room, user, happenings);
        break;
      case Happening::Kind::EndOfInput:
        messenger.leave({stay->token()}).wait();
        left = true;
        break;
    }
  }
  stay.reset();
  client->close();
  if (!left) {
    // It waits for a line that nobody is going to read.
    std::cout.flush();
    std::_Exit(1);
  }
  reader.join();
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3 || count > 4) {
    std::cerr << "usage: chat ROOM USER [URL]" << std::endl;
    return 2;
  }
  return chat(arguments[1], arguments[2], count > 3 ? arguments[3] : "ws://127.0.0.1:8080/jsonrpc");
}
