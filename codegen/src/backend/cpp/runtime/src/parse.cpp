#include "parse.hpp"

namespace client_package::rpc {

namespace {

/// Deeper values would overflow the stack of whoever walks through them.
constexpr int kDeepest = 256;

bool is_too_deep(const std::string& text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t place = 0; place < text.size(); ++place) {
    const char c = text[place];
    if (quoted) {
      if (c == '\\') {
        ++place;
      } else if (c == '"') {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) {
        return true;
      }
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

}  // namespace

Json parse_json(const std::string& text) {
  if (is_too_deep(text)) {
    return Json(Json::value_t::discarded);
  }
  return Json::parse(text, nullptr, false);
}

}  // namespace client_package::rpc
