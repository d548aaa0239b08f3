// What every Store does, whichever backend: one suite, run over all of them (store/store.h).
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StoreSuite : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    store_ = GetParam().open(folder_.path());
    ASSERT_NE(store_, nullptr);
    series_ = intern(*store_, "EPI");
  }

  CommitReport put(std::vector<Reading> readings, TimeMs now = {1'000}) {
    return commit(*store_, series_, readings, now);
  }

  [[nodiscard]] std::vector<Reading> get(TimeRange range = kAll, Order order = Order::ascending,
                                         std::uint64_t skip = 0) const {
    return read(*store_, series_, range, order, skip);
  }

  [[nodiscard]] std::uint64_t count(TimeRange range = kAll) const {
    return store_->count(series_, range).value();
  }

  void seal() { ASSERT_TRUE(store_->seal()); }

  void reopen() {
    store_.reset();
    store_ = GetParam().open(folder_.path());
    ASSERT_NE(store_, nullptr);
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
  SeriesId series_{};
};

TEST_P(StoreSuite, GivesBackWhatWasCommitted) {
  const auto readings = steps(0, 100);
  EXPECT_EQ(put(readings), (CommitReport{100, 0, 0}));
  EXPECT_EQ(get(), readings);
  seal();
  EXPECT_EQ(get(), readings);
}

// Dictionary S "Numbers": equal when number and quality are; 1.50 is the number 1.5.
TEST_P(StoreSuite, WritingTheSameAgainChangesNothing) {
  put({reading(1, "1.5"), reading(2, "2")});
  EXPECT_EQ(put({reading(1, "1.50"), reading(2, "2")}), (CommitReport{0, 0, 2}));
  seal();
  EXPECT_EQ(put({reading(2, "2"), reading(1, "15e-1")}), (CommitReport{0, 0, 2}));
  EXPECT_THAT(store_->corrections(series_, kAll).value(), IsEmpty());
  EXPECT_EQ(count(), 2U);
}

TEST_P(StoreSuite, ACorrectionReplacesAndKeepsWhatWasThere) {
  put({reading(1, "1"), reading(2, "2")}, {100});
  EXPECT_EQ(put({reading(1, "1"), reading(2, "2.5")}, {200}), (CommitReport{0, 1, 1}));
  seal();
  EXPECT_EQ(put({reading(2, "2.5", Quality::edited)}, {300}), (CommitReport{0, 1, 0}));
  EXPECT_THAT(get(), ElementsAre(reading(1, "1"), reading(2, "2.5", Quality::edited)));
  EXPECT_THAT(
      store_->corrections(series_, kAll).value(),
      ElementsAre(Correction{reading(2, "2"), {200}}, Correction{reading(2, "2.5"), {300}}));
  seal();
  EXPECT_THAT(get(), ElementsAre(reading(1, "1"), reading(2, "2.5", Quality::edited)));
  EXPECT_EQ(count(), 2U);
}

TEST_P(StoreSuite, ListsCorrectionsByInstantThenOldestFirst) {
  put({reading(1, "1"), reading(2, "2"), reading(3, "3")});
  put({reading(3, "30")}, {10});
  seal();
  put({reading(1, "10"), reading(3, "31")}, {20});
  put({reading(1, "11")}, {15});  // The clock went back: the order stays that of the commits.
  EXPECT_THAT(store_->corrections(series_, {{1}, {4}}).value(),
              ElementsAre(Correction{reading(1, "1"), {20}}, Correction{reading(1, "10"), {15}},
                          Correction{reading(3, "3"), {10}}, Correction{reading(3, "30"), {20}}));
  EXPECT_EQ(store_->corrections(series_, {{2}, {3}}).value().size(), 0U);
  EXPECT_EQ(store_->corrections(series_, {{1}, {3}}).value().size(), 2U);
}

TEST_P(StoreSuite, TheLastOfARepeatedInstantInABatchCounts) {
  EXPECT_EQ(put({reading(5, "1"), reading(4, "4"), reading(5, "2"), reading(5, "3")}),
            (CommitReport{2, 0, 2}));
  EXPECT_THAT(get(), ElementsAre(reading(4, "4"), reading(5, "3")));
  EXPECT_THAT(store_->corrections(series_, kAll).value(), IsEmpty());
  EXPECT_EQ(put({reading(5, "9"), reading(5, "3")}), (CommitReport{0, 0, 2}));
}

TEST_P(StoreSuite, ABatchOfSeveralSeriesIsSortedOut) {
  const SeriesId other = intern(*store_, "P");
  const std::vector<SeriesReading> batch = {{series_, reading(2, "2")},
                                            {other, reading(1, "10")},
                                            {series_, reading(1, "1")},
                                            {other, reading(2, "20")}};
  EXPECT_EQ(store_->commit(batch, {1}).value(), (CommitReport{4, 0, 0}));
  EXPECT_THAT(get(), ElementsAre(reading(1, "1"), reading(2, "2")));
  EXPECT_THAT(read(*store_, other), ElementsAre(reading(1, "10"), reading(2, "20")));
}

TEST_P(StoreSuite, AnEmptyBatchIsNothing) {
  EXPECT_EQ(store_->commit({}, {1}).value(), CommitReport{});
}

TEST_P(StoreSuite, RangesAreHalfOpen) {
  put({reading(10, "1"), reading(20, "2"), reading(30, "3")});
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(get({{10}, {30}}), ElementsAre(reading(10, "1"), reading(20, "2")));
    EXPECT_THAT(get({{11}, {31}}, Order::descending),
                ElementsAre(reading(30, "3"), reading(20, "2")));
    EXPECT_THAT(get({{20}, {20}}), IsEmpty());
    EXPECT_THAT(get({{30}, {10}}), IsEmpty());
    EXPECT_EQ(count({{10}, {30}}), 2U);
    EXPECT_EQ(count({{21}, {30}}), 0U);
    EXPECT_EQ(count({{30}, {10}}), 0U);
    seal();
  }
}

TEST_P(StoreSuite, RangesMayBeAsWideAsIntegers) {
  put({reading(kTimeMin.ms, "1"), reading(kTimeMax.ms - 1, "2")});
  const TimeRange widest{{INT64_MIN}, {INT64_MAX}};
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(get(widest).size(), 2U);
    EXPECT_EQ(get(widest, Order::descending).size(), 2U);
    EXPECT_EQ(count(widest), 2U);
    EXPECT_EQ(store_->last_at(series_, {INT64_MAX}).value(), reading(kTimeMax.ms - 1, "2"));
    EXPECT_EQ(store_->last_at(series_, {INT64_MIN}).value(), std::nullopt);
    seal();
  }
}

TEST_P(StoreSuite, DescendingIsTheReverse) {
  const auto readings = steps(-3'000'000, 5000, 1000);
  put(readings);
  seal();
  put(steps(-2'999'500, 300, 1000, 7));
  auto up = get();
  EXPECT_EQ(up.size(), 5300U);
  const auto down = get(kAll, Order::descending);
  std::reverse(up.begin(), up.end());
  EXPECT_EQ(down, up);
}

TEST_P(StoreSuite, SkipLeavesOutThatMany) {
  put(steps(0, 10'000, 1000));
  seal();
  put(steps(9'999'500, 100, 7000, -50));
  const auto all = get();
  auto reversed = all;
  std::reverse(reversed.begin(), reversed.end());
  for (const std::uint64_t n :
       {0U, 1U, 4095U, 4096U, 4097U, 8192U, 10'050U, 10'099U, 10'100U, 20'000U}) {
    SCOPED_TRACE(n);
    const auto from = std::min<std::size_t>(n, all.size());
    EXPECT_EQ(get(kAll, Order::ascending, n), std::vector(all.begin() + from, all.end()));
    EXPECT_EQ(get(kAll, Order::descending, n),
              std::vector(reversed.begin() + from, reversed.end()));
  }
}

TEST_P(StoreSuite, SkipAndNextMayAlternate) {
  put(steps(0, 9000, 1000));
  seal();
  const auto scan = store_->scan(series_, {{1'500}, {8'500'000}}, Order::ascending);
  ASSERT_TRUE(scan);
  ASSERT_TRUE((*scan)->skip(10));
  const auto first = (*scan)->next();
  ASSERT_TRUE(first && !first->empty());
  EXPECT_EQ(first->front().at, TimeMs{12'000});
  const std::int64_t then = first->back().at.ms + 1000;
  ASSERT_TRUE((*scan)->skip(5));
  const auto second = (*scan)->next();
  ASSERT_TRUE(second && !second->empty());
  EXPECT_EQ(second->front().at, TimeMs{then + 5000});
  ASSERT_TRUE((*scan)->skip(1'000'000));
  EXPECT_TRUE((*scan)->next().value().empty());
  EXPECT_TRUE((*scan)->next().value().empty());
}

TEST_P(StoreSuite, LastAtIsTheNewestAtOrBefore) {
  put({reading(10, "1"), reading(20, "2")});
  seal();
  put({reading(15, "1.5"), reading(30, "3")});
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(store_->last_at(series_, {9}).value(), std::nullopt);
    EXPECT_EQ(store_->last_at(series_, {10}).value(), reading(10, "1"));
    EXPECT_EQ(store_->last_at(series_, {19}).value(), reading(15, "1.5"));
    EXPECT_EQ(store_->last_at(series_, {29}).value(), reading(20, "2"));
    EXPECT_EQ(store_->last_at(series_, {1'000'000}).value(), reading(30, "3"));
    seal();
  }
  put({reading(20, "2.2")});
  EXPECT_EQ(store_->last_at(series_, {20}).value(), reading(20, "2.2"));
}

TEST_P(StoreSuite, LastAtOfManyIsThatOfEach) {
  const SeriesId other = *store_->intern({CemsId("S"), PointId("other"), ParameterId("P")});
  const SeriesId empty = *store_->intern({CemsId("S"), PointId("empty"), ParameterId("P")});
  const std::vector<SeriesId> asked{series_, empty, SeriesId{}, other, series_, SeriesId{4711}};
  put({reading(10, "1"), reading(20, "2")});
  ASSERT_TRUE(store_->commit(std::vector<SeriesReading>{{other, reading(15, "5")}}, {0}));
  for (int round = 0; round < 3; ++round) {  // In the head, sealed, and with a head over it.
    for (const std::int64_t t : {std::int64_t{9}, std::int64_t{10}, std::int64_t{19},
                                 std::int64_t{1'000'000}, INT64_MAX, INT64_MIN}) {
      std::vector<std::optional<Reading>> found(asked.size(), reading(1, "7"));
      ASSERT_TRUE(store_->last_at(asked, {t}, found));
      for (std::size_t i = 0; i < asked.size(); ++i) {
        EXPECT_EQ(found[i], store_->last_at(asked[i], {t}).value())
            << "series " << i << " at " << t;
      }
    }
    if (round == 0) seal();
    if (round == 1) put({reading(30, "3")});
  }
}

// Blocks end with the calendar month in UTC; nothing may be lost or doubled there.
TEST_P(StoreSuite, MonthEdgesAreSeamless) {
  constexpr std::int64_t kMarch = 1'709'251'200'000;  // 2024-03-01T00:00Z, after a 29 February.
  const auto readings = steps(kMarch - 100 * 250, 200, 250);
  put(readings);
  seal();
  put(steps(kMarch - 2, 4, 1, 77));
  seal();
  EXPECT_EQ(count(), 203U);  // The third of the four is 2024-03-01T00:00:00.000Z again.
  EXPECT_EQ(count({{kMarch}, {kMarch + 1}}), 1U);
  EXPECT_EQ(store_->last_at(series_, {kMarch - 1}).value(), reading(kMarch - 1, "78"));
  EXPECT_EQ(store_->last_at(series_, {kMarch}).value(), reading(kMarch, "79"));
  EXPECT_EQ(get().size(), 203U);
}

TEST_P(StoreSuite, TimesBefore1970ComeBeforeThoseBehind) {
  put({reading(5, "4"), reading(-5, "3"), reading(-31'536'000'000'000, "1"), reading(-70, "2")});
  for (int round = 0; round < 2; ++round) {
    std::vector<std::string> values;
    for (const Reading& r : get())
      values.push_back(r.value.to_string());
    EXPECT_THAT(values, ElementsAre("1", "2", "3", "4"));
    EXPECT_EQ(store_->last_at(series_, {-1}).value(), reading(-5, "3"));
    EXPECT_EQ(count({{-100}, {0}}), 2U);
    seal();
  }
}

TEST_P(StoreSuite, MoreThanABlockAtOnce) {
  const auto readings = steps(1'000'000'000'000, 5000, 1000);
  EXPECT_EQ(put(readings).accepted, 5000U);
  EXPECT_EQ(get(), readings);
  seal();
  EXPECT_EQ(get(), readings);
  EXPECT_EQ(count({readings[4095].at, readings[4097].at}), 2U);
  EXPECT_EQ(put(readings), (CommitReport{0, 0, 5000}));
}

TEST_P(StoreSuite, LateReadingsGoBetween) {
  auto readings = steps(0, 9000, 1000);
  put(readings);
  seal();
  std::vector<Reading> late;
  for (std::int64_t at = 500; at < 9'000'000; at += 100'000)
    late.push_back(reading(at, "-1"));
  EXPECT_EQ(put(late), (CommitReport{90, 0, 0}));
  readings.insert(readings.end(), late.begin(), late.end());
  std::sort(readings.begin(), readings.end(), [](auto& a, auto& b) { return a.at < b.at; });
  EXPECT_EQ(get(), readings);
  EXPECT_EQ(count(), 9090U);
  seal();
  EXPECT_EQ(get(), readings);
  EXPECT_EQ(count(), 9090U);
}

TEST_P(StoreSuite, BlocksOfOneReadingWork) {
  for (std::int64_t month = 0; month < 30; ++month) {
    put({reading(month * 31 * kMsPerDay, std::to_string(month))});
    seal();
  }
  EXPECT_EQ(get().size(), 30U);
  EXPECT_EQ(get(kAll, Order::descending).front().value.to_string(), "29");
  EXPECT_EQ(count({{0}, {31 * kMsPerDay}}), 1U);
}

TEST_P(StoreSuite, NumbersStayExact) {
  const std::vector<Reading> readings = {
      reading(1, "0.0035999998450279236"), reading(2, "-99999999999999999999999999999999999999"),
      reading(3, "1e-400"), reading(4, "30.530999660491943", Quality::questionable)};
  put(readings);
  EXPECT_EQ(get(), readings);
  seal();
  EXPECT_EQ(get(), readings);
  EXPECT_EQ(get().front().value.to_string(), "0.0035999998450279236");
}

TEST_P(StoreSuite, SeriesAreToldApartByAllThreeIds) {
  // With ids that a careless key would mix up: "a" + "bc" and "ab" + "c", a NUL, Chinese.
  const std::vector<SeriesKey> keys = {
      {CemsId("a"), PointId("bc"), ParameterId("d")},
      {CemsId("ab"), PointId("c"), ParameterId("d")},
      {CemsId("ab"), PointId(""), ParameterId("cd")},
      {CemsId(std::string("a\0", 2)), PointId("bc"), ParameterId("d")},
      {CemsId("用户端"), PointId("变压器"), ParameterId("有功")}};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(store_->find(keys[i]), std::nullopt);
    const SeriesId id = store_->intern(keys[i]).value();
    EXPECT_EQ(store_->intern(keys[i]).value(), id);
    commit(*store_, id, steps(0, 1, 1, static_cast<std::int64_t>(i)));
  }
  if (GetParam().keeps) reopen();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto id = store_->find(keys[i]);
    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(read(*store_, *id), steps(0, 1, 1, static_cast<std::int64_t>(i)));
  }
}

TEST_P(StoreSuite, ASeriesNobodyWroteToIsEmpty) {
  EXPECT_THAT(get(), IsEmpty());
  EXPECT_EQ(count(), 0U);
  EXPECT_EQ(store_->last_at(series_, {0}).value(), std::nullopt);
  const SeriesId unknown{999'999};
  EXPECT_THAT(read(*store_, unknown), IsEmpty());
  EXPECT_EQ(store_->count(unknown, kAll).value(), 0U);
  EXPECT_EQ(store_->last_at(unknown, {0}).value(), std::nullopt);
  EXPECT_THAT(store_->corrections(unknown, kAll).value(), IsEmpty());
}

TEST_P(StoreSuite, AScanSeesTheMomentOfItsMaking) {
  const auto before = steps(0, 6000, 1000);
  put(before);
  seal();
  const auto scan = store_->scan(series_, kAll, Order::ascending);
  ASSERT_TRUE(scan);
  put(steps(500, 6000, 1000));
  put(steps(0, 6000, 1000, 5));
  seal();
  EXPECT_EQ(rest_of(**scan), before);
  EXPECT_EQ(count(), 12'000U);
}

/// Of the backends that outlive their process.
class KeepingStoreSuite : public StoreSuite {};

TEST_P(KeepingStoreSuite, OpeningAgainKeepsEverything) {
  const auto sealed = steps(0, 5000, 1000);
  put(sealed);
  seal();
  auto all = sealed;
  const auto unsealed = steps(10'000'000, 100, 1000);
  put(unsealed);
  put({reading(0, "-7")}, {77});
  all.front() = reading(0, "-7");
  all.insert(all.end(), unsealed.begin(), unsealed.end());
  for (int round = 0; round < 3; ++round) {
    reopen();
    EXPECT_EQ(store_->find(key_of("EPI")), series_);
    EXPECT_EQ(get(), all);
    EXPECT_EQ(count(), 5100U);
    EXPECT_THAT(store_->corrections(series_, kAll).value(),
                ElementsAre(Correction{reading(0, "0"), {77}}));
    EXPECT_EQ(put(unsealed), (CommitReport{0, 0, 100}));
    if (round == 1) seal();
  }
  EXPECT_NE(intern(*store_, "new"), series_);
}

// The number of a correction goes on where it stopped, also when sealing has emptied the log.
TEST_P(KeepingStoreSuite, CorrectionsStayInOrderAcrossOpenings) {
  put({reading(1, "0")});
  for (std::int64_t i = 1; i <= 4; ++i) {
    seal();
    reopen();
    put({reading(1, std::to_string(i))}, {i});
  }
  std::vector<std::string> values;
  const auto corrections = store_->corrections(series_, kAll).value();
  for (const Correction& c : corrections) {
    values.push_back(c.replaced.value.to_string());
  }
  EXPECT_THAT(values, ElementsAre("0", "1", "2", "3"));
}

INSTANTIATE_TEST_SUITE_P(Backends, StoreSuite, testing::ValuesIn(backends()),
                         [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(Backends, KeepingStoreSuite, testing::ValuesIn(keeping_backends()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace cems::store::test
