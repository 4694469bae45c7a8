// What becomes of a call.

#pragma once

#include <client_package/runtime/errors.hpp>

#include <optional>
#include <utility>

namespace client_package::rpc {

/// A value, or the error that stands in its place.
template <typename T>
class Outcome {
 public:
  // Both may be returned as they are.
  Outcome(T value) : value_(std::move(value)) {}
  Outcome(ErrorPointer error) : error_(std::move(error)) {}

  /// Whether there is a value.
  explicit operator bool() const noexcept { return value_.has_value(); }
  /// Whether there is a value.
  bool has_value() const noexcept { return value_.has_value(); }

  /// The value, which must be there.
  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return *std::move(value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

  /// The value. Throws the error if there is none.
  T& value() & {
    check();
    return *value_;
  }
  const T& value() const& {
    check();
    return *value_;
  }
  T value() && {
    check();
    return *std::move(value_);
  }

  /// The error; null if there is a value.
  const ErrorPointer& error() const noexcept { return error_; }

  /// The error, if it is one of the class `Error`; null otherwise.
  template <typename Error>
  const Error* error_as() const noexcept {
    return dynamic_cast<const Error*>(error_.get());
  }

 private:
  void check() const {
    if (!value_) {
      error_->raise();
    }
  }

  std::optional<T> value_;
  ErrorPointer error_;
};

}  // namespace client_package::rpc
