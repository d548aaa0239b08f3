/// JSON text out; see writer.h.
#include "json/writer.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "base/assert.h"

namespace cems::json {
namespace {

/// What stands after the backslash: 0 for characters that need none, 'u' for the long form.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) {
    table[c] = 'u';
  }
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

/// True when none of eight characters needs an escape: each of the three terms below has the high
/// bit of a byte set that is under 0x20, a quote or a backslash. (A borrow may set one too many
/// above such a byte, never one too few.)
bool eight_are_plain(const char* text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighs = 0x8080808080808080U;
  std::uint64_t eight = 0;
  std::memcpy(&eight, text, sizeof eight);
  const std::uint64_t quotes = eight ^ (kOnes * '"');
  const std::uint64_t backslashes = eight ^ (kOnes * '\\');
  const std::uint64_t found = ((eight - kOnes * 0x20) & ~eight) | ((quotes - kOnes) & ~quotes) |
                              ((backslashes - kOnes) & ~backslashes);
  return (found & kHighs) == 0;
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t plain = 0;  // Characters from here to i need no escape; they are copied at once.
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (text.size() - i > 8 && eight_are_plain(text.data() + i)) {
      i += 8;
    }
    const auto c = static_cast<unsigned char>(text[i]);
    const char escape = kEscapes[c];
    if (escape == 0) {
      continue;
    }
    out.append(text.substr(plain, i - plain));
    plain = i + 1;
    out.push_back('\\');
    out.push_back(escape);
    if (escape == 'u') {
      constexpr std::string_view kHex = "0123456789abcdef";
      out.append("00");
      out.push_back(kHex[c >> 4U]);
      out.push_back(kHex[c & 15U]);
    }
  }
  out.append(text.substr(plain));
  out.push_back('"');
}

Name::Name(std::string_view name) {
  append_string(text_, name);
  text_.push_back(':');
}

void Writer::separate() {
  if (comma_) {
    out_.push_back(',');
  }
  comma_ = true;
}

Writer& Writer::begin_object() {
  separate();
  out_.push_back('{');
  comma_ = false;
  ++depth_;
  return *this;
}

Writer& Writer::end_object() {
  CEMS_ASSERT(depth_ > 0);
  out_.push_back('}');
  comma_ = true;
  --depth_;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_.push_back('[');
  comma_ = false;
  ++depth_;
  return *this;
}

Writer& Writer::end_array() {
  CEMS_ASSERT(depth_ > 0);
  out_.push_back(']');
  comma_ = true;
  --depth_;
  return *this;
}

Writer& Writer::key(const Name& name) {
  separate();
  out_.append(name.text());
  comma_ = false;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  append_string(out_, name);
  out_.push_back(':');
  comma_ = false;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_string(out_, text);
  return *this;
}

Writer& Writer::value(const Decimal& number) {
  separate();
  number.append_to(out_);
  return *this;
}

Writer& Writer::value(std::int64_t number) {
  separate();
  std::array<char, 20> digits;  // -9223372036854775808
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out_.append(digits.data(), end);
  return *this;
}

Writer& Writer::boolean(bool value) {
  separate();
  out_.append(value ? "true" : "false");
  return *this;
}

Writer& Writer::null() {
  separate();
  out_.append("null");
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

}  // namespace cems::json
