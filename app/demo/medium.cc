// A working hour and the rest, times the season; the year 2023 divided to its printed sum.
#include "app/demo/medium.h"

#include "app/demo/noise.h"
#include "app/demo/shapes.h"
#include "app/demo/shares.h"

namespace cems::demo {

struct Medium::Profile {
  std::uint64_t stream;  // And the next one, for its days.
  std::int64_t work;     // In an hour, in the season's peak.
  std::int64_t idle;
  std::array<std::int64_t, 12> season;  // Thousandths, by month.
  std::int64_t of_2023;                 // 0: whatever comes.
};

namespace {

constexpr std::size_t kHours = 24;
constexpr std::int64_t kPerMille = 1000;
constexpr LocalDay kYear = days_from_civil({2023, 1, 1});
constexpr LocalDay kNextYear = days_from_civil({2024, 1, 1});

// Water for people and cooling; gas for the ovens, a little more in the cold; heat from the
// district, in summer for hot water only. C.4: 120,000 m³ of gas and 3,600 GJ of heat in 2023.
constexpr std::array<Medium::Profile, 3> kMediumProfiles{
    {{256, 640, 45, {820, 800, 850, 880, 920, 970, 1000, 1000, 960, 900, 850, 820}, 0},
     {258, 3'650, 600, {1000, 990, 940, 900, 880, 870, 860, 860, 870, 890, 940, 990}, 12'000'000},
     {260, 2'520, 640, {1000, 930, 560, 130, 40, 30, 30, 30, 40, 120, 520, 930}, 3'600'000}}};

}  // namespace

Medium::Medium(Commodity commodity, std::uint64_t seed)
    : profile_(kMediumProfiles.at(static_cast<std::size_t>(commodity))), seed_(seed) {
  if (profile_.of_2023 == 0) {
    return;
  }
  std::int64_t sum = 0;
  for (LocalDay day = kYear; day < kNextYear; ++day) {
    days_of_2023_.push_back(demand_of(day));
    sum += days_of_2023_.back();
  }
  Shares shares(profile_.of_2023, sum);
  for (std::int64_t& day : days_of_2023_) {
    day = shares.next(day);
  }
}

std::int64_t Medium::level(const Day& kind, std::size_t hour) const {
  // The shape in the middle of the hour.
  const std::int64_t shape =
      kind.workday ? work_shape(static_cast<std::int64_t>(hour) * 60 + 30) : 0;
  const std::int64_t level = profile_.idle + (profile_.work - profile_.idle) * shape / kFull;
  return level * profile_.season.at(static_cast<std::size_t>(kind.month - 1)) / kPerMille;
}

/// A day's use before any budget, 8 % either way.
std::int64_t Medium::demand_of(LocalDay day) const {
  const Day kind = day_of(day);
  std::int64_t sum = 0;
  for (std::size_t hour = 0; hour < kHours; ++hour) {
    sum += level(kind, hour);
  }
  return sum * (kPerMille + jitter({seed_, profile_.stream + 1}, day, 80)) / kPerMille;
}

std::array<std::int64_t, 24> Medium::use_of(LocalDay day) const {
  const Day kind = day_of(day);
  std::array<std::int64_t, kHours> hours{};
  std::int64_t sum = 0;
  for (std::size_t hour = 0; hour < kHours; ++hour) {
    const std::int64_t index = day * 24 + static_cast<std::int64_t>(hour);
    const std::int64_t swing = jitter({seed_, profile_.stream}, index, 120);  // 12 % either way.
    hours.at(hour) = level(kind, hour) * (kPerMille + swing) / kPerMille;
    sum += hours.at(hour);
  }
  const bool is_divided = !days_of_2023_.empty() && day >= kYear && day < kNextYear;
  const std::int64_t whole =
      is_divided ? days_of_2023_.at(static_cast<std::size_t>(day - kYear)) : demand_of(day);
  Shares shares(whole, sum);
  for (std::int64_t& hour : hours) {
    hour = shares.next(hour);
  }
  return hours;
}

}  // namespace cems::demo
