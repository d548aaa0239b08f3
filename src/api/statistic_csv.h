/// A statistic answer as CSV (X3; dictionary S "CSV out"): one line a row and bucket.
#pragma once

#include <string>

#include "api/bucket_text.h"
#include "api/statistic_body.h"

namespace cems::api {

/// Header line and lines by point, parameter, class and bucket. Aggregates of classes have no
/// place in it. Holds the catalog's snapshot; the wire and the store outlive every answer.
class StatisticCsv : public http::BodySource {
 public:
  StatisticCsv(const Call& call, StatisticPlan plan);

  [[nodiscard]] Result<bool> read(std::string& out) override;

 private:
  [[nodiscard]] Status write_slice(std::string& out, const RowSlice& slice) const;
  void write_row(std::string& out, const query::RowSource& source,
                 const query::StatisticRow& row) const;

  const Call call_;
  const StatisticPlan plan_;
  const BucketText buckets_;
  bool begun_ = false;
  std::size_t next_ = 0;  // Slice to write next.
};

}  // namespace cems::api
