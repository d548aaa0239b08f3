// The built-in schedules on named days, hour by hour, against tables written by hand from
// dictionary F2 and S "Tariffs". 1 sharp, 2 peak, 3 flat, 4 valley, 5 deep valley, 0 none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/code_tables.h"
#include "tests/catalog/tariff_examples.h"

namespace cems::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct NamedDay {
  const char* scheme;
  const char* date;
  const char* hours;
  const char* what;
};

constexpr NamedDay kDays[] = {
    // Shanghai, 沪发改价管〔2022〕50号: April is what example C.5 is made of.
    {"SH-2022-50-TWOPART", "2024-04-15", "444444332223333333222344", "peak 08-11 and 18-21"},
    {"SH-2022-50-TWOPART", "2024-05-04", "444444332223333333222344", "no class 5, holidays too"},
    {"SH-2022-50-TWOPART", "2024-07-18", "444444332222112333222344", "sharp 12-14 out of peak"},
    {"SH-2022-50-TWOPART", "2023-08-31", "444444332222112333222344", "August is like July"},
    {"SH-2022-50-TWOPART", "2023-09-01", "444444332222222333222344", "September without sharp"},
    {"SH-2022-50-TWOPART", "2024-01-15", "444444332223333333211344", "sharp 19-21 in January"},
    {"SH-2022-50-TWOPART", "2024-12-31", "444444332223333333211344", "and December"},
    {"SH-2022-50-TWOPART", "2022-12-31", "000000000000000000000000", "before it begins"},
    // With the deep valley of 沪发改价管〔2024〕28号.
    {"SH-2022-50-TWOPART-DEEP", "2024-04-15", "444444332223333333222344", "a weekday"},
    {"SH-2022-50-TWOPART-DEEP", "2024-04-20", "555555332223333333222355", "a Saturday in April"},
    {"SH-2022-50-TWOPART-DEEP", "2024-04-28", "444444332223333333222344", "a worked Sunday"},
    {"SH-2022-50-TWOPART-DEEP", "2024-05-01", "555555332223333333222355", "Labour Day"},
    {"SH-2022-50-TWOPART-DEEP", "2024-07-20", "444444332222112333222344", "a Saturday in July"},
    {"SH-2022-50-TWOPART-DEEP", "2025-01-01", "555555332223333333211355", "New Year, with sharp"},
    {"SH-2022-50-TWOPART-DEEP", "2025-12-06", "444444332223333333211344", "Saturday, December"},
    {"SH-2022-50-TWOPART-DEEP", "2023-05-01", "444444332223333333222344", "before the deep valley"},
    // Zhejiang, 浙发改价格〔2024〕21号.
    {"ZJ-2024-21", "2024-04-15", "444444442224422223333333", "spring"},
    {"ZJ-2024-21", "2024-07-15", "444444442114433112222223", "summer: two sharp periods"},
    {"ZJ-2024-21", "2024-02-12", "444444442255552223333333", "Spring Festival: deep 10-14"},
    {"ZJ-2024-21", "2025-01-30", "444444442155553112222223", "Spring Festival in January"},
    {"ZJ-2024-21", "2024-04-05", "444444442224422223333333", "Qingming is no deep valley"},
    {"ZJ-2024-21", "2025-10-06", "444444442255552223333333", "Mid-Autumn in National Day"},
    // Beijing: 16-17 sharp is carved from flat.
    {"BJ-TOU", "2024-04-15", "444444433322233332222234", "spring"},
    {"BJ-TOU", "2024-07-15", "444444433321133312222234", "sharp 11-13 and 16-17"},
    {"BJ-TOU", "2024-12-15", "444444433322233332111234", "sharp 18-21"},
    // Jiangsu 2025 has no sharp at all.
    {"JS-2025", "2025-07-15", "444444333334432222222233", "summer"},
    {"JS-2025", "2025-12-15", "444444333334432222222233", "winter"},
    {"JS-2025", "2025-04-15", "334444333344443222222233", "spring"},
    {"JS-2025", "2024-07-15", "000000000000000000000000", "before it begins"},
    // Shandong 2025, March to May: sharp out of peak, deep valley out of valley.
    {"SD-2025", "2025-03-01", "333333333345554331112233", "spring"},
    {"SD-2025", "2025-05-31", "333333333345554331112233", "its last day"},
    {"SD-2025", "2025-06-01", "000000000000000000000000", "nothing is known of June"},
    // Guangdong without the rule for hot days.
    {"GD-TOU", "2024-04-15", "444444443322332222233333", "spring"},
    {"GD-TOU", "2024-08-15", "444444443321332112233333", "sharp 11-12 and 15-17"},
};

TEST(TariffBuiltIn, NamedDaysAreAsTheDictionaryHasThem) {
  for (const NamedDay& day : kDays) {
    const auto tariff = built_in_tariff(day.scheme);
    ASSERT_NE(tariff, nullptr) << day.scheme;
    EXPECT_EQ(hours_text(*tariff, day.date), day.hours)
        << day.scheme << " " << day.date << ": " << day.what;
  }
}

TEST(TariffBuiltIn, EveryNamedSchemeHasASchedule) {
  for (const spec::TouSchemeEntry& entry : spec::tou_schemes()) {
    EXPECT_NE(built_in_tariff(entry.id), nullptr) << entry.id;
  }
  EXPECT_EQ(built_in_tariff("NOWHERE"), nullptr);
}

TimeRange range_of(std::string_view from, std::string_view to) {
  const Zone zone = zone_named("+08:00");
  return {moment(from, zone), moment(to, zone)};
}

TEST(TariffBuiltIn, ReceiptNamesTheVersionsInForce) {
  const auto tariff = built_in_tariff("SH-2022-50-TWOPART-DEEP");
  EXPECT_THAT(tariff->used_in(range_of("2023-12-01", "2024-02-01")),
              ElementsAre(TariffUse{"SH-2022-50-TWOPART-DEEP", "2022"},
                          TariffUse{"SH-2022-50-TWOPART", "2022"},
                          TariffUse{"SH-2022-50-TWOPART-DEEP", "2024"}));
  EXPECT_THAT(tariff->used_in(range_of("2024-01-01", "2024-02-01")),
              ElementsAre(TariffUse{"SH-2022-50-TWOPART-DEEP", "2024"}));
  EXPECT_THAT(tariff->used_in(range_of("2022-01-01", "2023-01-01")), IsEmpty());
}

TEST(TariffBuiltIn, ReceiptSaysWhereThereIsNoSchedule) {
  const auto shandong = built_in_tariff("SD-2025");
  EXPECT_THAT(shandong->notes_on(range_of("2025-05-01", "2025-07-01")),
              ElementsAre("no schedule for part of the time, first from "
                          "2025-06-01T00:00:00+08:00"));
  EXPECT_THAT(shandong->notes_on(range_of("2025-03-01", "2025-06-01")), IsEmpty());
}

TEST(TariffBuiltIn, EndOfTimeIsFoundWithoutWalkingThere) {
  const TimeRange ever{kTimeMin, kTimeMax};
  EXPECT_THAT(built_in_tariff("BJ-TOU")->notes_on(ever),
              ElementsAre(HasSubstr("first from 0000-01-01")));
  const TimeMs begin = moment("2023-01-01", Zone::fixed(480));
  EXPECT_THAT(built_in_tariff("BJ-TOU")->notes_on({begin, kTimeMax}), IsEmpty());
  EXPECT_THAT(
      built_in_tariff("SD-2025")->notes_on({moment("2025-03-01", Zone::fixed(480)), kTimeMax}),
      ElementsAre(HasSubstr("first from 2025-06-01")));
}

TEST(TariffBuiltIn, ReceiptSaysWhichYearsHaveNoHolidays) {
  const auto deep = built_in_tariff("SH-2022-50-TWOPART-DEEP");
  EXPECT_THAT(deep->notes_on(range_of("2026-12-01", "2030-01-01")),
              ElementsAre(HasSubstr("holidays for 2027 to 2029")));
  EXPECT_THAT(deep->notes_on(range_of("2022-01-01", "2027-01-01")),
              ElementsAre(HasSubstr("no schedule")));
  EXPECT_THAT(built_in_tariff("BJ-TOU")->notes_on(range_of("2030-01-01", "2031-01-01")), IsEmpty())
      << "no rule asks for holidays";
}

TEST(TariffBuiltIn, DigestNamesTheHolidaysThatARuleAsksFor) {
  const std::string version(HolidayCalendar::built_in().version(2026));
  ASSERT_FALSE(version.empty());
  const std::string lines = built_in_tariff("SH-2022-50-TWOPART-DEEP")
                                ->digest_lines(range_of("2026-12-01", "2030-01-01"));
  EXPECT_EQ(lines, "SH-2022-50-TWOPART-DEEP,2024\nholidays,2026," + version + "\n")
      << "a year without a list has no line";
  EXPECT_THAT(built_in_tariff("BJ-TOU")->digest_lines(range_of("2024-01-01", "2025-01-01")),
              Not(HasSubstr("holidays")))
      << "no rule asks for holidays";
}

}  // namespace
}  // namespace cems::catalog
