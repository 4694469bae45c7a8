#include "buffer.hpp"

#include "longest.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace client_package::rpc {

Feed::~Feed() = default;

std::string_view to_string(Gap::Cause cause) noexcept {
  switch (cause) {
    case Gap::Cause::Reconnected:
      return "reconnected";
    case Gap::Cause::Overflow:
      return "overflow";
    case Gap::Cause::Unreadable:
      return "unreadable";
  }
  return "unknown";
}

namespace {

const Gap* gap_in(const Feed::Entry& entry) { return std::get_if<Gap>(&entry); }

bool is_gap(const Feed::Entry& entry, Gap::Cause cause) {
  const Gap* gap = gap_in(entry);
  return gap != nullptr && gap->cause == cause;
}

Gap overflow_of(std::uint64_t missed) {
  return {Gap::Cause::Overflow, missed, false, std::to_string(missed) + " events came faster than they were taken"};
}

}  // namespace

Buffer::Buffer(std::size_t limit, Policy policy, std::shared_ptr<Worker> worker)
    : limit_(limit), policy_(policy), worker_(std::move(worker)) {}

bool Buffer::event(Json params) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (over_) {
    return true;
  }
  if (events_ >= limit_) {
    return overflow(std::move(params));
  }
  entries_.emplace_back(std::move(params));
  ++events_;
  notify();
  return true;
}

bool Buffer::overflow(Json params) {
  switch (policy_) {
    case Policy::Fail:
      over_ = true;
      error_ = std::make_shared<SlowConsumer>(std::to_string(limit_) + " events wait already");
      notify();
      return false;
    case Policy::DropNewest:
      missed_at(entries_.size());
      break;
    case Policy::DropOldest: {
      std::size_t first = 0;
      while (gap_in(entries_[first]) != nullptr) {
        ++first;
      }
      entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(first));
      missed_at(first);
      one_reconnection(0);
      entries_.emplace_back(std::move(params));
      break;
    }
  }
  notify();
  return true;
}

/// Counts an event that was dropped at this place.
void Buffer::missed_at(std::size_t place) {
  if (place > 0 && is_gap(entries_[place - 1], Gap::Cause::Overflow)) {
    entries_[place - 1] = overflow_of(gap_in(entries_[place - 1])->missed.value_or(0) + 1);
  } else {
    entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(place), overflow_of(1));
  }
}

/// Of the reconnections among the gaps from `start` on, without an event between them, keeps the last. With
/// that the gaps of a buffer cannot outgrow its events.
void Buffer::one_reconnection(std::size_t start) {
  std::size_t end = start;
  std::size_t last = start;
  for (; end < entries_.size() && gap_in(entries_[end]) != nullptr; ++end) {
    last = is_gap(entries_[end], Gap::Cause::Reconnected) ? end : last;
  }
  std::deque<Feed::Entry> kept;
  for (std::size_t place = start; place < end; ++place) {
    const Gap& gap = *gap_in(entries_[place]);
    if (gap.cause == Gap::Cause::Overflow && !kept.empty() && is_gap(kept.back(), Gap::Cause::Overflow)) {
      kept.back() = overflow_of(gap_in(kept.back())->missed.value_or(0) + gap.missed.value_or(0));
    } else if (gap.cause == Gap::Cause::Overflow || place == last) {
      kept.push_back(std::move(entries_[place]));
    }
  }
  const auto from = entries_.begin() + static_cast<std::ptrdiff_t>(start);
  entries_.erase(from, from + static_cast<std::ptrdiff_t>(end - start));
  entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(start), kept.begin(), kept.end());
}

void Buffer::reconnected(bool snapshot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (over_) {
    return;
  }
  entries_.emplace_back(Gap{Gap::Cause::Reconnected, std::nullopt, snapshot, "the connection was lost and is there again"});
  std::size_t start = entries_.size();
  while (start > 0 && gap_in(entries_[start - 1]) != nullptr) {
    --start;
  }
  one_reconnection(start);
  notify();
}

void Buffer::end(ErrorPointer error) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!over_) {
    over_ = true;
    error_ = std::move(error);
    notify();
  }
}

void Buffer::clear() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (over_ && entries_.empty()) {
    return;
  }
  entries_.clear();
  events_ = 0;
  over_ = true;
  error_ = nullptr;
  notify();
}

std::optional<Feed::Entry> Buffer::take(std::optional<Duration> time) {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto there = [this] { return over_ || !entries_.empty(); };
  if (time) {
    wake_.wait_for(lock, countable(*time), there);
  } else {
    wake_.wait(lock, there);
  }
  if (entries_.empty()) {
    return std::nullopt;
  }
  Feed::Entry entry = std::move(entries_.front());
  entries_.pop_front();
  events_ -= gap_in(entry) == nullptr ? 1 : 0;
  return entry;
}

bool Buffer::ended() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return over_ && entries_.empty();
}

ErrorPointer Buffer::error() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return over_ && entries_.empty() ? error_ : nullptr;
}

void Buffer::listen(std::function<void(Feed::Entry)> entry, std::function<void()> end) {
  const std::lock_guard<std::mutex> lock(mutex_);
  on_entry_ = std::move(entry);
  on_end_ = std::move(end);
  if (!entries_.empty() || over_) {
    notify();
  }
}

/// Wakes whoever waits. The lock is held.
void Buffer::notify() {
  wake_.notify_all();
  if (on_entry_ && !draining_) {
    draining_ = worker_->run([self = shared_from_this()] { self->drain(); });
  }
}

/// Hands out what is there. Runs in the thread for callbacks.
void Buffer::drain() {
  for (;;) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (entries_.empty()) {
      draining_ = false;
      if (!over_) {
        return;
      }
      // The last of all: nothing is called any more.
      const std::function<void(Feed::Entry)> entry = std::exchange(on_entry_, nullptr);
      const std::function<void()> end = std::exchange(on_end_, nullptr);
      lock.unlock();
      if (end) {
        end();
      }
      return;
    }
    Feed::Entry entry = std::move(entries_.front());
    entries_.pop_front();
    events_ -= gap_in(entry) == nullptr ? 1 : 0;
    const std::function<void(Feed::Entry)> callback = on_entry_;
    lock.unlock();
    try {
      callback(std::move(entry));
    } catch (...) {
      // Whoever calls back must see to what goes wrong there; the next item is given all the same.
    }
  }
}

}  // namespace client_package::rpc
