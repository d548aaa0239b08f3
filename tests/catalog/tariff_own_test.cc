// An archive's own schedules: carving, wrapping, effective dates, references, clock changes, and
// every fault at its place (docs/statistics.md "Classes of time"; dictionary Z: a range across a
// change of the schedule, sharp taken out of peak, the holiday deep valley).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/catalog/archive_examples.h"
#include "tests/catalog/tariff_examples.h"

namespace cems::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(TariffOwn, LaterRulesCarveOutOfEarlierOnes) {
  const auto tariff = own_tariff(schedule_of(R"([
    {"periods":[{"tou":2,"from":"08:00","to":"12:00"}]},
    {"periods":[{"tou":1,"from":"09:30","to":"10:15"}]}])"));
  EXPECT_EQ(day_text(*tariff, "2024-04-01"),
            "00:00 none, 08:00 peak, 09:30 sharp, 10:15 peak, 12:00 none");
}

TEST(TariffOwn, PeriodOverMidnightIsBothEndsOfTheSameDay) {
  const auto tariff = own_tariff(schedule_of(R"([
    {"periods":[{"tou":3,"from":"00:00","to":"24:00"}]},
    {"days":["rest"],"periods":[{"tou":5,"from":"22:00","to":"06:00"}]}])"));
  EXPECT_EQ(day_text(*tariff, "2024-04-19"), "00:00 flat") << "Friday evening is Friday's";
  EXPECT_EQ(day_text(*tariff, "2024-04-20"), "00:00 deep, 06:00 flat, 22:00 deep") << "Saturday";
  EXPECT_EQ(day_text(*tariff, "2024-04-22"), "00:00 flat") << "Monday morning is Monday's";
}

TEST(TariffOwn, PeriodMayEndAtEitherMidnight) {
  const auto tariff = own_tariff(schedule_of(R"([{"periods":[
    {"tou":4,"from":"22:00","to":"00:00"},{"tou":3,"from":"00:00","to":"22:00"}]}])"));
  EXPECT_EQ(day_text(*tariff, "2024-04-20"), "00:00 flat, 22:00 valley");
}

TEST(TariffOwn, WorkingRestDayIsAWeekdayAndHolidayIsNoRestDay) {
  const auto tariff = own_tariff(schedule_of(R"([
    {"days":["weekday"],"periods":[{"tou":2,"from":"00:00","to":"24:00"}]},
    {"days":["rest"],"periods":[{"tou":3,"from":"00:00","to":"24:00"}]},
    {"days":["holiday"],"periods":[{"tou":4,"from":"00:00","to":"24:00"}]},
    {"holidays":["DragonBoat"],"periods":[{"tou":5,"from":"00:00","to":"24:00"}]}])"));
  EXPECT_EQ(day_text(*tariff, "2024-05-11"), "00:00 peak") << "a Saturday that is worked";
  EXPECT_EQ(day_text(*tariff, "2024-05-12"), "00:00 flat") << "a Sunday";
  EXPECT_EQ(day_text(*tariff, "2024-05-03"), "00:00 valley") << "a Friday of Labour Day";
  EXPECT_EQ(day_text(*tariff, "2024-05-04"), "00:00 valley") << "a Saturday of Labour Day";
  EXPECT_EQ(day_text(*tariff, "2024-06-10"), "00:00 deep") << "Dragon Boat Festival";
}

constexpr std::string_view kTwoVersions = R"([
  {"id":"OWN","versions":[
    {"version":"2","validFrom":"2024-04-15","rules":[
      {"periods":[{"tou":3,"from":"00:00","to":"12:00"}]}]},
    {"version":"1","validFrom":"2024-04-01","validTo":"2024-04-11","scheme":"OTHER"}]},
  {"id":"OTHER","versions":[{"version":"x","validFrom":"2024-01-01","rules":[
    {"periods":[{"tou":2,"from":"00:00","to":"24:00"}]}]}]}])";

TEST(TariffOwn, EffectiveDatesMayChangeInTheMiddleOfARange) {
  const auto tariff = own_tariff(kTwoVersions);
  const Zone zone = zone_named("+08:00");
  const auto at = [&zone](std::string_view text) { return moment(text, zone); };
  std::vector<model::ClassSpan> spans;
  tariff->append_spans({at("2024-03-31T12:00"), at("2024-04-15T18:00")}, spans);
  using model::TouClass;
  EXPECT_THAT(
      spans,
      ElementsAre(
          model::ClassSpan{{at("2024-03-31T12:00"), at("2024-04-01")}, TouClass::none},
          model::ClassSpan{{at("2024-04-01"), at("2024-04-11")}, TouClass::peak},
          model::ClassSpan{{at("2024-04-11"), at("2024-04-15")}, TouClass::none},
          model::ClassSpan{{at("2024-04-15"), at("2024-04-15T12:00")}, TouClass::flat},
          model::ClassSpan{{at("2024-04-15T12:00"), at("2024-04-15T18:00")}, TouClass::none}));
  EXPECT_THAT(tariff->used_in({at("2024-03-31"), at("2024-05-01")}),
              ElementsAre(TariffUse{"OWN", "1"}, TariffUse{"OTHER", "x"}, TariffUse{"OWN", "2"}));
}

TEST(TariffOwn, SpansAreAppendedAndNotJoinedToWhatIsThere) {
  const auto tariff =
      own_tariff(schedule_of(R"([{"periods":[{"tou":2,"from":"00:00","to":"24:00"}]}])"));
  std::vector<model::ClassSpan> spans;
  tariff->append_spans({{1'700'000'000'000}, {1'700'000'000'500}}, spans);
  tariff->append_spans({{1'700'000'000'500}, {1'700'000'000'501}}, spans);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[1].range, (TimeRange{{1'700'000'000'500}, {1'700'000'000'501}}));
}

TEST(TariffOwn, AnOwnScheduleGoesBeforeABuiltInOneOfItsId) {
  const json::Value list = parsed(R"([{"id":"BJ-TOU","versions":[{"version":"own",
    "validFrom":"2020-01-01","rules":[{"periods":[{"tou":1,"from":"00:00","to":"24:00"}]}]}]}])");
  std::vector<model::Problem> problems;
  const auto tariff = Tariff::make("BJ-TOU", &list, "", HolidayCalendar::built_in(),
                                   zone_named("+08:00"), problems);
  ASSERT_NE(tariff, nullptr);
  EXPECT_EQ(day_text(*tariff, "2024-04-01"), "00:00 sharp");
}

TEST(TariffClocks, WhatTheClockSkipsIsNotThere) {
  const std::string schedule = schedule_of(R"([{"periods":[
    {"tou":4,"from":"00:00","to":"02:30"},{"tou":2,"from":"02:30","to":"04:00"}]}])");
  const auto tariff = own_tariff(schedule, "America/New_York");
  // 2024-03-10: 02:00 is 03:00 at once. 2024-11-03: 01:00 to 02:00 comes twice.
  EXPECT_EQ(day_text(*tariff, "2024-03-10", "America/New_York"),
            "00:00 valley, 03:00 peak, 04:00 none");
  EXPECT_EQ(day_text(*tariff, "2024-11-03", "America/New_York"),
            "00:00 valley, 02:30 peak, 04:00 none");
}

TEST(TariffClocks, WhatTheClockRepeatsHasItsClassesTwice) {
  const std::string schedule = schedule_of(R"([{"periods":[
    {"tou":4,"from":"00:00","to":"01:30"},{"tou":2,"from":"01:30","to":"24:00"}]}])");
  const auto tariff = own_tariff(schedule, "America/New_York");
  EXPECT_EQ(day_text(*tariff, "2024-11-03", "America/New_York"),
            "00:00 valley, 01:30 peak, 01:00 valley, 01:30 peak");
  // Lord Howe moves by half an hour: 2024-04-07 has 01:30 to 02:00 twice, 2024-10-06 skips 02:00.
  const auto island = own_tariff(schedule_of(R"([{"periods":[
    {"tou":4,"from":"00:00","to":"01:45"},{"tou":2,"from":"01:45","to":"02:15"},
    {"tou":3,"from":"02:15","to":"24:00"}]}])"),
                                 "Australia/Lord_Howe");
  EXPECT_EQ(day_text(*island, "2024-04-07", "Australia/Lord_Howe"),
            "00:00 valley, 01:45 peak, 01:30 valley, 01:45 peak, 02:15 flat");
  EXPECT_EQ(day_text(*island, "2024-10-06", "Australia/Lord_Howe"),
            "00:00 valley, 01:45 peak, 02:30 flat");
}

struct TariffFault {
  const char* name;
  std::string schedules;
  const char* pointer;
  const char* reason;
};

std::string version_of(std::string_view members) {
  return R"([{"id":"OWN","versions":[{"version":"1",)" + std::string(members) + "}]}]";
}

std::string rule_of(std::string_view members) {
  return schedule_of("[{" + std::string(members) + "}]");
}

std::string period_of(std::string_view members) {
  return rule_of(R"("periods":[{)" + std::string(members) + "}]");
}

constexpr const char* kVersion = "/s/0/versions/0";
constexpr const char* kPeriods = R"("periods":[{"tou":2,"from":"08:00","to":"09:00"}])";

std::vector<TariffFault> faults() {
  const std::string periods = kPeriods;
  return {
      {"NoList", "{}", "/s", "array"},
      {"NoObject", R"(["A"])", "/s/0", "object"},
      {"NoVersions", R"([{"id":"OWN"}])", "/s/0/versions", "required"},
      {"EmptyVersions", R"([{"id":"OWN","versions":[]}])", "/s/0/versions", "at least one"},
      {"UnknownMember", R"([{"id":"OWN","version":[]}])", "/s/0/version", "no member"},
      {"BadDate", version_of(R"("validFrom":"2023-02-29","scheme":"BJ-TOU")"),
       "/s/0/versions/0/validFrom", "date"},
      {"EndBeforeBegin",
       version_of(R"("validFrom":"2023-02-01","validTo":"2023-02-01","scheme":"BJ-TOU")"),
       "/s/0/versions/0/validTo", "after the first day"},
      {"NeitherSchemeNorRules", version_of(R"("validFrom":"2023-02-01")"), kVersion, "either"},
      {"SchemeAndRules",
       version_of(R"("validFrom":"2023-02-01","scheme":"BJ-TOU","rules":[{)" + periods + "}]"),
       kVersion, "either"},
      {"Overlap",
       R"([{"id":"OWN","versions":[
          {"version":"1","validFrom":"2023-01-01","validTo":"2023-03-01","scheme":"BJ-TOU"},
          {"version":"2","validFrom":"2023-02-28","scheme":"GD-TOU"}]}])",
       "/s/0/versions/1/validFrom", "overlap"},
      {"SameBegin",
       R"([{"id":"OWN","versions":[
          {"version":"1","validFrom":"2023-01-01","scheme":"BJ-TOU"},
          {"version":"2","validFrom":"2023-01-01","scheme":"GD-TOU"}]}])",
       "/s/0/versions/1/validFrom", "overlap"},
      {"Itself", version_of(R"("validFrom":"2023-02-01","scheme":"OWN")"), "/s/0/versions/0/scheme",
       "leads back"},
      {"UnknownScheme", version_of(R"("validFrom":"2023-02-01","scheme":"X")"),
       "/s/0/versions/0/scheme", "no schedule 'X'"},
      {"Month13", rule_of(R"("months":[12,13],)" + periods), "/s/0/versions/0/rules/0/months/1",
       "1 to 12"},
      {"NoMonth", rule_of(R"("months":[],)" + periods), "/s/0/versions/0/rules/0/months",
       "leave it out"},
      {"UnknownDay", rule_of(R"("days":["sunday"],)" + periods), "/s/0/versions/0/rules/0/days/0",
       "weekday, rest or holiday"},
      {"UnknownHoliday", rule_of(R"("holidays":["SpringFestval"],)" + periods),
       "/s/0/versions/0/rules/0/holidays/0", "SpringFestival"},
      {"HolidaysOfRestDays",
       rule_of(R"("days":["rest","holiday"],"holidays":["NewYear"],)" + periods),
       "/s/0/versions/0/rules/0/days", "rule of their own"},
      {"NoPeriods", rule_of(R"("months":[1])"), "/s/0/versions/0/rules/0/periods", "required"},
      {"Class6", period_of(R"("tou":6,"from":"08:00","to":"09:00")"),
       "/s/0/versions/0/rules/0/periods/0/tou", "5 (deep valley)"},
      {"Class0", period_of(R"("tou":0,"from":"08:00","to":"09:00")"),
       "/s/0/versions/0/rules/0/periods/0/tou", "1 (sharp)"},
      {"Hour", period_of(R"("tou":1,"from":"8:00","to":"09:00")"),
       "/s/0/versions/0/rules/0/periods/0/from", "HH:MM"},
      {"From24", period_of(R"("tou":1,"from":"24:00","to":"09:00")"),
       "/s/0/versions/0/rules/0/periods/0/from", "23:59"},
      {"To2401", period_of(R"("tou":1,"from":"08:00","to":"24:01")"),
       "/s/0/versions/0/rules/0/periods/0/to", "24:00"},
      {"Minute60", period_of(R"("tou":1,"from":"08:60","to":"10:00")"),
       "/s/0/versions/0/rules/0/periods/0/from", "HH:MM"},
      {"NoLength", period_of(R"("tou":1,"from":"08:00","to":"08:00")"),
       "/s/0/versions/0/rules/0/periods/0", "no length"},
      {"PeriodsOverlap", rule_of(R"("periods":[{"tou":4,"from":"22:00","to":"06:00"},
                             {"tou":2,"from":"05:59","to":"09:00"}])"),
       "/s/0/versions/0/rules/0/periods/1", "later rule"},
  };
}

TEST(TariffFaults, EachIsSaidAtItsPlaceAndGivesNoTariff) {
  for (const TariffFault& fault : faults()) {
    const json::Value list = parsed(fault.schedules);
    std::vector<model::Problem> problems;
    const auto tariff = Tariff::make("OWN", &list, "/s", HolidayCalendar::built_in(),
                                     zone_named("+08:00"), problems);
    EXPECT_EQ(tariff, nullptr) << fault.name;
    ASSERT_FALSE(problems.empty()) << fault.name;
    EXPECT_EQ(problems.front().pointer, fault.pointer) << fault.name << '\n' << lines(problems);
    EXPECT_THAT(problems.front().reason, HasSubstr(fault.reason)) << fault.name;
  }
}

/// Schedules S1 to S`count`, each naming the next; the last names `end`.
std::string chain_of(int count, std::string_view end) {
  std::string list;
  for (int i = 1; i <= count; ++i) {
    const std::string next = i < count ? "S" + std::to_string(i + 1) : std::string(end);
    list += (i > 1 ? "," : "") + std::string(R"({"id":"S)") + std::to_string(i) +
            R"(","versions":[{"version":"1","validFrom":"2023-01-01","scheme":")" + next + "\"}]}";
  }
  return "[" + list + "]";
}

std::size_t faults_of_chain(int count, std::string_view end) {
  const json::Value list = parsed(chain_of(count, end));
  std::vector<model::Problem> problems;
  const auto tariff =
      Tariff::make("S1", &list, "", HolidayCalendar::built_in(), zone_named("+08:00"), problems);
  EXPECT_EQ(tariff != nullptr, problems.empty());
  return problems.size();
}

TEST(TariffFaults, SchedulesAreCountedBeforeTheyAreCompared) {
  EXPECT_EQ(faults_of_chain(1001, "BJ-TOU"), 1U);
}

TEST(TariffFaults, VersionsAndRulesAreCountedBeforeTheyAreRead) {
  const auto many = [](std::string_view entry) {
    std::string list(entry);
    for (int i = 0; i < 1000; ++i) {
      list += "," + std::string(entry);
    }
    return list;
  };
  const std::pair<std::string, const char*> lists[] = {
      {R"([{"id":"OWN","versions":[)" + many("1") + "]}]", "/s/0/versions"},
      {R"([{"id":"OWN","versions":[{"version":"1","validFrom":"2023-01-01","rules":[)" + many("1") +
           "]}]}]",
       "/s/0/versions/0/rules"}};
  for (const auto& [text, pointer] : lists) {
    const json::Value list = parsed(text);
    std::vector<model::Problem> problems;
    const auto tariff = Tariff::make("OWN", &list, "/s", HolidayCalendar::built_in(),
                                     zone_named("+08:00"), problems);
    EXPECT_EQ(tariff, nullptr);
    ASSERT_EQ(problems.size(), 1U) << pointer;
    EXPECT_EQ(problems.front().pointer, pointer);
    EXPECT_THAT(problems.front().reason, HasSubstr("1001"));
  }
}

TEST(TariffFaults, ReferencesEndAndAreNotTooLong) {
  EXPECT_EQ(faults_of_chain(7, "BJ-TOU"), 0U) << "eight schedules";
  EXPECT_GT(faults_of_chain(8, "BJ-TOU"), 0U) << "nine";
  EXPECT_EQ(faults_of_chain(3, "S1"), 3U) << "a circle is said at each of its references";
  EXPECT_EQ(faults_of_chain(3, "S2"), 3U) << "one that leads into a circle too";
}

}  // namespace
}  // namespace cems::catalog
