/// The body of a statistic answer, made row by row as the peer takes it: one pass over a series
/// gives its rows of all classes, and then they are forgotten.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/asked.h"
#include "api/bucket_text.h"
#include "api/point_places.h"
#include "http/message.h"
#include "json/writer.h"
#include "query/statistic_rows.h"

namespace cems::api {

/// Some of the rows of one source: classes [first, first + count) of it.
struct RowSlice {
  const query::RowSource* source = nullptr;
  std::size_t first = 0;
  std::size_t count = 0;  ///< Never 0.
};

/// A page of rows and everything that its answer needs.
struct StatisticPlan {
  query::StatisticAsk ask;
  std::vector<TimeRange> buckets;
  std::vector<query::RowSource> sources;  ///< Of the whole answer, by point and parameter.
  std::vector<RowSlice> slices;           ///< Of the page, in the same order; point into sources.
  query::PageCut page;
  query::Place last;  ///< The page's last row.

  StatisticPlan() = default;
  StatisticPlan(StatisticPlan&&) = default;
  StatisticPlan& operator=(StatisticPlan&&) = default;
};

/// 6.15 StatisticData: rows of one page, aggregates of classes on page 1, counts and page. Holds
/// the catalog's snapshot; the wire and the store outlive every answer.
class StatisticBody : public http::BodySource {
 public:
  StatisticBody(const Call& call, const Asked& asked, StatisticPlan plan);

  [[nodiscard]] Result<bool> read(std::string& out) override;

 private:
  [[nodiscard]] Result<bool> make();
  void write_head();
  [[nodiscard]] Status write_aggregates(const catalog::Category& category);
  [[nodiscard]] Status write_slice(const RowSlice& slice);
  [[nodiscard]] Status finish();
  [[nodiscard]] query::StatisticRequest request() const;

  const Call call_;
  const Asked asked_;
  StatisticPlan plan_;
  const BucketText buckets_;
  bool begun_ = false;
  std::size_t next_ = 0;  // Slice to write next.
  std::string text_;      // What read() appends to, while it runs.
  json::Writer writer_{text_};
  PointPlaces places_;
};

}  // namespace cems::api
