// Lookups of a Site: binary search, because everything in it is sorted by id and never changes.
#include "catalog/site.h"

#include <algorithm>

#include "base/civil.h"

namespace cems::catalog {
namespace {

/// The same day and time of day so many months before, or the month's last day.
LocalMs months_before(LocalMs t, std::int64_t months) {
  const std::int64_t day = (t.ms >= 0 ? t.ms : t.ms - kMsPerDay + 1) / kMsPerDay;
  const std::int64_t of_day = t.ms - day * kMsPerDay;
  CivilDate date = civil_from_days(day);
  const std::int64_t month = std::max<std::int64_t>(date.year * 12LL + date.month - 1 - months, 0);
  date.year = static_cast<int>(month / 12);
  date.month = static_cast<int>(month % 12) + 1;
  date.day = std::min(date.day, days_in_month(date.year, date.month));
  return {days_from_civil(date) * kMsPerDay + of_day};
}

}  // namespace

const Parameter* Point::parameter(const ParameterId& wanted) const {
  const auto found = std::lower_bound(
      parameters.begin(), parameters.end(), wanted,
      [](const Parameter& entry, const ParameterId& key) { return entry.id < key; });
  return found != parameters.end() && found->id == wanted ? &*found : nullptr;
}

bool Category::is_within(const Category& ancestor) const {
  for (const Category* step = this; step != nullptr; step = step->parent) {
    if (step == &ancestor) {
      return true;
    }
  }
  return false;
}

const Point* Site::point(const PointId& wanted) const {
  const auto found = std::lower_bound(points.begin(), points.end(), wanted,
                                      [](const std::unique_ptr<const Point>& entry,
                                         const PointId& key) { return entry->id < key; });
  return found != points.end() && (*found)->id == wanted ? found->get() : nullptr;
}

TimeMs Site::kept_from(TimeMs now) const {
  if (!retention) {
    return kTimeMin;
  }
  const LocalMs local = months_before(zone.to_local(now), retention->months);
  const Result<TimeMs> utc = zone.to_utc(local);
  // An hour that the clock skipped: the offset of now is near enough.
  const TimeMs begin = utc ? *utc : TimeMs{local.ms - zone.offset_at(now)};
  return std::max(kTimeMin, begin - std::min(retention->ms, begin - kTimeMin));
}

const Category* Site::category(const CategoryCode& wanted) const {
  const auto found = std::lower_bound(categories.begin(), categories.end(), wanted,
                                      [](const std::unique_ptr<const Category>& entry,
                                         const CategoryCode& key) { return entry->code < key; });
  return found != categories.end() && (*found)->code == wanted ? found->get() : nullptr;
}

}  // namespace cems::catalog
