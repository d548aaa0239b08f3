// Consumption from registers: docs/statistics.md "Samples", dictionary R3 "Consumption from a
// register", S "Numbers"; dictionary Z: rollover, meter exchange.
#include "base/checksum.h"
#include "statistic_site.h"

namespace cems::query {
namespace {

constexpr std::int64_t kQuarterHour = 15 * kMsPerMinute;

class RegisterTest : public StatisticTest {};

TEST_F(RegisterTest, IsTheDifferenceOfTheReadingsOnTheEdges) {
  put("EPI", "2024-07-01T00:00", kQuarterHour, {"100", "101.5", "103", "104.25", "106"});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T01:00", Period::quarter_hour),
            "1.5/0 1.5/0 1.25/0 1.75/0");
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T01:00", Period::whole), "6/0");
}

TEST_F(RegisterTest, AnEdgeTakesTheLastReadingOfTwoPeriodsAtMost) {
  put("EPI", {reading("2024-07-01T00:00", "10"), reading("2024-07-01T00:30", "30"),
              reading("2024-07-01T01:30", "60")});
  // 01:00 is 30 minutes after a reading: it stands. So the hour after has all of the step.
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T01:30", Period::hour), "20/0 30/0");
}

TEST_F(RegisterTest, AnOlderEdgeIsInterpolatedAndItsTwoSidesShareIt) {
  put("EPI", {reading("2024-07-01T00:00", "10"), reading("2024-07-01T01:30", "11")});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T01:30", Period::hour),
            "0.667/9 0.333/9");  // 10.666… half-even to 0 + 3 places.
}

TEST_F(RegisterTest, AnInterpolatedEdgeIsRoundedHalfEvenToTheDecimalsAndThree) {
  put("KNOWN", {reading("2024-07-01T00:00", "1"), reading("2024-07-01T02:00", "1.0001")});
  // Half way is 1.00005; one decimal and three are four, and 1.0000 is even.
  EXPECT_EQ(cells("KNOWN", "2024-07-01T00:00", "2024-07-01T02:00", Period::hour), "0/9 0.0001/9");
  // Without `decimals` those of the readings count: seven places keep it all.
  put("EPI", {reading("2024-07-01T00:00", "1"), reading("2024-07-01T02:00", "1.0001")});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T02:00", Period::hour),
            "0.00005/9 0.00005/9");
}

TEST_F(RegisterTest, WithoutAPeriodOnlyAReadingOnTheEdgeIsTheEdge) {
  put("RAW", {reading("2024-07-01T00:00", "0"), reading("2024-07-01T00:59", "59"),
              reading("2024-07-01T01:01", "61"), reading("2024-07-01T02:00", "100")});
  EXPECT_EQ(cells("RAW", "2024-07-01T00:00", "2024-07-01T02:00", Period::hour), "60/9 40/9");
  EXPECT_EQ(cells("RAW", "2024-07-01T00:00", "2024-07-01T02:00", Period::whole), "100/0");
}

TEST_F(RegisterTest, BeforeTheFirstReadingNothingWasMeasured) {
  put("EPI", "2024-07-01T01:30", kQuarterHour, {"5", "6", "7", "8", "9", "10", "11"});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T03:00", Period::hour), "null/10 2/10 4/0");
}

TEST_F(RegisterTest, AfterTheLastReadingNothingWasMeasured) {
  put("EPI", "2024-07-01T00:00", kQuarterHour, {"5", "6", "7", "8", "9", "10"});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T04:00", Period::hour),
            "4/0 1/10 null/10 null/10");
  // Right behind it too, though the reading is young: nothing is known of that time.
  EXPECT_EQ(cells("EPI", "2024-07-01T01:00", "2024-07-01T01:30", Period::quarter_hour),
            "1/0 null/10");
}

TEST_F(RegisterTest, AnOnlyReadingIsZeroHoweverTheRangeIsCut) {
  put("EPI", {reading("2024-07-01T01:00", "5")});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T02:00", Period::whole), "0/10");
  const auto cut = rows(series("EPI"), "2024-07-01T00:00", "2024-07-01T02:00", Period::hour);
  EXPECT_EQ(text(cut[0]), "null/10 null/10");
  EXPECT_EQ(text(cut[0].whole), "0/10") << "the reading on the edge cuts it, not the range";
  const HourCalendar calendar({{0, 1, TouClass::valley}, {1, 24, TouClass::peak}});
  const auto classes = rows(series("EPI", kEveryClass), "2024-07-01T00:00", "2024-07-01T02:00",
                            Period::whole, &calendar);
  EXPECT_EQ(text(classes[0]), "0/10");
  EXPECT_EQ(text(classes[2]), "null/10");
  EXPECT_EQ(text(classes[4]), "null/10");
}

TEST_F(RegisterTest, WithoutAnyReadingEverythingIsNull) {
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T02:00", Period::hour), "null/10 null/10");
}

TEST_F(RegisterTest, RollsOverNearThePowerOfTen) {  // Dictionary Z.
  put("EPI", "2024-07-01T00:00", kQuarterHour, {"99990", "99998.5", "3", "7", "10"});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T01:00", Period::quarter_hour),
            "8.5/0 4.5/0 4/0 3/0");
}

TEST_F(RegisterTest, RollsOverExactlyFromNineTenthsToOneTenth) {
  put("EPI", "2024-07-01T00:00", kQuarterHour, {"900", "100", "100"});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T00:15", Period::whole), "200/0");
  put("RAW", "2024-07-01T00:00", kQuarterHour, {"899", "100"});
  EXPECT_EQ(cells("RAW", "2024-07-01T00:00", "2024-07-01T00:15", Period::whole), "0/10");
}

TEST_F(RegisterTest, ARegisterOfTwoDigitsIsNotKnownToRollOver) {
  put("EPI", "2024-07-01T00:00", kQuarterHour, {"95", "5"});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T00:15", Period::whole), "0/10");
}

TEST_F(RegisterTest, AnyOtherStepDownIsAMeterExchange) {  // Dictionary Z.
  put("EPI", "2024-07-01T00:00", kQuarterHour, {"50000", "50010", "12", "15", "19"});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T01:00", Period::quarter_hour),
            "10/0 0/10 3/0 4/0");
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T01:00", Period::whole), "17/10");
}

TEST_F(RegisterTest, AKnownModulusIsWhereItRollsOver) {
  put("TWO", "2024-07-01T00:00", kQuarterHour, {"48", "3", "50", "5"});
  EXPECT_EQ(cells("TWO", "2024-07-01T00:00", "2024-07-01T00:45", Period::quarter_hour),
            "5/0 47/0 5/0")
      << "rolls over at 50; a reading of 50 itself is its end";
}

TEST_F(RegisterTest, AnExchangedMeterNeverAddsMostOfAModulus) {  // Dictionary Z: meter exchange.
  put("KNOWN", "2024-07-01T00:00", kQuarterHour, {"600", "300", "950", "101", "1200", "3"});
  EXPECT_EQ(cells("KNOWN", "2024-07-01T00:00", "2024-07-01T01:15", Period::quarter_hour),
            "0/10 650/0 0/10 1099/0 0/10");
}

TEST_F(RegisterTest, AnExchangeInAGapMakesBothSidesOfTheEdgeQuestionable) {
  put("EPI", {reading("2024-07-01T00:00", "500"), reading("2024-07-01T01:30", "20"),
              reading("2024-07-01T02:00", "21")});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T02:00", Period::hour), "0/10 1/10");
}

TEST_F(RegisterTest, ItsQualityIsThatOfTheReadingsAtItsEdges) {
  put("EPI", {reading("2024-07-01T00:00", "1", Quality::revenue),
              reading("2024-07-01T00:15", "2", Quality::raw),
              reading("2024-07-01T00:30", "3", Quality::revenue),
              reading("2024-07-01T00:45", "4", Quality::valid)});
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T00:30", Period::whole), "2/19");
  EXPECT_EQ(cells("EPI", "2024-07-01T00:00", "2024-07-01T00:30", Period::quarter_hour),
            "1/13 1/13");
}

TEST_F(RegisterTest, ClassesAreCutAtTheScheduleAndAddUp) {  // Dictionary Z: sharp inside peak.
  std::vector<std::string> values;
  for (int i = 0; i <= 96; ++i) {
    values.push_back(std::to_string(i * i));
  }
  put("EPI", "2024-07-01T00:00", kQuarterHour, values);
  const HourCalendar calendar = usual_day();
  const auto made =
      rows(series("EPI", kEveryClass), "2024-07-01", "2024-07-02", Period::whole, &calendar);
  EXPECT_EQ(text(made[0]), "9216/0");
  EXPECT_EQ(text(made[1]), "400/0");   // 52² − 48²: peak does not hold it.
  EXPECT_EQ(text(made[2]), "6320/0");  // 48² − 32² + 88² − 52²
  EXPECT_EQ(text(made[3]), "0/0");     // The schedule has no flat hours.
  EXPECT_EQ(text(made[4]), "2496/0");  // 32² + 96² − 88²
  EXPECT_EQ(text(made[5]), "0/0");
  EXPECT_FALSE(made[0].ratio);
  EXPECT_EQ(made[2].ratio->to_significant(5)->to_string(), "68.576");
}

TEST_F(RegisterTest, AnEdgeOfTheScheduleDoesNotTouchAllTime) {
  put("RAW", {reading("2024-07-01T00:00", "0"), reading("2024-07-02T00:00", "24")});
  const HourCalendar calendar = usual_day();
  const auto made =
      rows(series("RAW", kEveryClass), "2024-07-01", "2024-07-02", Period::whole, &calendar);
  EXPECT_EQ(text(made[0]), "24/0");
  EXPECT_EQ(text(made[4]), "10/9");
  // Nor does the edge of a bucket touch the range: both are a part of `whole`.
  const auto halves =
      rows(series("RAW", kEveryClass), "2024-07-01", "2024-07-02", Period::hour, &calendar);
  EXPECT_EQ(text(halves[0].whole), "24/0");
  EXPECT_EQ(text(halves[4].whole), "10/9");
}

TEST_F(RegisterTest, TimeWithoutAScheduleIsNoClass) {  // Dictionary Z: across schedule versions.
  put("EPI", "2024-07-01T20:00", kMsPerHour / 4,
      {"0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9", "10",
       "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"});
  const HourCalendar calendar = usual_day(at("2024-07-01T23:00"));
  const auto made = rows(series("EPI", kEveryClass), "2024-07-01T20:00", "2024-07-02T01:00",
                         Period::day, &calendar);
  EXPECT_EQ(text(made[0]), "16/0 4/0");
  EXPECT_EQ(text(made[2]), "8/10 null/10");
  EXPECT_EQ(text(made[4]), "4/10 null/10");
  EXPECT_EQ(text(made[1]), "0/10 null/10");
  EXPECT_EQ(text(made[4].whole), "4/10");
}

TEST_F(RegisterTest, ARegisterByTariffIsAllOfItsClass) {
  put("VALLEY", "2024-07-01T00:00", kMsPerHour / 4, {"7", "8", "10"});
  const HourCalendar calendar({{0, 24, TouClass::peak}});
  const auto made = rows(series("VALLEY", {TouClass::valley}), "2024-07-01", "2024-07-01T00:30",
                         Period::whole, &calendar);
  EXPECT_EQ(text(made[0]), "3/0");
  EXPECT_EQ(made[0].tou, TouClass::valley);
  EXPECT_EQ(made[0].coverage.present, 2U);
}

TEST_F(RegisterTest, MonthEndsAndLeapDays) {  // Dictionary Z.
  put("EPI", {reading("2024-02-01", "0"), reading("2024-02-29", "28"), reading("2024-03-01", "29"),
              reading("2024-04-01", "60")});
  EXPECT_EQ(cells("EPI", "2024-02-01", "2024-04-01", Period::month), "29/0 31/0");
}

TEST_F(RegisterTest, DaysOfAClockChangeHave23And25Hours) {  // Dictionary Z.
  in_zone("America/New_York");
  std::vector<Reading> readings;
  const Zone zone = *Zone::parse("America/New_York");
  TimeMs t = *parse_time("2024-03-09", zone);
  for (int i = 0; i <= 72 * 4; ++i) {
    readings.push_back(reading(t + i * kQuarterHour, std::to_string(i)));
  }
  put("EPI", readings);
  const auto made = rows(series("EPI"), {t, *parse_time("2024-03-12", zone)}, Period::day);
  EXPECT_EQ(text(made[0]), "96/0 92/0 96/0");
}

TEST_F(RegisterTest, CoverageCountsTheReadingsOfTheClass) {
  put("EPI", "2024-07-18T08:00", kQuarterHour, std::vector<std::string>(27, "5"));  // To 14:30.
  const HourCalendar calendar = usual_day();
  const auto made =
      rows(series("EPI", kEveryClass), "2024-07-18", "2024-07-19", Period::hour, &calendar);
  EXPECT_EQ(made[0].coverage.present, 27U);
  EXPECT_EQ(made[0].coverage.expected, 58U);  // 14.5 h up to now.
  EXPECT_EQ(made[1].coverage.present, 4U);
  EXPECT_EQ(made[1].coverage.expected, 4U);
  EXPECT_EQ(made[2].coverage.expected, 22U);
  EXPECT_FALSE(rows(series("RAW"), "2024-07-18", "2024-07-19", Period::hour)[0].coverage.expected);
}

TEST_F(RegisterTest, TheReceiptHoldsEveryReadingThatAnEdgeNeeded) {  // X1.
  put("EPI", {reading("2024-07-01T00:00", "1"), reading("2024-07-01T00:50", "2", Quality::raw),
              reading("2024-07-01T04:00", "3"), reading("2024-07-01T09:00", "4")});
  const auto made =
      rows(series("EPI"), "2024-07-01T01:00", "2024-07-01T02:00", Period::whole, nullptr, true);
  const Receipt& receipt = *made[0].receipt;
  EXPECT_EQ(receipt.algorithm, "register difference");
  EXPECT_EQ(receipt.samples, 2U);
  EXPECT_EQ(receipt.qualities, (std::map<std::uint8_t, std::uint64_t>{{0, 1}, {14, 1}}));
  EXPECT_EQ(receipt.digest, sha256_hex("2024-07-01T00:50:00+08:00,2,14\n"
                                       "2024-07-01T04:00:00+08:00,3,0\n"
                                       ",,PT15M\n"))
      << "decimals, rollover and interval behind the readings";
  EXPECT_EQ(made[0].coverage.present, 0U);
}

}  // namespace
}  // namespace cems::query
