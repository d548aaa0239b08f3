// 9.1 to 9.6: readings over a range. The six differ in their points and in where those stand.
#include <fmt/format.h>

#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/historic_body.h"
#include "api/historic_csv.h"
#include "base/limits.h"
#include "query/history.h"

namespace cems::api {
namespace {

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

Checked<Data> answer_historic(const Call& call) {
  const Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  const Checked<std::vector<query::Series>> series = asked_series(call, asked->points);
  if (!series) {
    return tl::make_unexpected(series.error());
  }
  const Checked<TimeRange> range = asked_range(call);
  if (!range) {
    return tl::make_unexpected(range.error());
  }
  const bool is_csv = call.representation == Representation::csv;
  const query::HistoryRequest request{*range, call.arguments.order, call.arguments.interval,
                                      is_csv ? csv_page(call) : call.arguments.page, call.now};
  Result<query::History> history = query::plan_history(call.store, call.site, *series, request);
  if (!history) {
    return tl::make_unexpected(planning_problem(call, history.error()));
  }
  if (is_csv) {
    return begin_csv(std::make_unique<HistoricCsv>(call, std::move(*history), request));
  }
  return begin_body(std::make_unique<HistoricBody>(call, *asked, std::move(*history), request));
}

}  // namespace

Checked<Data> get_cems_historic_data(const Call& call) {
  return answer_historic(call);
}

Checked<Data> get_cems_full_historic_data(const Call& call) {
  return answer_historic(call);
}

Checked<Data> get_cems_spec_category_historic_data(const Call& call) {
  return answer_historic(call);
}

Checked<Data> get_point_historic_data(const Call& call) {
  return answer_historic(call);
}

Checked<Data> get_point_full_historic_data(const Call& call) {
  return answer_historic(call);
}

Checked<Data> get_point_spec_category_historic_data(const Call& call) {
  return answer_historic(call);
}

}  // namespace cems::api
