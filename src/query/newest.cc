// Newest values and when they are stale.
#include "query/newest.h"

#include <algorithm>

namespace cems::query {
namespace {

constexpr std::int64_t kStaleAtLeastMs = 5 * kMsPerMinute;
constexpr std::int64_t kStaleWithoutIntervalMs = kMsPerDay;
constexpr std::int64_t kDaysOfMonthMax = 31;

}  // namespace

std::int64_t stale_after_ms(const catalog::Parameter& parameter) {
  if (!parameter.interval) {
    return kStaleWithoutIntervalMs;
  }
  const std::int64_t period =
      parameter.interval->ms + parameter.interval->months * kDaysOfMonthMax * kMsPerDay;
  return std::max(3 * period, kStaleAtLeastMs);
}

Result<std::optional<Reading>> newest(const store::Store& store, const CemsId& cems,
                                      const Series& series, TimeMs now) {
  const std::optional<SeriesId> id = store.find({cems, series.point->id, series.parameter->id});
  if (!id) {
    return std::optional<Reading>();
  }
  Result<std::optional<Reading>> found = store.last_at(*id, now);
  if (found && found->has_value() && now - (*found)->at > stale_after_ms(*series.parameter)) {
    (*found)->quality = Quality::questionable;
  }
  return found;
}

}  // namespace cems::query
