/// What the demonstration site's plants have in common: units, quarters of an hour, noises.
///
/// Signs follow the dictionary: consumption is positive, and in class 10 generation and discharge
/// are positive and charging negative. Powers are integers of 0.1 kW. Two rules make registers
/// exact: a sample holds for the minute it opens, and the forward energy of every quarter of an
/// hour is a whole multiple of 0.01 kWh (6 × 0.1 kW·min).
///
/// Values and pure functions; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "app/demo/calendar.h"
#include "app/demo/noise.h"

namespace cems::demo {

enum class Plant : std::uint8_t { incomer = 1, hvac_1 = 2, hvac_2 = 3, solar = 4, storage = 5 };

/// The noises of one plant; none moves with another.
enum class Use : std::uint8_t { slow = 1, fast = 2, cloud = 3, day = 4 };

[[nodiscard]] constexpr NoiseSource noise_of(std::uint64_t seed, Plant plant, Use use) {
  return {seed, static_cast<std::uint64_t>(plant) * 16 + static_cast<std::uint64_t>(use)};
}

inline constexpr std::size_t kQuarterMinutes = 15;
inline constexpr std::size_t kQuartersPerDay = 96;

/// The samples of one quarter of an hour, 0.1 kW each.
using Quarter = std::array<std::int64_t, kQuarterMinutes>;

/// The energies of a day's quarters, 0.01 kWh each.
using DayEnergy = std::array<std::int64_t, kQuartersPerDay>;

/// 0.1 kW·min in 0.01 kWh.
inline constexpr std::int64_t kEnergyUnit = 6;

/// What flowed forward in a quarter, 0.1 kW·min: negative power (charging) does not count.
[[nodiscard]] std::int64_t forward_sum(const Quarter& quarter);

/// The same in 0.01 kWh. REQUIRES: a whole number of them.
[[nodiscard]] std::int64_t forward_energy(const Quarter& quarter);

}  // namespace cems::demo
