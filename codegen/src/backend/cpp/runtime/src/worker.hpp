// A thread that runs what a program has given, one after the other, so that no such thing can hold up a
// connection.

#pragma once

#include <functional>
#include <memory>

namespace client_package::rpc {

/// One thread, which begins when it is first needed.
class Worker {
 public:
  Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  /// Runs `work` in the thread; false: it has been stopped, and `work` is left as it is.
  bool run(std::function<void()>&& work);

  /// Whether this is called in the thread.
  bool is_here() const;

  /// Runs what is there already and ends the thread. Waits for that if `patient`, unless it is called in the
  /// thread itself; otherwise the thread ends by itself, later.
  void stop(bool patient);

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
};

}  // namespace client_package::rpc
