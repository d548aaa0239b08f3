// Buckets of a statistic: dictionary R3 `period`, docs/statistics.md "Buckets".
#include "query/bucket.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/base/seed.h"

namespace cems::query {
namespace {

constexpr std::size_t kBucketsMax = 1'000'000;

/// The edges, printed in the zone.
std::vector<std::string> edges(std::string_view begin, std::string_view end, Period period,
                               std::string_view zone_name) {
  const Zone zone = *Zone::parse(zone_name);
  const TimeRange range{*parse_time(begin, zone), *parse_time(end, zone)};
  const Result<std::vector<TimeRange>> cut = buckets(range, period, zone, kBucketsMax);
  EXPECT_TRUE(cut);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < cut->size(); ++i) {
    EXPECT_FALSE((*cut)[i].empty());
    EXPECT_EQ((*cut)[i].begin, i == 0 ? range.begin : (*cut)[i - 1].end);
    out.push_back(format_time((*cut)[i].begin, zone));
  }
  EXPECT_EQ(cut->back().end, range.end);
  out.push_back(format_time(range.end, zone));
  return out;
}

using Edges = std::vector<std::string>;

TEST(Buckets, WithoutAPeriodTheRangeIsOne) {
  EXPECT_EQ(edges("2024-01-05T03:04:05", "2025-02-01", Period::whole, "+08:00"),
            (Edges{"2024-01-05T03:04:05+08:00", "2025-02-01T00:00:00+08:00"}));
}

TEST(Buckets, TheOuterOnesAreClipped) {
  EXPECT_EQ(edges("2024-01-31T12:00", "2024-03-01T06:00", Period::month, "+08:00"),
            (Edges{"2024-01-31T12:00:00+08:00", "2024-02-01T00:00:00+08:00",
                   "2024-03-01T00:00:00+08:00", "2024-03-01T06:00:00+08:00"}));
  EXPECT_EQ(edges("2024-01-01T00:10", "2024-01-01T00:40", Period::quarter_hour, "+08:00"),
            (Edges{"2024-01-01T00:10:00+08:00", "2024-01-01T00:15:00+08:00",
                   "2024-01-01T00:30:00+08:00", "2024-01-01T00:40:00+08:00"}));
}

TEST(Buckets, WeeksBeginOnMondayQuartersInJanuaryAprilJulyOctoberYearsInJanuary) {
  EXPECT_EQ(edges("2024-07-17", "2024-07-29", Period::week, "+08:00"),
            (Edges{"2024-07-17T00:00:00+08:00", "2024-07-22T00:00:00+08:00",
                   "2024-07-29T00:00:00+08:00"}));
  EXPECT_EQ(
      edges("2024-02-10", "2024-11-01", Period::quarter, "+08:00"),
      (Edges{"2024-02-10T00:00:00+08:00", "2024-04-01T00:00:00+08:00", "2024-07-01T00:00:00+08:00",
             "2024-10-01T00:00:00+08:00", "2024-11-01T00:00:00+08:00"}));
  EXPECT_EQ(edges("2023-06-01", "2025-01-02", Period::year, "+08:00"),
            (Edges{"2023-06-01T00:00:00+08:00", "2024-01-01T00:00:00+08:00",
                   "2025-01-01T00:00:00+08:00", "2025-01-02T00:00:00+08:00"}));
}

TEST(Buckets, FebruaryOfALeapYearHas29Days) {
  EXPECT_EQ(edges("2024-02-01", "2024-03-01", Period::day, "+08:00").size(), 30U);
  EXPECT_EQ(edges("2023-02-01", "2023-03-01", Period::day, "+08:00").size(), 29U);
}

TEST(Buckets, ADayOfAClockChangeHas23Or25Hours) {
  EXPECT_EQ(edges("2024-03-10", "2024-03-11", Period::hour, "America/New_York").size(), 24U);
  EXPECT_EQ(edges("2024-11-03", "2024-11-04", Period::hour, "America/New_York").size(), 26U);
  EXPECT_EQ(edges("2024-03-10", "2024-03-12", Period::day, "America/New_York"),
            (Edges{"2024-03-10T00:00:00-05:00", "2024-03-11T00:00:00-04:00",
                   "2024-03-12T00:00:00-04:00"}));
}

TEST(Buckets, HalfAnHourIsLeftWhereTheClocksChangeByHalfAnHour) {
  // Lord Howe's day of 2024-10-06 has 23.5 hours: hours count from midnight, the last is short.
  const Edges cut = edges("2024-10-06", "2024-10-07", Period::hour, "Australia/Lord_Howe");
  ASSERT_EQ(cut.size(), 25U);
  EXPECT_EQ(cut[23], "2024-10-06T23:30:00+11:00");
}

TEST(Buckets, AMidnightThatDoesNotExistIsTheFirstMomentAfterIt) {  // Brazil's summer time.
  EXPECT_EQ(edges("2018-11-03", "2018-11-05", Period::day, "America/Sao_Paulo"),
            (Edges{"2018-11-03T00:00:00-03:00", "2018-11-04T01:00:00-02:00",
                   "2018-11-05T00:00:00-02:00"}));
}

TEST(Buckets, ADayThatAZoneSkippedIsNoBucket) {  // Samoa crossed the date line.
  EXPECT_EQ(edges("2011-12-29", "2012-01-01", Period::day, "Pacific/Apia"),
            (Edges{"2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00",
                   "2012-01-01T00:00:00+14:00"}));
}

TEST(Buckets, MoreThanTheLimitIsTooLarge) {
  const Zone utc;
  const TimeRange day{*parse_time("2024-01-01", utc), *parse_time("2024-01-02", utc)};
  EXPECT_TRUE(buckets(day, Period::hour, utc, 24));
  const Result<std::vector<TimeRange>> over = buckets(day, Period::hour, utc, 23);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, Errc::too_large);
  EXPECT_FALSE(buckets({kTimeMin, kTimeMax}, Period::quarter_hour, utc, kBucketsMax));
}

TEST(Buckets, CoverAnyRangeWithoutAHole) {
  std::mt19937_64 engine = seeds::seeded_engine();
  const std::vector<std::string> zones = {"+08:00", "-03:30", "America/New_York",
                                          "America/Sao_Paulo", "Australia/Lord_Howe"};
  for (int round = 0; round < 300; ++round) {
    const Zone zone = *Zone::parse(zones[static_cast<std::size_t>(round) % zones.size()]);
    const auto period = static_cast<Period>(seeds::pick(engine, 0, 8));
    const TimeMs begin = TimeMs{} + seeds::pick(engine, 0, 40LL * 365 * kMsPerDay);
    const TimeRange range{begin, begin + seeds::pick(engine, 1, 100 * kMsPerDay)};
    const auto cut = buckets(range, period, zone, kBucketsMax);
    ASSERT_TRUE(cut);
    TimeMs at = range.begin;
    for (const TimeRange& bucket : *cut) {
      ASSERT_EQ(bucket.begin, at);
      ASSERT_LT(bucket.begin, bucket.end);
      at = bucket.end;
    }
    ASSERT_EQ(at, range.end);
  }
}

}  // namespace
}  // namespace cems::query
