/// The proleptic Gregorian calendar in days: dates to day numbers and back.
///
/// Own arithmetic, because every printed time passes here (about 5 ns); checked in the tests
/// against an independent library for every day of the years 0000–9999. Pure functions.
#pragma once

#include <cstdint>

namespace cems {

/// Year 0 is 1 BC; month 1–12; day 1–31.
struct CivilDate {
  int year = 1970;
  int month = 1;
  int day = 1;

  friend constexpr bool operator==(CivilDate, CivilDate) = default;
};

[[nodiscard]] constexpr bool is_leap_year(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// REQUIRES: month in 1–12.
[[nodiscard]] constexpr int days_in_month(int year, int month) {
  if (month == 2) {
    return is_leap_year(year) ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Days since 1970-01-01. REQUIRES: a date that exists, year in -400…100,000.
[[nodiscard]] constexpr std::int64_t days_from_civil(CivilDate date) {
  // Years begin in March here, so that the leap day is the last of its year; and 400 years (146,097
  // days) later than they are, so that nothing is negative. The 60th day of year 0 is its 1 March.
  const std::int64_t year = date.year + 400 - (date.month <= 2 ? 1 : 0);
  const std::int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  return 365 * year + year / 4 - year / 100 + year / 400 + day_of_year - (719'468 + 146'097);
}

/// The date of a day. REQUIRES: days in the years -399…100,000.
[[nodiscard]] constexpr CivilDate civil_from_days(std::int64_t days) {
  std::int64_t rest = days + 719'468 + 146'097;
  const std::int64_t four_centuries = rest / 146'097;
  rest %= 146'097;
  // The last century of four and the last year of four are one day longer: it stays in them.
  const std::int64_t centuries = rest / 36'524 < 3 ? rest / 36'524 : 3;
  rest -= centuries * 36'524;
  const std::int64_t four_years = rest / 1'461;
  rest %= 1'461;
  const std::int64_t years = rest / 365 < 3 ? rest / 365 : 3;
  rest -= years * 365;
  const std::int64_t month = (5 * rest + 2) / 153;  // 0 is March.
  CivilDate date;
  date.year = static_cast<int>(400 * four_centuries + 100 * centuries + 4 * four_years + years -
                               400 + (month >= 10 ? 1 : 0));
  date.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  date.day = static_cast<int>(rest - (153 * month + 2) / 5 + 1);
  return date;
}

/// 1 is Monday, 7 is Sunday. REQUIRES: days after the year -400.
[[nodiscard]] constexpr int weekday_of(std::int64_t days) {
  return static_cast<int>((days + 3 + 7 * 400'000) % 7) + 1;  // 1970-01-01 was a Thursday.
}

/// 52 or 53: a year has a 53rd week when it begins or ends with a Thursday (GB/T 7408 week dates).
[[nodiscard]] constexpr int weeks_in_year(int year) {
  return weekday_of(days_from_civil({year, 1, 1})) == 4 ||
                 weekday_of(days_from_civil({year, 12, 31})) == 4
             ? 53
             : 52;
}

/// Monday of the first week: the week that holds 4 January.
[[nodiscard]] constexpr std::int64_t first_monday_of(int year) {
  const std::int64_t fourth = days_from_civil({year, 1, 4});
  return fourth - (weekday_of(fourth) - 1);
}

}  // namespace cems
