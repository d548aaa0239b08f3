// Shape of the day × level of the season + noise, then the moments that Annex C fixes.
#include "app/demo/power.h"

#include <algorithm>
#include <cstdlib>

#include "app/demo/noise.h"
#include "app/demo/shapes.h"
#include "base/assert.h"

namespace cems::demo {

namespace {

// Streams of one plant, so that none of its noises moves with another.
enum class Use : std::uint8_t { slow = 1, fast = 2, cloud = 3, pinned = 4 };

NoiseSource noise(std::uint64_t seed, Plant plant, Use use) {
  return {seed, static_cast<std::uint64_t>(plant) * 16 + static_cast<std::uint64_t>(use)};
}

// --- What Annex C prints -------------------------------------------------------------------------

/// A demand window of C.7: its fifteen samples have exactly this mean.
struct FixedWindow {
  LocalMinute begin;
  std::int64_t mean;  // 0.1 kW
};

// C.7: July's maximum 3921.6 kW ends at 2024-07-12T10:43, the current demand 3650.4 at 14:30.
constexpr std::array<FixedWindow, 2> kDemand{
    {{midnight({2024, 7, 12}) + 628, 39'216}, {midnight({2024, 7, 18}) + 855, 36'504}}};
// C.3: the samples of 14:29.
constexpr LocalMinute kFixedMinute = midnight({2024, 7, 18}) + 869;
constexpr std::int64_t kFixedSolar = 6'324;

/// The window that holds a minute of the incomer, or null.
const FixedWindow* window_at(LocalMinute minute) {
  for (const FixedWindow& window : kDemand) {
    if (window.begin <= minute && minute < window.begin + 15) {
      return &window;
    }
  }
  return nullptr;
}

bool is_fixed(Plant plant, LocalMinute minute) {
  return plant == Plant::incomer ? window_at(minute) != nullptr
                                 : plant == Plant::solar && minute == kFixedMinute;
}

/// Up to 3 kW about the mean, in pairs that cancel; the fifteenth sample is the mean itself.
std::int64_t in_window(const FixedWindow& window, LocalMinute minute, std::uint64_t seed) {
  const std::int64_t k = minute - window.begin;
  if (k == 14) {
    return window.mean;
  }
  const NoiseSource source = noise(seed, Plant::incomer, Use::pinned);
  const std::int64_t off = jitter(source, window.begin + k / 2, 30);
  return window.mean + (k % 2 == 0 ? off : -off);
}

// --- Consumers -----------------------------------------------------------------------------------

struct Consumer {
  Plant plant;
  std::int64_t summer;  // July and August at work, 0.1 kW.
  std::int64_t other;   // The other months at work.
  std::int64_t idle;
};

// At most 3,750 + 60 + 25 + 0.5 kW, so that no window of July 2024 reaches 3,921.6 by itself.
constexpr Consumer kIncomer{Plant::incomer, 37'500, 23'000, 3'100};
constexpr Consumer kHvac1{Plant::hvac_1, 6'200, 2'600, 420};
constexpr Consumer kHvac2{Plant::hvac_2, 1'650, 700, 130};

std::int64_t consumed(const Consumer& consumer, LocalMinute minute, std::uint64_t seed) {
  if (consumer.plant == Plant::incomer) {
    if (const FixedWindow* window = window_at(minute)) {
      return in_window(*window, minute, seed);
    }
  }
  const Day day = day_of(minute);
  const bool summer = day.month == 7 || day.month == 8;
  const std::int64_t shape = day.workday ? work_shape(minute % kMinutesPerDay) : 0;
  const std::int64_t work = (summer ? consumer.summer : consumer.other) - consumer.idle;
  const std::int64_t level = consumer.idle + work * shape / kFull;
  // 1.6 % slow and 0.66 % fast at work; 5 % and 2 % of the little that runs at night.
  const std::int64_t slow = level * (50 - 34 * shape / kFull) / 1000;
  const std::int64_t fast = level * (200 - 134 * shape / kFull) / 10'000;
  return level + slow * wave(noise(seed, consumer.plant, Use::slow), minute, 60, kFull) / kFull +
         fast * jitter(noise(seed, consumer.plant, Use::fast), minute, kFull) / kFull;
}

// --- Class 10 ------------------------------------------------------------------------------------

constexpr std::int64_t kSolarPeak = 8'700;  // 870 kW of a clear June noon.

std::int64_t sunshine(LocalMinute minute, std::uint64_t seed) {
  const NoiseSource cloud = noise(seed, Plant::solar, Use::cloud);
  const std::int64_t today = minute / kMinutesPerDay;
  // A day's clearness is 54…98 %, and clouds pass by at the quarter of an hour.
  const std::int64_t clear =
      today == kFixedMinute / kMinutesPerDay ? 870 : 760 + jitter(cloud, today, 220);
  const std::int64_t passing = wave(noise(seed, Plant::solar, Use::slow), minute, 15, 90);
  const std::int64_t sun = sun_shape(day_of(minute).month, minute % kMinutesPerDay);
  return kSolarPeak * sun / kFull * std::min(clear + passing, kFull) / kFull;
}

std::int64_t generated(LocalMinute minute, std::uint64_t seed) {
  const std::int64_t value = sunshine(minute, seed);
  const std::int64_t away = std::abs(minute - kFixedMinute);
  constexpr std::int64_t kBlend = 15;
  if (away >= kBlend) {
    return value;
  }
  // Towards the printed sample in a straight line, so that it is no spike.
  const std::int64_t off = kFixedSolar - sunshine(kFixedMinute, seed);
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
      kEnergyUnit * jitter(noise(seed, Plant::storage, Use::fast), minute / 2, 4);
  return plan + (minute % 2 == 0 ? off : -off);
}

std::int64_t sample(Plant plant, LocalMinute minute, std::uint64_t seed) {
  switch (plant) {
    case Plant::incomer:
      return consumed(kIncomer, minute, seed);
    case Plant::hvac_1:
      return consumed(kHvac1, minute, seed);
    case Plant::hvac_2:
      return consumed(kHvac2, minute, seed);
    case Plant::solar:
      return generated(minute, seed);
    case Plant::storage:
      return stored(minute, seed);
  }
  CEMS_ASSERT(false);
  return 0;
}

std::int64_t forward_sum(const Quarter& quarter) {
  std::int64_t sum = 0;
  for (const std::int64_t value : quarter) {
    sum += std::max<std::int64_t>(value, 0);
  }
  return sum;
}

}  // namespace

Quarter power_of(Plant plant, LocalMinute start, std::uint64_t seed) {
  CEMS_ASSERT(start >= 0 && start % 15 == 0);
  Quarter quarter{};
  for (std::size_t i = 0; i < quarter.size(); ++i) {
    quarter.at(i) = sample(plant, start + static_cast<LocalMinute>(i), seed);
  }
  // At most 0.5 kW on one sample that Annex C leaves free makes the energy a whole 0.01 kWh.
  if (const std::int64_t rest = forward_sum(quarter) % kEnergyUnit; rest != 0) {
    const std::size_t free = is_fixed(plant, start) ? quarter.size() - 1 : 0;
    CEMS_ASSERT(!is_fixed(plant, start + static_cast<LocalMinute>(free)));
    quarter.at(free) += kEnergyUnit - rest;
  }
  return quarter;
}

std::int64_t forward_energy(const Quarter& quarter) {
  const std::int64_t sum = forward_sum(quarter);
  CEMS_ASSERT(sum % kEnergyUnit == 0);
  return sum / kEnergyUnit;
}

}  // namespace cems::demo
