/// Cuts a list into pages (6.7 Page): 1-based, in the unit the interface counts; or from a place in
/// it on, which a cursor (X4) names.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ids.h"
#include "base/time.h"

namespace cems::query {

/// A row of an answer by what it is, not by its number: rows that come in later do not shift it.
/// Answers use what their rows have: points always, the others where rows are finer.
struct Place {
  PointId point;
  ParameterId parameter;
  std::uint8_t tou = 0;  ///< Of a statistic row.
  TimeMs at;             ///< Of a historic row.

  friend bool operator==(const Place&, const Place&) = default;
};

/// What was asked for. REQUIRES: number and size ≥ 1.
struct PageRequest {
  std::uint64_t number = 1;
  std::uint64_t size = 1;
  std::optional<Place> after =
      std::nullopt;  ///< The row before the page; `number` then only counts on.
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

/// By number. REQUIRES: no `after`.
[[nodiscard]] PageCut cut_page(std::uint64_t total, const PageRequest& page);

/// The rows that follow `first` others.
[[nodiscard]] PageCut cut_behind(std::uint64_t first, std::uint64_t total, const PageRequest& page);

}  // namespace cems::query
