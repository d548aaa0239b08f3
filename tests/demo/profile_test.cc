// The demonstration looks like a factory: its levels, its calendar, its seasons.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "app/demo/calendar.h"
#include "tests/demo/whole_site.h"

namespace cems::demo {
namespace {

const WholeSite& whole_site() {
  return WholeSite::base(kSeedDefault);
}

TimeMs first_of(int year, int month) {
  return to_time(midnight({year, month, 1}));
}

TEST(DemoCalendar, WorksOnWeekdaysWithoutHolidaysAndOnRestDaysInExchange) {
  const auto works = [](int year, int month, int day) {
    return is_workday(days_from_civil({year, month, day}));
  };
  EXPECT_TRUE(works(2023, 8, 8));    // A Tuesday.
  EXPECT_FALSE(works(2023, 8, 6));   // A Sunday.
  EXPECT_FALSE(works(2023, 1, 23));  // Spring Festival, a Monday.
  EXPECT_FALSE(works(2023, 1, 27));  // Its last day.
  EXPECT_TRUE(works(2023, 1, 28));   // The Saturday worked for it.
  EXPECT_TRUE(works(2023, 1, 30));   // The Monday after.
  EXPECT_FALSE(works(2024, 5, 1));   // Labour Day.
  EXPECT_TRUE(works(2024, 5, 11));   // Worked for it.
  EXPECT_FALSE(works(2024, 10, 7));  // National Day, its last.
  EXPECT_TRUE(works(2024, 10, 12));  // Worked for it.
  EXPECT_FALSE(works(2030, 10, 5));  // No list: a Saturday.
  EXPECT_TRUE(works(2030, 10, 1));   // No list: a Tuesday.
}

TEST(DemoCalendar, Year2023HasAsManyWorkdaysAsItHad) {
  int workdays = 0;
  for (LocalDay day = days_from_civil({2023, 1, 1}); day < days_from_civil({2024, 1, 1}); ++day) {
    workdays += is_workday(day) ? 1 : 0;
  }
  EXPECT_EQ(workdays, 249);  // 260 weekdays, 18 of them holidays, 7 rest days worked.
}

TEST(DemoProfile, LevelsAreThoseOfTheDictionary) {
  // About 4,000 kW on workdays from 08 to 18 in July and August, 2,300 otherwise, 310 the rest.
  const auto& power = whole_site().of("IN-01", "P");
  const LocalMinute begin = to_local_minute(kBegin);
  for (std::size_t i = 0; i < power.size(); ++i) {
    const LocalMinute minute = begin + static_cast<LocalMinute>(i);
    const Day day = day_of(minute / kMinutesPerDay);
    const std::int64_t of_day = minute % kMinutesPerDay;
    if (day.workday && of_day >= 480 && of_day < 1080) {
      const bool summer = day.month == 7 || day.month == 8;
      ASSERT_GT(power[i], summer ? 29'000 : 20'000) << i;
      ASSERT_LT(power[i], summer ? 42'000 : 24'500) << i;
    } else if (!day.workday || of_day < 465 || of_day >= 1095) {
      ASSERT_GT(power[i], 2'700) << i;
      ASSERT_LT(power[i], 3'500) << i;
    }
  }
}

TEST(DemoProfile, DivisionToThePrintedYearMovesNoMonthByMuch) {
  // March of 2023 is divided from the printed year, March of 2024 is as expected: 23 and 21
  // workdays of nearly the same level.
  const std::int64_t divided =
      whole_site().used("IN-01", "EPI", first_of(2023, 3), first_of(2023, 4));
  const std::int64_t expected =
      whole_site().used("IN-01", "EPI", first_of(2024, 3), first_of(2024, 4));
  EXPECT_NEAR(static_cast<double>(divided) / static_cast<double>(expected), 1.06, 0.03);
}

TEST(DemoProfile, HeatIsMostlyOfTheWinter) {
  const auto heat = [](int month) {
    return whole_site().used("H-01", "H", first_of(2023, month), first_of(2023, month + 1));
  };
  const std::int64_t winter = heat(1) + heat(2) + heat(3) + heat(11) +
                              whole_site().used("H-01", "H", first_of(2023, 12), first_of(2024, 1));
  EXPECT_GT(winter, 3'000 * 1'000);
  EXPECT_GT(heat(7), 0);
  EXPECT_LT(heat(7) * 20, heat(1));
}

TEST(DemoProfile, WaterAndGasAreUsedOnWorkdays) {
  for (const auto& [point, parameter] :
       {std::pair{"W-01", "W"}, std::pair{"G-01", "G"}, std::pair{"H-01", "H"}}) {
    const TimeMs friday = to_time(midnight({2024, 3, 8}));
    const std::int64_t work = whole_site().used(point, parameter, friday, friday + kMsPerDay);
    const std::int64_t rest =
        whole_site().used(point, parameter, friday + kMsPerDay, friday + 2 * kMsPerDay);
    EXPECT_GT(work, 3 * rest / 2) << point;
    EXPECT_GT(rest, 0) << point;
  }
}

TEST(DemoProfile, SunSetsAndItsPowerFitsThePanels) {
  const auto& power = whole_site().of("PV-01", "P");
  EXPECT_GE(*std::min_element(power.begin(), power.end()), 0);
  EXPECT_LE(*std::max_element(power.begin(), power.end()), 10'000);
  for (std::size_t midnight = 0; midnight < power.size(); midnight += 1440) {
    ASSERT_EQ(power[midnight], 0) << midnight;
  }
}

TEST(DemoProfile, EveryConsumerTakesLessThanTheWhole) {
  const auto& whole = whole_site().of("IN-01", "P");
  const auto& first = whole_site().of("HVAC-01", "P");
  const auto& second = whole_site().of("HVAC-02", "P");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    ASSERT_LT(first[i] + second[i], whole[i]) << i;
    ASSERT_GT(second[i], 0) << i;
  }
}

}  // namespace
}  // namespace cems::demo
