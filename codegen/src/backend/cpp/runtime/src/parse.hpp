// JSON that comes from outside.

#pragma once

#include <client_package/runtime/json.hpp>

#include <string>

namespace client_package::rpc {

/// Reads JSON; what is none, or is nested without measure, is discarded.
Json parse_json(const std::string& text);

}  // namespace client_package::rpc
