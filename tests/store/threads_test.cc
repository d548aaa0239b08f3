// Readers beside writers: a scan sees one moment, and nothing flickers while the head is sealed.
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

class StoreThreads : public testing::TestWithParam<Backend> {};

// One writer appends batches of 50 with one value each; whatever a reader sees is a whole number of
// batches, in order, and never fewer than it saw before.
TEST_P(StoreThreads, ReadersSeeWholeBatchesThatOnlyGrow) {
  constexpr std::int64_t kBatches = 60;
  constexpr std::size_t kBatch = 50;
  const TempFolder folder;
  const auto store = GetParam().open(folder.path());
  const SeriesId series = intern(*store, "P");
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::int64_t n = 0; n < kBatches; ++n) {
      commit(*store, series, steps(n * 1000, kBatch, 1));
      if (n % 16 == 15) {
        EXPECT_TRUE(store->seal());
      }
    }
    done = true;
  });
  std::vector<std::thread> readers;
  for (const Order order : {Order::ascending, Order::descending}) {
    readers.emplace_back([&, order] {
      std::size_t seen = 0;
      while (!done || seen < kBatches * kBatch) {
        const auto readings = read(*store, series, kAll, order);
        EXPECT_EQ(readings.size() % kBatch, 0U);
        EXPECT_GE(readings.size(), seen);
        seen = readings.size();
        EXPECT_GE(store->count(series, kAll).value(), seen);
        const auto newest = store->last_at(series, kTimeMax).value();
        EXPECT_TRUE(seen == 0 || newest.has_value());
        if (testing::Test::HasFailure()) return;
      }
    });
  }
  writer.join();
  for (std::thread& reader : readers)
    reader.join();
}

TEST_P(StoreThreads, WritersOfDifferentSeriesLoseNothing) {
  const TempFolder folder;
  const auto store = GetParam().open(folder.path());
  std::vector<std::thread> writers;
  for (const char* name : {"a", "b", "c"}) {
    writers.emplace_back([&store, name] {
      for (std::int64_t n = 0; n < 20; ++n) {
        const SeriesId series = intern(*store, name);
        commit(*store, series, steps(n * 1000, 20, 1));
      }
    });
  }
  for (std::thread& writer : writers)
    writer.join();
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(store->count(intern(*store, name), kAll).value(), 400U) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, StoreThreads, testing::ValuesIn(backends()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace cems::store::test
