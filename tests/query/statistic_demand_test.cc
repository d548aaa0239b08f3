// MD made of power or energy: docs/statistics.md "Samples", dictionary S "Time stamps".
#include "query/statistic_demand.h"

#include "archive_pieces.h"
#include "query/statistic_derived.h"

namespace cems::query {
namespace {

class StatisticDemandTest : public testing::Test {
 protected:
  std::vector<StatisticRow> rows(Aggregate aggregate, std::vector<TimeRange> buckets,
                                 std::vector<TouClass> classes = {TouClass::none}) {
    std::optional<StatisticSeries> series =
        derived_series(*site_->point(PointId("A")), ParameterId("MD"));
    EXPECT_TRUE(series);
    series->aggregate = aggregate;
    series->classes = std::move(classes);
    Result<std::vector<StatisticRow>> found =
        demand_statistic(*store_, *site_, *series, {buckets, at("2024-08-02"), true});
    EXPECT_TRUE(found);
    return *std::move(found);
  }

  /// One value a minute.
  void minutes(std::string_view begin, const std::vector<int>& values) {
    std::vector<Reading> readings;
    for (std::size_t i = 0; i < values.size(); ++i) {
      readings.push_back({at(begin) + static_cast<std::int64_t>(i) * kMsPerMinute,
                          Decimal::from_integer(values[i]), Quality::valid});
    }
    keep(*store_, "A", "P", readings);
  }

  std::shared_ptr<const catalog::Site> site_ =
      site_of({point("A", "02", "01", "", {parameter("P", kPowerType, "kW", "PT1M")})},
              R"("touScheme":"SH-2022-50-TWOPART",)");
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
};

TEST_F(StatisticDemandTest, TheMaximumHasTheTimeOfItsFirstOccurrence) {
  std::vector<int> values(120, 60);
  values[20] = 360;  // In the windows that end from 00:21 to 00:35.
  minutes("2024-07-01", values);
  const StatisticRow row =
      rows(Aggregate::maximum, {between("2024-07-01", "2024-07-01T01:00"),
                                between("2024-07-01T01:00", "2024-07-01T02:00")})
          .front();
  EXPECT_EQ(print(row), (std::vector<std::string>{"80", "60"}));
  EXPECT_EQ(row.cells[0].at, at("2024-07-01T00:21"));
  EXPECT_EQ(row.cells[0].quality, Quality::derived);
  EXPECT_EQ(print(row.whole), "80");
  EXPECT_EQ(print(*row.minimum), "60");
  EXPECT_EQ(row.minimum->at, at("2024-07-01T00:10")) << "ten samples are the fewest";
  EXPECT_EQ(row.coverage.present, 120U);
  EXPECT_EQ(row.coverage.expected, 120U);
  EXPECT_EQ(row.receipt->samples, 120U);
}

TEST_F(StatisticDemandTest, AWindowAcrossTheMonthsEndBelongsToTheMonthOfItsEnd) {  // Section Z.
  std::vector<int> values(30, 0);
  values[14] = 150;  // 23:59 of 31 July: in the windows from 00:00 to 00:14 of 1 August.
  minutes("2024-07-31T23:45", values);
  const StatisticRow row = rows(Aggregate::maximum, {between("2024-07-01", "2024-08-01"),
                                                     between("2024-08-01", "2024-08-02")})
                               .front();
  EXPECT_EQ(print(row), (std::vector<std::string>{"10", "10"}));
  EXPECT_EQ(row.cells[0].at, at("2024-08-01")) << "24:00 of 31 July";
  EXPECT_EQ(row.cells[1].at, at("2024-08-01T00:01"));
}

TEST_F(StatisticDemandTest, AWindowHasTheClassOfTheMomentBeforeItsEnd) {
  std::vector<int> values(30, 0);
  values[14] = 150;  // 05:59; the valley ends at 06:00.
  minutes("2024-07-01T05:45", values);
  const std::vector<StatisticRow> found =
      rows(Aggregate::maximum, {between("2024-07-01", "2024-07-02")},
           {TouClass::none, TouClass::sharp, TouClass::flat, TouClass::valley});
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(print(found[3].whole), "10");
  EXPECT_EQ(found[3].whole.at, at("2024-07-01T06:00"));
  EXPECT_EQ(print(found[2].whole), "10");
  EXPECT_EQ(found[2].whole.at, at("2024-07-01T06:01"));
  EXPECT_EQ(print(found[1].whole), "null");
  EXPECT_EQ(found[1].whole.quality, Quality::questionable);
  EXPECT_EQ(found[3].coverage.present, 15U);
  EXPECT_EQ(found[2].coverage.present, 15U);
  EXPECT_FALSE(found[2].receipt->tariff.empty());
  EXPECT_TRUE(found[0].receipt->tariff.empty());
  EXPECT_NE(found[0].receipt->digest, found[2].receipt->digest);
}

TEST_F(StatisticDemandTest, TheMeanIsOfTheWindows) {
  minutes("2024-07-01", std::vector<int>(15, 10));
  minutes("2024-07-01T00:15", std::vector<int>(1, 25));
  EXPECT_EQ(
      print(rows(Aggregate::average, {between("2024-07-01T00:14", "2024-07-01T00:16")}).front()),
      (std::vector<std::string>{"10.5"}))
      << "10 at 00:15, 11 at 00:16";
}

TEST_F(StatisticDemandTest, ASampleIsExpectedOnceItsPeriodBegins) {
  minutes("2024-07-01", {10});
  const std::int64_t half = kMsPerMinute / 2;
  const StatisticRow row =
      rows(Aggregate::maximum, {{at("2024-07-01"), at("2024-07-01T00:14") + half}}).front();
  EXPECT_EQ(row.coverage.expected, 15U);
}

TEST_F(StatisticDemandTest, WhatNoWindowNeedsIsThereNevertheless) {
  site_ = site_of({point("A", "02", "01", "", {parameter("E", kEnergyType, "kWh", "PT5M")})});
  keep(
      *store_, "A", "E",
      {value("2024-07-01", "0"), value("2024-07-01T00:15", "10"), value("2024-07-01T00:20", "11")});
  const StatisticRow row =
      rows(Aggregate::maximum, {between("2024-07-01", "2024-07-01T00:25")}).front();
  EXPECT_EQ(row.coverage.present, 3U) << "no quarter hour ends after 00:15";
  EXPECT_EQ(row.coverage.expected, 5U);
}

TEST_F(StatisticDemandTest, ADeltaIsExpectedOnceItsPeriodIsOver) {
  site_ = site_of({point("A", "02", "01", "", {parameter("E", kQuarterType, "kWh", "PT15M")})});
  keep(*store_, "A", "E", {value("2024-07-01", "9"), value("2024-07-01T00:15", "10")});
  const StatisticRow row =
      rows(Aggregate::maximum, {between("2024-07-01", "2024-07-01T00:29")}).front();
  EXPECT_EQ(print(row.whole), "40");
  EXPECT_EQ(row.coverage.present, 1U) << "what is stamped at the start was before it";
  EXPECT_EQ(row.coverage.expected, 1U);
}

TEST_F(StatisticDemandTest, NothingMeasuredIsNull) {
  const StatisticRow row = rows(Aggregate::maximum, {between("2024-07-01", "2024-07-02")}).front();
  EXPECT_EQ(print(row), (std::vector<std::string>{"null"}));
  EXPECT_EQ(row.cells[0].quality, Quality::questionable);
  EXPECT_EQ(row.coverage.present, 0U);
  EXPECT_EQ(row.coverage.expected, 1440U);
}

}  // namespace
}  // namespace cems::query
