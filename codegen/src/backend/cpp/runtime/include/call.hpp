// Calls that were made, and what becomes of them.

#pragma once

#include <client_package/runtime/options.hpp>
#include <client_package/runtime/outcome.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace client_package::rpc {

/// What a server answered: a result, or an error.
struct Reply {
  Json result{};
  ErrorPointer error{};
};

/// What a call and its transport share. Not for programs.
class CallState {
 public:
  /// Takes a callback and runs it in some other thread; false: it cannot any more, and leaves the callback.
  using Executor = std::function<bool(std::function<void()>&)>;

  explicit CallState(Executor executor);
  CallState(const CallState&) = delete;
  CallState& operator=(const CallState&) = delete;
  ~CallState();

  /// Ends the call, once; the transport's to do.
  void settle(Reply reply);
  /// Whether it has ended.
  bool settled() const;
  /// Waits for the end.
  void wait() const;
  /// Waits for the end, so long at most; whether it has come.
  bool wait_for(Duration time) const;
  /// Waits for the end and takes what it says, which is there once.
  Reply take();
  /// Runs `callback` at the end: at once if it has come, in the client's thread for callbacks otherwise.
  void then(std::function<void()> callback);
  /// Sets what gives the call up.
  void on_cancel(std::function<void()> give_up);
  /// Gives the call up.
  void cancel();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// A call that was made. Dropping it does not take it back: `cancel` does.
template <typename T>
class Call {
 public:
  /// Makes the value of a reply.
  using Finish = std::function<Outcome<T>(Reply)>;

  Call(std::shared_ptr<CallState> state, Finish finish) : state_(std::move(state)), finish_(std::move(finish)) {}

  /// Waits for the outcome. To be asked once, as `get` and `then`.
  Outcome<T> wait() { return finish_(state_->take()); }

  /// Waits for the value. Throws the error if there is none.
  T get() { return wait().value(); }

  /// Waits for the outcome, so long at most; whether it is there.
  bool wait_for(Duration time) const { return state_->wait_for(time); }

  /// Whether the outcome is there.
  bool ready() const { return state_->settled(); }

  /// Hands the outcome to a callback, instead of waiting for it: now if it is there, in the client's thread
  /// for callbacks otherwise. What it throws is dropped.
  void then(std::function<void(Outcome<T>)> callback) {
    state_->then([state = state_, finish = finish_, callback = std::move(callback)] { callback(finish(state->take())); });
  }

  /// Gives the call up: it ends with `Cancelled`, unless it has ended already. It is not sent any more if it
  /// has not been; otherwise it may still run on the server.
  void cancel() { state_->cancel(); }

 private:
  std::shared_ptr<CallState> state_;
  Finish finish_;
};

/// What a call has begun that ends later.
template <typename R, typename C>
struct Started {
  /// What the call answered.
  R result;
  /// What the end says. It fails when the connection is lost before; `cancel` waits no longer for it.
  Call<C> completed;
};

}  // namespace client_package::rpc
