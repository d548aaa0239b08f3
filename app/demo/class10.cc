// Sun × clearness × clouds, and the storage plant's plan; then the samples that C.3 prints.
#include "app/demo/class10.h"

#include <algorithm>
#include <cstdlib>

#include "app/demo/noise.h"
#include "app/demo/shapes.h"
#include "base/assert.h"

namespace cems::demo {

namespace {

// C.3: the samples of 14:29.
constexpr LocalMinute kFixedMinute = midnight({2024, 7, 18}) + 869;
constexpr std::int64_t kFixedSolar = 6'324;

constexpr std::int64_t kSolarPeak = 8'700;  // 870 kW of a clear June noon.

std::int64_t sunshine(int month, LocalMinute minute, std::uint64_t seed) {
  const std::int64_t sun = sun_shape(month, minute % kMinutesPerDay);
  if (sun == 0) {
    return 0;
  }
  const std::int64_t today = minute / kMinutesPerDay;
  // A day's clearness is 14…94 %, and clouds pass by at the quarter of an hour.
  const std::int64_t clear =
      today == kFixedMinute / kMinutesPerDay
          ? 870
          : 540 + jitter(noise_of(seed, Plant::solar, Use::cloud), today, 400);
  const std::int64_t passing = wave(noise_of(seed, Plant::solar, Use::slow), minute, 15, 90);
  return kSolarPeak * sun / kFull * std::min(clear + passing, kFull) / kFull;
}

std::int64_t generated(int month, LocalMinute minute, std::uint64_t seed) {
  const std::int64_t value = sunshine(month, minute, seed);
  const std::int64_t away = std::abs(minute - kFixedMinute);
  constexpr std::int64_t kBlend = 15;
  if (away >= kBlend) {
    return value;
  }
  // Towards the printed sample in a straight line, so that it is no spike.
  const std::int64_t off = kFixedSolar - sunshine(month, kFixedMinute, seed);
  return std::max<std::int64_t>(0, value + off * (kBlend - away) / kBlend);
}

std::int64_t stored(LocalMinute minute, std::uint64_t seed) {
  const std::int64_t plan = storage_plan(minute % kMinutesPerDay);
  if (plan == 0 || minute / 2 == kFixedMinute / 2) {
    return plan;
  }
  // Up to 2.4 kW, in pairs that cancel and in steps of 0.6 kW: the charge of a day returns to
  // where it was, and every sample is a whole 0.01 kWh.
  const std::int64_t off =
      kEnergyUnit * jitter(noise_of(seed, Plant::storage, Use::fast), minute / 2, 4);
  return plan + (minute % 2 == 0 ? off : -off);
}

}  // namespace

Quarter solar_power(LocalMinute start, std::uint64_t seed) {
  CEMS_ASSERT(start >= 0 && start % 15 == 0);
  const int month = civil_from_days(start / kMinutesPerDay).month;
  Quarter quarter{};
  for (std::size_t i = 0; i < quarter.size(); ++i) {
    quarter.at(i) = generated(month, start + static_cast<LocalMinute>(i), seed);
  }
  // At most 0.5 kW on the first sample, which C.3 leaves free, makes it a whole 0.01 kWh.
  if (const std::int64_t rest = forward_sum(quarter) % kEnergyUnit; rest != 0) {
    quarter.front() += kEnergyUnit - rest;
  }
  return quarter;
}

Quarter storage_power(LocalMinute start, std::uint64_t seed) {
  CEMS_ASSERT(start >= 0 && start % 15 == 0);
  Quarter quarter{};
  for (std::size_t i = 0; i < quarter.size(); ++i) {
    quarter.at(i) = stored(start + static_cast<LocalMinute>(i), seed);
  }
  return quarter;
}

}  // namespace cems::demo
