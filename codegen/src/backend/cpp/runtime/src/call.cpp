#include <client_package/runtime/call.hpp>

#include "longest.hpp"

#include <condition_variable>
#include <mutex>

namespace client_package::rpc {

struct CallState::Parts {
  explicit Parts(Executor run) : executor(std::move(run)) {}

  const Executor executor;
  mutable std::mutex mutex;
  mutable std::condition_variable ended;
  bool done = false;
  Reply reply;
  std::function<void()> continuation;
  std::function<void()> give_up;
};

CallState::CallState(Executor executor) : parts_(std::make_unique<Parts>(std::move(executor))) {}

CallState::~CallState() = default;

void CallState::settle(Reply reply) {
  std::function<void()> continuation;
  std::function<void()> give_up;
  {
    const std::lock_guard<std::mutex> lock(parts_->mutex);
    if (parts_->done) {
      return;
    }
    parts_->done = true;
    parts_->reply = std::move(reply);
    continuation.swap(parts_->continuation);
    give_up.swap(parts_->give_up);
    parts_->ended.notify_all();
  }
  // Given away whole: what it holds is to be dropped in the other thread.
  if (continuation && !parts_->executor(continuation)) {
    continuation();
  }
}

bool CallState::settled() const {
  const std::lock_guard<std::mutex> lock(parts_->mutex);
  return parts_->done;
}

void CallState::wait() const {
  std::unique_lock<std::mutex> lock(parts_->mutex);
  parts_->ended.wait(lock, [this] { return parts_->done; });
}

bool CallState::wait_for(Duration time) const {
  std::unique_lock<std::mutex> lock(parts_->mutex);
  return parts_->ended.wait_for(lock, countable(time), [this] { return parts_->done; });
}

Reply CallState::take() {
  std::unique_lock<std::mutex> lock(parts_->mutex);
  parts_->ended.wait(lock, [this] { return parts_->done; });
  return std::exchange(parts_->reply, Reply{});
}

void CallState::then(std::function<void()> callback) {
  {
    const std::lock_guard<std::mutex> lock(parts_->mutex);
    if (!parts_->done) {
      parts_->continuation = std::move(callback);
      return;
    }
  }
  callback();
}

void CallState::on_cancel(std::function<void()> give_up) {
  const std::lock_guard<std::mutex> lock(parts_->mutex);
  if (!parts_->done) {
    parts_->give_up = std::move(give_up);
  }
}

void CallState::cancel() {
  std::function<void()> give_up;
  {
    const std::lock_guard<std::mutex> lock(parts_->mutex);
    give_up = parts_->give_up;
  }
  if (give_up) {
    give_up();
  }
}

}  // namespace client_package::rpc
