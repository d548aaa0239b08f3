/// Weak entity tags (RFC 9110 8.8.3) and what If-None-Match says of them (13.1.2).
///
/// Pure; safe from any thread as far as no object is shared.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace cems::api {

/// A digest of all that an answer is a function of. Parts cannot run into one another: each is
/// added with its length. No secret hangs on it: whoever finds two answers of one digest has fooled
/// nobody's cache but his own, so that a fast digest does.
class TagDigest {
 public:
  void add(std::string_view text);
  void add(std::uint64_t number);

  /// The digest itself, for another one to begin with; starts again from nothing.
  [[nodiscard]] std::array<std::uint64_t, 2> finish_numbers();

  /// `W/"…"`, 128 bits of XXH3; starts again from nothing.
  [[nodiscard]] std::string finish();

 private:
  std::string parts_;  // Long ones as their own digests.
};

/// True when the field names `tag`, compared weakly (8.8.3.2), or is `*`. A field that is not of
/// the grammar names what stands before its fault and nothing else. `field` is all of its values,
/// joined by commas.
[[nodiscard]] bool names_tag(std::string_view if_none_match, std::string_view tag);

/// `*`: any representation that there is. Whether there is one is found out by making it.
[[nodiscard]] bool names_any(std::string_view if_none_match);

}  // namespace cems::api
