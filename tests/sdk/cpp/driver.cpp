// The driver: does what it is told with the packages; ../README.md tells what.

#include "packages.hpp"

#include <exception>
#include <iostream>

namespace {

/// All clients by their names, and what there was before the first.
class Driver {
 public:
  ~Driver() {
    for (std::thread& thread : closers_) {
      thread.join();
    }
  }

  /// Does one command; false: it was the last.
  bool run(const Json& command) {
    const std::uint64_t id = command["id"];
    const std::string what = command["do"];
    const std::string name = command.value("client", "main");
    if (what == "exit") {
      return false;
    }
    if (what == "open") {
      before_ = before_.value_or(remains());
      sessions_[name] = open(id, command);
      return true;
    }
    if (what == "remains") {
      answer(id, left());
      return true;
    }
    Session& session = *sessions_.at(name);
    if (what == "connect") {
      session.connect(id);
    } else if (what == "call") {
      session.call(id, command);
    } else if (what == "cancel") {
      session.cancel(command["call"]);
      answer(id, nullptr);
    } else if (what == "abandon") {
      session.abandon(command["call"]);
      answer(id, nullptr);
    } else if (what == "batch") {
      session.batch(id, command);
    } else if (what == "subscribe") {
      session.subscribe(id, command);
    } else if (what == "resume") {
      answer(id, nullptr);
      session.resume(command["subscription"]);
    } else if (what == "unsubscribe") {
      session.unsubscribe(command["subscription"]);
      answer(id, nullptr);
    } else if (what == "state") {
      answer(id, session.state());
    } else if (what == "text") {
      answer(id, session.text());
    } else if (what == "close") {
      closers_.emplace_back([own = std::make_unique<OwnThread>(), id, &session] {
        session.close();
        answer(id, nullptr);
      });
    } else {
      throw std::invalid_argument("there is no command " + what);
    }
    return true;
  }

 private:
  static std::unique_ptr<Session> open(std::uint64_t id, const Json& command) {
    const std::string interface = command["interface"];
    if (interface == "dimmer") {
      return SessionOf<Dimmer>::open(id, command);
    }
    if (interface == "recorder") {
      return SessionOf<Recorder>::open(id, command);
    }
    return SessionOf<Messenger>::open(id, command);
  }

  /// What there is more than before. The system takes a moment to take note that a thread has ended.
  int left() const {
    int more = 0;
    for (int look = 0; look < 200; ++look) {
      const Remains now = remains();
      more = now.threads - before_->threads + now.files - before_->files;
      if (more == 0) {
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return more;
  }

  std::map<std::string, std::unique_ptr<Session>> sessions_;
  std::optional<Remains> before_;
  std::vector<std::thread> closers_;
};

}  // namespace

int main() {
  // The sanitizer for threads has one of its own, which comes with the first and stays.
  std::thread([] {}).join();
  Driver driver;
  std::string line;
  while (std::getline(std::cin, line)) {
    const Json command = Json::parse(line);
    try {
      if (!driver.run(command)) {
        break;
      }
    } catch (const std::exception& error) {
      refuse(command["id"], {{"kind", "other"}, {"text", error.what()}});
    }
  }
}
