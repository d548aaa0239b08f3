// Public holidays and rest days worked in exchange, as the State Council's office announced them.
#include "app/demo/calendar.h"

#include <algorithm>
#include <array>

namespace cems::demo {

namespace {

struct Holiday {
  CivilDate first;
  CivilDate last;  // Inclusive, as announced.
};

constexpr std::array<Holiday, 26> kHolidays{{
    {{2023, 1, 1}, {2023, 1, 2}},   {{2023, 1, 21}, {2023, 1, 27}}, {{2023, 4, 5}, {2023, 4, 5}},
    {{2023, 4, 29}, {2023, 5, 3}},  {{2023, 6, 22}, {2023, 6, 24}}, {{2023, 9, 29}, {2023, 10, 6}},
    {{2023, 12, 30}, {2024, 1, 1}}, {{2024, 2, 10}, {2024, 2, 17}}, {{2024, 4, 4}, {2024, 4, 6}},
    {{2024, 5, 1}, {2024, 5, 5}},   {{2024, 6, 8}, {2024, 6, 10}},  {{2024, 9, 15}, {2024, 9, 17}},
    {{2024, 10, 1}, {2024, 10, 7}}, {{2025, 1, 1}, {2025, 1, 1}},   {{2025, 1, 28}, {2025, 2, 4}},
    {{2025, 4, 4}, {2025, 4, 6}},   {{2025, 5, 1}, {2025, 5, 5}},   {{2025, 5, 31}, {2025, 6, 2}},
    {{2025, 10, 1}, {2025, 10, 8}}, {{2026, 1, 1}, {2026, 1, 3}},   {{2026, 2, 15}, {2026, 2, 23}},
    {{2026, 4, 4}, {2026, 4, 6}},   {{2026, 5, 1}, {2026, 5, 5}},   {{2026, 6, 19}, {2026, 6, 21}},
    {{2026, 9, 25}, {2026, 9, 27}}, {{2026, 10, 1}, {2026, 10, 7}},
}};

constexpr std::array<CivilDate, 26> kWorkedRestDays{
    {{2023, 1, 28}, {2023, 1, 29},  {2023, 4, 23},  {2023, 5, 6},  {2023, 6, 25}, {2023, 10, 7},
     {2023, 10, 8}, {2024, 2, 4},   {2024, 2, 18},  {2024, 4, 7},  {2024, 4, 28}, {2024, 5, 11},
     {2024, 9, 14}, {2024, 9, 29},  {2024, 10, 12}, {2025, 1, 26}, {2025, 2, 8},  {2025, 4, 27},
     {2025, 9, 28}, {2025, 10, 11}, {2026, 1, 4},   {2026, 2, 14}, {2026, 2, 28}, {2026, 5, 9},
     {2026, 9, 20}, {2026, 10, 10}}};

}  // namespace

bool is_workday(LocalDay day) {
  if (weekday_of(day) > 5) {
    return std::any_of(kWorkedRestDays.begin(), kWorkedRestDays.end(),
                       [day](const CivilDate& date) { return days_from_civil(date) == day; });
  }
  return std::none_of(kHolidays.begin(), kHolidays.end(), [day](const Holiday& holiday) {
    return days_from_civil(holiday.first) <= day && day <= days_from_civil(holiday.last);
  });
}

Day day_of(LocalDay day) {
  const CivilDate date = civil_from_days(day);
  return {date.year, date.month, is_workday(day)};
}

}  // namespace cems::demo
