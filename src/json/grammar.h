/// The parts of RFC 8259's grammar that the reader checks itself. Internal to json.
///
/// Pure functions; safe from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cems::json {

/// True for a whole JSON number and nothing else (section 6): no plus, no leading zeros, digits on
/// both sides of a point.
[[nodiscard]] bool is_number(std::string_view text);

/// `text` without blanks around it: the four of section 2, and no other.
[[nodiscard]] std::string_view trim(std::string_view text);

struct StringFault {
  std::size_t offset = 0;  ///< In bytes from the beginning of the text.
  std::string_view what;   ///< Lives for ever.
};

/// The first thing wrong with any string of a JSON text (section 7): an unescaped control
/// character, an escape that is none, half of a surrogate pair, no closing quote. Nothing when all
/// are fine; what stands outside strings is not looked at.
[[nodiscard]] std::optional<StringFault> find_string_fault(std::string_view text);

}  // namespace cems::json
