/// When something that a command makes is to end: a moment, or how long it lives.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace cems::app {

/// Minutes east of UTC: times without an offset are the sites' usual ones, and lists print them so.
inline constexpr int kChina = 8 * 60;

/// Reads `90s`, `15m`, `24h`, `30d`, or a duration of GB/T 7408 without months (`PT24H`, `P30D`).
/// In milliseconds, more than none. Errors: invalid_argument.
[[nodiscard]] Result<std::int64_t> parse_lifetime(std::string_view text);

/// Reads a moment (2027-01-01, without an offset in UTC+8) or a lifetime from `now` on.
/// Errors: invalid_argument.
[[nodiscard]] Result<TimeMs> parse_expiry(std::string_view text, TimeMs now);

}  // namespace cems::app
