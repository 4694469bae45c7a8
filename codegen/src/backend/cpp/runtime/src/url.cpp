#include "url.hpp"

#include <algorithm>
#include <string_view>

namespace client_package::rpc {

namespace {

bool is_port(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && !text.empty() && text.size() <= 5 && std::stoul(std::string(text)) <= 65535;
}

/// Whether a text can stand in the line of a request.
bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c != 0x7f; });
}

}  // namespace

std::optional<Url> parse_url(const std::string& text, std::string& problem) {
  const std::size_t colon = text.find("://");
  if (colon == std::string::npos) {
    problem = "the URL has no scheme; it must begin with ws://, wss://, http:// or https://";
    return std::nullopt;
  }
  std::string scheme = text.substr(0, colon);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (scheme != "ws" && scheme != "wss" && scheme != "http" && scheme != "https") {
    problem = "a URL with the scheme " + scheme + " cannot be called; it must be ws, wss, http or https";
    return std::nullopt;
  }
  Url url;
  url.socket = scheme[0] == 'w';
  url.secure = scheme.back() == 's' && scheme != "ws";
  std::string rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t path = rest.find_first_of("/?");
  std::string authority = rest.substr(0, path);
  url.target = path == std::string::npos ? "/" : rest.substr(path);
  if (url.target[0] == '?') {
    url.target.insert(0, "/");
  }
  authority = authority.substr(authority.rfind('@') + 1);
  const std::size_t bracket = authority.find(']');
  const std::size_t mark = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  url.host = authority.substr(0, mark);
  url.port = mark == std::string::npos ? (url.secure ? "443" : "80") : authority.substr(mark + 1);
  if (!url.host.empty() && url.host.front() == '[' && url.host.back() == ']') {
    url.host = url.host.substr(1, url.host.size() - 2);
  }
  if (url.host.empty() || !is_port(url.port) || !is_visible(url.host) || !is_visible(url.target)) {
    problem = "the URL cannot be read: it needs a host, and perhaps a port between 0 and 65535 and a path";
    return std::nullopt;
  }
  url.authority = authority;
  url.shown = scheme + "://" + authority + url.target.substr(0, url.target.find('?'));
  return url;
}

std::string with_token(const std::string& target, const std::string& token) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out = target + (target.find('?') == std::string::npos ? "?token=" : "&token=");
  for (const char c : token) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.~").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

}  // namespace client_package::rpc
