// What travels, as values of a program. Each type of the wire has a codec: a class with the value's type, a
// reader and a writer. None of them throws: what does not fit is noted down as a misfit.

#pragma once

#include <client_package/runtime/json.hpp>
#include <client_package/runtime/outcome.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace client_package::rpc {

/// Bytes.
using Bytes = std::vector<std::uint8_t>;

/// A value does not fit its type.
struct Misfit {
  /// The place, as a JSON pointer.
  std::string pointer{};
  /// What is wrong there.
  std::string reason{};

  /// Notes down what is wrong; always false.
  bool refuse(std::string what);
  /// Notes down what was expected instead of `json`; always false.
  bool expected(std::string_view what, const Json& json);
  /// Says that the misfit is in this member; always false.
  bool within(std::string_view member);
  /// Says that the misfit is in this item; always false.
  bool within(std::size_t item);
  /// Place and reason.
  std::string text() const;
};

/// A literal as a text, whatever it holds.
template <std::size_t Size>
constexpr std::string_view view(const char (&literal)[Size]) noexcept {
  return {literal, Size - 1};
}

/// What reads and writes nothing. Whatever comes confirms.
struct Void {
  using Value = Nothing;
  static bool read(const Json&, Value&, Misfit&) { return true; }
  static bool write(const Value&, Json& json, Misfit&) {
    json = nullptr;
    return true;
  }
};

/// Null where a value is.
struct Null {
  using Value = Nothing;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// `true` or `false`.
struct Boolean {
  using Value = bool;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// A text of Unicode, as UTF-8.
struct Text {
  using Value = std::string;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// A number, perhaps with a fraction.
struct Number {
  using Value = double;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// Any JSON.
struct Any {
  using Value = Json;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// Any object of JSON.
struct AnyObject {
  using Value = JsonObject;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// Bytes in base64 with padding.
struct Base64 {
  using Value = Bytes;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// Bytes as pairs of hexadecimal digits.
struct Hex {
  using Value = Bytes;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// Bytes as pairs of hexadecimal digits with colons between them.
struct Mac {
  using Value = Bytes;
  static bool read(const Json& json, Value& value, Misfit& misfit);
  static bool write(const Value& value, Json& json, Misfit& misfit);
};

/// Reads a whole number between two bounds.
bool read_signed(const Json& json, std::int64_t least, std::int64_t greatest, std::int64_t& value, Misfit& misfit);
/// Reads a whole number that is not negative.
bool read_unsigned(const Json& json, std::uint64_t greatest, std::uint64_t& value, Misfit& misfit);

/// A whole number of the width of `T`.
template <typename T>
struct Integer {
  using Value = T;
  static bool read(const Json& json, Value& value, Misfit& misfit) {
    if constexpr (std::numeric_limits<T>::is_signed) {
      std::int64_t whole = 0;
      const bool fits = read_signed(json, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), whole, misfit);
      value = static_cast<T>(whole);
      return fits;
    } else {
      std::uint64_t whole = 0;
      const bool fits = read_unsigned(json, std::numeric_limits<T>::max(), whole, misfit);
      value = static_cast<T>(whole);
      return fits;
    }
  }
  static bool write(const Value& value, Json& json, Misfit&) {
    json = value;
    return true;
  }
};

/// A text of an enumeration. It may be one that this version of the package does not know; such a text can
/// be kept, compared and sent back.
class EnumerationText {
 public:
  /// The text on the wire.
  const std::string& text() const noexcept { return text_; }

 protected:
  EnumerationText() = default;
  explicit EnumerationText(std::string_view text) : text_(text) {}

  /// The known text at this position; an empty one behind the last.
  template <std::size_t Count>
  static std::string_view text_at(const std::array<std::string_view, Count>& known, std::size_t place) noexcept {
    return place < Count ? known[place] : std::string_view();
  }

  /// The position of the text among the known ones; their number if it is none of them.
  template <std::size_t Count>
  std::size_t position(const std::array<std::string_view, Count>& known) const noexcept {
    std::size_t place = 0;
    while (place < Count && known[place] != text_) {
      ++place;
    }
    return place;
  }

 private:
  std::string text_{};
};

/// What the enumeration `Self` is made of. Its values are compared by their texts.
template <typename Self>
class OpenEnumeration : public EnumerationText {
 public:
  friend bool operator==(const Self& left, const Self& right) noexcept { return left.text() == right.text(); }
  friend bool operator!=(const Self& left, const Self& right) noexcept { return left.text() != right.text(); }
  friend bool operator<(const Self& left, const Self& right) noexcept { return left.text() < right.text(); }

 protected:
  using EnumerationText::EnumerationText;
  OpenEnumeration() = default;
};

/// A text of the enumeration `T`. Others survive as they are.
template <typename T>
struct Enumeration {
  using Value = T;
  static bool read(const Json& json, Value& value, Misfit& misfit) {
    std::string text;
    const bool fits = Text::read(json, text, misfit);
    value = T(std::string_view(text));
    return fits;
  }
  static bool write(const Value& value, Json& json, Misfit& misfit) { return Text::write(value.text(), json, misfit); }
};

/// A list.
template <typename C>
struct List {
  using Value = std::vector<typename C::Value>;
  static bool read(const Json& json, Value& value, Misfit& misfit) {
    if (!json.is_array()) {
      return misfit.expected("a list", json);
    }
    value.clear();
    for (const Json& item : json) {
      typename C::Value read{};
      if (!C::read(item, read, misfit)) {
        return misfit.within(value.size());
      }
      value.push_back(std::move(read));
    }
    return true;
  }
  static bool write(const Value& value, Json& json, Misfit& misfit) {
    json = Json::array();
    std::size_t place = 0;
    for (const auto& item : value) {
      Json written;
      if (!C::write(item, written, misfit)) {
        return misfit.within(place);
      }
      json.push_back(std::move(written));
      ++place;
    }
    return true;
  }
};

/// A list that travels as its item when it has exactly one.
template <typename C>
struct OneOrMany {
  using Value = std::vector<typename C::Value>;
  static bool read(const Json& json, Value& value, Misfit& misfit) {
    if (json.is_array()) {
      return List<C>::read(json, value, misfit);
    }
    typename C::Value item{};
    const bool fits = C::read(json, item, misfit);
    value.clear();
    value.push_back(std::move(item));
    return fits;
  }
  static bool write(const Value& value, Json& json, Misfit& misfit) {
    return value.size() == 1 ? C::write(value.front(), json, misfit) : List<C>::write(value, json, misfit);
  }
};

/// A value that may be null.
template <typename C>
struct Nullable {
  using Value = std::optional<typename C::Value>;
  static bool read(const Json& json, Value& value, Misfit& misfit) {
    if (json.is_null()) {
      value.reset();
      return true;
    }
    return C::read(json, value.emplace(), misfit);
  }
  static bool write(const Value& value, Json& json, Misfit& misfit) {
    if (!value) {
      json = nullptr;
      return true;
    }
    return C::write(*value, json, misfit);
  }
};

/// Reads members, one after the other, until one does not fit.
class MemberReader {
 public:
  MemberReader(const Json& json, Misfit& misfit) : json_(json), misfit_(misfit) {}

  /// A member that is always there.
  template <typename C>
  bool required(std::string_view wire, typename C::Value& value) const {
    const Json* given = find(wire);
    if (given == nullptr) {
      misfit_.refuse("the member is missing");
      return misfit_.within(wire);
    }
    return C::read(*given, value, misfit_) || misfit_.within(wire);
  }

  /// A member that may be absent; null is as good as absent.
  template <typename C>
  bool optional(std::string_view wire, std::optional<typename C::Value>& value) const {
    const Json* given = find(wire);
    if (given == nullptr || given->is_null()) {
      value.reset();
      return true;
    }
    return C::read(*given, value.emplace(), misfit_) || misfit_.within(wire);
  }

  /// The same with JSON that stands in for it.
  template <typename C>
  bool optional(std::string_view wire, std::optional<typename C::Value>& value, std::string_view stand_in) const {
    const Json* given = find(wire);
    if (given == nullptr || given->is_null()) {
      return C::read(parsed(stand_in), value.emplace(), misfit_) || misfit_.within(wire);
    }
    return optional<C>(wire, value);
  }

 private:
  const Json* find(std::string_view wire) const;
  static Json parsed(std::string_view text);

  const Json& json_;
  Misfit& misfit_;
};

/// Writes members, one after the other, until one does not fit.
class MemberWriter {
 public:
  MemberWriter(Json& json, Misfit& misfit) : json_(json), misfit_(misfit) {}

  /// A member that is always there.
  template <typename C>
  bool required(std::string_view wire, const typename C::Value& value) const {
    return C::write(value, json_[std::string(wire)], misfit_) || misfit_.within(wire);
  }

  /// A member that may be absent.
  template <typename C>
  bool optional(std::string_view wire, const std::optional<typename C::Value>& value) const {
    return !value || required<C>(wire, *value);
  }

  /// The same; what stands in for it is the reader's matter.
  template <typename C>
  bool optional(std::string_view wire, const std::optional<typename C::Value>& value, std::string_view) const {
    return optional<C>(wire, value);
  }

 private:
  Json& json_;
  Misfit& misfit_;
};

/// Reads an object by the names of its members, which `visit_members` beside the type knows; others are ignored.
/// For generated code.
template <typename T>
bool read_members(const Json& json, T& value, Misfit& misfit) {
  if (!json.is_object()) {
    return misfit.expected("an object", json);
  }
  return visit_members(MemberReader(json, misfit), value, static_cast<const T*>(nullptr));
}

/// Writes an object. For generated code.
template <typename T>
bool write_members(const T& value, Json& json, Misfit& misfit) {
  json = Json::object();
  return visit_members(MemberWriter(json, misfit), value, static_cast<const T*>(nullptr));
}

/// An object of the type `T`, whose reader and writer stand beside it.
template <typename T>
struct Object {
  using Value = T;
  static bool read(const Json& json, Value& value, Misfit& misfit) { return read_value(json, value, misfit); }
  static bool write(const Value& value, Json& json, Misfit& misfit) { return write_value(value, json, misfit); }
};

/// Reads what a program is given from elsewhere, such as a file, with the rules of the wire. `T` is an object
/// or an enumeration of the package.
template <typename T>
Outcome<T> decode(const Json& json) {
  T value{};
  Misfit misfit;
  if (!read_value(json, value, misfit)) {
    return ErrorPointer(std::make_shared<InvalidArgument>(misfit.pointer, misfit.reason));
  }
  return value;
}

/// The JSON that stands for an object or an enumeration of the package on the wire.
template <typename T>
Outcome<Json> encode(const T& value) {
  Json json;
  Misfit misfit;
  if (!write_value(value, json, misfit)) {
    return ErrorPointer(std::make_shared<InvalidArgument>(misfit.pointer, misfit.reason));
  }
  return json;
}

}  // namespace client_package::rpc
