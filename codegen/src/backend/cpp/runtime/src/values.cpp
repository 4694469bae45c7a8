#include <client_package/runtime/values.hpp>

#include <charconv>

namespace client_package::rpc {

namespace {

/// A step of a JSON pointer.
std::string step(std::string_view name) {
  std::string out = "/";
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

/// Whether a text is UTF-8: no other can travel.
bool is_unicode(std::string_view text) {
  const auto byte = [text](std::size_t place) { return static_cast<unsigned char>(text[place]); };
  std::size_t place = 0;
  while (place < text.size()) {
    const unsigned char first = byte(place);
    const std::size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || text.size() - place < length) {
      return false;
    }
    for (std::size_t more = 1; more < length; ++more) {
      if ((byte(place + more) & 0xc0) != 0x80) {
        return false;
      }
    }
    if (length > 2) {
      const unsigned char second = byte(place + 1);
      const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
      const bool surrogate = first == 0xed && second > 0x9f;
      const bool beyond = first == 0xf4 && second > 0x8f;
      if (overlong || surrogate || beyond) {
        return false;
      }
    }
    place += length;
  }
  return true;
}

/// Whether all texts in a value are UTF-8, and all numbers finite.
bool can_travel(const Json& json) {
  if (json.is_string()) {
    return is_unicode(json.get_ref<const std::string&>());
  }
  if (json.is_number_float()) {
    return std::isfinite(json.get<double>());
  }
  if (json.is_binary() || json.is_discarded()) {
    return false;
  }
  if (json.is_object()) {
    for (const auto& member : json.items()) {
      if (!is_unicode(member.key()) || !can_travel(member.value())) {
        return false;
      }
    }
  } else if (json.is_array()) {
    for (const Json& item : json) {
      if (!can_travel(item)) {
        return false;
      }
    }
  }
  return true;
}

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Reads pairs of hexadecimal digits with this text between them.
bool read_pairs(std::string_view text, std::string_view between, Bytes& bytes) {
  bytes.clear();
  std::size_t place = 0;
  while (place < text.size()) {
    if (!bytes.empty()) {
      if (text.substr(place, between.size()) != between) {
        return false;
      }
      place += between.size();
    }
    if (text.size() - place < 2) {
      return false;
    }
    const int high = hex_digit(text[place]);
    const int low = hex_digit(text[place + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
    place += 2;
  }
  return true;
}

std::string written_pairs(const Bytes& bytes, std::string_view between) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) {
      text += between;
    }
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

bool read_base64(std::string_view text, Bytes& bytes) {
  bytes.clear();
  if (text.size() % 4 != 0) {
    return false;
  }
  for (std::size_t place = 0; place < text.size(); place += 4) {
    const bool last = place + 4 == text.size();
    const std::size_t padding = !last || text[place + 3] != '=' ? 0 : text[place + 2] != '=' ? 1 : 2;
    std::uint32_t bits = 0;
    for (std::size_t more = 0; more < 4 - padding; ++more) {
      const std::size_t digit = kDigits.find(text[place + more]);
      if (digit == std::string_view::npos) {
        return false;
      }
      bits |= static_cast<std::uint32_t>(digit) << (18 - 6 * more);
    }
    for (std::size_t byte = 0; byte < 3 - padding; ++byte) {
      bytes.push_back(static_cast<std::uint8_t>(bits >> (16 - 8 * byte)));
    }
  }
  return true;
}

std::string written_base64(const Bytes& bytes) {
  std::string text;
  for (std::size_t place = 0; place < bytes.size(); place += 3) {
    const std::size_t count = bytes.size() - place < 3 ? bytes.size() - place : 3;
    std::uint32_t bits = 0;
    for (std::size_t more = 0; more < count; ++more) {
      bits |= static_cast<std::uint32_t>(bytes[place + more]) << (16 - 8 * more);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      text += digit <= count ? kDigits[(bits >> (18 - 6 * digit)) & 63] : '=';
    }
  }
  return text;
}

/// The text in a value; nothing if it is none.
std::string_view text_of(const Json& json) {
  return json.is_string() ? std::string_view(json.get_ref<const std::string&>()) : std::string_view();
}

/// The greatest number up to which a double holds every whole number.
constexpr double kExact = 9007199254740992.0;

}  // namespace

bool Misfit::refuse(std::string what) {
  pointer.clear();
  reason = std::move(what);
  return false;
}

bool Misfit::expected(std::string_view what, const Json& json) {
  std::string text(what);
  text += " was expected, not ";
  text += json.is_null()        ? "null"
          : json.is_boolean()   ? "a truth value"
          : json.is_number()    ? "the number " + json.dump()
          : json.is_string()    ? "a text"
          : json.is_array()     ? "a list"
                                : "an object";
  return refuse(std::move(text));
}

bool Misfit::within(std::string_view member) {
  pointer.insert(0, step(member));
  return false;
}

bool Misfit::within(std::size_t item) { return within(std::to_string(item)); }

std::string Misfit::text() const { return pointer.empty() ? reason : pointer + ": " + reason; }

bool Null::read(const Json& json, Value&, Misfit& misfit) { return json.is_null() || misfit.expected("null", json); }

bool Null::write(const Value&, Json& json, Misfit&) {
  json = nullptr;
  return true;
}

bool Boolean::read(const Json& json, Value& value, Misfit& misfit) {
  if (!json.is_boolean()) {
    return misfit.expected("true or false", json);
  }
  value = json.get<bool>();
  return true;
}

bool Boolean::write(const Value& value, Json& json, Misfit&) {
  json = value;
  return true;
}

bool Text::read(const Json& json, Value& value, Misfit& misfit) {
  if (!json.is_string()) {
    return misfit.expected("a text", json);
  }
  value = json.get_ref<const std::string&>();
  return true;
}

bool Text::write(const Value& value, Json& json, Misfit& misfit) {
  if (!is_unicode(value)) {
    return misfit.refuse("the text is not UTF-8");
  }
  json = value;
  return true;
}

bool Number::read(const Json& json, Value& value, Misfit& misfit) {
  if (!json.is_number()) {
    return misfit.expected("a number", json);
  }
  value = json.get<double>();
  return true;
}

bool Number::write(const Value& value, Json& json, Misfit& misfit) {
  if (!std::isfinite(value)) {
    return misfit.refuse("the number is not finite");
  }
  json = value;
  return true;
}

bool Any::read(const Json& json, Value& value, Misfit&) {
  value = json;
  return true;
}

bool Any::write(const Value& value, Json& json, Misfit& misfit) {
  if (!can_travel(value)) {
    return misfit.refuse("a text in it is not UTF-8, or a number not finite");
  }
  json = value;
  return true;
}

bool AnyObject::read(const Json& json, Value& value, Misfit& misfit) {
  if (!json.is_object()) {
    return misfit.expected("an object", json);
  }
  value = json.get_ref<const JsonObject&>();
  return true;
}

bool AnyObject::write(const Value& value, Json& json, Misfit& misfit) { return Any::write(Json(value), json, misfit); }

bool Base64::read(const Json& json, Value& value, Misfit& misfit) {
  const bool fits = json.is_string() && read_base64(text_of(json), value);
  return fits || misfit.expected("base64", json);
}

bool Base64::write(const Value& value, Json& json, Misfit&) {
  json = written_base64(value);
  return true;
}

bool Hex::read(const Json& json, Value& value, Misfit& misfit) {
  const bool fits = json.is_string() && read_pairs(text_of(json), "", value);
  return fits || misfit.expected("pairs of hexadecimal digits", json);
}

bool Hex::write(const Value& value, Json& json, Misfit&) {
  json = written_pairs(value, "");
  return true;
}

bool Mac::read(const Json& json, Value& value, Misfit& misfit) {
  const bool fits = json.is_string() && read_pairs(text_of(json), ":", value);
  return fits || misfit.expected("pairs of hexadecimal digits with colons between them", json);
}

bool Mac::write(const Value& value, Json& json, Misfit&) {
  json = written_pairs(value, ":");
  return true;
}

bool read_signed(const Json& json, std::int64_t least, std::int64_t greatest, std::int64_t& value, Misfit& misfit) {
  bool fits = false;
  if (json.is_number_unsigned()) {
    const std::uint64_t number = json.get<std::uint64_t>();
    fits = number <= static_cast<std::uint64_t>(greatest);
    value = fits ? static_cast<std::int64_t>(number) : 0;
  } else if (json.is_number_integer()) {
    value = json.get<std::int64_t>();
    fits = value >= least && value <= greatest;
  } else if (json.is_number_float()) {
    // `5.0` is the whole number 5.
    const double number = json.get<double>();
    if (std::fabs(number) <= kExact && std::trunc(number) == number) {
      value = static_cast<std::int64_t>(number);
      fits = value >= least && value <= greatest;
    }
  }
  return fits || misfit.expected("a whole number from " + std::to_string(least) + " to " + std::to_string(greatest), json);
}

bool read_unsigned(const Json& json, std::uint64_t greatest, std::uint64_t& value, Misfit& misfit) {
  bool fits = false;
  if (json.is_number_unsigned()) {
    value = json.get<std::uint64_t>();
    fits = value <= greatest;
  } else if (json.is_number_integer()) {
    // A signed number may hold what is not negative, where a program has made it.
    const std::int64_t number = json.get<std::int64_t>();
    value = static_cast<std::uint64_t>(number);
    fits = number >= 0 && value <= greatest;
  } else if (json.is_number_float()) {
    const double number = json.get<double>();
    if (number >= 0 && number <= kExact && std::trunc(number) == number) {
      value = static_cast<std::uint64_t>(number);
      fits = value <= greatest;
    }
  }
  return fits || misfit.expected("a whole number from 0 to " + std::to_string(greatest), json);
}

const Json* MemberReader::find(std::string_view wire) const {
  const auto found = json_.find(std::string(wire));
  return found == json_.end() ? nullptr : &*found;
}

Json MemberReader::parsed(std::string_view text) { return Json::parse(text, nullptr, false); }

}  // namespace client_package::rpc
