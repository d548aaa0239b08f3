// Finding what was answered, and keeping it.
#include "api/statistic_again.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "api/answer_parts.h"
#include "api/kept_answers.h"
#include "base/limits.h"
#include "query/series_state.h"
#include "query/version.h"
#include "spec/indicator.h"

namespace cems::api {
namespace {

/// The whole of an answer that goes on, unless it gets long.
Status read_on(Data& data) {
  while (data.rest != nullptr && data.text.size() < limits::kKeptAnswerBytes) {
    const Result<bool> more = data.rest->read(data.text);
    if (!more) {
      return more.error();
    }
    if (!*more) {
      data.rest.reset();
    }
  }
  return Unit{};
}

/// Nothing where they cannot be told from the plan's sources: indicators are computed from other
/// points, those of classes from all of a class.
Result<std::optional<std::vector<query::SeriesState>>> states_of(const Call& call,
                                                                 const StatisticPlan& plan) {
  const auto& asked = plan.ask.filter.parameters;
  if (std::any_of(asked.begin(), asked.end(), [](const ParameterId& id) {
        return spec::find_indicator(id.view()) != nullptr;
      })) {
    return std::optional<std::vector<query::SeriesState>>();
  }
  return query::states_of(call.store, call.site, plan.sources);
}

}  // namespace

Checked<Data> answer_again(const Call& call, const Asked& asked, StatisticPlan plan) {
  const auto kept = call.answers->find(call.held);
  const std::uint64_t version = query::version_of(call.store);
  if (kept != nullptr && kept->readings.version == version) {
    return Data{kept->text, nullptr};
  }
  auto series = states_of(call, plan);
  if (!series) {
    return tl::make_unexpected(storage_problem(series.error()));
  }
  if (kept != nullptr && *series && kept->readings.series == *series) {
    return Data{kept->text, nullptr};
  }
  Checked<Data> data = begin_body(std::make_unique<StatisticBody>(call, asked, std::move(plan)));
  if (!data) {
    return data;
  }
  if (const Status read = read_on(*data); !read) {
    return tl::make_unexpected(storage_problem(read.error()));
  }
  if (data->rest == nullptr && data->text.size() <= limits::kKeptAnswerBytes) {
    call.answers->put({call.held, {version, std::move(*series)}, data->text});
  }
  return data;
}

}  // namespace cems::api
