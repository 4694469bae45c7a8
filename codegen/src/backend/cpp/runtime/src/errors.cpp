#include <client_package/runtime/errors.hpp>

#include <string>
#include <utility>

namespace client_package::rpc {

namespace {

/// What people read of an answered error: its message, and what the server adds if that is a text.
std::string shown(std::int64_t code, const std::string& message, const std::optional<Json>& data) {
  std::string text = message.empty() ? "error " + std::to_string(code) : message;
  if (data && data->is_string()) {
    text += ": " + data->get_ref<const std::string&>();
  }
  return text;
}

}  // namespace

ClientError::ClientError(std::string message) : message_(std::make_shared<const std::string>(std::move(message))) {}
ClientError::~ClientError() = default;
const char* ClientError::what() const noexcept { return message_->c_str(); }
std::string_view ClientError::name() const noexcept { return "ClientError"; }
void ClientError::raise() const { throw ClientError(*this); }

struct RpcError::Parts {
  std::int64_t code;
  std::string message;
  std::optional<Json> data;
};

RpcError::RpcError(std::int64_t code, std::string message, std::optional<Json> data)
    : ClientError(shown(code, message, data)),
      parts_(std::make_shared<const Parts>(Parts{code, std::move(message), std::move(data)})) {}
std::int64_t RpcError::code() const noexcept { return parts_->code; }
const std::string& RpcError::message() const noexcept { return parts_->message; }
const std::optional<Json>& RpcError::data() const noexcept { return parts_->data; }
std::string_view RpcError::name() const noexcept { return "RpcError"; }
void RpcError::raise() const { throw RpcError(*this); }

MethodError::MethodError(const RpcError& error, std::size_t position, std::string_view kind_name)
    : RpcError(error), position_(position), kind_name_(kind_name) {}
std::string_view MethodError::kind_name() const noexcept { return kind_name_; }
std::size_t MethodError::position() const noexcept { return position_; }

std::string_view DeadlineExceeded::name() const noexcept { return "DeadlineExceeded"; }
void DeadlineExceeded::raise() const { throw DeadlineExceeded(*this); }

std::string_view Cancelled::name() const noexcept { return "Cancelled"; }
void Cancelled::raise() const { throw Cancelled(*this); }

std::string_view ConnectionLost::name() const noexcept { return "ConnectionLost"; }
void ConnectionLost::raise() const { throw ConnectionLost(*this); }

ConnectFailed::ConnectFailed(const std::string& reason, std::optional<int> status)
    : ClientError("cannot connect: " + reason), status_(status) {}
std::optional<int> ConnectFailed::status() const noexcept { return status_; }
std::string_view ConnectFailed::name() const noexcept { return "ConnectFailed"; }
void ConnectFailed::raise() const { throw ConnectFailed(*this); }

std::string_view QueueFull::name() const noexcept { return "QueueFull"; }
void QueueFull::raise() const { throw QueueFull(*this); }

ClientClosed::ClientClosed() : ClientError("the client is closed") {}
std::string_view ClientClosed::name() const noexcept { return "ClientClosed"; }
void ClientClosed::raise() const { throw ClientClosed(*this); }

Misplaced::Misplaced(std::string pointer, const std::string& reason)
    : ClientError(pointer.empty() ? reason : pointer + ": " + reason),
      pointer_(std::make_shared<const std::string>(std::move(pointer))) {}
const std::string& Misplaced::pointer() const noexcept { return *pointer_; }

std::string_view DecodeError::name() const noexcept { return "DecodeError"; }
void DecodeError::raise() const { throw DecodeError(*this); }

std::string_view InvalidArgument::name() const noexcept { return "InvalidArgument"; }
void InvalidArgument::raise() const { throw InvalidArgument(*this); }

std::string_view NotSupported::name() const noexcept { return "NotSupported"; }
void NotSupported::raise() const { throw NotSupported(*this); }

std::string_view SlowConsumer::name() const noexcept { return "SlowConsumer"; }
void SlowConsumer::raise() const { throw SlowConsumer(*this); }

}  // namespace client_package::rpc
