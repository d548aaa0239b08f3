// Live streams as places in the store (X2): readings by their times, none twice and none left out,
// and a word where the past changes.
#include "query/watch.h"

#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "query_site.h"
#include "tests/base/seed.h"

namespace cems::query {
namespace {

constexpr std::size_t kAllReadings = 1'000'000;

class WatchTest : public ::testing::Test {
 protected:
  void keep(const char* parameter, std::int64_t minute, const char* value) {
    const SeriesId id = *store->intern({CemsId("S"), PointId("A"), ParameterId(parameter)});
    ASSERT_TRUE(store->commit(
        std::vector{store::SeriesReading{id, {moment(minute), *Decimal::parse(value)}}}, now()));
  }

  [[nodiscard]] static TimeMs moment(std::int64_t minute) {
    return at("2024-07-18T00:00:00+08:00") + minute * kMsPerMinute;
  }

  [[nodiscard]] TimeMs now() const { return moment(now_minute); }

  /// `E@1=5 P@3=7 revised:P`
  std::string advance(std::size_t at_most = kAllReadings) {
    const Result<WatchNews> news =
        set().advance(*store, places, *set().newest(*store, now()), at_most);
    return text(*news);
  }

  std::string text(const WatchNews& news) {
    std::string out;
    for (const WatchReading& one : news.readings) {
      std::string value;
      one.reading.value.append_to(value);
      out += fmt::format("{}{}@{}={}", out.empty() ? "" : " ", name(one.series),
                         (one.reading.at - moment(0)) / kMsPerMinute, value);
    }
    for (const std::uint32_t series : news.revised) {
      out += fmt::format("{}revised:{}", out.empty() ? "" : " ", name(series));
    }
    return out;
  }

  std::string name(std::uint32_t series) { return set().series()[series].parameter->name; }

  WatchSet& set() {
    if (!set_) {
      set_.emplace(*store, *site, series_of({site->point(PointId("A"))}, {}));
      places.resize(set_->series().size());
    }
    return *set_;
  }

  const std::shared_ptr<const catalog::Site> site = make_site();
  const std::unique_ptr<store::Store> store = store::make_memory_store();
  std::int64_t now_minute = 1'000'000;
  WatchPlaces places;
  std::optional<WatchSet> set_;
};

TEST_F(WatchTest, GivesWhatHasComeInOnceBySeriesAndTime) {
  keep("P", 1, "10");
  keep("P", 2, "20");
  keep("E15", 0, "5");
  EXPECT_EQ(advance(), "E@0=5 P@1=10 P@2=20");
  EXPECT_EQ(advance(), "");
  keep("P", 3, "30");
  EXPECT_EQ(advance(), "P@3=30");
}

TEST_F(WatchTest, ASeriesThatIsNewToTheStoreIsFound) {
  EXPECT_EQ(advance(), "");
  keep("P", 1, "10");
  EXPECT_EQ(advance(), "P@1=10");
}

TEST_F(WatchTest, BeginsWithTheNewestWhereItIsToldSo) {
  keep("P", 1, "10");
  keep("P", 2, "20");
  places = *set().newest(*store, now());
  EXPECT_EQ(text(*set().at(*store, places)), "P@2=20");
  EXPECT_EQ(advance(), "");
}

TEST_F(WatchTest, WhatIsAheadOfTheTimeWaitsForIt) {  // R3 "newest reading not in the future"
  now_minute = 5;
  keep("P", 6, "60");
  keep("P", 8, "80");
  EXPECT_EQ(advance(), "");
  now_minute = 7;
  EXPECT_EQ(advance(), "P@6=60");
  now_minute = 8;
  EXPECT_EQ(advance(), "P@8=80");
}

TEST_F(WatchTest, AChangedPastIsSaidAndTheReadingAtThePlaceGivenAgain) {
  keep("P", 1, "10");
  keep("P", 2, "20");
  advance();
  keep("P", 2, "21");
  EXPECT_EQ(advance(), "P@2=21 revised:P") << "the newest value is right again";
  keep("P", 0, "1");
  EXPECT_EQ(advance(), "P@2=21 revised:P") << "the late one is for who asks for history";
  keep("P", 0, "1");
  EXPECT_EQ(advance(), "") << "written again, nothing has changed";
}

TEST_F(WatchTest, GivesSoManyAtOnceAndGoesOnFromThere) {
  for (int minute = 0; minute < 5; ++minute) {
    keep("P", minute, "1");
    keep("E15", minute, "2");
  }
  EXPECT_EQ(*set().count(*store, places, *set().newest(*store, now())), 10U);
  EXPECT_EQ(advance(3), "E@0=2 E@1=2 E@2=2");
  EXPECT_EQ(advance(3), "E@3=2 E@4=2 P@0=1");
  EXPECT_EQ(advance(3), "P@1=1 P@2=1 P@3=1");
  EXPECT_EQ(advance(3), "P@4=1");
  EXPECT_EQ(advance(3), "");
}

TEST_F(WatchTest, WhateverComesWhenNothingIsLostAndNothingGivenTwice) {
  std::mt19937_64 engine = seeds::seeded_engine();
  std::map<std::string, std::int64_t> newest;              // By parameter, put.
  std::map<std::string, std::map<TimeMs, Decimal>> given;  // By series' name.
  const auto take = [&](std::size_t at_most) {
    const Result<WatchNews> news =
        set().advance(*store, places, *set().newest(*store, now()), at_most);
    ASSERT_TRUE(news);
    for (const WatchReading& one : news->readings) {
      const bool is_new =
          given[name(one.series)].insert_or_assign(one.reading.at, one.reading.value).second;
      const bool revised =
          std::find(news->revised.begin(), news->revised.end(), one.series) != news->revised.end();
      EXPECT_TRUE(is_new || revised) << text(*news);
      EXPECT_EQ(given[name(one.series)].rbegin()->first, one.reading.at) << "by time";
    }
  };
  for (int step = 0; step < 3000; ++step) {
    const char* const parameter = seeds::pick(engine, 0, 1) == 0 ? "P" : "E15";
    switch (seeds::pick(engine, 0, 9)) {
      case 0:
        take(static_cast<std::size_t>(seeds::pick(engine, 1, 6)));
        break;
      case 1:  // The newest is corrected.
        if (newest.contains(parameter)) {
          keep(parameter, newest[parameter], std::to_string(step).c_str());
        }
        break;
      default:
        newest[parameter] += seeds::pick(engine, 1, 3);
        keep(parameter, newest[parameter], std::to_string(step).c_str());
    }
  }
  take(kAllReadings);
  take(kAllReadings);
  for (const Series& one : set().series()) {
    const SeriesId id = *store->find({CemsId("S"), PointId("A"), one.parameter->id});
    std::map<TimeMs, Decimal> stored;
    const auto scan = store->scan(id, {kTimeMin, kTimeMax}, store::Order::ascending);
    for (auto next = (*scan)->next(); !next->empty(); next = (*scan)->next()) {
      for (const Reading& reading : *next) {
        stored.emplace(reading.at, reading.value);
      }
    }
    std::map<TimeMs, Decimal>& mine = given[one.parameter->name];
    EXPECT_EQ(mine.size(), stored.size()) << "every instant";
    EXPECT_EQ(mine.rbegin()->second, stored.rbegin()->second) << "the newest is right";
  }
}

}  // namespace
}  // namespace cems::query
