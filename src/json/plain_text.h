/// Where text of a JSON string stops being plain: RFC 8259 7 asks for an escape of quotes,
/// backslashes and control characters, and one of them, unescaped, ends what may stand there.
///
/// Eight characters at a time, because every text that is read or written passes here. Pure; safe
/// from any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cems::json {

/// The high bit of each byte of `eight` that is under 0x20, a quote or a backslash. A borrow may
/// set one too many above such a byte, never one too few or below it: the lowest is right.
[[nodiscard]] constexpr std::uint64_t marks_of_eight(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighs = 0x8080808080808080U;
  const std::uint64_t quotes = eight ^ (kOnes * '"');
  const std::uint64_t backslashes = eight ^ (kOnes * '\\');
  return (((eight - kOnes * 0x20) & ~eight) | ((quotes - kOnes) & ~quotes) |
          ((backslashes - kOnes) & ~backslashes)) &
         kHighs;
}

/// How many characters at the front of a text are plain.
[[nodiscard]] inline std::size_t plain_prefix(std::string_view text) {
  static_assert(std::endian::native == std::endian::little);
  std::size_t i = 0;
  for (; text.size() - i >= sizeof(std::uint64_t); i += sizeof(std::uint64_t)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + i, sizeof eight);
    if (const std::uint64_t marks = marks_of_eight(eight); marks != 0) {
      return i + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != '"' &&
         text[i] != '\\') {
    ++i;
  }
  return i;
}

}  // namespace cems::json
