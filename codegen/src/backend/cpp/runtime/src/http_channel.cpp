// The way over HTTP: each call, and each batch, is one POST.

#include "channel.hpp"
#include "parse.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace client_package::rpc {

namespace {

/// The answers in a body; none if it holds no such thing.
std::vector<Json> answers_in(const std::string& body) {
  std::vector<Json> answers;
  Json json = parse_json(body);
  const auto add = [&answers](Json& one) {
    if (one.is_object() && (one.contains("result") || one.contains("error"))) {
      answers.push_back(std::move(one));
    }
  };
  if (json.is_array()) {
    std::for_each(json.begin(), json.end(), add);
  } else {
    add(json);
  }
  return answers;
}

class HttpChannel final : public Channel {
 public:
  explicit HttpChannel(Surroundings surroundings)
      : around_(std::move(surroundings)),
        calls_(around_.network, around_.options.queue, [] { return std::string("the request has not been sent"); }) {}

  void connect(std::shared_ptr<CallState> connected) override {
    // There is no connection that could be there or not.
    connected->settle({nullptr, closed_ ? ErrorPointer(std::make_shared<ClientClosed>()) : nullptr});
  }

  void send(std::vector<PendingPointer> calls, bool batch) override {
    const std::shared_ptr<Parcel> parcel = calls_.open(std::move(calls), batch);
    if (!parcel) {
      return;
    }
    around_.ask_token([this, parcel](const TokenAnswer& answer) {
      if (parcel->done()) {
        return;
      }
      if (!answer.problem.empty()) {
        calls_.fail(*parcel, std::make_shared<ConnectFailed>(answer.problem));
        return;
      }
      post(parcel, answer.token);
    });
  }

  void cancel(const PendingPointer& call) override { calls_.end(call, {nullptr, std::make_shared<Cancelled>("the call was given up")}); }

  // There are no events here; nobody gets so far.
  void listen(std::shared_ptr<Listener>) override {}
  void confirm(const std::shared_ptr<Listener>&) override {}
  void unlisten(const std::shared_ptr<Listener>&, std::optional<bool>) override {}

  void close(std::function<void()> done) override {
    if (!closed_) {
      closed_ = true;
      around_.enter(State::Closed);
      calls_.close(std::make_shared<ClientClosed>());
    }
    done();
  }

 private:
  void post(const std::shared_ptr<Parcel>& parcel, const std::optional<std::string>& token) {
    std::vector<std::pair<std::string, std::string>> headers{{"Content-Type", "application/json"}};
    if (token) {
      headers.emplace_back("Authorization", "Bearer " + *token);
    }
    std::string text = parcel->text();
    for (const PendingPointer& call : parcel->calls()) {
      call->sent = true;
    }
    const auto request = std::make_shared<std::shared_ptr<Request>>();
    // When nobody waits any more, the request is given up.
    parcel->at_end = [request] {
      if (*request) {
        (*request)->abort();
      }
    };
    *request = around_.network.request(around_.url, headers, std::move(text),
                                       [this, parcel](const HttpAnswer& answer) { take(*parcel, answer); });
  }

  void take(const Parcel& parcel, const HttpAnswer& answer) {
    if (!answer.problem.empty()) {
      calls_.fail(parcel, std::make_shared<ConnectFailed>(answer.problem));
      return;
    }
    std::vector<Json> answers = answers_in(answer.body);
    if (answers.empty() && answer.status != 200) {
      const std::string reason = "the server answered with the HTTP status " + std::to_string(answer.status);
      calls_.fail(parcel, std::make_shared<ConnectFailed>(reason, answer.status));
      return;
    }
    for (Json& one : answers) {
      const auto id = one.find("id");
      const bool anonymous = id == one.end() || id->is_null();
      for (const PendingPointer& call : parcel.calls()) {
        if (anonymous) {
          Json copy = one;
          calls_.answer(call, copy);
        } else if (id->is_number_unsigned() && id->get<std::uint64_t>() == call->id) {
          calls_.answer(call, one);
          break;
        }
      }
    }
    calls_.fail(parcel, std::make_shared<DecodeError>("", "the server did not answer with JSON-RPC"));
  }

  Surroundings around_;
  Calls calls_;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Channel> make_http_channel(Surroundings surroundings) { return std::make_unique<HttpChannel>(std::move(surroundings)); }

}  // namespace client_package::rpc
