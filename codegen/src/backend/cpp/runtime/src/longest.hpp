// Times that clocks can count with.

#pragma once

#include <client_package/runtime/options.hpp>

#include <algorithm>

namespace client_package::rpc {

/// The time, or ten years: a clock that adds more runs over.
inline Duration countable(Duration time) { return std::min(time, Duration(std::chrono::hours(24 * 3650))); }

}  // namespace client_package::rpc
