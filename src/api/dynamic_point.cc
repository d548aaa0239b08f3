// 8.4: the newest values of a point.
#include <fmt/format.h>

#include "api/answer_parts.h"
#include "base/quote.h"
#include "query/newest.h"
#include "query/selection.h"

namespace cems::api {
namespace {

using model::Field;

/// The parameters of one point with their newest value each; `readings` is empty where there is
/// none.
Status write_newest(json::Writer& writer, const Call& call,
                    const std::vector<query::Series>& series) {
  writer.begin_array();
  for (const query::Series& one : series) {
    const Result<std::optional<Reading>> newest =
        query::newest(call.store, call.site.id, one, call.now);
    if (!newest) {
      return newest.error();
    }
    open_parameter(writer, call.wire, *one.parameter);
    writer.key(call.wire.member(Field::parameter_readings)).begin_array();
    if (newest->has_value()) {
      write_reading(writer, call.wire, call.site.zone, **newest);
    }
    writer.end_array();
    writer.end_object();
  }
  writer.end_array();
  return Unit{};
}

}  // namespace

Checked<Data> get_point_dynamic_data(const Call& call) {
  const Checked<const catalog::Point*> point = asked_point(call);
  if (!point) {
    return tl::make_unexpected(point.error());
  }
  const Checked<std::vector<query::Series>> series = asked_series(call, {*point});
  if (!series) {
    return tl::make_unexpected(series.error());
  }
  const query::PageCut page = query::cut_page(1, call.arguments.page);
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(call.wire.member(Field::dynamic_data_cems));
  write_cems_reference(writer, call.wire, call.site);
  writer.key(call.wire.member(Field::dynamic_data_data_time))
      .value(format_time(call.now, call.site.zone));
  writer.key(call.wire.member(Field::dynamic_data_points)).begin_array();
  if (page.count > 0) {
    open_simple_point(writer, call.wire, **point);
    writer.key(call.wire.member(Field::simple_point_parameters));
    if (const Status written = write_newest(writer, call, *series); !written) {
      return tl::make_unexpected(storage_problem(written.error()));
    }
    writer.end_object();
  }
  writer.end_array();
  writer.key(call.wire.member(Field::dynamic_data_data_count));
  write_counts(writer, call.wire, {1, {}, 1, series->size(), {}});
  writer.key(call.wire.member(Field::dynamic_data_page));
  write_page(writer, call.wire, call.arguments.page, page);
  writer.end_object();
  return data;
}

}  // namespace cems::api
