// The way over a WebSocket: one connection that is made anew whenever it is lost.

#include "channel.hpp"
#include "parse.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <random>
#include <unordered_map>
#include <utility>

namespace client_package::rpc {

namespace {

using Clock = std::chrono::steady_clock;

/// How long an attempt to connect may take.
constexpr Duration kAttemptTime{10'000};

/// How long a connection must have lived for the delays to start anew.
constexpr Duration kStableTime{5'000};

/// How long the other side may take to close.
constexpr Duration kCloseTime{2'000};

/// Bytes that may wait in a socket before calls wait in the queue.
constexpr std::size_t kSocketBytes = 1 << 20;

/// Whether no further attempt is of use after this status.
bool is_final(int status) { return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429; }

Duration since(Clock::time_point time) { return std::chrono::duration_cast<Duration>(Clock::now() - time); }

class SocketChannel final : public Channel {
 public:
  explicit SocketChannel(Surroundings surroundings)
      : around_(std::move(surroundings)),
        calls_(around_.network, around_.options.queue, [this] { return waits_for(); }),
        retry_(around_.network),
        limit_(around_.network),
        heartbeat_(around_.network) {}

  ~SocketChannel() override {
    if (socket_) {
      socket_->terminate();
    }
  }

  void connect(std::shared_ptr<CallState> connected) override {
    if (state_ == State::Open) {
      connected->settle({});
    } else if (state_ == State::Closed) {
      connected->settle({nullptr, reason_to_end()});
    } else {
      connecting_.push_back(std::move(connected));
      begin();
    }
  }

  void send(std::vector<PendingPointer> calls, bool batch) override {
    const std::shared_ptr<Parcel> parcel = calls_.open(std::move(calls), batch);
    if (!parcel) {
      return;
    }
    // Those that have ended while there was no connection would pile up.
    while (!queue_.empty() && queue_.front()->done()) {
      queue_.pop_front();
    }
    queue_.push_back(parcel);
    if (state_ == State::Idle) {
      begin();
    }
    pump();
  }

  void cancel(const PendingPointer& call) override { calls_.end(call, {nullptr, std::make_shared<Cancelled>("the call was given up")}); }

  void listen(std::shared_ptr<Listener> listener) override {
    if (state_ == State::Closed) {
      listener->sink->end(reason_to_end());
      return;
    }
    listeners_.push_back(listener);
    by_name_[listener->notification] = std::move(listener);
  }

  void confirm(const std::shared_ptr<Listener>& listener) override {
    if (is_listening(listener)) {
      listener->confirmed = listener->registered = true;
    } else {
      // It has ended meanwhile: its buffer was full, or nobody wants it any more.
      unregister(*listener);
    }
  }

  void unlisten(const std::shared_ptr<Listener>& listener, std::optional<bool> may_be_registered) override {
    if (is_listening(listener)) {
      forget(listener);
      if (may_be_registered.value_or(listener->registered)) {
        unregister(*listener);
      }
    }
  }

  void close(std::function<void()> done) override {
    if (state_ != State::Closed) {
      shut();
    }
    if (!socket_) {
      // An attempt that still waits for its token goes no further.
      ++attempt_;
      done();
      return;
    }
    closed_ = std::move(done);
    limit_.start(kCloseTime, [this] {
      ++attempt_;
      socket_->terminate();
      lost("closed");
    });
    socket_->close();
  }

 private:
  std::string waits_for() const {
    return state_ == State::Open ? "earlier calls are still to be sent" : "there is no connection (" + reason_ + ")";
  }

  /// Why nothing can be done any more.
  ErrorPointer reason_to_end() const { return fatal_ ? fatal_ : std::make_shared<ClientClosed>(); }

  bool is_listening(const std::shared_ptr<Listener>& listener) const {
    const auto found = by_name_.find(listener->notification);
    return found != by_name_.end() && found->second == listener;
  }

  void forget(const std::shared_ptr<Listener>& listener) {
    by_name_.erase(listener->notification);
    listeners_.erase(std::remove(listeners_.begin(), listeners_.end(), listener), listeners_.end());
  }

  void unregister(const Listener& listener) {
    if (state_ == State::Open && !listener.leave.empty()) {
      socket_->send(R"({"jsonrpc":"2.0","method":)" + Json(listener.leave).dump() + R"(,"params":)" + listener.params + "}");
    }
  }

  void enter(State state) {
    if (state_ != state) {
      state_ = state;
      around_.enter(state);
    }
  }

  /// Starts an attempt, unless one is on its way.
  void begin() {
    if (state_ != State::Idle && state_ != State::Waiting) {
      return;
    }
    retry_.stop();
    enter(State::Connecting);
    const std::uint64_t attempt = ++attempt_;
    limit_.start(kAttemptTime, [this] { drop("no connection within " + std::to_string(kAttemptTime.count()) + " ms"); });
    around_.ask_token([this, attempt](const TokenAnswer& answer) {
      if (attempt != attempt_) {
        return;
      }
      if (!answer.problem.empty()) {
        lost(answer.problem);
        return;
      }
      const std::string target = answer.token ? with_token(around_.url.target, *answer.token) : around_.url.target;
      socket_ = around_.network.connect(around_.url, target, events(attempt));
    });
  }

  SocketEvents events(std::uint64_t attempt) {
    const auto current = [this, attempt] { return attempt == attempt_; };
    SocketEvents events;
    events.opened = [this, current] {
      if (current()) {
        opened();
      }
    };
    events.heard = [this, current] {
      if (current()) {
        heard_ = Clock::now();
      }
    };
    events.message = [this, current](const std::string& text) {
      if (current()) {
        message(text);
      }
    };
    events.drained = [this, current] {
      if (current()) {
        pump();
      }
    };
    events.closed = [this, current](const std::string& reason, std::optional<int> status) {
      if (current()) {
        lost(reason, status);
      }
    };
    return events;
  }

  void opened() {
    limit_.stop();
    opened_ = heard_ = Clock::now();
    enter(State::Open);
    probed_ = false;
    heartbeat_.start(around_.options.heartbeat, [this] { look(); });
    for (const auto& connected : std::exchange(connecting_, {})) {
      connected->settle({});
    }
    const std::vector<std::shared_ptr<Listener>> all = listeners_;
    renewals_ = 1;
    for (const auto& listener : all) {
      if (listener->confirmed) {
        renew(listener);
      }
    }
    renewed();
  }

  /// Registers a subscription on a new connection.
  void renew(const std::shared_ptr<Listener>& listener) {
    listener->sink->reconnected(listener->snapshot);
    listener->registered = true;
    ++renewals_;
    const auto call = std::make_shared<PendingCall>();
    call->body = R"("method":)" + Json(listener->enter).dump() + R"(,"params":)" + listener->params;
    call->deadline = around_.options.deadline;
    call->state = std::make_shared<CallState>([](std::function<void()>&) { return false; });
    call->at_end = [this, listener, attempt = attempt_](const Reply& reply) {
      if (attempt != attempt_) {
        return;
      }
      if (!reply.error) {
        renewed();
      } else if (dynamic_cast<const RpcError*>(reply.error.get()) != nullptr) {
        if (is_listening(listener)) {
          forget(listener);
          listener->sink->end(reply.error);
        }
        renewed();
      } else if (state_ == State::Open) {
        // The answer did not come: the connection is of no use.
        drop("the server does not answer");
      }
    };
    transmit(*calls_.open_internal(call));
  }

  /// One registration less is on its way; after the last the queue flows.
  void renewed() {
    if (--renewals_ == 0 && state_ == State::Open) {
      flowing_ = true;
      pump();
    }
  }

  /// Sends what waits, as far as the socket takes it.
  void pump() {
    while (flowing_ && !queue_.empty() && socket_->buffered() <= kSocketBytes) {
      const std::shared_ptr<Parcel> parcel = queue_.front();
      queue_.pop_front();
      if (!parcel->done()) {
        transmit(*parcel);
      }
    }
  }

  void transmit(const Parcel& parcel) {
    for (const PendingPointer& call : parcel.calls()) {
      call->sent = true;
    }
    socket_->send(parcel.text());
  }

  void message(const std::string& text) {
    Json json = parse_json(text);
    if (json.is_array()) {
      for (Json& one : json) {
        handle(one);
      }
    } else {
      handle(json);
    }
  }

  void handle(Json& message) {
    if (!message.is_object()) {
      return;
    }
    const auto id = message.find("id");
    const auto method = message.find("method");
    if (id != message.end() && !id->is_null()) {
      // A call by the server is nothing that we answer.
      if (method == message.end() || message.contains("result") || message.contains("error")) {
        calls_.take(message);
      }
    } else if (method != message.end()) {
      if (method->is_string()) {
        notify(method->get_ref<const std::string&>(), message);
      }
    } else if (const auto error = message.find("error"); error != message.end() && error->is_object()) {
      calls_.take_anonymous(message);
    }
  }

  void notify(const std::string& method, Json& message) {
    const auto found = by_name_.find(method);
    if (found == by_name_.end()) {
      return;
    }
    const std::shared_ptr<Listener> listener = found->second;
    const auto params = message.find("params");
    if (!listener->sink->event(params == message.end() ? Json() : std::move(*params))) {
      unlisten(listener, std::nullopt);
    }
  }

  /// Notices a connection that has gone silent.
  void look() {
    const Duration& heartbeat = around_.options.heartbeat;
    // However late this looks: what has come since the question was asked is an answer.
    probed_ = probed_ && heard_ < asked_;
    const Duration silent = since(heard_);
    if (silent < heartbeat) {
      heartbeat_.start(heartbeat - silent + Duration(1), [this] { look(); });
    } else if (probed_) {
      drop("the server has gone silent");
    } else {
      probed_ = true;
      asked_ = Clock::now();
      socket_->ping();
      heartbeat_.start(heartbeat, [this] { look(); });
    }
  }

  /// Ends the present connection, which is then lost.
  void drop(const std::string& reason) {
    // What it still says is nobody's.
    ++attempt_;
    if (socket_) {
      socket_->terminate();
    }
    lost(reason);
  }

  /// The connection has ended, or could not be made.
  void lost(const std::string& reason, std::optional<int> status = std::nullopt) {
    ++attempt_;
    socket_.reset();
    flowing_ = false;
    limit_.stop();
    heartbeat_.stop();
    if (state_ == State::Closed) {
      if (const auto closed = std::exchange(closed_, nullptr)) {
        closed();
      }
      return;
    }
    const bool was_open = state_ == State::Open;
    reason_ = reason;
    for (const auto& listener : listeners_) {
      listener->registered = false;
    }
    calls_.fail_sent(reason);
    end_completions(reason);
    if (status && is_final(*status)) {
      fatal_ = std::make_shared<ConnectFailed>(reason, status);
      shut();
      return;
    }
    for (const auto& connected : std::exchange(connecting_, {})) {
      connected->settle({nullptr, std::make_shared<ConnectFailed>(reason, status)});
    }
    if (!was_open && failures_ == 0 && !calls_.waiting() && listeners_.empty()) {
      // Nobody needs a connection.
      enter(State::Idle);
      return;
    }
    if (was_open && since(opened_) >= kStableTime) {
      failures_ = 0;
    }
    const double first = static_cast<double>(around_.options.reconnect.first.count());
    const double most = static_cast<double>(around_.options.reconnect.most.count());
    const double delay = std::min(first * std::pow(2.0, failures_), most) * std::uniform_real_distribution<>(0.5, 1.0)(random_);
    failures_ = std::min(failures_ + 1, 30);
    enter(State::Waiting);
    retry_.start(Duration(static_cast<Duration::rep>(std::ceil(delay))), [this] { begin(); });
  }

  /// What was begun on the connection will not be told the end of.
  void end_completions(const std::string& reason) {
    const std::vector<std::shared_ptr<Listener>> all = listeners_;
    for (const auto& listener : all) {
      if (listener->begun_by && listener->begun_by->settled()) {
        forget(listener);
        listener->sink->end(std::make_shared<ConnectionLost>("the connection was lost before the end was told: " + reason));
      }
    }
  }

  /// Ends everything but the socket.
  void shut() {
    retry_.stop();
    limit_.stop();
    heartbeat_.stop();
    enter(State::Closed);
    flowing_ = false;
    queue_.clear();
    const ErrorPointer error = reason_to_end();
    calls_.close(error);
    for (const auto& listener : std::exchange(listeners_, {})) {
      // A completion has somebody who waits; an iteration just ends.
      listener->sink->end(listener->enter.empty() ? error : fatal_);
    }
    by_name_.clear();
    for (const auto& connected : std::exchange(connecting_, {})) {
      connected->settle({nullptr, error});
    }
  }

  Surroundings around_;
  Calls calls_;
  State state_ = State::Idle;
  std::deque<std::shared_ptr<Parcel>> queue_;
  /// In the order in which they were made.
  std::vector<std::shared_ptr<Listener>> listeners_;
  std::unordered_map<std::string, std::shared_ptr<Listener>> by_name_;
  std::shared_ptr<Socket> socket_;
  /// Whether the queue flows: everything is registered.
  bool flowing_ = false;
  /// Registrations on their way, and one more while they are made.
  int renewals_ = 0;
  /// Counts connections; what an older one says is nobody's.
  std::uint64_t attempt_ = 0;
  int failures_ = 0;
  Clock::time_point opened_;
  Clock::time_point heard_;
  /// Whether the server has been asked whether it lives, and when.
  bool probed_ = false;
  Clock::time_point asked_;
  std::string reason_ = "it has not been tried yet";
  ErrorPointer fatal_;
  std::vector<std::shared_ptr<CallState>> connecting_;
  std::function<void()> closed_;
  std::mt19937 random_{std::random_device{}()};
  Timer retry_;
  Timer limit_;
  Timer heartbeat_;
};

}  // namespace

std::unique_ptr<Channel> make_socket_channel(Surroundings surroundings) {
  return std::make_unique<SocketChannel>(std::move(surroundings));
}

}  // namespace client_package::rpc
