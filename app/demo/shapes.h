/// Shapes of a day, in thousandths of their highest value, by the minute.
///
/// Pure functions; safe from any thread.
#pragma once

#include <cstdint>

namespace cems::demo {

inline constexpr std::int64_t kFull = 1000;  ///< A shape's highest value.

/// A working day's load: up within a quarter of an hour before 08:00, a shallow dip at noon, down
/// within a quarter of an hour after 18:00, nothing at night. REQUIRES: 0 <= minute < 1440.
[[nodiscard]] std::int64_t work_shape(std::int64_t minute_of_day);

/// The sun over Shanghai in a month: half a sine from sunrise to sunset, scaled by the season.
/// REQUIRES: 1 <= month <= 12, 0 <= minute < 1440.
[[nodiscard]] std::int64_t sun_shape(int month, std::int64_t minute_of_day);

/// The storage plant's plan for every day, in units of 0.1 kW; positive discharges. It charges in
/// the valley and from the sun, and discharges in the afternoon and evening peaks; what goes in
/// comes out again within the day. REQUIRES: 0 <= minute < 1440.
[[nodiscard]] std::int64_t storage_plan(std::int64_t minute_of_day);

}  // namespace cems::demo
