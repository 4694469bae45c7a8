#include <client_package/runtime/options.hpp>

#include <ostream>

namespace client_package::rpc {

std::string_view to_string(State state) noexcept {
  switch (state) {
    case State::Idle:
      return "idle";
    case State::Connecting:
      return "connecting";
    case State::Open:
      return "open";
    case State::Waiting:
      return "waiting";
    case State::Closed:
      return "closed";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, const Options& options) {
  return out << "Options(deadline " << options.deadline.count() << " ms, queue " << options.queue << ", heartbeat "
             << options.heartbeat.count() << " ms, reconnect " << options.reconnect.first.count() << " to "
             << options.reconnect.most.count() << " ms, " << (options.token ? "a token" : "no token") << ")";
}

}  // namespace client_package::rpc
