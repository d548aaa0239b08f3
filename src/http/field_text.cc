// The character classes of RFC 9110 5.6.2 and RFC 3986 3.2, written out.
#include "http/field_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace cems::http {
namespace {

constexpr bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_unsafe(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

using Word = std::uint64_t;
constexpr Word kOnes = 0x0101010101010101;

/// Whether one of eight bytes is below 0x20 or 0x7f. Subtracting borrows from the next byte only
/// where there is one.
bool has_control(Word bytes) {
  const Word deletes = bytes ^ (0x7f * kOnes);  // Its bytes of nothing are those.
  const Word below = (bytes - 0x20 * kOnes) & ~bytes;
  return ((below | ((deletes - kOnes) & ~deletes)) & (0x80 * kOnes)) != 0;
}

}  // namespace

bool is_token_char(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return is_alphanumeric(c) || kOthers.find(c) != std::string_view::npos;
}

bool same_text(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::uint64_t> content_length(std::string_view value) {
  // 18 digits never overflow 64 bits, and no limit of ours is near them.
  if (value.empty() || value.size() > 18) {
    return std::nullopt;
  }
  std::uint64_t n = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    n = n * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return n;
}

bool is_host(std::string_view text) {
  // Every request has one: a table.
  static constexpr auto kAllowed = [] {
    std::array<bool, 256> allowed{};
    for (unsigned c = 0; c < allowed.size(); ++c) {
      allowed[c] = is_alphanumeric(static_cast<char>(c));
    }
    for (const char c : std::string_view("-._~%!$&'()*+;=:[]")) {
      allowed[static_cast<unsigned char>(c)] = true;
    }
    return allowed;
  }();
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return kAllowed[static_cast<unsigned char>(c)];
  });
}

bool is_safe_value(std::string_view value) {
  // Every field of every answer is looked at: eight bytes at once, and one by one only where these
  // have a control character, which may be a tab.
  bool found = false;
  std::string_view rest = value;
  for (; rest.size() > sizeof(Word); rest.remove_prefix(sizeof(Word))) {
    Word word = 0;
    std::memcpy(&word, rest.data(), sizeof word);
    found |= has_control(word);
  }
  Word last = ' ' * kOnes;
  std::memcpy(&last, rest.data(), rest.size());
  found |= has_control(last);
  return !found || std::none_of(value.begin(), value.end(), is_unsafe);
}

std::string safe_value(std::string_view value) {
  std::string safe(value);
  std::replace_if(safe.begin(), safe.end(), is_unsafe, ' ');
  return safe;
}

}  // namespace cems::http
