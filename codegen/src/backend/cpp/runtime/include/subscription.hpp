// The events of one registration.

#pragma once

#include <client_package/runtime/call.hpp>
#include <client_package/runtime/values.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace client_package::rpc {

/// Something is missing at this place. State that is kept from events should be fetched anew.
struct Gap {
  /// Why something is missing.
  enum class Cause {
    /// The connection was lost and is there again.
    Reconnected,
    /// The consumer was too slow.
    Overflow,
    /// An event did not fit its type.
    Unreadable,
  };
  /// Why.
  Cause cause{};
  /// How many events are missing; nothing: nobody knows.
  std::optional<std::uint64_t> missed{};
  /// The server now tells its current state, as events.
  bool snapshot{};
  /// In words.
  std::string reason{};
};

/// The name of a cause, in lower case.
std::string_view to_string(Gap::Cause cause) noexcept;

/// What a subscription gives: an event, or a gap.
template <typename T>
class Item {
 public:
  Item(T event) : parts_(std::in_place_index<0>, std::move(event)) {}
  Item(Gap gap) : parts_(std::in_place_index<1>, std::move(gap)) {}

  /// What the event carries; null: it is a gap.
  const T* event() const noexcept { return std::get_if<0>(&parts_); }
  /// The gap; null: it is an event.
  const Gap* gap() const noexcept { return std::get_if<1>(&parts_); }

 private:
  std::variant<T, Gap> parts_;
};

/// A registration as its consumer sees it. Ends when it is dropped. Not for programs.
class Feed {
 public:
  /// What waits: the params of an event, or a gap.
  using Entry = std::variant<Json, Gap>;

  Feed() = default;
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;
  virtual ~Feed();

  /// The next entry, when it has come; nothing: it has ended, or `time` is over.
  virtual std::optional<Entry> take(std::optional<Duration> time) = 0;
  /// Whether nothing comes any more.
  virtual bool ended() const = 0;
  /// What it has ended with.
  virtual ErrorPointer error() const = 0;
  /// Has entries handed out in the client's thread for callbacks.
  virtual void listen(std::function<void(Entry)> entry, std::function<void()> end) = 0;
  /// Ends it.
  virtual void close() = 0;
};

/// The events of one registration, in the order in which the server sent them. Iterate over it, or hand the
/// items to a callback. It ends when it is closed or goes out of scope.
template <typename T>
class Subscription {
 public:
  /// Reads what an event carries.
  using Read = bool (*)(const Json&, T&, Misfit&);

  Subscription(std::shared_ptr<Feed> feed, Read read) : feed_(std::move(feed)), read_(read) {}
  Subscription(Subscription&&) noexcept = default;
  Subscription& operator=(Subscription&& other) noexcept {
    if (this != &other) {
      close();
      feed_ = std::move(other.feed_);
      read_ = other.read_;
    }
    return *this;
  }
  ~Subscription() { close(); }

  /// Waits for the next item; nothing: it has ended, and `error` tells why.
  std::optional<Item<T>> next() { return item(feed_->take(std::nullopt)); }

  /// Waits for the next item, so long at most; nothing: none has come, or it has `ended`.
  std::optional<Item<T>> next_within(Duration time) { return item(feed_->take(time)); }

  /// Whether everything has been given and nothing comes any more.
  bool ended() const { return feed_->ended(); }

  /// What it has ended with: the server's refusal to register again, `SlowConsumer`, or what made the client
  /// give up; null if it has not ended, or was closed.
  ErrorPointer error() const { return feed_->error(); }

  /// Hands every item to `callback`, one after the other, in the client's thread for callbacks, and the end
  /// to `end`. What they throw is dropped. The subscription must be kept as long.
  void for_each(std::function<void(Item<T>)> callback, std::function<void(ErrorPointer)> end = {}) {
    std::weak_ptr<Feed> feed = feed_;
    feed_->listen([callback = std::move(callback), read = read_](Feed::Entry entry) { callback(decoded(std::move(entry), read)); },
                  [feed, end = std::move(end)] {
                    const std::shared_ptr<Feed> ended = feed.lock();
                    if (end) {
                      end(ended ? ended->error() : nullptr);
                    }
                  });
  }

  /// Ends the registration on the server, and the iteration. Once more does nothing.
  void close() {
    if (feed_) {
      feed_->close();
    }
  }

  /// An iterator over what is still to come.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Item<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = const Item<T>*;
    using reference = const Item<T>&;

    Iterator() = default;
    explicit Iterator(Subscription& from) : from_(&from) { ++*this; }
    reference operator*() const { return *item_; }
    pointer operator->() const { return &*item_; }
    Iterator& operator++() {
      item_ = from_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    /// Iterators are compared only with the end.
    bool operator==(const Iterator& other) const { return item_.has_value() == other.item_.has_value(); }
    bool operator!=(const Iterator& other) const { return !(*this == other); }

   private:
    Subscription* from_{};
    std::optional<Item<T>> item_{};
  };

  /// Waits for the first item.
  Iterator begin() { return Iterator(*this); }
  /// The end, whenever it comes.
  Iterator end() { return Iterator(); }

 private:
  static Item<T> decoded(Feed::Entry entry, Read read) {
    if (Gap* gap = std::get_if<Gap>(&entry)) {
      return Item<T>(std::move(*gap));
    }
    T event{};
    Misfit misfit;
    if (read(std::get<Json>(entry), event, misfit)) {
      return Item<T>(std::move(event));
    }
    return Item<T>(Gap{Gap::Cause::Unreadable, 1, false, misfit.text()});
  }

  std::optional<Item<T>> item(std::optional<Feed::Entry> entry) {
    if (!entry) {
      return std::nullopt;
    }
    return decoded(*std::move(entry), read_);
  }

  std::shared_ptr<Feed> feed_;
  Read read_;
};

}  // namespace client_package::rpc
