/// Cuts a range into the buckets of a statistic (dictionary R3 `period`; docs/statistics.md).
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"

namespace cems::query {

enum class Period : std::uint8_t {
  whole,  ///< One bucket: no period was asked.
  quarter_hour,
  half_hour,
  hour,
  day,
  week,  ///< From Monday.
  month,
  quarter,  ///< January, April, July, October.
  year
};

/// The buckets that cover `range`, ascending, each ending where the next begins, the outer ones
/// clipped to the range. Errors: too_large when there would be more than `most`.
/// REQUIRES: range not empty.
[[nodiscard]] Result<std::vector<TimeRange>> buckets(TimeRange range, Period period,
                                                     const Zone& zone, std::size_t most);

}  // namespace cems::query
