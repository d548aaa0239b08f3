// 9.4: the readings of a point over a range.
#include <fmt/format.h>

#include "api/answer_parts.h"
#include "api/historic_body.h"
#include "base/limits.h"
#include "query/history.h"

namespace cems::api {
namespace {

/// The range of a call, or 40004.
Checked<TimeRange> asked_range(const Call& call) {
  const TimeRange& range = call.arguments.range;
  if (range.begin < range.end) {
    return range;
  }
  const std::string_view start = call.wire.param_name(spec::Param::start_time);
  const std::string_view end = call.wire.param_name(spec::Param::end_time);
  return tl::make_unexpected(problem(
      spec::Code::time_range_invalid, start,
      {fmt::format("{} 必须早于 {}（不含 {} 本身）", start, end, end),
       fmt::format("{} must be before {}, which is itself not part of the range", start, end)}));
}

/// What planning a history can fail with, as a problem.
Problem planning_problem(const Call& call, const Error& error) {
  if (error.code != Errc::too_large) {
    return storage_problem(error);
  }
  return problem(
      spec::Code::range_too_large, call.wire.param_name(spec::Param::interval),
      {fmt::format("该间隔在此范围内超过 {} 行，请加大间隔或缩短范围", limits::kGridRowsMax),
       fmt::format("this interval gives more than {} rows in the range; ask for a longer "
                   "interval or a shorter range",
                   limits::kGridRowsMax)});
}

}  // namespace

Checked<Data> get_point_historic_data(const Call& call) {
  const Checked<const catalog::Point*> point = asked_point(call);
  if (!point) {
    return tl::make_unexpected(point.error());
  }
  const Checked<std::vector<query::Series>> series = asked_series(call, {*point});
  if (!series) {
    return tl::make_unexpected(series.error());
  }
  const Checked<TimeRange> range = asked_range(call);
  if (!range) {
    return tl::make_unexpected(range.error());
  }
  const query::HistoryRequest request{*range, call.arguments.order, call.arguments.interval,
                                      call.arguments.page, call.now};
  Result<query::History> history = query::plan_history(call.store, call.site, *series, request);
  if (!history) {
    return tl::make_unexpected(planning_problem(call, history.error()));
  }
  auto body = std::make_unique<HistoricBody>(call, std::move(*history), request);
  // The first piece is made here, so that what fails at once is an envelope and not a reset.
  Data data;
  const Result<bool> more = body->read(data.text);
  if (!more) {
    return tl::make_unexpected(storage_problem(more.error()));
  }
  if (*more) {
    data.rest = std::move(body);
  }
  return data;
}

}  // namespace cems::api
