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
    add_bytes(text.data(), text.size());
    return;
  }
  const XXH128_hash_t digest = XXH3_128bits(text.data(), text.size());
  add(std::uint64_t{digest.high64});
  add(std::uint64_t{digest.low64});
}

void TagDigest::add(std::uint64_t number) {
  add_bytes(&number, sizeof number);
}

void TagDigest::add_bytes(const void* bytes, std::size_t size) {
  static_assert(sizeof(std::array<std::uint64_t, 2>) + kPartBytesMax <= kBytes);
  if (size_ + size > kBytes) {
    const std::array<std::uint64_t, 2> so_far = digest_of_parts();
    std::memcpy(parts_.data(), so_far.data(), sizeof so_far);
    size_ = sizeof so_far;
  }
  std::memcpy(parts_.data() + size_, bytes, size);
  size_ += size;
}

std::array<std::uint64_t, 2> TagDigest::digest_of_parts() const {
  const XXH128_hash_t digest = XXH3_128bits(parts_.data(), size_);
  return {digest.high64, digest.low64};
}

std::array<std::uint64_t, 2> TagDigest::finish_numbers() {
  const std::array<std::uint64_t, 2> digest = digest_of_parts();
  size_ = 0;
  return digest;
}

std::string TagDigest::finish() {
  // As long as a text may be that asks for no memory, and short on the wire.
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string tag = R"(W/"0123456789a")";
  std::uint64_t bits = finish_numbers().front();
  for (std::size_t at = kWeak.size() + 1; at + 1 < tag.size(); ++at, bits >>= 6U) {
    tag[at] = kDigits[bits & 0x3fU];
  }
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
