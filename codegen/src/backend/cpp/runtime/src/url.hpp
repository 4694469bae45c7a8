// The address of a server.

#pragma once

#include <optional>
#include <string>

namespace client_package::rpc {

/// The address of a server.
struct Url {
  /// Over a WebSocket; otherwise each call is an HTTP request.
  bool socket{};
  /// With TLS.
  bool secure{};
  /// Name or address, an IPv6 one without brackets.
  std::string host{};
  std::string port{};
  /// Host and port as they stand in a request.
  std::string authority{};
  /// Path and query.
  std::string target{};
  /// The whole without user, query and fragment.
  std::string shown{};
};

/// Reads a URL; nothing: `problem` says why it cannot be called.
std::optional<Url> parse_url(const std::string& text, std::string& problem);

/// The target with a token behind its query, which nobody should show.
std::string with_token(const std::string& target, const std::string& token);

}  // namespace client_package::rpc
