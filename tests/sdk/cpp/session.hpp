// A client of one package, driven by commands.

#pragma once

#include "output.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

/// A client and the generated client on it.
class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  virtual void connect(std::uint64_t id) = 0;
  virtual void call(std::uint64_t id, const Json& command) = 0;
  virtual void cancel(std::uint64_t call) = 0;
  virtual void abandon(std::uint64_t call) = 0;
  virtual void batch(std::uint64_t id, const Json& command) = 0;
  virtual void subscribe(std::uint64_t id, const Json& command) = 0;
  virtual void resume(std::uint64_t subscription) = 0;
  virtual void unsubscribe(std::uint64_t subscription) = 0;
  virtual std::string state() const = 0;
  virtual std::string text() const = 0;
  virtual void close() = 0;
};

/// An error as the harness reads it.
template <typename P>
Json written(const typename P::ClientError& error) {
  Json json{{"text", std::string(error.name()) + ": " + error.what()}};
  const auto is = [&error](auto* type) { return dynamic_cast<decltype(type)>(&error); };
  if (const auto* rpc = is(static_cast<const typename P::RpcError*>(nullptr))) {
    json["kind"] = "rpc";
    json["code"] = rpc->code();
    json["message"] = rpc->message();
    if (rpc->data()) {
      json["data"] = *rpc->data();
    }
    if (const auto* declared = is(static_cast<const typename P::MethodError*>(nullptr))) {
      json["kind"] = "method";
      json["name"] = declared->name();
      json["case"] = declared->kind_name();
    }
  } else if (is(static_cast<const typename P::DeadlineExceeded*>(nullptr))) {
    json["kind"] = "deadline";
  } else if (is(static_cast<const typename P::Cancelled*>(nullptr))) {
    json["kind"] = "cancelled";
  } else if (is(static_cast<const typename P::ConnectionLost*>(nullptr))) {
    json["kind"] = "connection-lost";
  } else if (const auto* failed = is(static_cast<const typename P::ConnectFailed*>(nullptr))) {
    json["kind"] = "connect-failed";
    json["status"] = failed->status() ? Json(*failed->status()) : Json();
  } else if (is(static_cast<const typename P::QueueFull*>(nullptr))) {
    json["kind"] = "queue-full";
  } else if (is(static_cast<const typename P::ClientClosed*>(nullptr))) {
    json["kind"] = "closed";
  } else if (const auto* decode = is(static_cast<const typename P::DecodeError*>(nullptr))) {
    json["kind"] = "decode";
    json["pointer"] = decode->pointer();
  } else if (const auto* argument = is(static_cast<const typename P::InvalidArgument*>(nullptr))) {
    json["kind"] = "argument";
    json["pointer"] = argument->pointer();
  } else if (is(static_cast<const typename P::NotSupported*>(nullptr))) {
    json["kind"] = "not-supported";
  } else if (is(static_cast<const typename P::SlowConsumer*>(nullptr))) {
    json["kind"] = "slow-consumer";
  } else {
    json["kind"] = "other";
  }
  return json;
}

/// A subscription, whatever its events are.
struct Consumer {
  std::function<void()> begin;
  std::function<void()> close;
};

/// What a package offers, as far as the driver needs it: `P` names its types and its operations.
template <typename P>
class SessionOf final : public Session {
 public:
  using Done = std::function<void(Json outcome)>;

  /// Makes the client; nothing, and the command answered, if that fails.
  static std::unique_ptr<Session> open(std::uint64_t id, const Json& command) {
    const Json given = command.value("options", Json::object());
    typename P::Options options;
    const auto time = [&given](const char* name, typename P::Duration& into) {
      if (given.contains(name)) {
        into = typename P::Duration(given[name].get<std::int64_t>());
      }
    };
    time("deadline", options.deadline);
    time("heartbeat", options.heartbeat);
    time("reconnect_first", options.reconnect.first);
    time("reconnect_most", options.reconnect.most);
    if (given.contains("queue")) {
      options.queue = given["queue"].get<std::size_t>();
    }
    if (given.contains("token")) {
      // As a function, which is the longer way.
      options.token = [token = given["token"].get<std::string>()] { return token; };
    }
    options.tls.ca = given.value("ca", "");
    typename P::BindingOptions binding;
    if (given.contains("callsign")) {
      binding.callsign = given["callsign"].get<std::string>();
    }
    std::ostringstream shown;
    shown << options;
    auto client = P::Client::open(command["url"].get<std::string>(), std::move(options));
    if (!client) {
      refuse(id, written<P>(*client.error()));
      return nullptr;
    }
    answer(id, nullptr);
    return std::make_unique<SessionOf>(*std::move(client), std::move(binding), shown.str());
  }

  SessionOf(typename P::Client client, typename P::BindingOptions binding, std::string shown)
      : client_(std::move(client)), binding_(std::move(binding)), service_(client_, binding_), shown_(std::move(shown)) {}

  ~SessionOf() override {
    client_.close();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }

  void connect(std::uint64_t id) override {
    client_.connect().then([id](const auto& outcome) { finish(id, outcome ? Json{{"ok", nullptr}} : error(outcome)); });
  }

  void call(std::uint64_t id, const Json& command) override {
    P::call(*this, service_, command, [this, id](auto call, auto encode) {
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        cancels_[id] = [call]() mutable { call.cancel(); };
      }
      call.then([this, id, encode](const auto& outcome) {
        {
          const std::lock_guard<std::mutex> lock(mutex_);
          cancels_.erase(id);
        }
        finish(id, outcome ? Json{{"ok", encode(*outcome)}} : error(outcome));
      });
    }, [id](Json refusal) { refuse(id, std::move(refusal)); });
  }

  void cancel(std::uint64_t call) override { give_up(cancels_, call); }
  void abandon(std::uint64_t call) override { give_up(abandons_, call); }

  /// Writes the end of what a call has begun, when it is told.
  template <typename C, typename E>
  void begun(std::uint64_t id, C completed, const E& encode) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      abandons_[id] = [completed]() mutable { completed.cancel(); };
    }
    completed.then([id, encode](const auto& outcome) {
      Json line = outcome ? Json{{"ok", encode(*outcome)}} : error(outcome);
      line["completion"] = id;
      write(line);
    });
  }

  void batch(std::uint64_t id, const Json& command) override {
    struct Row {
      std::mutex mutex;
      std::vector<Json> outcomes;
      std::size_t missing;
    };
    const Json calls = command["calls"];
    auto row = std::make_shared<Row>();
    row->outcomes.resize(calls.size());
    row->missing = calls.size();
    const auto put = [id, row](std::size_t place, Json outcome) {
      const std::lock_guard<std::mutex> lock(row->mutex);
      row->outcomes[place] = std::move(outcome);
      if (--row->missing > 0) {
        return;
      }
      for (const Json& one : row->outcomes) {
        // A queue that is full refuses the whole.
        if (one.contains("error") && (one["error"]["kind"] == "queue-full" || one["error"]["kind"] == "closed")) {
          refuse(id, one["error"]);
          return;
        }
      }
      answer(id, row->outcomes);
    };
    typename P::Batch batch(client_);
    const typename P::Service service(batch, binding_);
    if (calls.empty()) {
      answer(id, Json::array());
    }
    for (std::size_t place = 0; place < calls.size(); ++place) {
      P::call(*this, service, calls[place], [put, place](auto call, auto encode) {
        call.then([put, place, encode](const auto& outcome) { put(place, outcome ? Json{{"ok", encode(*outcome)}} : error(outcome)); });
      }, [put, place](Json refusal) { put(place, {{"error", std::move(refusal)}}); });
    }
    typename P::CallOptions options;
    if (command.contains("deadline")) {
      options.deadline = typename P::Duration(command["deadline"].template get<std::int64_t>());
    }
    batch.send(options);
  }

  void subscribe(std::uint64_t id, const Json& command) override {
    typename P::SubscribeOptions options;
    if (command.contains("buffer")) {
      options.buffer = command["buffer"].get<std::size_t>();
    }
    const std::string policy = command.value("policy", "drop-oldest");
    options.policy = policy == "fail" ? P::Policy::Fail : policy == "drop-newest" ? P::Policy::DropNewest : P::Policy::DropOldest;
    const bool hold = command.value("hold", false);
    const bool callback = command.value("callback", false);
    P::subscribe(service_, command, options, [this, id, hold, callback](auto call, auto encode) {
      call.then([this, id, hold, callback, encode](auto outcome) {
        if (!outcome) {
          finish(id, error(outcome));
          return;
        }
        using Taken = std::decay_t<decltype(*outcome)>;
        const auto taken = std::make_shared<Taken>(*std::move(outcome));
        const Consumer consumer{[this, id, taken, callback, encode] { consume(id, taken, callback, encode); }, [taken] { taken->close(); }};
        {
          const std::lock_guard<std::mutex> lock(mutex_);
          consumers_[id] = consumer;
        }
        answer(id, nullptr);
        if (!hold) {
          consumer.begin();
        }
      });
    });
  }

  void resume(std::uint64_t subscription) override { consumer(subscription).begin(); }
  void unsubscribe(std::uint64_t subscription) override { consumer(subscription).close(); }
  std::string state() const override { return std::string(to_string(client_.state())); }
  std::string text() const override { return client_.text() + " " + shown_ + " " + service_.callsign(); }
  void close() override { client_.close(); }

  /// Reads a value with one of the package's codecs; what does not fit is refused.
  template <typename C>
  static std::optional<typename C::Value> read(const Json& json, const std::function<void(Json)>& refused) {
    typename C::Value value{};
    typename P::Misfit misfit;
    if (C::read(json, value, misfit)) {
      return value;
    }
    refused(written<P>(typename P::InvalidArgument(misfit.pointer, misfit.reason)));
    return std::nullopt;
  }

  /// Writes a value with one of the package's codecs.
  template <typename C>
  static Json encoded(const typename C::Value& value) {
    Json json;
    typename P::Misfit misfit;
    return C::write(value, json, misfit) ? json : Json(misfit.text());
  }

  /// The options of a call.
  static typename P::CallOptions call_options(const Json& command) {
    typename P::CallOptions options;
    if (command.contains("deadline")) {
      options.deadline = typename P::Duration(command["deadline"].template get<std::int64_t>());
    }
    return options;
  }

 private:
  template <typename O>
  static Json error(const O& outcome) {
    return {{"error", written<P>(*outcome.error())}};
  }

  void give_up(const std::map<std::uint64_t, std::function<void()>>& all, std::uint64_t call) {
    std::function<void()> one;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      const auto found = all.find(call);
      if (found != all.end()) {
        one = found->second;
      }
    }
    if (one) {
      one();
    }
  }

  static void finish(std::uint64_t id, Json outcome) {
    outcome["id"] = id;
    write(outcome);
  }

  template <typename I, typename E>
  static void tell(std::uint64_t id, const I& item, const E& encode) {
    if (item.event()) {
      write({{"subscription", id}, {"event", encode(*item.event())}});
      return;
    }
    const auto& gap = *item.gap();
    write({{"subscription", id},
           {"gap", {{"cause", std::string(to_string(gap.cause))}, {"missed", gap.missed ? Json(*gap.missed) : Json()}, {"snapshot", gap.snapshot}}}});
  }

  static void tell_end(std::uint64_t id, const typename P::ErrorPointer& reason) {
    write({{"subscription", id}, {"end", reason ? written<P>(*reason) : Json()}});
  }

  template <typename S, typename E>
  void consume(std::uint64_t id, const std::shared_ptr<S>& subscription, bool callback, const E& encode) {
    if (callback) {
      subscription->for_each(
          [id, encode](const auto& item) {
            tell(id, item, encode);
            // The connection goes on whatever a callback does.
            throw 1;
          },
          [id](const auto& reason) { tell_end(id, reason); });
      return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    threads_.emplace_back([own = std::make_unique<OwnThread>(), id, subscription, encode] {
      for (const auto& item : *subscription) {
        tell(id, item, encode);
      }
      tell_end(id, subscription->error());
    });
  }

  Consumer consumer(std::uint64_t id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return consumers_.at(id);
  }

  typename P::Client client_;
  const typename P::BindingOptions binding_;
  const typename P::Service service_;
  const std::string shown_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::function<void()>> cancels_;
  std::map<std::uint64_t, std::function<void()>> abandons_;
  std::map<std::uint64_t, Consumer> consumers_;
  std::vector<std::thread> threads_;
};
