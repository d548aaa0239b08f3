// Walks of several points in step, and what Annex B asks of them.
#include "query/site_demand.h"

#include <algorithm>

#include "query/newest.h"

namespace cems::query {
namespace {

constexpr int kWattsInKilowatt = 1000;

/// The walks of all points, in step.
class SiteWalk {
 public:
  static Result<SiteWalk> over(const store::Store& store, const catalog::Site& site,
                               const DemandMeter& meter, TimeRange range,
                               const DemandWalk::Seen& seen) {
    SiteWalk walk;
    for (const DemandSource& source : meter.sources) {
      Result<DemandWalk> one = DemandWalk::over(store, site, source, range, meter.rule, seen);
      if (!one) {
        return one.error();
      }
      walk.walks_.push_back(std::move(*one));
    }
    return walk;
  }

  Result<std::optional<DemandWindow>> next() {
    std::optional<DemandWindow> sum;
    for (DemandWalk& walk : walks_) {
      Result<std::optional<DemandWindow>> window = walk.next();
      if (!window || !*window) {
        return window;
      }
      if (!sum) {
        sum = std::move(*window);
      } else if (!sum->kilowatts || !(*window)->kilowatts) {
        sum->kilowatts.reset();
      } else {
        *sum->kilowatts += *(*window)->kilowatts;
      }
    }
    // Several walks stay in step window by window; one alone may pass what nothing speaks of.
    if (walks_.size() == 1 && sum && !sum->kilowatts) {
      if (const Status skipped = walks_.front().skip_empty(); !skipped) {
        return skipped.error();
      }
    }
    return sum;
  }

 private:
  std::vector<DemandWalk> walks_;
};

/// What one point's samples say of the block [begin, begin + length) up to now.
struct PointBlock {
  Fraction known;
  Fraction rest;
  Fraction latest;
};

Result<std::optional<PointBlock>> block_of(const store::Store& store, const catalog::Site& site,
                                           const DemandSource& source, TimeMs begin,
                                           std::int64_t length, TimeMs now) {
  const Result<std::optional<Reading>> newest = query::newest(store, site.id, source.series, now);
  if (!newest) {
    return newest.error();
  }
  const catalog::Parameter& parameter = *source.series.parameter;
  if (source.measure != Measure::sample || !*newest ||
      now - (*newest)->at > stale_after_ms(parameter)) {
    return std::optional<PointBlock>();
  }
  const Fraction to_kilowatts = source.unit.unit / Fraction(kWattsInKilowatt);
  PointBlock block{Fraction(), Fraction(1), Fraction((*newest)->value) * to_kilowatts};
  const std::optional<SeriesId> id = store.find({site.id, source.series.point->id, parameter.id});
  Result<std::unique_ptr<store::Scan>> scan =
      store.scan(*id, {begin, now + 1}, store::Order::ascending);
  if (!scan) {
    return scan.error();
  }
  std::int64_t count = 0;
  while (true) {
    const Result<std::span<const Reading>> piece = (*scan)->next();
    if (!piece) {
      return piece.error();
    }
    if (piece->empty()) {
      break;
    }
    for (const Reading& reading : *piece) {
      block.known += Fraction(reading.value) * to_kilowatts;
      ++count;
    }
  }
  if (count == 0) {
    return std::optional(block);
  }
  const bool has_period =
      parameter.interval && parameter.interval->months == 0 && parameter.interval->ms > 0;
  // The share of the block that a sample stands for; without a period the time that has passed.
  const Fraction share =
      has_period ? Fraction(Fraction::Integer(parameter.interval->ms), Fraction::Integer(length))
                 : Fraction(Fraction::Integer(now - begin),
                            Fraction::Integer(length) * Fraction::Integer(count));
  block.rest = Fraction(1) - share * Fraction(count);
  if (block.rest < Fraction()) {  // More samples than there is time for.
    block.rest = Fraction();
    block.known /= Fraction(count);
  } else {
    block.known *= share;
  }
  return std::optional(block);
}

}  // namespace

DemandMeter meter_of(const catalog::Site& site, const catalog::DemandContract* contract,
                     const catalog::Point* point) {
  DemandMeter meter;
  std::vector<const catalog::Point*> points;
  if (point != nullptr) {
    points.push_back(point);
  } else if (contract == nullptr) {
    points.push_back(site.root);
  } else {
    for (const PointId& id : contract->points) {
      points.push_back(site.point(id));
    }
  }
  if (contract != nullptr) {
    meter.rule = {contract->interval_ms, contract->step_ms};
  }
  for (const catalog::Point* one : points) {
    const std::optional<DemandSource> source =
        one == nullptr ? std::nullopt : demand_source_of(*one);
    if (!source) {  // What one point lacks, the sum lacks.
      meter.sources.clear();
      return meter;
    }
    meter.sources.push_back(*source);
  }
  return meter;
}

Status walk_demand(const store::Store& store, const catalog::Site& site, const DemandMeter& meter,
                   TimeRange range, const std::function<void(const DemandWindow&)>& each,
                   const DemandWalk::Seen& seen) {
  if (meter.sources.empty() || range.empty()) {
    return Unit{};
  }
  Result<SiteWalk> walk = SiteWalk::over(store, site, meter, range, seen);
  if (!walk) {
    return walk.error();
  }
  while (true) {
    const Result<std::optional<DemandWindow>> window = walk->next();
    if (!window) {
      return window.error();
    }
    if (!*window) {
      return Unit{};
    }
    each(**window);
  }
}

Result<DemandPeak> peak_of(const store::Store& store, const catalog::Site& site,
                           const DemandMeter& meter, TimeRange range) {
  DemandPeak peak;
  const Status walked = walk_demand(store, site, meter, range, [&](const DemandWindow& window) {
    if (window.kilowatts) {
      ++peak.present;
      if (!peak.kilowatts || *peak.kilowatts < *window.kilowatts) {
        peak.kilowatts = window.kilowatts;
        peak.at = window.end;
      }
    }
  });
  return walked ? Result<DemandPeak>(std::move(peak)) : walked.error();
}

std::uint64_t count_windows(const catalog::Site& site, const DemandRule& rule, TimeRange range) {
  std::uint64_t count = 0;
  for (TimeMs end = window_end_from(range.begin + 1, rule.step_ms, site.zone); end <= range.end;
       end = window_end_from(end + 1, rule.step_ms, site.zone)) {
    ++count;
  }
  return count;
}

Result<std::optional<DemandWindow>> newest_window(const store::Store& store,
                                                  const catalog::Site& site,
                                                  const DemandMeter& meter, TimeMs now) {
  TimeMs oldest = now;  // Of the points' newest readings.
  TimeMs newest = kTimeMin;
  for (const DemandSource& source : meter.sources) {
    const Result<std::optional<Reading>> reading =
        query::newest(store, site.id, source.series, now);
    if (!reading) {
      return reading.error();
    }
    if (!*reading) {
      return std::optional<DemandWindow>();
    }
    oldest = std::min(oldest, (*reading)->at);
    newest = std::max(newest, (*reading)->at);
  }
  if (meter.sources.empty()) {
    return std::optional<DemandWindow>();
  }
  // Nearly always one of the last windows has a value; a day back there may be one.
  const TimeMs first = newest - kMsPerDay - 1;
  const TimeMs last = std::min(now, newest + 2 * meter.rule.interval_ms);
  for (const TimeMs begin : {std::max(first, oldest - meter.rule.interval_ms), first}) {
    std::optional<DemandWindow> found;
    const Status walked =
        walk_demand(store, site, meter, {begin, last}, [&](const DemandWindow& window) {
          if (window.kilowatts) {
            found = window;
          }
        });
    if (!walked) {
      return walked.error();
    }
    if (found) {
      return found;
    }
  }
  return std::optional<DemandWindow>();
}

std::optional<Fraction> RunningBlock::headroom(const Fraction& limit) const {
  return rest.is_zero() ? std::nullopt : std::optional((limit - known) / rest);
}

Result<std::optional<RunningBlock>> running_block(const store::Store& store,
                                                  const catalog::Site& site,
                                                  const DemandMeter& meter, TimeMs now) {
  // The blocks of the clock are windows that do not slide: the one that ends behind now.
  const TimeMs begin =
      window_end_from(now + 1, meter.rule.interval_ms, site.zone) - meter.rule.interval_ms;
  RunningBlock sum;
  for (const DemandSource& source : meter.sources) {
    const Result<std::optional<PointBlock>> one =
        block_of(store, site, source, begin, meter.rule.interval_ms, now);
    if (!one) {
      return one.error();
    }
    if (!*one) {
      return std::optional<RunningBlock>();
    }
    sum.known += (*one)->known;
    sum.rest += (*one)->rest;
    sum.predicted += (*one)->known + (*one)->rest * (*one)->latest;
  }
  if (meter.sources.empty()) {
    return std::optional<RunningBlock>();
  }
  sum.rest /= Fraction(static_cast<std::int64_t>(meter.sources.size()));
  return std::optional(std::move(sum));
}

}  // namespace cems::query
