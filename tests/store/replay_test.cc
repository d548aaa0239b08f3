// The same readings again and again, in any order, cut in any way, from two writers: one result.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/store/backends.h"
#include "tests/store/digest.h"

namespace cems::store::test {
namespace {

constexpr std::size_t kReplaySeries = 20;
constexpr int kReplays = 10;

std::vector<SeriesKey> replay_keys() {
  std::vector<SeriesKey> out;
  for (std::size_t i = 0; i < kReplaySeries; ++i)
    out.push_back(key_of("replay" + std::to_string(i)));
  return out;
}

/// `n` readings, a minute apart in each series, with numbers of up to six digits.
std::vector<SeriesReading> replay_readings(Store& store, std::size_t n) {
  std::mt19937_64 random(seed());
  std::vector<SeriesId> ids;
  for (const SeriesKey& key : replay_keys())
    ids.push_back(store.intern(key).value());
  std::vector<SeriesReading> out;
  for (std::size_t i = 0; i < n; ++i) {
    const auto minute = static_cast<std::int64_t>(i / kReplaySeries);
    const Quality quality = between(random, 0, 99) == 0 ? Quality::edited : Quality::valid;
    out.push_back({ids[i % kReplaySeries],
                   {{1'704'038'400'000 + minute * kMsPerMinute},
                    Decimal::from(between(random, 0, 999'999), 2),
                    quality}});
  }
  return out;
}

/// Ends of parts of random length, the last of them `n`.
std::vector<std::size_t> cuts(std::mt19937_64& random, std::size_t n, std::size_t part_max) {
  std::vector<std::size_t> out;
  std::size_t at = 0;
  while (at < n) {
    at = std::min(
        n, at + static_cast<std::size_t>(between(random, 1, static_cast<std::int64_t>(part_max))));
    out.push_back(at);
  }
  return out;
}

/// Commits all readings in the order given; two writers take whatever part is next. New ones.
std::uint64_t commit_by_two(Store& store, std::span<const SeriesReading> readings,
                            const std::vector<std::size_t>& ends) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::uint64_t> accepted = 0;
  const auto write = [&] {
    for (std::size_t i = next++; i < ends.size(); i = next++) {
      const std::size_t begin = i == 0 ? 0 : ends[i - 1];
      const auto report = store.commit(readings.subspan(begin, ends[i] - begin), {1});
      ASSERT_TRUE(report) << report.error().message;
      EXPECT_EQ(report->corrected, 0U);
      accepted += report->accepted;
    }
  };
  std::thread other(write);
  write();
  other.join();
  return accepted;
}

// CEMS_READINGS: how many; a million in the long run.
TEST(RocksReplay, IsTheSameStoreInAnyOrderAndFromTwoWriters) {
  const char* given = std::getenv("CEMS_READINGS");
  std::size_t n = std::getenv("CEMS_LONG") != nullptr ? 1'000'000 : 20'000;
  if (given != nullptr) n = std::strtoull(given, nullptr, 10);
  SCOPED_TRACE(testing::Message() << n << " readings, CEMS_SEED=" << seed());
  const TempFolder in_order;
  const TempFolder shuffled;
  const auto keys = replay_keys();
  std::string expected;
  {
    const auto store = open_rocks(in_order.path());
    const auto readings = replay_readings(*store, n);
    for (std::size_t at = 0; at < n; at += 10'000) {
      ASSERT_TRUE(store->commit(
          std::span(readings).subspan(at, std::min<std::size_t>(10'000, n - at)), {1}));
    }
    expected = content_digest(*store, keys).value();
  }
  std::mt19937_64 random(seed());
  auto store = open_rocks(shuffled.path(), {.head_readings_max = n / 3});
  auto readings = replay_readings(*store, n);
  for (int replay = 0; replay < kReplays && !testing::Test::HasFailure(); ++replay) {
    SCOPED_TRACE(replay);
    std::shuffle(readings.begin(), readings.end(), random);
    const auto accepted = commit_by_two(*store, readings, cuts(random, n, n / 15));
    EXPECT_EQ(accepted, replay == 0 ? n : 0);
    EXPECT_EQ(content_digest(*store, keys).value(), expected);
  }
  store.reset();
  store = open_rocks(shuffled.path());
  EXPECT_EQ(content_digest(*store, keys).value(), expected) << "after opening again";
}

}  // namespace
}  // namespace cems::store::test
