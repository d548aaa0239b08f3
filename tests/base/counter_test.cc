// Counters of many threads, and buckets of durations.
#include "base/counter.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace cems {
namespace {

struct Tally {
  Counter events;
  DurationCounter durations;
};

std::uint64_t events_of(const PerThread<Tally>& tallies) {
  std::uint64_t sum = 0;
  tallies.for_each([&sum](const Tally& tally) { sum += tally.events.get(); });
  return sum;
}

TEST(CounterTest, SumsOfThreadsAreWhole) {
  constexpr int kThreads = 4;
  constexpr std::uint64_t kEach = 100'000;
  PerThread<Tally> tallies;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&tallies] {
      for (std::uint64_t n = 0; n < kEach; ++n) {
        tallies.mine().events.add();
      }
    });
  }
  std::uint64_t last = 0;
  for (int i = 0; i < 100; ++i) {  // Read beside the writers: never falling.
    const std::uint64_t now = events_of(tallies);
    EXPECT_GE(now, last);
    last = now;
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(events_of(tallies), kThreads * kEach);
}

TEST(CounterTest, AnotherObjectAtTheSamePlaceStartsAtNothing) {
  for (int i = 0; i < 3; ++i) {
    PerThread<Tally> tallies;
    tallies.mine().events.add(5);
    EXPECT_EQ(events_of(tallies), 5U);
  }
}

TEST(CounterTest, AThreadBetweenTwoObjectsFindsItsOwnBlocksAgain) {
  PerThread<Tally> one;
  PerThread<Tally> other;
  for (int i = 0; i < 10; ++i) {
    one.mine().events.add();
    other.mine().events.add(2);
  }
  int blocks = 0;
  one.for_each([&blocks](const Tally&) { ++blocks; });
  EXPECT_EQ(blocks, 1);
  EXPECT_EQ(events_of(one), 10U);
  EXPECT_EQ(events_of(other), 20U);
}

TEST(DurationBucketsTest, BoundsBelongToTheirBucket) {
  for (std::size_t i = 0; i < DurationBuckets::kBounded; ++i) {
    const double bound_ns = DurationBuckets::bound(i) * 1e9;
    const auto below = static_cast<std::uint64_t>(bound_ns);  // At or just under it.
    EXPECT_EQ(DurationBuckets::index_of(below), i) << bound_ns;
    EXPECT_EQ(DurationBuckets::index_of(below + 1), i + 1) << bound_ns;
  }
  EXPECT_EQ(DurationBuckets::index_of(0), 0U);
  EXPECT_EQ(DurationBuckets::index_of(UINT64_MAX), DurationBuckets::kBounded);
  EXPECT_DOUBLE_EQ(DurationBuckets::bound(0), 1.0 / 524288);
  EXPECT_DOUBLE_EQ(DurationBuckets::bound(DurationBuckets::kBounded - 1), 16);
}

TEST(DurationCounterTest, AddsUpCountsAndTime) {
  DurationCounter counter;
  counter.add(1'000);
  counter.add(1'000'000);
  counter.add(60'000'000'000);
  DurationSums sums;
  counter.add_to(sums);
  counter.add_to(sums);
  EXPECT_EQ(sums.count(), 6U);
  EXPECT_EQ(sums.nanoseconds, 2 * 60'001'001'000U);
  EXPECT_EQ(sums.counts.back(), 2U);
}

}  // namespace
}  // namespace cems
