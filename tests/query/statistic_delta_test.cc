// Sums, means and extremes of deltas: docs/statistics.md "Samples", dictionary S "Time stamps" (a
// delta stamped t covers (t − interval, t]).
#include "statistic_site.h"

namespace cems::query {
namespace {

constexpr std::int64_t kQuarter = 15 * kMsPerMinute;

class DeltaTest : public StatisticTest {
 protected:
  std::string cells_of(Aggregate aggregate, std::string_view begin, std::string_view end,
                       Period period) {
    StatisticSeries asked = series("E15");
    asked.aggregate = aggregate;
    return text(rows(asked, begin, end, period).front());
  }
};

TEST_F(DeltaTest, IsTakenWhereItsStampIsAfterTheStartAndNotAfterTheEnd) {
  put("E15", "2024-07-01T00:00", kQuarter, {"100", "1", "2", "3", "4", "5"});
  EXPECT_EQ(cells("E15", "2024-07-01T00:00", "2024-07-01T01:00", Period::whole), "10/0");
  EXPECT_EQ(cells("E15", "2024-07-01T00:00", "2024-07-01T01:00", Period::half_hour), "3/0 7/0");
}

TEST_F(DeltaTest, CrossingAnEdgeItIsDividedByTime) {
  put("E15", "2024-07-01T00:10", kQuarter, {"3", "3", "3", "3", "3"});
  // (23:55, 00:10] has 10 of 15 minutes behind midnight, (01:00, 01:10] is not asked.
  EXPECT_EQ(cells("E15", "2024-07-01T00:00", "2024-07-01T01:00", Period::half_hour), "6/9 6/9");
  put("E15", {reading("2024-07-01T00:25", "10")});
  EXPECT_EQ(cells("E15", "2024-07-01T00:15", "2024-07-01T00:20", Period::whole),
            "3.33333333333333/9");
}

TEST_F(DeltaTest, TheRangeIsNotTheSumOfItsDividedCells) {
  put("E15", "2024-07-01T00:10", kQuarter, {"3", "1", "3", "3", "3"});
  const auto made =
      rows(series("E15"), "2024-07-01T00:10", "2024-07-01T00:40", Period::quarter_hour);
  EXPECT_EQ(text(made[0]), "0.333333333333333/9 1.66666666666667/9 2/9");
  EXPECT_EQ(text(made[0].whole), "4/0");  // Nothing crosses the edges of the range.
}

TEST_F(DeltaTest, AMissingIntervalIsQuestionable) {  // Dictionary Z: missing readings.
  put("E15", "2024-07-01T00:15", kQuarter, {"1", "", "1", "1", "", "", "", ""});
  EXPECT_EQ(cells("E15", "2024-07-01T00:00", "2024-07-01T02:00", Period::half_hour),
            "1/10 2/0 null/10 null/10");
  EXPECT_EQ(cells("E15", "2024-07-01T00:00", "2024-07-01T02:00", Period::whole), "3/10");
}

TEST_F(DeltaTest, MeanAndExtremesAreOverTheIntervals) {
  put("E15", "2024-07-01T00:00", kQuarter, {"99", "1", "4", "4", "1"});
  EXPECT_EQ(cells_of(Aggregate::average, "2024-07-01T00:00", "2024-07-01T01:00", Period::whole),
            "2.5/0");
  StatisticSeries asked = series("E15");
  asked.aggregate = Aggregate::maximum;
  const auto made = rows(asked, "2024-07-01T00:00", "2024-07-01T01:00", Period::whole);
  EXPECT_EQ(text(made[0].whole), "4/0");
  EXPECT_EQ(made[0].whole.at, at("2024-07-01T00:30"));
  EXPECT_EQ(text(*made[0].minimum), "1/0");
  EXPECT_EQ(made[0].minimum->at, at("2024-07-01T00:15"));
}

TEST_F(DeltaTest, WithoutAPeriodTheReadingTypeSaysTheInterval) {
  put("DAY", "2024-07-02", kMsPerDay, {"24", "48"});
  EXPECT_EQ(cells("DAY", "2024-07-01", "2024-07-03", Period::day), "24/0 48/0");
  EXPECT_EQ(cells("DAY", "2024-07-02T12:00", "2024-07-02T18:00", Period::whole), "12/9");
}

TEST_F(DeltaTest, WithoutAnyIntervalItCountsWholeAtItsStamp) {
  put("COUNT", {reading("2024-07-01T00:00", "1"), reading("2024-07-01T00:30", "2"),
                reading("2024-07-01T01:00", "4"), reading("2024-07-01T01:00:00.001", "8")});
  EXPECT_EQ(cells("COUNT", "2024-07-01T00:00", "2024-07-01T03:00", Period::hour),
            "6/0 8/0 null/10");
}

TEST_F(DeltaTest, IntervalsOfMonthsFollowTheCalendar) {  // Dictionary Z: month end, leap year.
  put("MONTH",
      {reading("2024-02-01", "31"), reading("2024-03-01", "29"), reading("2024-04-01", "31")});
  EXPECT_EQ(cells("MONTH", "2024-01-01", "2024-04-01", Period::month), "31/0 29/0 31/0");
  EXPECT_EQ(cells("MONTH", "2024-02-28", "2024-03-02", Period::day), "1/9 1/9 1/9");
  EXPECT_FALSE(
      rows(series("MONTH"), "2024-01-01", "2024-04-01", Period::month)[0].coverage.expected);
}

TEST_F(DeltaTest, IntervalsOfDaysFollowTheClocks) {  // Dictionary Z: clock changes.
  in_zone("America/New_York");
  const Zone zone = *Zone::parse("America/New_York");
  const TimeMs short_day = *parse_time("2024-03-10", zone);
  put("DAY", {reading(*parse_time("2024-03-11", zone), "23"),
              reading(*parse_time("2024-03-12", zone), "24")});
  const auto made = rows(series("DAY"), {short_day, *parse_time("2024-03-12", zone)}, Period::day);
  EXPECT_EQ(text(made[0]), "23/0 24/0");
  const auto hours = rows(series("DAY"), {short_day, short_day + kMsPerHour}, Period::whole);
  EXPECT_EQ(text(hours[0]), "1/9");
}

// The store gives these as columns, and a day of 25 hours must not be taken for 24 there.
TEST_F(DeltaTest, IntervalsOfDaysFollowTheClocksInColumnsToo) {
  in_zone("America/New_York");
  const Zone zone = *Zone::parse("America/New_York");
  std::vector<Reading> days;
  for (int day = 4; day <= 14; ++day) {
    const std::string end = "2024-11-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
    days.push_back(reading(*parse_time(end, zone), day == 4 ? "25" : "24"));
  }
  put("DAY", days);
  const TimeRange range{*parse_time("2024-11-03T00:30", zone), *parse_time("2024-11-14", zone)};
  EXPECT_EQ(text(rows(series("DAY"), range, Period::whole)[0]), "264.5/9");
}

TEST_F(DeltaTest, ClassesShareWhatCrossesTheSchedule) {
  put("DAY", "2024-07-02", kMsPerDay, {"24"});
  const HourCalendar calendar = usual_day();
  const auto made =
      rows(series("DAY", kEveryClass), "2024-07-01", "2024-07-02", Period::whole, &calendar);
  EXPECT_EQ(text(made[0]), "24/0");  // An edge of the schedule is none of all time.
  EXPECT_EQ(text(made[1]), "1/9");
  EXPECT_EQ(text(made[2]), "13/9");
  EXPECT_EQ(text(made[3]), "0/0");
  EXPECT_EQ(text(made[4]), "10/9");
}

TEST_F(DeltaTest, QualitiesThatDifferAreMixed) {
  put("E15", {reading("2024-07-01T00:15", "1", Quality::raw),
              reading("2024-07-01T00:30", "1", Quality::raw),
              reading("2024-07-01T00:45", "1", Quality::edited),
              reading("2024-07-01T01:00", "1", Quality::raw)});
  EXPECT_EQ(cells("E15", "2024-07-01T00:00", "2024-07-01T01:00", Period::half_hour), "2/14 2/13");
}

TEST_F(DeltaTest, CoverageIsOfStampsAfterTheStart) {
  put("E15", "2024-07-18T12:00", kQuarter, {"9", "1", "1", "1", "1", "1"});
  const HourCalendar calendar = usual_day();
  const auto made = rows(series("E15", kEveryClass), "2024-07-18T12:00", "2024-07-18T15:00",
                         Period::whole, &calendar);
  EXPECT_EQ(made[0].coverage.present, 5U);
  EXPECT_EQ(made[0].coverage.expected, 10U);  // Up to 14:30.
  EXPECT_EQ(made[1].coverage.present, 4U);    // 12:15 to 13:00
  EXPECT_EQ(made[2].coverage.present, 1U);
}

TEST_F(DeltaTest, TheReceiptHoldsWhatWentIntoTheClass) {  // X1.
  put("E15", "2024-07-01T12:55", kQuarter, {"3", "4", "5"});
  const HourCalendar calendar = usual_day();
  const auto made = rows(series("E15", {TouClass::sharp}), "2024-07-01T12:00", "2024-07-01T14:00",
                         Period::whole, &calendar, true);
  EXPECT_EQ(made[0].receipt->samples, 2U);
  EXPECT_EQ(made[0].receipt->algorithm, "sum of deltas");
  EXPECT_TRUE(made[0].receipt->digest.size() == 64U);
}

TEST_F(DeltaTest, SumsBeyond128BitsStayExact) {
  put("E15", {reading("2024-07-01T00:15", "99999999999999999999999999999999999999"),
              reading("2024-07-01T00:30", "0.00000000000000000000000000000000001"),
              reading("2024-07-01T00:45", "-99999999999999999999999999999999999999")});
  EXPECT_EQ(cells("E15", "2024-07-01T00:00", "2024-07-01T00:45", Period::whole),
            "0.00000000000000000000000000000000001/0");
}

}  // namespace
}  // namespace cems::query
