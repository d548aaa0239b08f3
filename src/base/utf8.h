/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
///
/// Pure functions; safe from any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace cems {

/// Bytes of the character at the front of `text`, 1 to 4; 0 where `text` is empty or does not begin
/// with a valid one.
[[nodiscard]] std::size_t utf8_character_length(std::string_view text);

/// Offset of the first byte that is not part of a valid character; text.size() if all is valid.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// Characters (code points), as the lengths of the dictionary count them: 上海 has 2.
/// REQUIRES: valid UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

}  // namespace cems
