// Historic pages against a plain list of all rows: every page size, both orders.
#include "query/history.h"

#include <algorithm>

#include "query_site.h"
#include "tests/base/seed.h"

namespace cems::query {
namespace {

struct Row {
  std::string series;
  Reading reading;

  friend bool operator==(const Row&, const Row&) = default;
};

class HistoryTest : public ::testing::Test {
 protected:
  /// Random minutes of one day for the three series, `kept` of them.
  void fill(std::mt19937_64& engine, int kept) {
    for (const auto& [point, parameter] : {std::pair("A", "E15"), {"A", "P"}, {"B", "T"}}) {
      std::vector<Reading> readings;
      for (int i = 0; i < kept; ++i) {
        const TimeMs t = begin_ + seeds::pick(engine, 0, 24 * 60 - 1) * kMsPerMinute;
        readings.push_back({t, Decimal::from(seeds::pick(engine, -999, 999), 2)});
      }
      keep(*store_, point, parameter, readings);
      std::sort(readings.begin(), readings.end(),
                [](const Reading& a, const Reading& b) { return a.at < b.at; });
    }
  }

  [[nodiscard]] std::vector<Series> series() const {
    return series_of({site_->point(PointId("A")), site_->point(PointId("B"))}, {});
  }

  /// The oracle: all rows of all series in the order of the answer, from whole scans.
  [[nodiscard]] std::vector<Row> all_rows(const HistoryRequest& request) const {
    std::vector<Row> rows;
    for (const Series& one : series()) {
      const auto id = store_->find({site_->id, one.point->id, one.parameter->id});
      std::vector<Row> mine;
      auto scan = store_->scan(*id, {kTimeMin, kTimeMax}, Order::ascending);
      for (auto piece = (*scan)->next(); !piece->empty(); piece = (*scan)->next()) {
        for (const Reading& reading : *piece) {
          if (request.range.contains(reading.at)) {
            mine.push_back({one.parameter->id.str(), reading});
          }
        }
      }
      if (request.order == Order::descending) {
        std::reverse(mine.begin(), mine.end());
      }
      rows.insert(rows.end(), mine.begin(), mine.end());
    }
    return rows;
  }

  [[nodiscard]] std::vector<Row> page_rows(const History& history,
                                           const HistoryRequest& request) const {
    std::vector<Row> rows;
    for (const HistorySlice& slice : history.slices) {
      Result<Rows> open = Rows::open(*store_, slice, request);
      EXPECT_TRUE(open);
      for (auto piece = open->next(); !piece->empty(); piece = open->next()) {
        for (const Reading& reading : *piece) {
          rows.push_back({slice.series.parameter->id.str(), reading});
        }
      }
    }
    return rows;
  }

  std::shared_ptr<const catalog::Site> site_ = make_site();
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
  TimeMs begin_ = at("2024-07-01");
};

TEST_F(HistoryTest, PagesOfAnySizeJoinToAllRowsInOrder) {
  std::mt19937_64 engine = seeds::seeded_engine();
  fill(engine, 40);
  for (const Order order : {Order::ascending, Order::descending}) {
    HistoryRequest request{{begin_ + kMsPerHour, begin_ + 20 * kMsPerHour}, order, {}, {1, 1}};
    const std::vector<Row> expected = all_rows(request);
    ASSERT_GT(expected.size(), 30U);
    for (const std::uint64_t size : {1U, 2U, 7U, 33U, 1000U}) {
      std::vector<Row> joined;
      for (std::uint64_t number = 1;; ++number) {
        request.page = {number, size};
        const Result<History> history = plan_history(*store_, *site_, series(), request);
        ASSERT_TRUE(history);
        EXPECT_EQ(history->page.total, expected.size());
        EXPECT_EQ(history->parameter_count, 3U);
        EXPECT_EQ(history->point_count, 2U);
        const std::vector<Row> rows = page_rows(*history, request);
        EXPECT_EQ(rows.size(), history->page.count);
        joined.insert(joined.end(), rows.begin(), rows.end());
        if (!history->page.has_next) {
          break;
        }
      }
      EXPECT_EQ(joined, expected) << "page size " << size;
    }
  }
}

TEST_F(HistoryTest, SeriesWithoutRowsAreNotCounted) {
  keep(*store_, "A", "P", {{begin_, Decimal::from_integer(1)}});
  const HistoryRequest request{{begin_, begin_ + 1}, Order::ascending, {}, {1, 10}};
  const Result<History> history = plan_history(*store_, *site_, series(), request);
  ASSERT_TRUE(history);
  EXPECT_EQ(history->parameter_count, 1U);
  EXPECT_EQ(history->point_count, 1U);
  ASSERT_EQ(history->slices.size(), 1U);
  EXPECT_EQ(history->slices[0].series.parameter->id.view(), "P");
}

TEST_F(HistoryTest, GridRowsArePagedLikeStoredOnes) {
  std::vector<Reading> readings;
  for (int minute = 0; minute < 120; ++minute) {
    readings.push_back({begin_ + minute * kMsPerMinute, Decimal::from_integer(minute)});
  }
  keep(*store_, "A", "P", readings);
  HistoryRequest request{
      {begin_, begin_ + 2 * kMsPerHour}, Order::descending, *parse_duration("PT15M"), {2, 3}};
  const Result<History> history = plan_history(*store_, *site_, series(), request);
  ASSERT_TRUE(history);
  EXPECT_EQ(history->page.total, 8U);
  const std::vector<Row> rows = page_rows(*history, request);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].reading.value, Decimal::from_integer(60)) << "105, 90, 75 stood on page 1";
  EXPECT_EQ(rows[2].reading.at, begin_ + 30 * kMsPerMinute);
}

TEST_F(HistoryTest, AGridEndsWithNow) {
  keep(*store_, "B", "T", {{begin_, Decimal::from_integer(1)}});
  HistoryRequest request{{begin_, begin_ + 2 * kMsPerHour},
                         Order::ascending,
                         *parse_duration("PT30M"),
                         {1, 10},
                         begin_ + 10 * kMsPerMinute};
  EXPECT_EQ(plan_history(*store_, *site_, series(), request)->page.total, 1U);
  request.now = begin_ + 30 * kMsPerMinute;
  EXPECT_EQ(plan_history(*store_, *site_, series(), request)->page.total, 2U);
  request.now = begin_ - 1;
  EXPECT_EQ(plan_history(*store_, *site_, series(), request)->page.total, 0U);
}

TEST_F(HistoryTest, AGridOfMoreRowsThanTheLimitIsTooLarge) {
  keep(*store_, "A", "P", {{begin_, Decimal::from_integer(1)}});
  const HistoryRequest request{
      {begin_, begin_ + 400 * kMsPerDay}, Order::ascending, *parse_duration("PT1M"), {1, 10}};
  const Result<History> history = plan_history(*store_, *site_, series(), request);
  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().code, Errc::too_large);
}

}  // namespace
}  // namespace cems::query
