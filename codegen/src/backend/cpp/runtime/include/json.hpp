// JSON, as values of a program.

#pragma once

#include <nlohmann/json.hpp>

namespace client_package::rpc {

/// Any JSON.
using Json = nlohmann::json;

/// Any object of JSON: a map from names to values.
using JsonObject = Json::object_t;

/// What carries nothing: the result of a call that only confirms, or the params of an event without any.
struct Nothing {};

/// Whether both carry nothing, which is always so.
constexpr bool operator==(Nothing, Nothing) noexcept {
  return true;
}

}  // namespace client_package::rpc
