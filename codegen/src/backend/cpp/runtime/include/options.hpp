// What can be set, and what holds otherwise.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace client_package::rpc {

/// A time that something may take.
using Duration = std::chrono::milliseconds;

/// Where the connection of a client stands. A client over HTTP is `Idle` until it is closed.
enum class State {
  /// Not used yet, or no longer needed.
  Idle,
  /// On the way.
  Connecting,
  /// There.
  Open,
  /// Lost, and about to be tried again.
  Waiting,
  /// Closed for good.
  Closed,
};

/// The name of a state, in lower case.
std::string_view to_string(State state) noexcept;

/// A token, or a function that gives one. It has no text form.
class Token {
 public:
  /// A token that stays the same.
  Token(const char* text) : fixed_(text) {}
  /// A token that stays the same.
  Token(std::string text) : fixed_(std::move(text)) {}
  /// A function that is asked before each attempt to connect and each HTTP request, in a thread of its own.
  /// If it throws, the attempt has failed.
  template <typename Function, typename = std::enable_if_t<std::is_invocable_r_v<std::string, Function>>>
  Token(Function function) : source_(std::move(function)) {}

  /// The token, if it stays the same.
  const std::optional<std::string>& fixed() const noexcept { return fixed_; }
  /// Asks for the token at this moment.
  std::string ask() const { return fixed_ ? *fixed_ : source_(); }

 private:
  std::optional<std::string> fixed_{};
  std::function<std::string()> source_{};
};

/// How long to wait between attempts to connect.
struct Reconnect {
  /// Before the first attempt. Each further one waits twice as long.
  Duration first{250};
  /// At most.
  Duration most{5'000};
};

/// Certificates, all as PEM. The server's certificate is always verified.
struct Tls {
  /// Certificates to trust beside those of the system.
  std::string ca{};
  /// The client's own certificate, with its chain.
  std::string certificate{};
  /// The key of that.
  std::string key{};
};

/// Options of a client.
struct Options {
  /// How long a call may take, everything included.
  Duration deadline{10'000};
  /// Calls that may wait, unsent or unanswered; one more fails with `QueueFull`.
  std::size_t queue{1'024};
  /// The silence after which a server is asked whether it lives.
  Duration heartbeat{15'000};
  /// Delays between attempts to connect.
  Reconnect reconnect{};
  /// Says who is calling. It is never shown in a text.
  std::optional<Token> token{};
  /// Certificates for `wss:` and `https:`.
  Tls tls{};
  /// Is told every state that the client enters, in the thread of the client's callbacks.
  std::function<void(State)> on_state{};
};

/// Writes options without what might be secret.
std::ostream& operator<<(std::ostream& out, const Options& options);

/// Options of one call.
struct CallOptions {
  /// How long it may take; by default what the client's options say.
  std::optional<Duration> deadline{};
};

/// What happens when the buffer of a subscription is full.
enum class Policy {
  /// The oldest event is dropped.
  DropOldest,
  /// The event that comes is dropped.
  DropNewest,
  /// The subscription ends with `SlowConsumer`.
  Fail,
};

/// Options of a subscription.
struct SubscribeOptions {
  /// How long the registration may take; by default what the client's options say.
  std::optional<Duration> deadline{};
  /// Events that may wait to be consumed.
  std::size_t buffer{1'024};
  /// What happens to more.
  Policy policy{Policy::DropOldest};
};

}  // namespace client_package::rpc
