// Loads, as demand windows are made.
#include "query/load.h"

#include <algorithm>

#include "base/quote.h"
#include "query/demand_content.h"
#include "query/newest.h"

namespace cems::query {
namespace {

constexpr int kWattsPerKilowatt = 1000;

/// The point's power by that parameter, else its energy.
std::optional<DemandSource> load_source_of(const catalog::Point& point,
                                           const ParameterId& parameter) {
  const catalog::Parameter* power = point.parameter(parameter);
  if (power != nullptr && power->reading_type) {
    const std::optional<Measured> unit = measured_in(*power->reading_type);
    if (unit && unit->dimension == Dimension::power) {
      return DemandSource{{&point, power}, Measure::sample, *unit};
    }
  }
  if (const std::optional<Consumption> meter = electricity_meter_of(point)) {
    return DemandSource{meter->series, meter->measure, meter->unit};
  }
  return std::nullopt;
}

}  // namespace

Load::Load(const catalog::Site& site) : site_(&site) {
  for (const PointId& id : site.dr_resource.points) {
    const catalog::Point* point = site.point(id);
    const std::optional<DemandSource> source =
        point == nullptr ? std::nullopt : load_source_of(*point, site.dr_resource.parameter);
    if (source) {
      sources_.push_back(*source);
    } else if (missing_.empty()) {
      missing_ = "point " + quote(id.view()) + " has neither " +
                 std::string(site.dr_resource.parameter.view()) + " nor energy";
    }
  }
}

Result<Loads> Load::means(const store::Store& store, std::span<const TimeRange> slices) const {
  Loads loads(slices.size());
  if (!missing_.empty() || slices.empty()) {
    return loads;
  }
  for (const DemandSource& source : sources_) {
    Result<std::unique_ptr<DemandWalk::Content>> content =
        make_demand_content(store, *site_, source, {slices.front().begin, slices.back().end}, {});
    if (!content) {
      return content.error();
    }
    for (std::size_t i = 0; i < slices.size(); ++i) {
      Result<std::optional<Fraction>> mean = (*content)->mean(slices[i]);
      if (!mean) {
        return mean.error();
      }
      const bool is_first = &source == &sources_.front();
      if (!*mean || (!is_first && !loads[i])) {
        loads[i].reset();
      } else {
        loads[i] = is_first ? **mean : *loads[i] + **mean;
      }
    }
  }
  return loads;
}

Status Load::tell(const store::Store& store, std::span<const TimeRange> ranges,
                  const DemandWalk::Seen& seen) const {
  for (const DemandSource& source : sources_) {
    TimeMs told = kTimeMin;  // A register reading at an edge goes into both sides.
    const DemandWalk::Seen once = [&](const Reading& reading) {
      if (told < reading.at) {
        told = reading.at;
        seen(reading);
      }
    };
    for (const TimeRange& range : ranges) {
      Result<std::unique_ptr<DemandWalk::Content>> content =
          make_demand_content(store, *site_, source, range, once);
      if (!content) {
        return content.error();
      }
      const Result<std::optional<Fraction>> mean = (*content)->mean(range);
      if (!mean) {
        return mean.error();
      }
    }
  }
  return Unit{};
}

Result<std::optional<LoadNow>> Load::newest(const store::Store& store, TimeMs now) const {
  LoadNow sum{Fraction(), kTimeMax};
  for (const DemandSource& source : sources_) {
    if (source.measure != Measure::sample || !missing_.empty()) {
      return std::optional<LoadNow>();
    }
    const Result<std::optional<Reading>> reading =
        query::newest(store, site_->id, source.series, now);
    if (!reading) {
      return reading.error();
    }
    if (!*reading) {
      return std::optional<LoadNow>();
    }
    sum.kilowatts += Fraction((*reading)->value) * source.unit.unit / Fraction(kWattsPerKilowatt);
    sum.at = std::min(sum.at, (*reading)->at);
    sum.is_stale = sum.is_stale || now - (*reading)->at > stale_after_ms(*source.series.parameter);
  }
  return sources_.empty() ? std::optional<LoadNow>() : std::optional<LoadNow>(std::move(sum));
}

bool Load::is_power() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [](const DemandSource& source) { return source.measure == Measure::sample; });
}

const catalog::Parameter* Load::power() const {
  return sources_.empty() || sources_.front().measure != Measure::sample
             ? nullptr
             : sources_.front().series.parameter;
}

std::vector<TimeRange> slices_of(TimeRange range, std::int64_t length_ms) {
  std::vector<TimeRange> slices;
  for (TimeMs at = range.begin; at < range.end; at = at + length_ms) {
    slices.push_back({at, std::min(at + length_ms, range.end)});
  }
  return slices;
}

std::optional<Fraction> mean_over(std::span<const TimeRange> slices, const Loads& loads) {
  Fraction sum;
  std::int64_t time = 0;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (loads[i]) {
      const std::int64_t length = slices[i].end - slices[i].begin;
      sum += *loads[i] * Fraction(length);
      time += length;
    }
  }
  return time == 0 ? std::nullopt : std::optional(sum / Fraction(time));
}

}  // namespace cems::query
