/// Intervals of GB/T 7408 as an archive's outputs give them. Internal to catalog. Pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"

namespace cems::catalog {

/// `start/end`, `start/duration` or `duration/end`, half-open, in any form that parse_time and
/// parse_duration take: 2023/2024, 2023-01-01/2024-01-01, 2023-01/P1M, P1Y/2024. Months and whole
/// days of a duration follow the local calendar; a day that a month does not have is its last.
/// Errors: invalid_argument when it is none of these, or is empty.
[[nodiscard]] Result<TimeRange> parse_period(std::string_view text, const Zone& zone);

/// The first moment of a local day. Where the clock skips midnight, it is when the day begins.
[[nodiscard]] TimeMs start_of_day(std::int64_t day, const Zone& zone);

}  // namespace cems::catalog
