// Grids of historic answers: dictionary S "Historic interval".
#include "query/grid.h"

#include "query_site.h"

namespace cems::query {
namespace {

constexpr std::int64_t kManyRows = 1000;

Zone zone(std::string_view name) {
  return *Zone::parse(name);
}

/// The instants in the range, printed in the zone; the one before the range is left out.
std::vector<std::string> grid(std::string_view begin, std::string_view end, std::string_view period,
                              const Zone& z) {
  const Result<std::vector<TimeMs>> instants = grid_instants(
      {*parse_time(begin, z), *parse_time(end, z)}, *parse_duration(period), z, kManyRows);
  EXPECT_TRUE(instants);
  std::vector<std::string> out;
  for (std::size_t i = 1; i < instants->size(); ++i) {
    out.push_back(format_time((*instants)[i], z));
  }
  return out;
}

TEST(GridInstants, HalfOpenAndFromMidnight) {
  EXPECT_EQ(grid("2024-04-01T00:20", "2024-04-01T01:00", "PT15M", zone("+08:00")),
            (std::vector<std::string>{"2024-04-01T00:30:00+08:00", "2024-04-01T00:45:00+08:00"}));
  EXPECT_EQ(grid("2024-04-01T00:15", "2024-04-01T00:30", "PT15M", zone("+08:00")),
            (std::vector<std::string>{"2024-04-01T00:15:00+08:00"}));
}

TEST(GridInstants, APeriodThatDoesNotDivideTheDayBeginsAnewEachMidnight) {
  EXPECT_EQ(grid("2024-04-01T13:00", "2024-04-02T08:00", "PT7H", zone("+08:00")),
            (std::vector<std::string>{"2024-04-01T14:00:00+08:00", "2024-04-01T21:00:00+08:00",
                                      "2024-04-02T00:00:00+08:00", "2024-04-02T07:00:00+08:00"}));
}

TEST(GridInstants, DaysFollowTheLocalCalendarAcrossAClockChange) {
  EXPECT_EQ(grid("2024-03-09", "2024-03-12", "P1D", zone("America/New_York")),
            (std::vector<std::string>{"2024-03-09T00:00:00-05:00", "2024-03-10T00:00:00-05:00",
                                      "2024-03-11T00:00:00-04:00"}));
}

TEST(GridInstants, HoursAreRealHoursOnADayOfTwentyThree) {
  EXPECT_EQ(grid("2024-03-10T01:00", "2024-03-10T04:00", "PT1H", zone("America/New_York")),
            (std::vector<std::string>{"2024-03-10T01:00:00-05:00", "2024-03-10T03:00:00-04:00"}));
}

TEST(GridInstants, WeeksBeginOnMonday) {
  EXPECT_EQ(grid("2024-07-17", "2024-07-30", "P1W", zone("+08:00")),
            (std::vector<std::string>{"2024-07-22T00:00:00+08:00", "2024-07-29T00:00:00+08:00"}));
}

TEST(GridInstants, MonthsBeginOnTheFirstAndKnowLeapYears) {
  EXPECT_EQ(grid("2024-01-31", "2024-04-01", "P1M", zone("+08:00")),
            (std::vector<std::string>{"2024-02-01T00:00:00+08:00", "2024-03-01T00:00:00+08:00"}));
  EXPECT_EQ(grid("2023-12-15", "2024-04-15", "P3M", zone("+08:00")),
            (std::vector<std::string>{"2024-03-01T00:00:00+08:00"}));
}

TEST(GridInstants, ADayThatAZoneSkippedIsNoDay) {  // Samoa crossed the date line.
  EXPECT_EQ(grid("2011-12-29T18:00", "2011-12-31T07:00", "PT6H", zone("Pacific/Apia")),
            (std::vector<std::string>{"2011-12-29T18:00:00-10:00", "2011-12-31T00:00:00+14:00",
                                      "2011-12-31T06:00:00+14:00"}));
}

TEST(GridInstants, MoreThanTheLimitIsTooLarge) {
  const Zone utc;
  const TimeRange day{*parse_time("2024-01-01", utc), *parse_time("2024-01-02", utc)};
  EXPECT_TRUE(grid_instants(day, *parse_duration("PT1H"), utc, 24));
  const Result<std::vector<TimeMs>> over = grid_instants(day, *parse_duration("PT1H"), utc, 23);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, Errc::too_large);
}

class OnGridTest : public testing::Test {
 protected:
  std::vector<Reading> values(std::string_view parameter, std::string_view begin,
                              std::string_view end, std::string_view period) {
    const Duration step = *parse_duration(period);
    const Result<std::vector<TimeMs>> instants =
        grid_instants({at(begin), at(end)}, step, site_->zone, kManyRows);
    const catalog::Parameter* p = site_->point(PointId("A"))->parameter(ParameterId(parameter));
    Result<std::vector<Reading>> out = on_grid(*store_, id_, *p, *instants, step);
    EXPECT_TRUE(out);
    return *out;
  }

  static Reading reading(std::string_view time, std::string_view value,
                         Quality quality = Quality::valid) {
    return {at(time), *Decimal::parse(value), quality};
  }

  std::shared_ptr<const catalog::Site> site_ = make_site();
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
  SeriesId id_{};
};

TEST_F(OnGridTest, InstantaneousValuesAreTheNewestAtTheInstant) {
  id_ = keep(*store_, "A", "P",
             {reading("2024-07-01T00:10", "1.5"), reading("2024-07-01T00:15", "2"),
              reading("2024-07-01T00:29", "3", Quality::estimated_linear)});
  EXPECT_EQ(values("P", "2024-07-01T00:15", "2024-07-01T00:46", "PT15M"),
            (std::vector<Reading>{reading("2024-07-01T00:15", "2"),
                                  reading("2024-07-01T00:30", "3", Quality::estimated_linear)}))
      << "00:45 is left out: 00:29 is older than max(15 min, 3 periods)";
}

TEST_F(OnGridTest, DeltasAreSummedExactlyAndStampedAtTheEnd) {
  id_ = keep(*store_, "A", "E15",
             {reading("2024-07-01T00:00", "100"), reading("2024-07-01T00:15", "0.1"),
              reading("2024-07-01T00:30", "0.2"),
              reading("2024-07-01T00:45", "0.3", Quality::estimated_linear),
              reading("2024-07-01T01:00", "0.4"), reading("2024-07-01T01:15", "7")});
  EXPECT_EQ(values("E15", "2024-07-01T00:30", "2024-07-01T01:30", "PT1H"),
            (std::vector<Reading>{reading("2024-07-01T01:00", "1", Quality::mixed)}))
      << "(00:00, 01:00] belongs to 01:00, the stamp of 00:00 to the hour before";
}

TEST_F(OnGridTest, AnEmptyRangeHasNoInstants) {
  id_ = keep(*store_, "A", "P", {reading("2024-07-01T00:10", "1")});
  EXPECT_TRUE(values("P", "2024-07-01T00:01", "2024-07-01T00:02", "PT15M").empty());
}

}  // namespace
}  // namespace cems::query
