// The State Council's lists of 2022 to 2026, day by day where they are tricky, and lists of a
// site's own (docs/statistics.md "What the archive may say").
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil.h"
#include "catalog/object_list.h"
#include "tests/catalog/archive_examples.h"

namespace cems::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string kind_of(const HolidayCalendar& calendar, std::string_view date) {
  const HolidayCalendar::Day day = calendar.day(day_of_date(date));
  std::string text = day.kind == DayKind::weekday ? "weekday"
                     : day.kind == DayKind::rest  ? "rest"
                                                  : "holiday";
  for (const std::string& name : day.holidays) {
    text += " " + name;
  }
  return text;
}

TEST(HolidayCalendar, BuiltInDaysAreTheNotices) {
  const HolidayCalendar& built_in = HolidayCalendar::built_in();
  const std::pair<const char*, const char*> days[] = {
      {"2022-12-31", "holiday NewYear"},  // Of the list of 2023.
      {"2022-10-08", "weekday"},
      {"2023-01-02", "holiday NewYear"},
      {"2023-01-03", "weekday"},
      {"2023-01-21", "holiday SpringFestival"},
      {"2023-01-28", "weekday"},
      {"2023-04-05", "holiday Qingming"},
      {"2023-06-25", "weekday"},
      {"2023-09-28", "weekday"},
      {"2023-09-29", "holiday MidAutumn NationalDay"},
      {"2023-09-30", "holiday NationalDay"},
      {"2023-10-06", "holiday NationalDay"},
      {"2023-10-07", "weekday"},
      {"2024-02-09", "weekday"},  // New Year's Eve was not on the list of 2024.
      {"2024-02-10", "holiday SpringFestival"},
      {"2024-02-17", "holiday SpringFestival"},
      {"2024-02-18", "weekday"},
      {"2024-05-12", "rest"},
      {"2024-06-10", "holiday DragonBoat"},
      {"2024-09-14", "weekday"},
      {"2024-09-15", "holiday MidAutumn"},
      {"2025-01-01", "holiday NewYear"},
      {"2025-01-28", "holiday SpringFestival"},
      {"2025-05-05", "holiday LabourDay"},
      {"2025-10-01", "holiday NationalDay"},
      {"2025-10-06", "holiday NationalDay MidAutumn"},
      {"2025-10-08", "holiday NationalDay"},
      {"2025-10-11", "weekday"},
      {"2026-01-04", "weekday"},
      {"2026-02-15", "holiday SpringFestival"},
      {"2026-02-23", "holiday SpringFestival"},
      {"2026-10-10", "weekday"},
      {"2027-10-01", "weekday"},  // No list: a Friday.
      {"1969-12-28", "rest"},     // A Sunday before 1970.
  };
  for (const auto& [date, kind] : days) {
    EXPECT_EQ(kind_of(built_in, date), kind) << date;
  }
}

/// Counted by hand from the notices; 31 December 2022 is a holiday of 2022 here.
TEST(HolidayCalendar, YearsHaveTheirWorkdaysAndHolidays) {
  const HolidayCalendar& built_in = HolidayCalendar::built_in();
  const std::tuple<int, int, int> years[] = {
      {2022, 249, 32}, {2023, 249, 26}, {2024, 251, 28}, {2025, 248, 28}, {2026, 248, 33}};
  for (const auto& [year, workdays, holidays] : years) {
    ASSERT_TRUE(built_in.knows(year));
    EXPECT_EQ(built_in.version(year), std::to_string(year));
    std::map<DayKind, int> count;
    for (std::int64_t day = days_from_civil({year, 1, 1}); day < days_from_civil({year + 1, 1, 1});
         ++day) {
      ++count[built_in.day(day).kind];
    }
    EXPECT_EQ(count[DayKind::weekday], workdays) << year;
    EXPECT_EQ(count[DayKind::holiday], holidays) << year;
  }
  EXPECT_FALSE(built_in.knows(2021));
  EXPECT_EQ(built_in.version(2021), "");
}

HolidayCalendar with(std::string_view list, std::vector<model::Problem>& problems) {
  return HolidayCalendar::built_in().with(parsed(list), "/holidays", problems);
}

TEST(HolidayCalendar, OwnListReplacesItsYearAndNoOther) {
  std::vector<model::Problem> problems;
  const HolidayCalendar own = with(R"([{"year":2024,"version":"own","holidays":[
    {"name":"Founding","from":"2024-03-04","to":"2024-03-06"}],"workdays":["2024-03-10"]}])",
                                   problems);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(own.version(2024), "own");
  EXPECT_EQ(kind_of(own, "2024-03-05"), "holiday Founding");
  EXPECT_EQ(kind_of(own, "2024-03-06"), "weekday") << "`to` is not a holiday any more";
  EXPECT_EQ(kind_of(own, "2024-03-10"), "weekday");
  EXPECT_EQ(kind_of(own, "2024-05-01"), "weekday") << "the built-in list of 2024 is gone";
  EXPECT_EQ(kind_of(own, "2025-05-01"), "holiday LabourDay");
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

TEST(HolidayCalendar, FaultsAreSaidAtTheirPlace) {
  const auto list = [](std::string_view members) {
    return R"([{"year":2024,"version":"1",)" + std::string(members) + "}]";
  };
  const std::tuple<std::string, const char*, const char*> faults[] = {
      {R"(["2024-10-01"])", "/holidays/0", "object"},
      {list(R"("holiday":[])"), "/holidays/0/holiday", "no member"},
      {list(R"("workdays":[])"), "/holidays/0/holidays", "required"},
      {list(R"("holidays":[{"name":"a","from":"2024-10-01","to":"2024-10-01"}])"),
       "/holidays/0/holidays/0/to", "after `from`"},
      {list(R"("holidays":[{"name":"a","from":"2025-10-01","to":"2025-10-02"}])"),
       "/holidays/0/holidays/0/from", "year"},
      {list(R"("holidays":[],"workdays":["2024-10-01"])"), "/holidays/0/workdays/0", "rest days"},
      {list(R"("holidays":[{"name":"a","from":"2024-03-02","to":"2024-03-03"}],)"
            R"("workdays":["2024-03-02"])"),
       "/holidays/0/workdays/0", "already"},
      {R"([{"year":2024,"version":"1","holidays":[]},{"year":2024,"version":"2","holidays":[]}])",
       "/holidays/1/year", "has a list already"},
      {list(R"("holidays":[{"name":"a","from":"2024-03-01","to":"2024-03-04"},
                           {"name":"b","from":"2024-03-03","to":"2024-03-05"},
                           {"name":"a","from":"2024-03-03","to":"2024-03-04"}])"),
       "/holidays/0/holidays/2", "name each day once"},
      {list(R"("holidays":[{"name":"a","from":"2024-01-01","to":"2024-12-31"},
                           {"name":"b","from":"2024-01-01","to":"2024-03-01"}])"),
       "/holidays/0/holidays/1", "more than 400 days"},
      {list(R"("holidays":[)" + repeated("1,", 400) + "1]"), "/holidays/0/holidays", "401 entries"},
      {list(R"("holidays":[],"workdays":[)" + repeated(R"("2024-10-12",)", 400) +
            R"("2024-10-12"])"),
       "/holidays/0/workdays", "401 entries"},
      {"[" + repeated("1,", 200) + "1]", "/holidays", "201 entries"},
      {R"([{"year":0,"version":"1","holidays":[]}])", "/holidays/0/year", "year"},
  };
  for (const auto& [text, pointer, reason] : faults) {
    std::vector<model::Problem> problems;
    (void)with(text, problems);
    ASSERT_FALSE(problems.empty()) << text;
    EXPECT_EQ(problems.front().pointer, pointer) << lines(problems);
    EXPECT_THAT(problems.front().reason, HasSubstr(reason));
  }
}

TEST(HolidayCalendar, NamesAreKnown) {
  EXPECT_THAT(HolidayCalendar::built_in().names(),
              ElementsAre("DragonBoat", "LabourDay", "MidAutumn", "NationalDay", "NewYear",
                          "Qingming", "SpringFestival"));
}

}  // namespace
}  // namespace cems::catalog
