// Entity tags: made of a digest, found in lists.
#include "api/entity_tag.h"

#include <array>
#include <cstddef>
#include <cstring>

#define XXH_INLINE_ALL  // Nothing to link, and vectorised for what we build for.
#include <xxhash.h>

namespace cems::api {
namespace {

constexpr std::size_t kPartBytesMax = 64;
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
  if (text.size() <= kPartBytesMax) {
    parts_ += text;
    return;
  }
  const XXH128_hash_t digest = XXH3_128bits(text.data(), text.size());
  add(std::uint64_t{digest.high64});
  add(std::uint64_t{digest.low64});
}

void TagDigest::add(std::uint64_t number) {
  std::array<char, sizeof number> bytes{};
  std::memcpy(bytes.data(), &number, sizeof number);
  parts_.append(bytes.data(), bytes.size());
}

std::array<std::uint64_t, 2> TagDigest::finish_numbers() {
  const XXH128_hash_t digest = XXH3_128bits(parts_.data(), parts_.size());
  parts_.clear();
  return {digest.high64, digest.low64};
}

std::string TagDigest::finish() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::size_t kTagBytes = kWeak.size() + 2 + 32;
  std::string tag;
  tag.reserve(kTagBytes);
  tag += kWeak;
  tag += '"';
  for (const std::uint64_t half : finish_numbers()) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      tag += kDigits[(half >> static_cast<unsigned>(shift)) & 0xfU];
    }
  }
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
