// Levels of the year and the energies that Annex C prints, divided down to the minute.
#include "app/demo/consumer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "app/demo/fixed_means.h"
#include "app/demo/shapes.h"
#include "app/demo/shares.h"
#include "base/assert.h"

namespace cems::demo {

/// Powers in 0.1 kW.
struct Consumer::Profile {
  Plant plant;
  std::int64_t idle;
  std::array<std::int64_t, 12> work;  // By month.
  std::int64_t day_swing;             // Of a day's energy, in 1/10,000.
  std::int64_t roughness;             // Times the noise within a day.
};

/// An energy that Annex C prints, of the days [from, to).
struct Consumer::Budget {
  Plant plant;
  CivilDate from;
  CivilDate to;
  bool peak;            // Of its peak hours alone.
  std::int64_t energy;  // 0.01 kWh
};

namespace {

constexpr std::int64_t kTenThousand = 10'000;

// Dictionary S: about 4,000 kW in July and August, 2,300 otherwise, the rest about 310. From 2024,
// with a contract of 4,000 kW, see kSummer2024.
constexpr std::array<Consumer::Profile, 3> kProfiles{
    {{Plant::incomer,
      3'100,
      {23'000, 23'000, 23'000, 23'000, 23'000, 23'000, 40'000, 40'000, 23'000, 23'000, 23'000,
       23'000},
      60,
      1},
     {Plant::hvac_1,
      420,
      {2'900, 2'800, 2'100, 2'040, 3'360, 4'900, 6'200, 6'200, 4'500, 2'600, 2'100, 2'700},
      800,
      3},
     {Plant::hvac_2,
      130,
      {750, 740, 700, 703, 775, 1'150, 1'650, 1'650, 1'100, 720, 690, 730},
      800,
      3}}};

// No window of July 2024 reaches 3,921.6 kW by itself: even where all noises meet (0.6 % of the
// day, 1 % of the quarter against 1.2 % of the others, 0.5 % of each minute either way) a quarter
// is below 1.039 × 3,760 = 3,907 kW.
constexpr std::int64_t kSummer2024 = 37'600;

// C.4, and C.5 with the peak of Shanghai's other months: 08:00–11:00 and 18:00–21:00.
constexpr std::array<Consumer::Budget, 5> kBudgets{
    {{Plant::incomer, {2023, 1, 1}, {2024, 1, 1}, false, 840'000'000},
     {Plant::hvac_1, {2024, 4, 1}, {2024, 5, 1}, true, 1'824'050},
     {Plant::hvac_1, {2024, 5, 1}, {2024, 6, 1}, true, 2'631'020},
     {Plant::hvac_2, {2024, 4, 1}, {2024, 5, 1}, true, 612'000},
     {Plant::hvac_2, {2024, 5, 1}, {2024, 6, 1}, true, 648'060}}};

constexpr bool is_peak(std::size_t quarter) {
  const std::size_t hour = quarter / 4;
  return (hour >= 8 && hour < 11) || (hour >= 18 && hour < 21);
}

const Consumer::Profile& profile_of(Plant plant) {
  const auto* found = std::find_if(kProfiles.begin(), kProfiles.end(),
                                   [plant](const auto& row) { return row.plant == plant; });
  CEMS_ASSERT(found != kProfiles.end());
  return *found;
}

std::int64_t shape_of(const Day& kind, std::int64_t minute_of_day) {
  return kind.workday ? work_shape(minute_of_day) : 0;
}

LocalMinute begin_of(LocalDay day, std::size_t quarter) {
  return day * kMinutesPerDay + static_cast<LocalMinute>(quarter * kQuarterMinutes);
}

}  // namespace

Consumer::Consumer(Plant plant, std::uint64_t seed) : profile_(profile_of(plant)), seed_(seed) {
  for (const Budget& budget : kBudgets) {
    if (budget.plant != plant) {
      continue;
    }
    Division division{days_from_civil(budget.from), budget.peak ? Hours::peak : Hours::all, {}};
    std::int64_t sum = 0;
    for (LocalDay day = division.first; day < days_from_civil(budget.to); ++day) {
      const Demand demand = demand_of(day, division.hours);
      division.days.push_back(demand.fixed + demand.free);
      sum += division.days.back();
    }
    Shares shares(budget.energy, sum);
    for (std::int64_t& day : division.days) {
      day = shares.next(day);
    }
    divisions_.push_back(std::move(division));
  }
}

const Consumer::Division* Consumer::division_of(LocalDay day) const {
  for (const Division& division : divisions_) {
    if (division.first <= day && day - division.first < std::ssize(division.days)) {
      return &division;
    }
  }
  return nullptr;
}

/// The expected power of a minute, 0.1 kW.
std::int64_t Consumer::level(const Day& kind, std::int64_t minute_of_day) const {
  const bool is_second_summer =
      profile_.plant == Plant::incomer && kind.year >= 2024 && (kind.month == 7 || kind.month == 8);
  const std::int64_t work =
      is_second_summer ? kSummer2024 : profile_.work.at(static_cast<std::size_t>(kind.month - 1));
  return profile_.idle + (work - profile_.idle) * shape_of(kind, minute_of_day) / kFull;
}

/// The sum of a quarter's expected powers, those with a fixed mean as they are.
std::int64_t Consumer::level_of_quarter(LocalDay day, const Day& kind, std::size_t quarter) const {
  const bool fixed = is_fixed(day, quarter);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kQuarterMinutes; ++i) {
    const LocalMinute minute = begin_of(day, quarter) + static_cast<LocalMinute>(i);
    const FixedMean* mean = fixed ? fixed_mean_at(minute) : nullptr;
    sum +=
        mean != nullptr ? fixed_sample(*mean, minute, seed_) : level(kind, minute % kMinutesPerDay);
  }
  return sum;
}

bool Consumer::is_fixed(LocalDay day, std::size_t quarter) const {
  return profile_.plant == Plant::incomer &&
         has_fixed_mean(begin_of(day, quarter), kQuarterMinutes);
}

bool Consumer::is_within(Hours hours, std::size_t quarter) {
  return hours == Hours::all || is_peak(quarter) == (hours == Hours::peak);
}

Consumer::Demand Consumer::demand_of(LocalDay day, Hours hours) const {
  const Day kind = day_of(day);
  Demand demand;
  std::int64_t free = 0;
  for (std::size_t quarter = 0; quarter < kQuartersPerDay; ++quarter) {
    if (!is_within(hours, quarter)) {
      continue;
    }
    const std::int64_t sum = level_of_quarter(day, kind, quarter);
    if (is_fixed(day, quarter)) {
      demand.fixed += sum / kEnergyUnit;
    } else {
      free += sum;
    }
  }
  const std::int64_t swing =
      jitter(noise_of(seed_, profile_.plant, Use::day), day, profile_.day_swing);
  demand.free = free * (kTenThousand + swing) / kTenThousand / kEnergyUnit;
  return demand;
}

DayEnergy Consumer::energy_of(LocalDay day) const {
  DayEnergy quarters{};
  const Division* division = division_of(day);
  if (division != nullptr) {
    divide(day, division->hours, division->days.at(static_cast<std::size_t>(day - division->first)),
           quarters);
  }
  if (division == nullptr || division->hours == Hours::peak) {
    const Hours hours = division == nullptr ? Hours::all : Hours::rest;
    const Demand demand = demand_of(day, hours);
    divide(day, hours, demand.fixed + demand.free, quarters);
  }
  return quarters;
}

/// Fills in the quarters of these hours.
void Consumer::divide(LocalDay day, Hours hours, std::int64_t energy, DayEnergy& quarters) const {
  const Day kind = day_of(day);
  const NoiseSource noise = noise_of(seed_, profile_.plant, Use::slow);
  DayEnergy weights{};
  std::int64_t sum = 0;
  for (std::size_t quarter = 0; quarter < kQuartersPerDay; ++quarter) {
    if (!is_within(hours, quarter)) {
      continue;
    }
    const std::int64_t expected = level_of_quarter(day, kind, quarter);
    if (is_fixed(day, quarter)) {
      quarters.at(quarter) = expected / kEnergyUnit;
      energy -= quarters.at(quarter);
      continue;
    }
    // A curve with a knot every hour: 1 % at work, 3 % of the little that runs at night.
    const auto index = static_cast<std::int64_t>(quarter);
    const std::int64_t swing =
        profile_.roughness * (300 - 200 * shape_of(kind, index * 15 + 7) / kFull);
    const std::int64_t curve = wave(noise, day * 96 + index, 4, kFull);
    weights.at(quarter) = expected * (kTenThousand + swing * curve / kFull) / kTenThousand;
    sum += weights.at(quarter);
  }
  Shares shares(energy, sum);
  for (std::size_t quarter = 0; quarter < kQuartersPerDay; ++quarter) {
    if (weights.at(quarter) > 0) {
      quarters.at(quarter) = shares.next(weights.at(quarter));
    }
  }
}

Quarter Consumer::power_of(LocalDay day, std::size_t quarter, std::int64_t energy) const {
  const Day kind = day_of(day);
  const NoiseSource noise = noise_of(seed_, profile_.plant, Use::fast);
  const bool fixed = is_fixed(day, quarter);
  Quarter power{};
  Quarter weights{};
  std::int64_t rest = energy * kEnergyUnit;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kQuarterMinutes; ++i) {
    const LocalMinute minute = begin_of(day, quarter) + static_cast<LocalMinute>(i);
    if (const FixedMean* mean = fixed ? fixed_mean_at(minute) : nullptr) {
      power.at(i) = fixed_sample(*mean, minute, seed_);
      rest -= power.at(i);
      continue;
    }
    // 0.5 % at work, 2 % at night.
    const std::int64_t of_day = minute % kMinutesPerDay;
    const std::int64_t swing = profile_.roughness * (200 - 150 * shape_of(kind, of_day) / kFull);
    weights.at(i) =
        level(kind, of_day) * (kTenThousand + jitter(noise, minute, swing)) / kTenThousand;
    sum += weights.at(i);
  }
  Shares shares(rest, sum);
  for (std::size_t i = 0; i < kQuarterMinutes; ++i) {
    if (weights.at(i) > 0) {
      power.at(i) = shares.next(weights.at(i));
    }
  }
  return power;
}

}  // namespace cems::demo
