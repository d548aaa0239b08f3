/// Numbers and strings of RFC 8259; see grammar.h.
#include "json/grammar.h"

namespace cems::json {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t count_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) {
    ++count;
  }
  return count;
}

/// Steps over at least one digit.
bool take_digits(std::string_view& text) {
  const std::size_t count = count_digits(text);
  text.remove_prefix(count);
  return count > 0;
}

bool take(std::string_view& text, char c) {
  const bool found = !text.empty() && text.front() == c;
  text.remove_prefix(found ? 1 : 0);
  return found;
}

/// The value of the four hexadecimal digits at `at`.
std::optional<unsigned> hex_at(std::string_view text, std::size_t at) {
  if (text.size() < at + 4) {
    return std::nullopt;
  }
  unsigned value = 0;
  for (const char c : text.substr(at, 4)) {
    unsigned digit = 0;
    if (is_digit(c)) {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value * 16 + digit;
  }
  return value;
}

/// Length of the escape that begins with the backslash at `at`; 0 when it is none.
std::size_t escape_length(std::string_view text, std::size_t at) {
  constexpr std::string_view kShortEscapes = "\"\\/bfnrt";
  if (at + 1 >= text.size()) {
    return 0;
  }
  if (text[at + 1] != 'u') {
    return kShortEscapes.find(text[at + 1]) == std::string_view::npos ? 0 : 2;
  }
  const auto unit = hex_at(text, at + 2);
  if (!unit || (*unit >= 0xDC00 && *unit < 0xE000)) {
    return 0;
  }
  if (*unit < 0xD800 || *unit >= 0xE000) {
    return 6;
  }
  if (text.substr(at + 6, 2) != "\\u") {
    return 0;
  }
  const auto second = hex_at(text, at + 8);
  return second && *second >= 0xDC00 && *second < 0xE000 ? 12 : 0;
}

/// Walks a string from behind its opening quote to behind its closing one.
std::optional<StringFault> walk_string(std::string_view text, std::size_t& at) {
  while (at < text.size()) {
    if (text[at] == '"') {
      ++at;
      return std::nullopt;
    }
    if (static_cast<unsigned char>(text[at]) < 0x20) {
      return StringFault{at, "a string holds a control character that is not escaped"};
    }
    const std::size_t length = text[at] == '\\' ? escape_length(text, at) : 1;
    if (length == 0) {
      return StringFault{at, "a string holds an escape that is none, or half of a pair"};
    }
    at += length;
  }
  return StringFault{text.size(), "a string is not closed"};
}

}  // namespace

bool is_number(std::string_view text) {
  (void)take(text, '-');
  if (!take(text, '0') && !take_digits(text)) {
    return false;
  }
  if (take(text, '.') && !take_digits(text)) {
    return false;
  }
  if (take(text, 'e') || take(text, 'E')) {
    (void)(take(text, '+') || take(text, '-'));
    if (!take_digits(text)) {
      return false;
    }
  }
  return text.empty();
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<StringFault> find_string_fault(std::string_view text) {
  std::size_t at = text.find('"');
  while (at != std::string_view::npos) {
    if (const auto fault = walk_string(text, ++at)) {
      return fault;
    }
    at = text.find('"', at);
  }
  return std::nullopt;
}

}  // namespace cems::json
