#include "worker.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace client_package::rpc {

struct Worker::Parts {
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> row;
  std::thread thread;
  /// Stays when the thread has been taken away to be waited for.
  std::thread::id id;
  bool busy = false;
  bool stopped = false;

  static void loop(const std::shared_ptr<Parts>& self) {
    std::unique_lock<std::mutex> lock(self->mutex);
    for (;;) {
      self->wake.wait(lock, [&self] { return self->stopped || !self->row.empty(); });
      if (self->row.empty()) {
        return;
      }
      std::function<void()> work = std::move(self->row.front());
      self->row.pop_front();
      self->busy = true;
      lock.unlock();
      try {
        work();
      } catch (...) {
        // Whoever calls back must see to what goes wrong there; the client goes on.
      }
      // What it holds may run code of the program when it is dropped.
      work = nullptr;
      lock.lock();
      self->busy = false;
    }
  }
};

Worker::Worker() : parts_(std::make_shared<Parts>()) {}

Worker::~Worker() { stop(false); }

bool Worker::run(std::function<void()>&& work) {
  const std::lock_guard<std::mutex> lock(parts_->mutex);
  if (parts_->stopped) {
    return false;
  }
  parts_->row.push_back(std::move(work));
  if (!parts_->thread.joinable()) {
    parts_->thread = std::thread([parts = parts_] { Parts::loop(parts); });
    parts_->id = parts_->thread.get_id();
  }
  parts_->wake.notify_one();
  return true;
}

bool Worker::is_here() const {
  const std::lock_guard<std::mutex> lock(parts_->mutex);
  return parts_->id == std::this_thread::get_id();
}

void Worker::stop(bool patient) {
  std::unique_lock<std::mutex> lock(parts_->mutex);
  parts_->stopped = true;
  parts_->wake.notify_one();
  std::thread thread = std::move(parts_->thread);
  const bool wait = (patient || !parts_->busy) && thread.get_id() != std::this_thread::get_id();
  lock.unlock();
  if (!thread.joinable()) {
    return;
  }
  if (wait) {
    thread.join();
  } else {
    thread.detach();
  }
}

}  // namespace client_package::rpc
