/// Power of class 10, the plants that are not only consumers: solar panels and the storage plant.
///
/// At 2024-07-18T14:29 they give what C.3 prints for every seed. Pure functions; safe from any
/// thread.
#pragma once

#include "app/demo/power.h"

namespace cems::demo {

/// REQUIRES, of both: `start` is at minute 0, 15, 30 or 45 of an hour.
[[nodiscard]] Quarter solar_power(LocalMinute start, std::uint64_t seed);
[[nodiscard]] Quarter storage_power(LocalMinute start, std::uint64_t seed);

/// The storage plant's state of charge when its day begins, in 0.1 %; 0.1 % is 2 kWh.
inline constexpr std::int64_t kStorageAtMidnight = 486;
inline constexpr std::int64_t kStorageUnit = 1200;  ///< 0.1 kW·min in 0.1 %.

}  // namespace cems::demo
