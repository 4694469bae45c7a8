// The row of items between a connection and a consumer.

#pragma once

#include "listener.hpp"
#include "worker.hpp"

#include <client_package/runtime/subscription.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace client_package::rpc {

/// A bounded row of items, filled by the connection and emptied by the consumer.
class Buffer final : public Sink, public std::enable_shared_from_this<Buffer> {
 public:
  Buffer(std::size_t limit, Policy policy, std::shared_ptr<Worker> worker);

  bool event(Json params) override;
  void reconnected(bool snapshot) override;
  void end(ErrorPointer error) override;

  /// Nothing is given any more.
  void clear();
  /// The next entry, when it has come; nothing: the end, or `time` is over.
  std::optional<Feed::Entry> take(std::optional<Duration> time);
  /// Whether everything has been given and nothing comes any more.
  bool ended() const;
  /// What it has ended with, once everything has been given.
  ErrorPointer error() const;
  /// Has entries handed to callbacks.
  void listen(std::function<void(Feed::Entry)> entry, std::function<void()> end);

 private:
  bool overflow(Json params);
  void notify();
  void drain();
  void missed_at(std::size_t place);
  void one_reconnection(std::size_t start);

  const std::size_t limit_;
  const Policy policy_;
  const std::shared_ptr<Worker> worker_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Feed::Entry> entries_;
  std::size_t events_ = 0;
  bool over_ = false;
  ErrorPointer error_;
  /// The callback form: what is called, and whether that is on its way.
  std::function<void(Feed::Entry)> on_entry_;
  std::function<void()> on_end_;
  bool draining_ = false;
};

}  // namespace client_package::rpc
