// Entity tags: made of a digest, found in lists.
#include "api/entity_tag.h"

#include <cstddef>

namespace cems::api {
namespace {

constexpr std::size_t kDigits = 32;
constexpr std::string_view kWeak = "W/";

std::string_view trim_front(std::string_view text, std::string_view marks) {
  const std::size_t at = text.find_first_not_of(marks);
  return at == std::string_view::npos ? std::string_view() : text.substr(at);
}

std::string_view without_weakness(std::string_view tag) {
  return tag.starts_with(kWeak) ? tag.substr(kWeak.size()) : tag;
}

}  // namespace

void TagDigest::add(std::string_view text) {
  add(std::uint64_t{text.size()});
  digest_.update(text);
}

void TagDigest::add(std::uint64_t number) {
  char bytes[sizeof number];
  for (char& byte : bytes) {
    byte = static_cast<char>(number & 0xffU);
    number >>= 8U;
  }
  digest_.update({bytes, sizeof bytes});
}

std::string TagDigest::finish() {
  std::string tag(kWeak);
  tag += '"';
  tag += digest_.finish_hex().substr(0, kDigits);
  tag += '"';
  return tag;
}

bool names_any(std::string_view if_none_match) {
  const std::string_view rest = trim_front(if_none_match, " \t");
  return rest.starts_with('*') && trim_front(rest.substr(1), " \t").empty();
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  if (names_any(if_none_match)) {
    return true;
  }
  const std::string_view wanted = without_weakness(tag);
  // A tag may hold commas, so the list is walked from quote to quote.
  std::string_view rest = trim_front(if_none_match, ", \t");
  while (!rest.empty()) {
    rest = without_weakness(rest);
    const std::size_t end = rest.starts_with('"') ? rest.find('"', 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      return false;
    }
    if (rest.substr(0, end + 1) == wanted) {
      return true;
    }
    rest = trim_front(rest.substr(end + 1), " \t");
    if (!rest.empty() && rest.front() != ',') {
      return false;
    }
    rest = trim_front(rest, ", \t");
  }
  return false;
}

}  // namespace cems::api
