/// Packets spelled by hand: `hex("20 02 00 00")`; text in quotes stands for itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cems::mqtt {

/// The bytes of `text`: pairs of hexadecimal digits and 'text in single quotes', blanks between.
inline std::string hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' || text[i] == '\n') {
      continue;
    }
    if (text[i] == '\'') {
      const std::size_t end = text.find('\'', i + 1);
      out += text.substr(i + 1, end - i - 1);
      i = end;
      continue;
    }
    out += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
    ++i;
  }
  return out;
}

}  // namespace cems::mqtt
