// Looking for months that are over.
#include "query/rollups.h"

#include <algorithm>

#include "base/civil.h"
#include "query/calendar.h"
#include "query/kept_months.h"
#include "query/month_sums.h"
#include "query/piece.h"
#include "query/statistic_engine.h"

namespace cems::query {
namespace {

TimeMs month_begin(TimeMs t, const Zone& zone, int months) {
  return day_begin(month_start(local_day(zone.to_local(t)), months), zone);
}

TimeMs year_begin(std::int32_t year, const Zone& zone) {
  return day_begin(days_from_civil({year, 1, 1}), zone);
}

StatisticSeries sum_of(const catalog::Point& point, const catalog::Parameter& parameter,
                       bool by_class) {
  StatisticSeries out;
  out.shown = {&point, &parameter};
  out.read = out.shown;
  out.measure = measure_of(parameter);
  out.aggregate = Aggregate::sum;
  out.classes = {by_class ? TouClass::peak : TouClass::none};
  return out;
}

/// The instant of the first reading from `t` on.
Result<std::optional<TimeMs>> first_reading(const store::Store& store, SeriesId series) {
  const auto scan = store.scan(series, {kTimeMin, kTimeMax}, store::Order::ascending);
  if (!scan) {
    return scan.error();
  }
  const auto part = (*scan)->next();
  if (!part) {
    return part.error();
  }
  return part->empty() ? std::optional<TimeMs>() : std::optional((*part)[0].at);
}

}  // namespace

Result<std::uint64_t> Rollups::look(TimeMs now, const std::stop_token& over) {
  std::uint64_t made = 0;
  const std::shared_ptr<const catalog::Snapshot> snapshot = catalog_.get();
  for (const auto& site : snapshot->sites()) {
    for (const auto& point : site->points) {
      for (const catalog::Parameter& parameter : point->parameters) {
        for (const bool by_class : {false, true}) {
          if (over.stop_requested()) {
            return made;
          }
          const Result<bool> looked = look_at(*site, *point, parameter, by_class, now);
          if (!looked) {
            return looked.error();
          }
          made += *looked ? 1 : 0;
        }
      }
    }
  }
  return made;
}

Result<bool> Rollups::look_at(const catalog::Site& site, const catalog::Point& point,
                              const catalog::Parameter& parameter, bool by_class, TimeMs now) {
  const StatisticSeries series = sum_of(point, parameter, by_class);
  if (!PieceRead::adds_up(parameter) ||
      (by_class && (site.tariff == nullptr || !is_split_by_class(series)))) {
    return false;
  }
  const std::optional<SeriesId> id = store_.find({site.id, point.id, parameter.id});
  if (!id) {
    return false;
  }
  const ClosedCells::Key key{*id, by_class};
  const std::uint64_t epoch = store_.epoch(*id);
  const auto newest = store_.last_at(*id, kTimeMax - 1);
  if (!newest) {
    return newest.error();
  }
  if (!*newest) {
    return false;
  }
  const auto [place, is_new] = made_.try_emplace(key);
  Made& made = place->second;
  const bool at_rest = is_new || made.seen_epoch == epoch;
  made.seen_epoch = epoch;
  const bool stale = is_new || made.epoch != epoch || made.version != site.version;
  const TimeMs until = month_begin(std::min((*newest)->at, now), site.zone, 0);
  if ((!stale && until <= made.until) || !at_rest) {
    return false;
  }
  // After a start: what is kept up to the last month is kept for the years before it too.
  if (is_new) {
    const auto kept = kept_months(store_, key, local_year(until - 1, site.zone),
                                  basis_of(site, local_year(until - 1, site.zone)));
    if (!kept.empty() && kept.back().range.end == until) {
      made = {epoch, epoch, site.version, until};
      return false;
    }
  }
  Result<bool> kept = make(site, point, parameter, key, stale ? kTimeMin : made.until, until, now);
  if (kept) {
    made = {epoch, epoch, site.version, until};
  }
  return kept;
}

Result<bool> Rollups::make(const catalog::Site& site, const catalog::Point& point,
                           const catalog::Parameter& parameter, ClosedCells::Key key, TimeMs from,
                           TimeMs until, TimeMs now) {
  const std::uint64_t epoch = store_.epoch(key.series);
  const Result<std::optional<TimeMs>> first = first_reading(store_, key.series);
  if (!first || !*first) {
    return first ? Result<bool>(false) : first.error();
  }
  const StatisticSeries series = sum_of(point, parameter, key.by_class);
  bool any = false;
  std::int32_t year = local_year(std::max(**first, from), site.zone);
  for (; year_begin(year, site.zone) < until; ++year) {
    std::vector<TimeRange> months;
    const TimeMs end = std::min(year_begin(year + 1, site.zone), until);
    for (TimeMs begin = year_begin(year, site.zone); begin < end;) {
      months.push_back({begin, month_begin(begin, site.zone, 1)});
      begin = months.back().end;
    }
    ClosedCells closed;
    const StatisticRequest request{months, now, false, &closed};
    MonthSums sums(store_, site, request);
    const Result<bool> loaded = sums.fits() ? sums.load(series) : Result<bool>(false);
    if (!loaded) {
      return loaded.error();
    }
    const auto entry = closed.find(key);
    if (!*loaded || entry == nullptr || entry->epoch != epoch) {
      continue;  // Such a year is read anew each time.
    }
    const Result<bool> kept =
        keep_months(store_, key, year, epoch, entry->pieces, basis_of(site, year));
    if (!kept) {
      return kept;
    }
    any = any || *kept;
  }
  return any;
}

}  // namespace cems::query
