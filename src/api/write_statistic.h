/// Statistic rows as JSON: 6.13 SimpleStatisticPoint, the Parameter inside it, and X1 receipts.
#pragma once

#include <optional>
#include <string_view>

#include "api/bucket_text.h"
#include "api/operation.h"
#include "json/writer.h"
#include "query/statistic_rows.h"

namespace cems::api {

/// How the Parameter of a row calls itself.
struct RowParameter {
  std::string_view id;
  std::string_view name;
  std::string unit;
  std::optional<spec::ReadingType> type;  ///< None for indicators.
};

/// What every row of an answer shares.
struct RowContext {
  const Call& call;
  const BucketText& buckets;
};

/// 6.8 with one reading a bucket, and the receipt, where there is one, if `with_receipt`:
/// aggregates of classes have no other place for it.
void write_row_parameter(json::Writer& writer, const RowContext& context,
                         const RowParameter& parameter, const query::StatisticRow& row,
                         bool with_receipt);

/// The value of an extension: coverage always, the rest of X1 where there is a receipt.
void write_receipt_of(json::Writer& writer, const spec::Wire& wire, const query::Coverage& coverage,
                      const std::optional<query::Receipt>& receipt);

/// 6.13.
void write_statistic_point(json::Writer& writer, const RowContext& context,
                           const catalog::Point& point, query::Aggregate aggregate,
                           const RowParameter& parameter, const query::StatisticRow& row);

/// What the source's rows of a class are called.
[[nodiscard]] RowParameter row_parameter(const catalog::Site& site, const query::RowSource& source,
                                         model::TouClass tou, query::Period period);

[[nodiscard]] query::Aggregate row_aggregate(const query::RowSource& source);

}  // namespace cems::api
