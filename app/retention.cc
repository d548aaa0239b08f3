// Whole months: sums that were kept of a series are computed again once a month, and not each time
// that a block has come of age.
#include "app/retention.h"

#include <algorithm>
#include <vector>

#include "base/civil.h"
#include "base/log.h"
#include "base/zone.h"

namespace cems::app {
namespace {

/// The begin of the month in UTC that holds `t`.
TimeMs month_begin(TimeMs t) {
  const std::int64_t day = (t.ms >= 0 ? t.ms : t.ms - kMsPerDay + 1) / kMsPerDay;
  CivilDate date = civil_from_days(day);
  date.day = 1;
  return {days_from_civil(date) * kMsPerDay};
}

std::vector<SeriesId> series_of(const store::Store& store, const catalog::Site& site) {
  std::vector<SeriesId> series;
  for (const auto& point : site.points) {
    for (const catalog::Parameter& parameter : point->parameters) {
      if (const auto id = store.find({site.id, point->id, parameter.id})) {
        series.push_back(*id);
      }
    }
  }
  std::sort(series.begin(), series.end());
  return series;
}

}  // namespace

void drop_old_readings(store::Store& store, const catalog::Snapshot& sites, TimeMs now,
                       const std::stop_token& over) {
  for (const auto& site : sites.sites()) {
    if (over.stop_requested()) {
      return;
    }
    if (!site->retention) {
      continue;
    }
    const TimeMs limit = month_begin(site->kept_from(now));
    const Result<std::uint64_t> dropped = store.drop_before(series_of(store, *site), limit);
    if (!dropped) {
      spdlog::error("old readings of {} stay: {}", site->id.view(), dropped.error().message);
    } else if (*dropped > 0) {
      spdlog::info("dropped {} readings of {} from before {}", *dropped, site->id.view(),
                   format_time(limit, Zone()));
    }
  }
}

}  // namespace cems::app
