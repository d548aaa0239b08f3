/// Weak entity tags (RFC 9110 8.8.3) and what If-None-Match says of them (13.1.2).
///
/// Pure; safe from any thread as far as no object is shared.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cems::api {

/// A digest of all that an answer is a function of. Parts cannot run into one another: each is
/// added with its length. No secret hangs on it: whoever finds two answers of one digest has fooled
/// nobody's cache but his own, so that a fast digest does. Asks for no memory.
class TagDigest {
 public:
  void add(std::string_view text);
  void add(std::uint64_t number);

  /// The digest itself, for another one to begin with; starts again from nothing.
  [[nodiscard]] std::array<std::uint64_t, 2> finish_numbers();

  /// `W/"…"`, 64 bits of XXH3 in base64url: of an answer that has changed, one in 2^64 has the tag
  /// it had before. Starts again from nothing.
  [[nodiscard]] std::string finish();

 private:
  static constexpr std::size_t kBytes = 256;  // What a small answer adds has room.

  void add_bytes(const void* bytes, std::size_t size);
  [[nodiscard]] std::array<std::uint64_t, 2> digest_of_parts() const;

  std::array<char, kBytes> parts_;  // The first size_ bytes of it. Long texts are their digests,
  std::size_t size_ = 0;            // and so is all that came before there was no room.
};

/// True when the field names `tag`, compared weakly (8.8.3.2), or is `*`. A field that is not of
/// the grammar names what stands before its fault and nothing else. `field` is all of its values,
/// joined by commas.
[[nodiscard]] bool names_tag(std::string_view if_none_match, std::string_view tag);

/// `*`: any representation that there is. Whether there is one is found out by making it.
[[nodiscard]] bool names_any(std::string_view if_none_match);

}  // namespace cems::api
