// Looking for months and days that are over.
#include "query/rollups.h"

#include <algorithm>

#include "base/civil.h"
#include "query/calendar.h"
#include "query/kept_pieces.h"
#include "query/statistic_engine.h"

namespace cems::query {
namespace {

/// The begin of the period that is so many behind the one that holds the moment.
TimeMs period_begin(Level level, TimeMs t, const Zone& zone, int behind) {
  const std::int64_t day = local_day(zone.to_local(t));
  return day_begin(level == Level::month ? month_start(day, behind) : day + behind, zone);
}

TimeMs year_begin(std::int32_t year, const Zone& zone) {
  return day_begin(days_from_civil({year, 1, 1}), zone);
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

/// What is kept of a parameter for whoever asks.
ReadAs usual_reading(const catalog::Parameter& parameter) {
  return measure_of(parameter) == Measure::sample ? ReadAs::samples : ReadAs::consumption;
}

/// Whether its time is divided among the classes of the site's tariff.
bool has_classes(const catalog::Site& site, const catalog::Point& point,
                 const catalog::Parameter& parameter) {
  StatisticSeries series;
  series.shown = {&point, &parameter};
  series.read = series.shown;
  series.measure = measure_of(parameter);
  series.classes = {TouClass::peak};
  return site.tariff != nullptr && is_split_by_class(series);
}

/// The whole periods of a level from the one that holds `begin` up to `end`.
std::vector<TimeRange> periods(Level level, TimeMs begin, TimeMs end, const Zone& zone) {
  std::vector<TimeRange> out;
  TimeMs at = period_begin(level, begin, zone, 0);
  while (at < end) {
    const TimeMs next = period_begin(level, at, zone, 1);
    out.push_back({at, next});
    at = next;
  }
  return out;
}

}  // namespace

Result<std::uint64_t> Rollups::look(TimeMs now, const std::stop_token& over) {
  std::uint64_t made = 0;
  const std::shared_ptr<const catalog::Snapshot> snapshot = catalog_.get();
  for (const auto& site : snapshot->sites()) {
    for (const auto& point : site->points) {
      for (const catalog::Parameter& parameter : point->parameters) {
        const std::optional<SeriesId> id = store_.find({site->id, point->id, parameter.id});
        const int kinds = has_classes(*site, *point, parameter) ? 2 : 1;
        const int levels = has_days(parameter) ? 2 : 1;
        for (int i = 0; id && i < kinds * levels; ++i) {
          if (over.stop_requested()) {
            return made;
          }
          const PieceKey key{*id, usual_reading(parameter),
                             i / kinds == 0 ? Level::month : Level::day, i % kinds == 1};
          const Result<bool> looked = look_at(*site, parameter, key, now);
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

Result<bool> Rollups::look_at(const catalog::Site& site, const catalog::Parameter& parameter,
                              const PieceKey& key, TimeMs now) {
  const std::uint64_t epoch = store_.epoch(key.series);
  const auto newest = store_.last_at(key.series, kTimeMax - 1);
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
  const TimeMs settled = std::min(settled_until(key, parameter, (*newest)->at, site.zone), now);
  const TimeMs until = period_begin(key.level, settled, site.zone, 0);
  if ((!stale && until <= made.until) || !at_rest) {
    return false;
  }
  // After a start: what is kept up to the last piece is kept for the time before it too.
  if (is_new) {
    const std::int32_t period = summary_period(key.level, until - 1, site.zone);
    const auto kept =
        kept_pieces(store_, key, period, basis_of(site, year_of_period(key.level, period)));
    if (!kept.empty() && kept.back().range.end == until) {
      made = {epoch, epoch, site.version, until};
      return false;
    }
  }
  Result<bool> kept = make(site, {key.series, parameter, key.read_as, key.by_class}, key,
                           {stale ? kTimeMin : made.until, until});
  if (kept) {
    made = {epoch, epoch, site.version, until};
  }
  return kept;
}

Result<bool> Rollups::make(const catalog::Site& site, const PieceSource& source,
                           const PieceKey& key, TimeRange range) {
  const std::uint64_t epoch = store_.epoch(key.series);
  const Result<std::optional<TimeMs>> first = first_reading(store_, key.series);
  if (!first || !*first) {
    return first ? Result<bool>(false) : first.error();
  }
  bool any = false;
  // The periods of a summary that was begun are made again: it is kept whole.
  TimeMs begin = std::max(**first, range.begin);
  begin = key.level == Level::month ? year_begin(local_year(begin, site.zone), site.zone)
                                    : period_begin(Level::month, begin, site.zone, 0);
  while (begin < range.end) {
    const std::int32_t period = summary_period(key.level, begin, site.zone);
    const std::int32_t year = year_of_period(key.level, period);
    const TimeMs next = key.level == Level::month ? year_begin(year + 1, site.zone)
                                                  : period_begin(Level::month, begin, site.zone, 1);
    const std::vector<TimeRange> ranges =
        periods(key.level, begin, std::min(next, range.end), site.zone);
    const Result<std::vector<Piece>> pieces = read_pieces(store_, site, source, ranges);
    if (!pieces) {
      return pieces.error();
    }
    const Result<bool> kept =
        keep_pieces(store_, key, period, epoch, *pieces, basis_of(site, year));
    if (!kept) {
      return kept;
    }
    any = any || *kept;
    begin = next;
  }
  return any;
}

}  // namespace cems::query
