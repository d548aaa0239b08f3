// Summaries: kept beside a series, valid as long as its past stays what it was.
#include <string>

#include <gtest/gtest.h>

#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

class StoreSummaries : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override { store_ = GetParam().open(folder_.path()); }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreSummaries, ComeBackUnderTheirKeyOnly) {
  const SeriesId series = intern(*store_, "P");
  const std::string bytes("a\0b", 3);
  ASSERT_TRUE(store_->keep_summary({series, 1, -7}, 0, bytes));
  EXPECT_EQ(store_->summary({series, 1, -7}), bytes);
  EXPECT_EQ(store_->summary({series, 1, 7}), std::nullopt);
  EXPECT_EQ(store_->summary({series, 2, -7}), std::nullopt);
  ASSERT_TRUE(store_->keep_summary({series, 1, -7}, 0, "new"));
  EXPECT_EQ(store_->summary({series, 1, -7}), "new");
}

TEST_P(StoreSummaries, StayWhenReadingsAreAppendedAndGoWhenTheyAreCorrected) {
  const SeriesId series = intern(*store_, "P");
  commit(*store_, series, steps(0, 10));
  ASSERT_TRUE(store_->keep_summary({series, 1, 0}, store_->epoch(series), "ten"));
  commit(*store_, series, {{reading(10'000'000, "1")}});
  EXPECT_EQ(store_->summary({series, 1, 0}), "ten");
  commit(*store_, series, {{reading(1, "1")}});
  EXPECT_EQ(store_->summary({series, 1, 0}), std::nullopt) << "a late reading";
}

TEST_P(StoreSummaries, ThatWereComputedFromAnOlderPastAreNotGivenOut) {
  const SeriesId series = intern(*store_, "P");
  commit(*store_, series, steps(0, 10));
  const std::uint64_t before = store_->epoch(series);
  commit(*store_, series, {{reading(1, "1")}});
  ASSERT_TRUE(store_->keep_summary({series, 1, 0}, before, "stale"));
  EXPECT_EQ(store_->summary({series, 1, 0}), std::nullopt);
}

class KeptSummaries : public StoreSummaries {};

TEST_P(KeptSummaries, OutliveClosingWithTheirEpochs) {
  const SeriesId series = intern(*store_, "P");
  commit(*store_, series, steps(0, 10));
  commit(*store_, series, {{reading(1, "1")}});
  const std::uint64_t epoch = store_->epoch(series);
  EXPECT_EQ(epoch, 1U);
  ASSERT_TRUE(store_->keep_summary({series, 1, 0}, epoch, "eleven"));
  store_.reset();
  store_ = GetParam().open(folder_.path());
  EXPECT_EQ(store_->epoch(series), epoch);
  EXPECT_EQ(store_->summary({series, 1, 0}), "eleven");
}

INSTANTIATE_TEST_SUITE_P(Backends, StoreSummaries, testing::ValuesIn(backends()),
                         [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(Backends, KeptSummaries, testing::ValuesIn(keeping_backends()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace cems::store::test
