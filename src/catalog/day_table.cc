// Painting: minute by minute, because it is done once and is plainly right.
#include "catalog/day_table.h"

#include <algorithm>
#include <map>

#include "base/civil.h"
#include "base/time.h"

namespace cems::catalog {
namespace {

constexpr int kMonths = 12;
constexpr int kSaturday = 6;

std::vector<DayStep> paint(std::span<const TouRule> rules,
                           const std::vector<std::uint32_t>& matching) {
  std::array<model::TouClass, kMinutesPerDay> minutes{};
  for (const std::uint32_t index : matching) {
    for (const TouPeriod& period : rules[index].periods) {
      for (const auto& [from, to] : period.parts()) {
        std::fill(minutes.begin() + from, minutes.begin() + to, period.tou);
      }
    }
  }
  std::vector<DayStep> steps;
  for (int minute = 0; minute < kMinutesPerDay; ++minute) {
    const model::TouClass tou = minutes[static_cast<std::size_t>(minute)];
    if (steps.empty() || steps.back().tou != tou) {
      steps.push_back({minute * kMsPerMinute, tou});
    }
  }
  return steps;
}

}  // namespace

DayTable::DayTable(std::span<const TouRule> rules, const HolidayCalendar& holidays) {
  std::map<std::vector<std::uint32_t>, std::uint32_t> known;  // Matching rules to pattern.
  const auto pattern_of = [&](int month, const HolidayCalendar::Day& day) {
    std::vector<std::uint32_t> matching;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].matches(month, day)) {
        matching.push_back(static_cast<std::uint32_t>(i));
      }
    }
    const auto [at, is_new] =
        known.try_emplace(matching, static_cast<std::uint32_t>(patterns_.size()));
    if (is_new) {
      patterns_.push_back(paint(rules, matching));
    }
    return at->second;
  };
  for (int month = 1; month <= kMonths; ++month) {
    plain_[static_cast<std::size_t>(month)] = {pattern_of(month, {DayKind::weekday, {}}),
                                               pattern_of(month, {DayKind::rest, {}})};
  }
  for (const std::int64_t day : holidays.listed_days()) {
    listed_.emplace_back(day, pattern_of(civil_from_days(day).month, holidays.day(day)));
  }
}

std::span<const DayStep> DayTable::steps(std::int64_t day) const {
  const auto listed =
      std::lower_bound(listed_.begin(), listed_.end(), day,
                       [](const auto& entry, std::int64_t key) { return entry.first < key; });
  if (listed != listed_.end() && listed->first == day) {
    return patterns_[listed->second];
  }
  const auto month = static_cast<std::size_t>(civil_from_days(day).month);
  return patterns_[plain_[month][weekday_of(day) < kSaturday ? 0 : 1]];
}

bool DayTable::is_whole() const {
  return std::none_of(patterns_.begin(), patterns_.end(), [](const Pattern& pattern) {
    return std::any_of(pattern.begin(), pattern.end(),
                       [](const DayStep& step) { return step.tou == model::TouClass::none; });
  });
}

}  // namespace cems::catalog
