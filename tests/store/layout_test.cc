// What sealing leaves in the database: the shapes that docs/internals/format/log.md promises.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "block/codec.h"
#include "store/rocks/keys.h"
#include "store/rocks/sealer.h"
#include "tests/store/backends.h"
#include "tests/store/raw_database.h"

namespace cems::store::test {
namespace {

using testing::ElementsAre;

constexpr std::int64_t kJanuary = 1'704'067'200'000;  // 2024-01-01T00:00Z.

class RocksLayout : public testing::Test {
 protected:
  /// Commits and seals each of the given batches, then closes.
  void seal_each(const std::vector<std::vector<Reading>>& batches) {
    const auto store = open_rocks(folder_.path());
    const SeriesId series = intern(*store, "P");
    for (const auto& batch : batches) {
      commit(*store, series, batch);
      ASSERT_TRUE(store->seal());
    }
  }

  /// How many readings each block has; checks that none crosses a month or is mislabelled.
  [[nodiscard]] std::vector<int> block_counts() {
    std::vector<int> out;
    RawDatabase raw(folder_.path());
    for (const std::string& key : raw.keys("B")) {
      const auto header = block::peek(raw.get(key));
      EXPECT_TRUE(header);
      if (!header) continue;
      EXPECT_EQ(rocks::read_block_key(key)->first, header->first);
      EXPECT_EQ(rocks::utc_month_of(header->first), rocks::utc_month_of(header->last));
      out.push_back(header->count);
    }
    return out;
  }

  TempFolder folder_;
};

TEST_F(RocksLayout, ReadingsInOrderFillTheirBlocks) {
  std::vector<std::vector<Reading>> batches;
  for (std::int64_t i = 0; i < 5; ++i)
    batches.push_back(steps(kJanuary + i * 2'000'000, 2000, 1000));
  seal_each(batches);
  EXPECT_THAT(block_counts(), ElementsAre(4096, 4096, 1808));
}

TEST_F(RocksLayout, BlocksEndWithTheMonth) {
  seal_each({steps(kJanuary - 1000 * 100, 300, 1000)});
  EXPECT_THAT(block_counts(), ElementsAre(100, 200));
}

// Filling up here would leave a block of one reading behind each late one.
TEST_F(RocksLayout, AFullBlockInTheMiddleIsSplitEvenly) {
  seal_each({steps(kJanuary, 3 * 4096, 1000), {reading(kJanuary + 500, "1")}});
  EXPECT_THAT(block_counts(), ElementsAre(2049, 2048, 4096, 4096));
}

TEST_F(RocksLayout, WhatComesBeforeTheFirstBlockMovesItsKey) {
  seal_each({steps(kJanuary + 100'000, 10, 1000), steps(kJanuary, 10, 1000)});
  EXPECT_THAT(block_counts(), ElementsAre(20));
}

TEST_F(RocksLayout, SealingEmptiesTheLog) {
  {
    const auto store = open_rocks(folder_.path());
    commit(*store, intern(*store, "P"), steps(0, 10));
    commit(*store, intern(*store, "P"), steps(0, 10));
  }
  EXPECT_EQ(RawDatabase(folder_.path()).keys("L").size(), 1U) << "nothing new, nothing written";
  {
    const auto store = open_rocks(folder_.path());
    ASSERT_TRUE(store->seal());
  }
  EXPECT_EQ(RawDatabase(folder_.path()).keys("L").size(), 0U);
}

TEST_F(RocksLayout, TheHeadDoesNotGrowBeyondItsLimit) {
  std::vector<Reading> all;
  {
    const auto store = open_rocks(folder_.path(), {.head_readings_max = 100});
    const SeriesId series = intern(*store, "P");
    for (std::int64_t i = 0; i < 50; ++i) {
      const auto batch = steps(i * 40'000, 40, 1000);
      commit(*store, series, batch);
      all.insert(all.end(), batch.begin(), batch.end());
    }
  }
  // A commit waits where 100 are there already, so at most three batches of 40 are in the log.
  EXPECT_LE(RawDatabase(folder_.path()).keys("L").size(), 3U);
  const auto store = open_rocks(folder_.path());
  EXPECT_EQ(read(*store, intern(*store, "P")), all);
}

TEST_F(RocksLayout, AnIdleStoreSealsWhatItHas) {
  bool sealed = false;
  for (int wait_ms = 50; !sealed && wait_ms < 5000; wait_ms *= 2) {
    {
      const auto store = open_rocks(folder_.path(), {.idle_ms = 20});
      commit(*store, intern(*store, "P"), steps(wait_ms * 1'000'000, 10));
      std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
    }
    sealed = RawDatabase(folder_.path()).keys("L").empty();
  }
  EXPECT_TRUE(sealed);
}

TEST_F(RocksLayout, AnIdleStorePacksItsSummaries) {
  const auto store = open_rocks(folder_.path(), {.idle_ms = 20});
  const SeriesId series = intern(*store, "P");
  commit(*store, series, steps(0, 10));
  const std::string summary(4'000, 'a');
  for (std::int32_t year = 0; year < 100; ++year)
    ASSERT_TRUE(store->keep_summary({series, 1, year}, store->epoch(series), summary));
  const auto folder_bytes = [&] {
    std::uintmax_t sum = 0;
    std::error_code gone;  // A file may go while it is looked at.
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path(), gone)) {
      const std::uintmax_t bytes = entry.file_size(gone);
      sum += gone ? 0 : bytes;
    }
    return sum;
  };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (folder_bytes() > 100'000 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LT(folder_bytes(), 100'000U);
  EXPECT_EQ(store->summary({series, 1, 99}), summary);
}

}  // namespace
}  // namespace cems::store::test
