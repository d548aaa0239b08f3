// Statistic rows as lines.
#include "api/statistic_csv.h"

#include "api/csv_text.h"
#include "api/statistic_words.h"
#include "api/write_statistic.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"

namespace cems::api {
namespace {

using model::Field;

/// The series by the names of a readings file, the rest by those of the answer's members.
std::array<std::string_view, 9> columns(const spec::Wire& wire) {
  const auto series = wire.csv_columns();
  return {series[0],
          series[1],
          series[2],
          wire.member_name(Field::simple_statistic_point_tou),
          wire.member_name(Field::simple_statistic_point_aggregate),
          wire.member_name(Field::reading_time_period),
          wire.member_name(Field::reading_value),
          wire.member_name(Field::reading_quality),
          wire.member_name(Field::parameter_unit)};
}

}  // namespace

StatisticCsv::StatisticCsv(const Call& call, StatisticPlan plan)
    : call_(call), plan_(std::move(plan)), buckets_(plan_.buckets, call.site.zone) {}

void StatisticCsv::write_row(std::string& out, const query::RowSource& source,
                             const query::StatisticRow& row) const {
  const RowParameter parameter = row_parameter(call_.site, source, row.tou, call_.arguments.period);
  for (std::size_t i = 0; i < plan_.buckets.size(); ++i) {
    const query::Cell& cell = row.cells[i];
    append_cell(out, call_.site.id.view());
    out += ',';
    append_cell(out, source.point().id.view());
    out += ',';
    append_cell(out, parameter.id);
    out += ',';
    out += std::to_string(static_cast<unsigned>(row.tou));
    out += ',';
    out += aggregate_word(row_aggregate(source));
    out += ',';
    out += buckets_.period(i);
    out += ',';
    const std::optional<Decimal> value = cell.printed();
    if (value) {
      value->append_to(out);
    }
    out += ',';
    out += std::to_string(static_cast<unsigned>(cell.printed_quality(value)));
    out += ',';
    append_cell(out, parameter.unit);
    out += '\n';
  }
}

Status StatisticCsv::write_slice(std::string& out, const RowSlice& slice) const {
  const query::StatisticRequest request{plan_.buckets, call_.now, false, call_.closed};
  const Result<std::vector<query::StatisticRow>> rows =
      query::rows_of(call_.store, call_.site, *slice.source, request);
  if (!rows) {
    return rows.error();
  }
  for (std::size_t i = slice.first; i < slice.first + slice.count; ++i) {
    write_row(out, *slice.source, (*rows)[i]);
  }
  return Unit{};
}

Result<bool> StatisticCsv::read(std::string& out) {
  const std::size_t full = out.size() + limits::kBodyChunkBytes;
  if (!begun_) {
    begun_ = true;
    append_header(out, columns(call_.wire));
  }
  while (next_ < plan_.slices.size() && out.size() < full) {
    if (const Status written = write_slice(out, plan_.slices[next_++]); !written) {
      spdlog::error("a statistic answer of {} was cut: {}", quote(call_.site.id.view()),
                    written.error().message);
      return written.error();
    }
  }
  return next_ < plan_.slices.size();
}

}  // namespace cems::api
