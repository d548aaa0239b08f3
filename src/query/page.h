/// Cuts a list into pages (6.7 Page): 1-based, in the unit the interface counts.
#pragma once

#include <cstdint>

namespace cems::query {

/// What was asked for. REQUIRES: both ≥ 1.
struct PageRequest {
  std::uint64_t number = 1;
  std::uint64_t size = 1;
};

/// Rows [first, first + count) of `total`; a page beyond the last one has no rows, which is an
/// answer and not an error (dictionary Z).
struct PageCut {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t total = 0;
  std::uint64_t pages = 0;  ///< ceil(total / size); 0 when there is nothing.
  bool has_next = false;
};

[[nodiscard]] PageCut cut_page(std::uint64_t total, PageRequest page);

}  // namespace cems::query
