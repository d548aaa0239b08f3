// Demand windows: dictionary F3, R8 "Algorithm", S "Time stamps"; docs/statistics.md "Samples".
#include "query/demand.h"

#include <random>

#include "archive_pieces.h"

namespace cems::query {
namespace {

using Windows = std::vector<std::pair<std::string, std::string>>;

class DemandTest : public testing::Test {
 protected:
  /// Point A with the one parameter X.
  void site(std::string_view type, std::string_view interval, std::string_view zone = "+08:00") {
    site_ =
        site_of({point("A", "02", "01", "", {parameter("X", type, "kW", interval)})}, "", "", zone);
  }

  /// One value a minute: begin is the first sample's time.
  void minutes(std::string_view begin, const std::vector<int>& values) {
    std::vector<Reading> readings;
    for (std::size_t i = 0; i < values.size(); ++i) {
      readings.push_back({at(begin) + static_cast<std::int64_t>(i) * kMsPerMinute,
                          Decimal::from_integer(values[i]), Quality::valid});
    }
    keep(*store_, "A", "X", readings);
  }

  std::vector<DemandWindow> walk(TimeRange range, DemandRule rule, bool skips = false) {
    const std::optional<DemandSource> source = demand_source_of(*site_->point(PointId("A")));
    EXPECT_TRUE(source);
    Result<DemandWalk> walk = DemandWalk::over(*store_, *site_, *source, range, rule);
    EXPECT_TRUE(walk);
    std::vector<DemandWindow> out;
    while (true) {
      EXPECT_TRUE(!skips || walk->skip_empty());
      Result<std::optional<DemandWindow>> window = walk->next();
      EXPECT_TRUE(window);
      if (!*window) {
        return out;
      }
      out.push_back(**window);
    }
  }

  /// Local end and kW to 6 digits; "none" where too much is missing.
  Windows print(TimeRange range, DemandRule rule) {
    Windows out;
    for (const DemandWindow& window : walk(range, rule)) {
      out.emplace_back(
          format_time(window.end, site_->zone).substr(5, 11),
          window.kilowatts ? window.kilowatts->to_significant(6)->to_string() : "none");
    }
    return out;
  }

  std::shared_ptr<const catalog::Site> site_;
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
};

TEST_F(DemandTest, AWindowHoldsTheSamplesFromItsBeginToBeforeItsEnd) {
  site(kPowerType, "PT1M");
  std::vector<int> values(17, 100);
  values[0] = 1600;   // 00:00 counts until 00:15 and no longer.
  values[15] = 3100;  // 00:15 counts from 00:16 on.
  minutes("2024-07-01T00:00", values);
  EXPECT_EQ(print(between("2024-07-01T00:14", "2024-07-01T00:16"), kSlidingDemand),
            (Windows{{"07-01T00:15", "200"}, {"07-01T00:16", "300"}}));
}

TEST_F(DemandTest, BlocksEndAtQuarterHoursOfTheLocalClock) {
  site(kPowerType, "PT1M", "+05:45");
  minutes("2024-07-01T00:00+05:45", std::vector<int>(45, 60));
  const std::vector<DemandWindow> windows =
      walk(between("2024-07-01T00:01+05:45", "2024-07-01T00:31+05:45"), kBlockDemand);
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[0].end, at("2024-07-01T00:15+05:45"));
  EXPECT_EQ(windows[1].end, at("2024-07-01T00:30+05:45"));
}

TEST_F(DemandTest, AWindowThatLacksMoreThanAThirdOfItsSamplesHasNoValue) {
  site(kPowerType, "PT1M");
  minutes("2024-07-01T00:00", std::vector<int>(10, 90));
  EXPECT_EQ(print(between("2024-07-01T00:08", "2024-07-01T00:16"), kSlidingDemand),
            (Windows{{"07-01T00:09", "none"},
                     {"07-01T00:10", "90"},
                     {"07-01T00:11", "90"},
                     {"07-01T00:12", "90"},
                     {"07-01T00:13", "90"},
                     {"07-01T00:14", "90"},
                     {"07-01T00:15", "90"},
                     {"07-01T00:16", "none"}}))
      << "10 of 15 are enough, 9 are not";
}

TEST_F(DemandTest, WithoutACollectionPeriodOneSampleIsEnough) {
  site(kPowerType, "");
  minutes("2024-07-01T00:07", {42});
  EXPECT_EQ(print(between("2024-07-01T00:00", "2024-07-01T00:30"), kBlockDemand),
            (Windows{{"07-01T00:15", "42"}, {"07-01T00:30", "none"}}));
}

TEST_F(DemandTest, AWindowAcrossTheMonthsEndBelongsToTheMonthOfItsEnd) {  // Section Z.
  site(kPowerType, "PT1M");
  std::vector<int> values(20, 0);
  values[14] = 150;  // 23:59 of 31 July.
  minutes("2024-07-31T23:45", values);
  EXPECT_EQ(print(between("2024-07-31T23:59", "2024-08-01"), kSlidingDemand),
            (Windows{{"08-01T00:00", "10"}}))
      << "the window that ends with July is July's";
  EXPECT_EQ(print(between("2024-08-01", "2024-08-01T00:01"), kSlidingDemand),
            (Windows{{"08-01T00:01", "10"}}))
      << "14 of its minutes are July's, and it is August's";
}

TEST_F(DemandTest, WattsAndMegawattsAreBroughtToKilowatts) {
  site("0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.0.38.0", "");
  minutes("2024-07-01T00:07", {1500});
  EXPECT_EQ(print(between("2024-07-01T00:00", "2024-07-01T00:15"), kBlockDemand),
            (Windows{{"07-01T00:15", "1.5"}}));
}

TEST_F(DemandTest, ADeltaOfAQuarterHourTimesFourIsItsDemand) {
  site(kQuarterType, "PT15M");
  keep(*store_, "A", "X",
       {value("2024-07-01T00:15", "25.5"), value("2024-07-01T00:30", "30"),
        value("2024-07-01T01:00", "20")});
  EXPECT_EQ(print(between("2024-07-01", "2024-07-01T01:00"), kBlockDemand),
            (Windows{{"07-01T00:15", "102"},
                     {"07-01T00:30", "120"},
                     {"07-01T00:45", "none"},
                     {"07-01T01:00", "80"}}));
}

TEST_F(DemandTest, DeltasThatOverlapCoverTheirTimeOnce) {
  site(kQuarterType, "PT15M");
  keep(*store_, "A", "X",
       {value("2024-07-01T00:05", "3"), value("2024-07-01T00:10", "3"),
        value("2024-07-01T00:25", "6")});
  // 00:00–00:10 is there twice, 00:10–00:15 once: 1 + 2 + 2 kWh, and all of the time.
  EXPECT_EQ(print(between("2024-07-01", "2024-07-01T00:15"), kBlockDemand),
            (Windows{{"07-01T00:15", "20"}}));
  keep(*store_, "A", "X", {value("2024-07-01T01:05", "3"), value("2024-07-01T01:06", "3")});
  EXPECT_EQ(print(between("2024-07-01T01:00", "2024-07-01T01:15"), kBlockDemand),
            (Windows{{"07-01T01:15", "none"}}))
      << "6 minutes twice are not 11";
}

TEST_F(DemandTest, ARegisterNeverInventsAPeak) {
  site(kEnergyType, "PT15M");
  keep(*store_, "A", "X",
       {value("2024-07-01T00:00", "1000"), value("2024-07-01T00:15", "1010"),
        value("2024-07-01T00:45", "1030"), value("2024-07-01T02:00", "1230"),
        value("2024-07-01T02:15", "5"), value("2024-07-01T02:30", "20")});
  EXPECT_EQ(print(between("2024-07-01", "2024-07-01T02:30"), kBlockDemand),
            (Windows{{"07-01T00:15", "40"},
                     {"07-01T00:30", "40"},
                     {"07-01T00:45", "40"},
                     {"07-01T01:00", "none"},
                     {"07-01T01:15", "none"},
                     {"07-01T01:30", "none"},
                     {"07-01T01:45", "none"},
                     {"07-01T02:00", "none"},
                     {"07-01T02:15", "none"},
                     {"07-01T02:30", "60"}}))
      << "two periods are bridged evenly, five are not, and an exchanged meter counts nothing";
}

TEST_F(DemandTest, AnHourlyRegisterGivesTheMeanOfTheHourNotAQuarterOfFour) {
  site(kEnergyType, "PT1H");
  keep(*store_, "A", "X", {value("2024-07-01T00:00", "0"), value("2024-07-01T01:00", "100")});
  EXPECT_EQ(print(between("2024-07-01T00:15", "2024-07-01T01:00"), kBlockDemand),
            (Windows{{"07-01T00:30", "100"}, {"07-01T00:45", "100"}, {"07-01T01:00", "100"}}));
}

TEST_F(DemandTest, PowerIsTakenBeforeEnergy) {
  site_ = site_of({point(
      "A", "02", "01", "",
      {parameter("EPI", kEnergyType, "kWh", "PT15M"), parameter("X", kPowerType, "kW", "PT1M")})});
  const std::optional<DemandSource> source = demand_source_of(*site_->point(PointId("A")));
  ASSERT_TRUE(source);
  EXPECT_EQ(source->series.parameter->id.view(), "X");
  EXPECT_FALSE(demand_source_of(*site_->root));
}

TEST_F(DemandTest, SlidingAgreesWithCountingEachWindowAnew) {
  constexpr unsigned kSeed = 20240731;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  site(kPowerType, "PT1M");
  std::vector<Reading> readings;
  for (int minute = 0; minute < 600; ++minute) {
    if (random() % 3 != 0) {
      readings.push_back({at("2024-07-01") + minute * kMsPerMinute + random() % 60'000,
                          Decimal::from(random() % 100'000, static_cast<int>(random() % 5)),
                          Quality::valid});
    }
  }
  keep(*store_, "A", "X", readings);
  int with_value = 0;
  for (const DemandWindow& window :
       walk(between("2024-07-01", "2024-07-01T10:00"), kSlidingDemand)) {
    Fraction sum;
    std::int64_t count = 0;
    for (const Reading& reading : readings) {
      if (TimeRange{window.end - 15 * kMsPerMinute, window.end}.contains(reading.at)) {
        sum += Fraction(reading.value);
        ++count;
      }
    }
    ASSERT_EQ(window.kilowatts.has_value(), count >= 10) << format_time(window.end, site_->zone);
    if (window.kilowatts) {
      ASSERT_EQ(*window.kilowatts, sum / Fraction(count));
      ++with_value;
    }
  }
  EXPECT_GT(with_value, 100);
}

TEST_F(DemandTest, NothingIsLostWhereGapsAreSkipped) {
  constexpr unsigned kSeed = 20240801;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  const TimeRange range = between("2024-07-01", "2024-07-04");
  for (const std::string_view type : {kPowerType, kEnergyType, kQuarterType}) {
    for (const char* interval : {"PT1M", "PT15M"}) {
      site(type, interval);
      store_ = store::make_memory_store();
      std::vector<Reading> readings;
      TimeMs t = range.begin - kMsPerHour;
      for (int i = 0; i < 300; ++i) {
        t = t + (random() % 20 == 0 ? random() % (9 * kMsPerHour) : random() % (9 * kMsPerMinute));
        readings.push_back({t, Decimal::from_integer(i * 3), Quality::valid});
        t = t + 1;
      }
      keep(*store_, "A", "X", readings);
      for (const DemandRule rule : {kSlidingDemand, kBlockDemand}) {
        std::vector<std::pair<TimeMs, Fraction>> found[2];
        std::size_t steps[2] = {0, 0};
        for (const bool skips : {false, true}) {
          for (const DemandWindow& window : walk(range, rule, skips)) {
            ++steps[skips ? 1 : 0];
            if (window.kilowatts) {
              found[skips ? 1 : 0].emplace_back(window.end, *window.kilowatts);
            }
          }
        }
        EXPECT_EQ(found[0], found[1]) << type << ' ' << interval;
        EXPECT_LE(steps[1], steps[0]);
      }
    }
  }
}

TEST_F(DemandTest, AnEmptySeriesCostsNothingHoweverLongTheRange) {
  site(kPowerType, "PT1M");
  EXPECT_TRUE(walk(between("0001-01-01", "9999-01-01"), kSlidingDemand, true).empty());
  minutes("2024-07-01", std::vector<int>(15, 1));
  EXPECT_LE(walk(between("0001-01-01", "9999-01-01"), kSlidingDemand, true).size(), 40U);
}

}  // namespace
}  // namespace cems::query
