// Means and extremes of samples, and energy made from power: docs/statistics.md "Samples".
#include "statistic_site.h"

namespace cems::query {
namespace {

class SampleTest : public StatisticTest {};

TEST_F(SampleTest, TheMeanIsAQuotientFormedOnce) {
  put("P", "2024-07-01T00:00", kMsPerMinute, {"1", "1", "2", "10", "11"});
  EXPECT_EQ(cells("P", "2024-07-01T00:00", "2024-07-01T00:03", Period::whole),
            "1.33333333333333/0");
  EXPECT_EQ(cells("P", "2024-07-01T00:00", "2024-07-01T00:04", Period::whole), "3.5/0");
}

TEST_F(SampleTest, ASampleBelongsToWhatHoldsItsStamp) {
  put("P", {reading("2024-07-01T00:14:59.999", "1"), reading("2024-07-01T00:15:00", "5"),
            reading("2024-07-01T00:30:00", "9")});
  EXPECT_EQ(cells("P", "2024-07-01T00:00", "2024-07-01T00:30", Period::quarter_hour), "1/0 5/0");
}

TEST_F(SampleTest, WithoutSamplesThereIsNoMean) {  // Dictionary Z: null and missing.
  put("T", {reading("2024-07-01T01:30", "20.5")});
  EXPECT_EQ(cells("T", "2024-07-01T00:00", "2024-07-01T03:00", Period::hour),
            "null/10 20.5/0 null/10");
}

TEST_F(SampleTest, ExtremesCarryTheTimeOfTheirFirstOccurrence) {
  put("P", "2024-07-01T00:00", kMsPerMinute, {"-1", "7.50", "7.5", "-1.0", "-0.9"});
  const auto made = rows(series("P"), "2024-07-01T00:00", "2024-07-01T00:05", Period::whole);
  EXPECT_EQ(text(*made[0].maximum), "7.5/0");
  EXPECT_EQ(made[0].maximum->at, at("2024-07-01T00:01"));
  EXPECT_EQ(text(*made[0].minimum), "-1/0");
  EXPECT_EQ(made[0].minimum->at, at("2024-07-01T00:00"));
  EXPECT_EQ(text(*made[0].average), text(made[0].whole));
}

TEST_F(SampleTest, DemandIsAMaximum) {
  put("MD", "2024-07-01T00:00", kMsPerMinute, {"5", "8", "8", "3"});
  const auto made = rows(series("MD"), "2024-07-01T00:00", "2024-07-01T00:04", Period::whole);
  EXPECT_EQ(text(made[0]), "8/0");
  EXPECT_EQ(made[0].cells[0].at, at("2024-07-01T00:01"));
}

TEST_F(SampleTest, ASampleHasTheClassOfItsTime) {
  put("P", {reading("2024-07-01T11:59", "1"), reading("2024-07-01T12:00", "2"),
            reading("2024-07-01T12:59", "4"), reading("2024-07-01T13:00", "9")});
  const HourCalendar calendar = usual_day();
  const auto made =
      rows(series("P", kEveryClass), "2024-07-01", "2024-07-02", Period::whole, &calendar);
  EXPECT_EQ(text(made[0]), "4/0");
  EXPECT_EQ(text(made[1]), "3/0");
  EXPECT_EQ(text(made[2]), "5/0");
  EXPECT_EQ(text(made[4]), "null/10");  // A class without samples has no mean.
  EXPECT_FALSE(made[1].ratio);
  EXPECT_EQ(made[1].coverage.expected, 60U);
}

TEST_F(SampleTest, SamplesAreExpectedFromTheStartOn) {
  now_ = at("2024-07-18T14:29:30");
  put("P", "2024-07-18T14:28", kMsPerMinute, {"1", "1"});
  const auto made = rows(series("P"), "2024-07-18T14:28", "2024-07-18T15:00", Period::whole);
  EXPECT_EQ(made[0].coverage.present, 2U);
  EXPECT_EQ(made[0].coverage.expected, 2U);  // 14:28 and 14:29
  const auto future = rows(series("P"), "2024-07-19", "2024-07-20", Period::whole);
  EXPECT_EQ(future[0].coverage.expected, 0U);
}

class PowerTest : public StatisticTest {
 protected:
  [[nodiscard]] StatisticSeries energy(std::string_view id,
                                       std::vector<TouClass> classes = kAllTime) const {
    StatisticSeries made = series(id, std::move(classes));
    made.measure = Measure::power_energy;
    made.aggregate = Aggregate::sum;
    return made;
  }
};

TEST_F(PowerTest, ASampleHoldsUntilTheNext) {
  put("P", "2024-07-01T00:00", kMsPerMinute, {"60", "120", "60"});
  const auto made = rows(energy("P"), "2024-07-01T00:00", "2024-07-01T00:03", Period::whole);
  EXPECT_EQ(text(made[0]), "4/11");  // 1 + 2 + 1 kWh
}

TEST_F(PowerTest, AtMostTwoPeriodsAndAlsoOverAnEdge) {
  put("P", {reading("2024-06-30T23:59", "60"), reading("2024-07-01T00:10", "60")});
  const auto made = rows(energy("P"), "2024-07-01T00:00", "2024-07-01T00:30", Period::quarter_hour);
  // One minute of the sample before the range, two of the other.
  EXPECT_EQ(text(made[0]), "3/10 null/10");
  const auto minute = rows(energy("P"), "2024-07-01T00:00", "2024-07-01T00:01", Period::whole);
  EXPECT_EQ(text(minute[0]), "1/11");
}

TEST_F(PowerTest, UnitsAreThoseOfTheReadingTypeAndQuotientsAreFormedOnce) {
  put("PM", {reading("2024-07-01T00:00", "1"), reading("2024-07-01T00:00:00.001", "0"),
             reading("2024-07-01T01:00", "0")});
  const auto made = rows(energy("PM"), "2024-07-01T00:00", "2024-07-01T01:00", Period::whole);
  EXPECT_EQ(text(made[0]), "0.000277777777777778/11");  // 1000 kW for a millisecond.
}

TEST_F(PowerTest, WithoutAPeriodTheLastSampleHoldsNothing) {
  put("PM", {reading("2024-07-01T00:00", "0.001")});
  EXPECT_EQ(text(rows(energy("PM"), "2024-07-01T00:00", "2024-07-01T01:00", Period::whole)[0]),
            "null/10");
  put("PM", {reading("2024-07-01T02:00", "7")});
  EXPECT_EQ(text(rows(energy("PM"), "2024-07-01T00:00", "2024-07-01T01:00", Period::whole)[0]),
            "1/11");
}

TEST_F(PowerTest, ClassesShareWhatIsHeld) {
  put("PM", {reading("2024-07-01T11:30", "0.001"), reading("2024-07-01T14:00", "0")});
  const HourCalendar calendar = usual_day();
  const auto made = rows(energy("PM", kEveryClass), "2024-07-01T11:00", "2024-07-01T14:00",
                         Period::whole, &calendar);
  EXPECT_EQ(text(made[0]), "2.5/10");
  EXPECT_EQ(text(made[1]), "1/11");
  EXPECT_EQ(text(made[2]), "1.5/10");
  EXPECT_EQ(made[1].ratio->to_significant()->to_string(), "40");
}

TEST(RowType, SaysPeriodAggregateAndClass) {  // Dictionary S "readingTypeId of other periods".
  const auto site = make_statistic_site();
  const auto type = [&](std::string_view id, Aggregate aggregate, TouClass tou, Period period) {
    const catalog::Parameter* parameter = site->root->parameter(ParameterId(id));
    const Series series{site->root, parameter};
    const auto made =
        row_type({series, series, measure_of(*parameter), aggregate, {}}, tou, period);
    return made ? made->to_string() : "none";
  };
  EXPECT_EQ(type("EPI", Aggregate::sum, TouClass::peak, Period::month),  // Annex C.5
            "13.26.0.4.1.1.12.0.0.0.0.2.0.0.0.3.72.0");
  EXPECT_EQ(type("E15", Aggregate::sum, TouClass::none, Period::hour),
            "0.26.7.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0");
  EXPECT_EQ(type("P", Aggregate::average, TouClass::none, Period::year),
            "32.2.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0");
  EXPECT_EQ(type("MD", Aggregate::maximum, TouClass::none, Period::month),  // Dictionary T1
            "13.8.73.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0");
  EXPECT_EQ(type("T", Aggregate::minimum, TouClass::valley, Period::week),
            "24.9.0.12.0.0.46.0.0.0.0.4.0.0.0.0.23.0");
}

TEST(Aggregates, FollowTheReadingType) {  // Dictionary S "What may be aggregated".
  const auto site = make_statistic_site();
  const auto fits = [&](std::string_view id) {
    const catalog::Parameter& parameter = *site->root->parameter(ParameterId(id));
    std::string out = std::to_string(static_cast<int>(default_aggregate(parameter))) + ":";
    for (const Aggregate aggregate :
         {Aggregate::sum, Aggregate::average, Aggregate::maximum, Aggregate::minimum}) {
      out += may_aggregate(parameter, aggregate) ? "1" : "0";
    }
    return out;
  };
  EXPECT_EQ(fits("EPI"), "0:1000");
  EXPECT_EQ(fits("E15"), "0:1111");
  EXPECT_EQ(fits("MD"), "2:0111");
  EXPECT_EQ(fits("P"), "1:0111");
  EXPECT_EQ(fits("T"), "1:0111");
}

}  // namespace
}  // namespace cems::query
