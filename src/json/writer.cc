/// JSON text out; see writer.h.
#include "json/writer.h"

#include <array>
#include <charconv>
#include <cstddef>

#include "base/assert.h"
#include "json/plain_text.h"

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

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t plain = 0;  // Characters from here to i need no escape; they are copied at once.
  for (std::size_t i = plain_prefix(text); i < text.size();
       i = plain + plain_prefix(text.substr(plain))) {
    const auto c = static_cast<unsigned char>(text[i]);
    const char escape = kEscapes[c];
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
