// States of the series that rows are computed from.
#include "query/series_state.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace cems::query {
namespace {

/// The points whose readings go into the rows; nothing where that is not known.
std::optional<std::vector<const catalog::Point*>> points_of(std::span<const RowSource> sources) {
  std::vector<const catalog::Point*> points;
  for (const RowSource& source : sources) {
    const auto* series = std::get_if<StatisticSeries>(&source.what);
    if (series == nullptr) return std::nullopt;
    for (const catalog::Point* point : {series->shown.point, series->read.point}) {
      if (points.empty() || points.back() != point) points.push_back(point);
    }
  }
  return points;
}

}  // namespace

Result<std::optional<std::vector<SeriesState>>> states_of(const store::Store& store,
                                                          const catalog::Site& site,
                                                          std::span<const RowSource> sources) {
  using States = std::vector<SeriesState>;
  const auto points = points_of(sources.first(std::min(sources.size(), limits::kSeriesStatesMax)));
  if (!points || sources.size() > limits::kSeriesStatesMax) return std::optional<States>();
  States states;
  for (const catalog::Point* point : *points) {
    for (const catalog::Parameter& parameter : point->parameters) {
      if (states.size() == limits::kSeriesStatesMax) return std::optional<States>();
      const auto id = store.find({site.id, point->id, parameter.id});
      states.push_back({id.value_or(SeriesId{}), id ? store.epoch(*id) : 0, {}});
    }
  }
  std::vector<SeriesId> ids(states.size());
  std::transform(states.begin(), states.end(), ids.begin(), [](const auto& s) { return s.id; });
  std::vector<std::optional<Reading>> newest(states.size());
  if (const Status read = store.last_at(ids, kTimeMax, newest); !read) return read.error();
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (newest[i]) states[i].newest = newest[i]->at;
  }
  return std::optional(std::move(states));
}

}  // namespace cems::query
