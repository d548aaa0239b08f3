/// The calendar arithmetic against Howard Hinnant's date library, for every day of 0000–9999.
#include "base/civil.h"

#include <date/date.h>
#include <date/iso_week.h>
#include <gtest/gtest.h>

namespace cems {
namespace {

TEST(CivilTest, EveryDayOfTenThousandYearsIsTheLibrarys) {
  const date::sys_days first = date::year{0} / 1 / 1;
  const date::sys_days last = date::year{9999} / 12 / 31;
  for (date::sys_days day = first; day <= last; day += date::days{1}) {
    const date::year_month_day expected{day};
    const std::int64_t number = day.time_since_epoch().count();
    const CivilDate got = civil_from_days(number);
    const CivilDate same{int{expected.year()}, static_cast<int>(unsigned{expected.month()}),
                         static_cast<int>(unsigned{expected.day()})};
    ASSERT_EQ(got, same) << number;
    ASSERT_EQ(days_from_civil(got), number);
    ASSERT_EQ(static_cast<unsigned>(weekday_of(number)), date::weekday{day}.iso_encoding());
  }
}

TEST(CivilTest, MonthsLeapYearsAndWeeksAreTheLibrarys) {
  for (int year = 0; year <= 9999; ++year) {
    ASSERT_EQ(is_leap_year(year), date::year{year}.is_leap());
    for (int month = 1; month <= 12; ++month) {
      const date::year_month_day_last last = date::year{year} / month / date::last;
      ASSERT_EQ(static_cast<unsigned>(days_in_month(year, month)), unsigned{last.day()});
    }
    const iso_week::year_lastweek last_week{iso_week::year{year}};
    ASSERT_EQ(static_cast<unsigned>(weeks_in_year(year)), unsigned{last_week.weeknum()}) << year;
    const iso_week::sys_days monday = iso_week::year{year} / iso_week::weeknum{1} / iso_week::mon;
    ASSERT_EQ(first_monday_of(year), monday.time_since_epoch().count()) << year;
  }
}

}  // namespace
}  // namespace cems
