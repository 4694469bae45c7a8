// The errors that calls and subscriptions end with.
//
// They are values first: an outcome holds one, and nothing is thrown unless a program asks for it by `get`,
// `value` or `raise`. No header throws, so that programs may be compiled without exceptions.

#pragma once

#include <client_package/runtime/json.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace client_package::rpc {

/// What every error of this package is.
class ClientError : public std::exception {
 public:
  explicit ClientError(std::string message);
  ~ClientError() override;

  /// What went wrong, for people. It never holds a token.
  const char* what() const noexcept override;

  /// The name of the error's class.
  virtual std::string_view name() const noexcept;

  /// Throws it as what it is.
  [[noreturn]] virtual void raise() const;

 private:
  std::shared_ptr<const std::string> message_;
};

/// An error that several may look at; null: none.
using ErrorPointer = std::shared_ptr<const ClientError>;

/// The server answered an error.
class RpcError : public ClientError {
 public:
  RpcError(std::int64_t code, std::string message, std::optional<Json> data);

  /// The error's number.
  std::int64_t code() const noexcept;
  /// The message as it came.
  const std::string& message() const noexcept;
  /// What the server adds, if anything.
  const std::optional<Json>& data() const noexcept;

  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;
};

/// By what a declared error is known.
struct ErrorCase {
  /// Its number.
  std::int64_t code;
  /// Its message.
  std::string_view message;
  /// Its name in the package.
  std::string_view kind;
};

/// An error that the called method declares. The class of each method has a `kind`, which tells which one it is.
class MethodError : public RpcError {
 public:
  MethodError(const RpcError& error, std::size_t position, std::string_view kind_name);

  /// The name of its kind, as it is written in the package.
  std::string_view kind_name() const noexcept;

 protected:
  /// Which of the declared ones it is.
  std::size_t position() const noexcept;

 private:
  std::size_t position_;
  std::string_view kind_name_;
};

/// There was no answer within the deadline.
class DeadlineExceeded final : public ClientError {
 public:
  using ClientError::ClientError;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// The caller gave up.
class Cancelled final : public ClientError {
 public:
  using ClientError::ClientError;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// The connection ended before the answer came; whether the call ran is not known.
class ConnectionLost final : public ClientError {
 public:
  using ClientError::ClientError;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// There is no connection, and trying again is of no use or not wanted.
class ConnectFailed final : public ClientError {
 public:
  explicit ConnectFailed(const std::string& reason, std::optional<int> status = std::nullopt);

  /// The HTTP status that the server refused with, if there was one.
  std::optional<int> status() const noexcept;

  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;

 private:
  std::optional<int> status_;
};

/// Too many calls wait already; nothing was sent.
class QueueFull final : public ClientError {
 public:
  using ClientError::ClientError;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// The client has been closed.
class ClientClosed final : public ClientError {
 public:
  ClientClosed();
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// Something does not fit at a place.
class Misplaced : public ClientError {
 public:
  Misplaced(std::string pointer, const std::string& reason);

  /// The place, as a JSON pointer.
  const std::string& pointer() const noexcept;

 private:
  std::shared_ptr<const std::string> pointer_;
};

/// What came is not JSON-RPC 2.0, or does not fit its type.
class DecodeError final : public Misplaced {
 public:
  using Misplaced::Misplaced;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// What was given does not fit its type, or cannot be addressed; nothing was sent.
class InvalidArgument final : public Misplaced {
 public:
  using Misplaced::Misplaced;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// This client cannot do that: there are no events over HTTP, and none in a batch.
class NotSupported final : public ClientError {
 public:
  using ClientError::ClientError;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

/// Ends a subscription with the policy `Fail` whose buffer is full.
class SlowConsumer final : public ClientError {
 public:
  using ClientError::ClientError;
  std::string_view name() const noexcept override;
  [[noreturn]] void raise() const override;
};

}  // namespace client_package::rpc
