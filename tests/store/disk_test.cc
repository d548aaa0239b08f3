// A disk that is nearly full: nothing is written, reading goes on, writing begins again by itself.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

TEST(RocksDisk, BelowTheReserveNothingIsTakenAndAboveItWritingGoesOn) {
  TempFolder folder;
  std::atomic<std::uint64_t> free_megabytes = 600;
  RocksOptions options;
  options.disk_space = [&free_megabytes] {
    return DiskSpace{free_megabytes << 20U, std::uint64_t{1000} << 20U};
  };
  const auto store = open_rocks(folder.path(), options);
  const SeriesId series = intern(*store, "P");
  commit(*store, series, steps(0, 10));

  free_megabytes = 49;
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // It looks once a second.
  const std::vector<SeriesReading> batch = {{series, reading(5'000'000, "1")}};
  const auto refused = store->commit(batch, {1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::no_space);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("only 49 MiB of 1000 MiB are free"));
  EXPECT_EQ(read(*store, series).size(), 10U);
  EXPECT_TRUE(store->writable()) << "nothing has failed";

  free_megabytes = 51;
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_EQ(store->commit(batch, {1}).value(), (CommitReport{1, 0, 0}));
}

}  // namespace
}  // namespace cems::store::test
