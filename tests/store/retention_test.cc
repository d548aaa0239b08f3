// Retention: what is given up is gone, the rest stays as it is, and the disk comes back (issue 5,
// point 6).
#include <filesystem>
#include <random>

#include <gtest/gtest.h>

#include "store/rocks/verify.h"
#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

namespace fs = std::filesystem;

constexpr TimeMs kYearBegin{1'704'067'200'000};  // 2024-01-01T00:00Z
constexpr TimeMs kJulyBegin{1'719'792'000'000};  // 2024-07-01T00:00Z
constexpr std::size_t kYear = 366 * 96;

std::uintmax_t bytes_in(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".sst") bytes += entry.file_size();
  }
  return bytes;
}

class StoreRetention : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    store_ = GetParam().open(folder_.path());
    for (int s = 0; s < 3; ++s) {
      series_.push_back(intern(*store_, "P" + std::to_string(s)));
      readings_.push_back(year(s));
      commit(*store_, series_.back(), readings_.back());
    }
    ASSERT_TRUE(store_->seal());
  }

  static std::vector<Reading> year(int number) {
    std::mt19937_64 random(seed() + static_cast<unsigned>(number));
    std::vector<Reading> out = steps(kYearBegin.ms, kYear, 900'000);
    for (Reading& r : out)
      r.value = Decimal::from(between(random, 0, 999'999), 1);
    return out;
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
  std::vector<SeriesId> series_;
  std::vector<std::vector<Reading>> readings_;
};

TEST_P(StoreRetention, WhatIsBeforeTheLimitGoesAndTheRestStays) {
  const std::uint64_t version = store_->version();
  const std::uint64_t epoch = store_->epoch(series_[1]);
  ASSERT_TRUE(store_->keep_summary({series_[1], 1, 2024}, epoch, "sum"));
  commit(*store_, series_[0], {{{kYearBegin + 900'000, Decimal(), Quality::valid}}});
  ASSERT_TRUE(store_->seal());

  const std::vector<SeriesId> dropped{series_[1], series_[0]};
  const auto readings = store_->drop_before(dropped, kJulyBegin);
  ASSERT_TRUE(readings) << readings.error().message;
  EXPECT_EQ(*readings, 2U * 182 * 96);
  for (const std::size_t s : {0U, 1U}) {
    EXPECT_TRUE(read(*store_, series_[s], {kTimeMin, kJulyBegin}).empty());
    EXPECT_EQ(read(*store_, series_[s]),
              std::vector<Reading>(readings_[s].begin() + 182 * 96, readings_[s].end()));
    EXPECT_EQ(store_->last_at(series_[s], kTimeMax - 1).value(), readings_[s].back());
    EXPECT_EQ(store_->last_at(series_[s], kJulyBegin - 1).value(), std::nullopt);
  }
  EXPECT_TRUE(store_->corrections(series_[0], kAll).value().empty());
  EXPECT_EQ(store_->summary({series_[1], 1, 2024}), std::nullopt);
  EXPECT_GT(store_->epoch(series_[1]), epoch);
  EXPECT_GT(store_->version(), version);
  EXPECT_EQ(read(*store_, series_[2]), readings_[2]) << "it was not asked for";
  EXPECT_EQ(store_->drop_before(dropped, kJulyBegin).value(), 0U) << "there is no more";
}

TEST_P(StoreRetention, ASeriesOfWhichAllIsGoneTakesNewReadings) {
  std::vector<std::optional<Reading>> newest(series_.size());
  ASSERT_TRUE(store_->last_at(series_, kTimeMax, newest));
  EXPECT_EQ(newest[0], readings_[0].back());
  ASSERT_TRUE(store_->drop_before(series_, kTimeMax));
  ASSERT_TRUE(store_->last_at(series_, kTimeMax, newest));
  EXPECT_EQ(newest[0], std::nullopt) << "what was newest is gone";
  EXPECT_EQ(store_->last_at(series_[0], kTimeMax - 1).value(), std::nullopt);
  const std::vector<Reading> behind = steps(readings_[1].back().at.ms + 1000, 3, 1000);
  commit(*store_, series_[1], behind);
  ASSERT_TRUE(store_->seal());
  EXPECT_EQ(store_->figures().head_readings, 0U) << "the block that it would go into is gone";
  EXPECT_EQ(read(*store_, series_[1]), behind);
  EXPECT_EQ(commit(*store_, series_[0], readings_[0]).accepted, kYear);
  EXPECT_EQ(read(*store_, series_[0]), readings_[0]);
}

INSTANTIATE_TEST_SUITE_P(Backends, StoreRetention, testing::ValuesIn(backends()),
                         [](const auto& tested) { return tested.param.name; });

class KeptRetention : public StoreRetention {};

TEST_P(KeptRetention, WhatWentStaysAwayAndTheStoreIsWhole) {
  ASSERT_TRUE(store_->drop_before(series_, kJulyBegin));
  const std::uint64_t version = store_->version();
  store_.reset();
  const VerifyCounts counts = verify_rocks_store(
      folder_.path(), kJulyBegin, [](std::string_view what) { ADD_FAILURE() << what; });
  EXPECT_GE(counts.readings, 3U * 184 * 96);
  store_ = GetParam().open(folder_.path());
  EXPECT_GE(store_->version(), version);
  EXPECT_TRUE(read(*store_, series_[0], {kTimeMin, kJulyBegin}).empty());
  EXPECT_EQ(read(*store_, series_[0]).size(), 184U * 96);
}

TEST_P(KeptRetention, TheDiskComesBack) {
  const std::uintmax_t before = bytes_in(folder_.path());
  ASSERT_TRUE(store_->drop_before(series_, kJulyBegin));
  EXPECT_LT(bytes_in(folder_.path()), before * 6 / 10) << "half of the readings are gone";
}

INSTANTIATE_TEST_SUITE_P(Backends, KeptRetention, testing::ValuesIn(keeping_backends()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace cems::store::test
