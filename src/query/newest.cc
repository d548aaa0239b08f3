// Newest values and when they are stale.
#include "query/newest.h"

#include <algorithm>
#include <utility>

namespace cems::query {
namespace {

constexpr std::int64_t kStaleAtLeastMs = 5 * kMsPerMinute;
constexpr std::int64_t kStaleWithoutIntervalMs = kMsPerDay;

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

NewestSet::NewestSet(const store::Store& store, const catalog::Site& site,
                     std::vector<Series> series)
    : cems_(site.id), series_(std::move(series)) {
  for (const Series& one : series_) {
    const std::optional<SeriesId> id = store.find({cems_, one.point->id, one.parameter->id});
    if (!id) {
      unknown_.push_back(ids_.size());
    }
    ids_.push_back(id.value_or(SeriesId{}));
    stale_after_ms_.push_back(stale_after_ms(*one.parameter));
  }
}

Status NewestSet::read(const store::Store& store, TimeMs now,
                       std::span<std::optional<Reading>> out) const {
  if (const Status read = store.last_at(ids_, now, out); !read) {
    return read.error();
  }
  for (const std::size_t i : unknown_) {  // They may have some by now.
    auto found = newest(store, cems_, series_[i], now);
    if (!found) {
      return found.error();
    }
    out[i] = *found;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] && now - out[i]->at > stale_after_ms_[i]) {
      out[i]->quality = Quality::questionable;
    }
  }
  return Unit{};
}

}  // namespace cems::query
