// The versions of a store: of all readings (entity tags) and of one series' past (kept results).
#include <vector>

#include <gtest/gtest.h>

#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

class StoreVersions : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    store_ = GetParam().open(folder_.path());
    ASSERT_NE(store_, nullptr);
    series_ = intern(*store_, "EPI");
  }

  CommitReport put(const std::vector<Reading>& readings) {
    return commit(*store_, series_, readings);
  }

  /// Whether a commit of these makes the version another, greater one.
  bool moves_version(const std::vector<Reading>& readings) {
    const std::uint64_t before = store_->version();
    put(readings);
    EXPECT_GE(store_->version(), before);
    return store_->version() > before;
  }

  bool moves_epoch(const std::vector<Reading>& readings) {
    const std::uint64_t before = store_->epoch(series_);
    put(readings);
    return store_->epoch(series_) > before;
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
  SeriesId series_{};
};

TEST_P(StoreVersions, TheVersionMovesWithEveryChangeAndOnlyThen) {
  EXPECT_TRUE(moves_version({reading(1, "1")}));
  EXPECT_FALSE(moves_version({reading(1, "1.0")})) << "the same number";
  EXPECT_TRUE(moves_version({reading(1, "2")})) << "a correction";
  EXPECT_TRUE(moves_version({reading(1, "2", Quality::edited)})) << "its quality alone";
  EXPECT_FALSE(moves_version({}));
  const std::uint64_t before = store_->version();
  ASSERT_TRUE(store_->seal());
  intern(*store_, "another");
  EXPECT_EQ(store_->version(), before) << "no reading has changed";
}

TEST_P(StoreVersions, AStoreMadeAnewCountsFromElsewhere) {
  put({reading(1, "1")});
  const TempFolder folder;
  const std::unique_ptr<Store> other = GetParam().open(folder.path());
  ASSERT_NE(other, nullptr);
  commit(*other, intern(*other, "EPI"), std::vector<Reading>{reading(1, "2")});
  EXPECT_NE(other->version(), store_->version())
      << "one batch each: a tag of the old folder must not fit the new one";
}

TEST_P(StoreVersions, AppendingLeavesTheEpoch) {
  EXPECT_FALSE(moves_epoch({reading(10, "1"), reading(5, "1")})) << "there was nothing before";
  EXPECT_FALSE(moves_epoch({reading(11, "1"), reading(30, "1")}));
  EXPECT_FALSE(moves_epoch({reading(11, "1"), reading(31, "1")})) << "the old one is a duplicate";
  ASSERT_TRUE(store_->seal());
  EXPECT_FALSE(moves_epoch({reading(32, "1")}));
  EXPECT_FALSE(moves_epoch(steps(1'000, 700, 1))) << "more than a small head takes at once";
}

TEST_P(StoreVersions, ChangingThePastMovesTheEpoch) {
  put({reading(10, "1"), reading(20, "1")});
  EXPECT_TRUE(moves_epoch({reading(15, "1")})) << "a late reading";
  EXPECT_TRUE(moves_epoch({reading(20, "2")})) << "the newest one is corrected";
  EXPECT_TRUE(moves_epoch({reading(40, "1"), reading(5, "1")})) << "with new ones";
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(store_->seal());
    EXPECT_TRUE(moves_epoch({reading(40, "3" + std::to_string(round))})) << "in a sealed block";
    EXPECT_TRUE(moves_epoch({reading(12 + round, "1")})) << "in the head again";
  }
  const std::uint64_t before = store_->epoch(series_);
  put({reading(1, "1"), reading(2, "1"), reading(3, "1")});
  EXPECT_EQ(store_->epoch(series_), before + 1) << "once a commit";
}

TEST_P(StoreVersions, TheEpochIsOfOneSeries) {
  const SeriesId other = intern(*store_, "P");
  put({reading(10, "1")});
  commit(*store_, other, std::vector{reading(10, "1")});
  const std::uint64_t before = store_->epoch(other);
  const auto report = store_->commit(
      std::vector<SeriesReading>{{series_, reading(5, "1")}, {other, reading(11, "1")}}, {1});
  ASSERT_TRUE(report);
  EXPECT_EQ(store_->epoch(other), before);
  EXPECT_EQ(store_->epoch(SeriesId{987}), 0U) << "of no series";
}

class KeptVersions : public StoreVersions {};

TEST_P(KeptVersions, NoVersionComesBackAfterOpeningAgain) {
  std::uint64_t last = store_->version();
  for (int round = 0; round < 4; ++round) {
    put({reading(round, "1")});
    EXPECT_GT(store_->version(), last);
    last = store_->version();
    if (round % 2 == 1) {
      ASSERT_TRUE(store_->seal());
    }
    store_.reset();
    store_ = GetParam().open(folder_.path());
    ASSERT_NE(store_, nullptr);
    EXPECT_EQ(store_->version(), last) << "nothing has changed meanwhile";
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, StoreVersions, testing::ValuesIn(backends()),
                         [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(Backends, KeptVersions, testing::ValuesIn(keeping_backends()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace cems::store::test
