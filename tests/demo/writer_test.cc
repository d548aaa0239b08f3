// The demonstration in a store: whole, again, onwards, and never mixed with something else.
#include "app/demo/writer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "catalog/archive_reader.h"
#include "json/value.h"
#include "store/memory/memory_store.h"

namespace cems::demo {
namespace {

// Two days: long enough for several batches (13,000 readings a day) of a smaller size.
constexpr TimeMs kTwoDays = kBegin + 2 * kMsPerDay;
constexpr TimeMs kNow = kBaseEnd;

std::shared_ptr<const catalog::Snapshot> sites() {
  auto reading = catalog::read_archive(*json::parse(archive_text()), spec::Wire::standard());
  return std::make_shared<catalog::Snapshot>(
      std::vector<std::shared_ptr<const catalog::Site>>{reading.site});
}

WriteOptions options(TimeMs until, std::uint64_t seed = kSeedDefault) {
  WriteOptions options;
  options.seed = seed;
  options.until = until;
  options.now = kNow;
  return options;
}

Result<WriteReport> write(store::Store& store, TimeMs until, std::uint64_t seed = kSeedDefault) {
  return write_readings(store, sites(), options(until, seed));
}

std::vector<Reading> all_of(const store::Store& store, const Series& series) {
  std::vector<Reading> readings;
  const auto id = store.find(key_of(series));
  if (!id) {
    return readings;
  }
  const auto scan = *store.scan(*id, {kTimeMin, kTimeMax}, store::Order::ascending);
  for (auto part = *scan->next(); !part.empty(); part = *scan->next()) {
    readings.insert(readings.end(), part.begin(), part.end());
  }
  return readings;
}

TEST(DemoWriter, WritesEveryReadingOfTheGenerator) {
  const auto store = store::make_memory_store();
  const auto report = write(*store, kTwoDays);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report, (WriteReport{Generator::count(kTwoDays), 0}));
  Generator generator(kSeedDefault, kTwoDays);
  std::vector<Sample> samples;
  while (generator.next(samples)) {
  }
  for (std::size_t i = 0; i < kSeries.size(); ++i) {
    std::vector<Reading> expected;
    for (const Sample& sample : samples) {
      if (sample.series == i) {
        expected.push_back(sample.reading);
      }
    }
    EXPECT_EQ(all_of(*store, kSeries.at(i)), expected) << i;
  }
}

TEST(DemoWriter, AgainChangesNothing) {
  const auto store = store::make_memory_store();
  ASSERT_TRUE(write(*store, kTwoDays));
  EXPECT_EQ(write(*store, kTwoDays), (WriteReport{0, Generator::count(kTwoDays)}));
}

TEST(DemoWriter, ShorterSpanAfterALongerOneChangesNothing) {
  const auto store = store::make_memory_store();
  ASSERT_TRUE(write(*store, kTwoDays));
  EXPECT_EQ(write(*store, kBegin + kMsPerDay),
            (WriteReport{0, Generator::count(kBegin + kMsPerDay)}));
}

TEST(DemoWriter, LaterEndGoesOnAndEndsWhereOneRunEnds) {
  const auto steps = store::make_memory_store();
  const TimeMs middle = kBegin + kMsPerDay + 7 * kMsPerMinute;
  ASSERT_TRUE(write(*steps, middle));
  const auto report = write(*steps, kTwoDays);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->present, Generator::count(middle));
  EXPECT_EQ(report->written, Generator::count(kTwoDays) - Generator::count(middle));
  const auto once = store::make_memory_store();
  ASSERT_TRUE(write(*once, kTwoDays));
  for (const Series& series : kSeries) {
    EXPECT_EQ(all_of(*steps, series), all_of(*once, series)) << series.point << series.parameter;
  }
}

TEST(DemoWriter, AnotherSeedIsRefusedAndNothingWritten) {
  const auto store = store::make_memory_store();
  ASSERT_TRUE(write(*store, kBegin + kMsPerDay));
  const auto mixed = write(*store, kTwoDays, 2);
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().code, Errc::conflict);
  EXPECT_NE(mixed.error().message.find("--seed"), std::string::npos);
  EXPECT_EQ(write(*store, kBegin + kMsPerDay)->written, 0U);
  EXPECT_EQ(all_of(*store, kSeries[0]).size(), 1440U);
}

TEST(DemoWriter, ForeignReadingBetweenItsOwnIsRefused) {
  const auto store = store::make_memory_store();
  const SeriesId id = *store->intern(key_of(kSeries[0]));
  const store::SeriesReading foreign{id, {kBegin + 30'000, Decimal::from_integer(1)}};
  ASSERT_TRUE(store->commit({&foreign, 1}, kNow));
  EXPECT_EQ(write(*store, kTwoDays).error().code, Errc::conflict);
  EXPECT_EQ(all_of(*store, kSeries[0]).size(), 1U);
}

TEST(DemoWriter, FutureIsRefused) {
  const auto store = store::make_memory_store();
  WriteOptions early = options(kBaseEnd);
  early.now = kBaseEnd - 6 * kMsPerMinute;
  EXPECT_EQ(write_readings(*store, sites(), early).error().code, Errc::invalid_argument);
  EXPECT_TRUE(all_of(*store, kSeries[0]).empty());
}

TEST(DemoWriter, SiteWithoutItsSeriesIsRefused) {
  const auto store = store::make_memory_store();
  const auto nothing = std::make_shared<const catalog::Snapshot>();
  EXPECT_EQ(write_readings(*store, nothing, options(kTwoDays)).error().code, Errc::not_found);
}

TEST(DemoWriter, ProgressRisesToTheTotal) {
  const auto store = store::make_memory_store();
  std::vector<std::uint64_t> steps;
  WriteOptions told = options(kBegin + 5 * kMsPerDay);
  told.on_progress = [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_EQ(total, Generator::count(told.until));
    steps.push_back(done);
  };
  ASSERT_TRUE(write_readings(*store, sites(), told));
  EXPECT_GE(steps.size(), 2U);
  EXPECT_TRUE(std::is_sorted(steps.begin(), steps.end()));
  EXPECT_EQ(steps.back(), Generator::count(told.until));
}

}  // namespace
}  // namespace cems::demo
