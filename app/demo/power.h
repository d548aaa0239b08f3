/// Electric power of the demonstration site's plants, minute by minute.
///
/// Signs follow the dictionary: consumption is positive, and in class 10 generation and discharge
/// are positive and charging negative. Values are integers of 0.1 kW. Two rules make registers
/// exact: a sample holds for the minute it opens, and the forward energy of every quarter of an
/// hour is a whole multiple of 0.01 kWh (6 × 0.1 kW·min).
///
/// Some moments are the same for every seed, because the examples of Annex C print them: see the
/// table in power.cc. Pure functions; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "app/demo/calendar.h"

namespace cems::demo {

enum class Plant : std::uint8_t { incomer = 1, hvac_1 = 2, hvac_2 = 3, solar = 4, storage = 5 };

inline constexpr std::size_t kQuarterMinutes = 15;

/// The samples of one quarter of an hour, 0.1 kW each.
using Quarter = std::array<std::int64_t, kQuarterMinutes>;

/// REQUIRES: `start` is at minute 0, 15, 30 or 45 of an hour.
[[nodiscard]] Quarter power_of(Plant plant, LocalMinute start, std::uint64_t seed);

/// 0.1 kW·min in 0.01 kWh.
inline constexpr std::int64_t kEnergyUnit = 6;

/// What flowed forward in a quarter: negative power (charging) does not count. In 0.01 kWh, exact.
[[nodiscard]] std::int64_t forward_energy(const Quarter& quarter);

/// The storage plant's state of charge when its day begins, in 0.1 %; 0.1 % is 2 kWh.
inline constexpr std::int64_t kStorageAtMidnight = 486;
inline constexpr std::int64_t kStorageUnit = 1200;  ///< 0.1 kW·min in 0.1 %.

}  // namespace cems::demo
