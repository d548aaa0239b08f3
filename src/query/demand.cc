// Demand windows from power samples and from energy.
#include "query/demand.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "query/calendar.h"
#include "query/demand_content.h"

namespace cems::query {

TimeMs window_end_from(TimeMs t, std::int64_t step_ms, const Zone& zone) {
  // Clocks change by multiples of a quarter of an hour: a step that divides it does not notice.
  constexpr std::int64_t kClockChange = 15 * kMsPerMinute;
  if (kClockChange % step_ms == 0) {
    const std::int64_t rest = zone.to_local(t).ms % step_ms;
    return rest == 0 ? t : t + (rest < 0 ? -rest : step_ms - rest);
  }
  const std::int64_t day = local_day(zone.to_local(t));
  const TimeMs begin = day_begin(day, zone);
  const std::int64_t steps = (t - begin + step_ms - 1) / step_ms;
  const TimeMs on_grid = begin + steps * step_ms;
  // Where clocks go back over midnight the next day has begun once already.
  const TimeMs midnight = day_begin(day + 1, zone);
  return midnight < t ? on_grid : std::min(on_grid, midnight);
}

std::optional<DemandSource> demand_source_of(const catalog::Point& point) {
  if (const catalog::Parameter* power = power_of(point)) {
    return DemandSource{{&point, power}, Measure::sample, *measured_in(*power->reading_type)};
  }
  if (const std::optional<Consumption> meter = electricity_meter_of(point)) {
    return DemandSource{meter->series, meter->measure, meter->unit};
  }
  return std::nullopt;
}

DemandRule demand_rule_of(const DemandSource& source) {
  return source.measure == Measure::sample ? kSlidingDemand : kBlockDemand;
}

Result<DemandWalk> DemandWalk::over(const store::Store& store, const catalog::Site& site,
                                    const DemandSource& source, TimeRange range, DemandRule rule,
                                    Seen seen) {
  CEMS_ASSERT(rule.interval_ms > 0 && rule.step_ms > 0);
  const TimeMs first = window_end_from(range.begin + 1, rule.step_ms, site.zone);
  Result<std::unique_ptr<Content>> content = make_demand_content(
      store, site, source, {first - rule.interval_ms, range.end}, std::move(seen));
  if (!content) {
    return content.error();
  }
  return DemandWalk(site.zone, {first, range.end}, rule, std::move(*content));
}

DemandWalk::DemandWalk(const Zone& zone, TimeRange range, DemandRule rule,
                       std::unique_ptr<Content> content)
    : zone_(zone), end_(range.begin), last_(range.end), rule_(rule), content_(std::move(content)) {}

DemandWalk::DemandWalk(DemandWalk&&) noexcept = default;
DemandWalk& DemandWalk::operator=(DemandWalk&&) noexcept = default;
DemandWalk::~DemandWalk() = default;

Result<std::optional<DemandWindow>> DemandWalk::next() {
  if (end_ > last_) {
    return std::optional<DemandWindow>();
  }
  Result<std::optional<Fraction>> value = content_->mean({end_ - rule_.interval_ms, end_});
  if (!value) {
    return value.error();
  }
  DemandWindow window{end_, std::move(*value)};
  end_ = window_end_from(end_ + 1, rule_.step_ms, zone_);
  return std::optional<DemandWindow>(std::move(window));
}

Status DemandWalk::skip_empty() {
  const Result<TimeMs> until = content_->empty_until();
  if (!until) {
    return until.error();
  }
  if (*until >= last_) {
    end_ = last_ + 1;
  } else if (*until >= end_) {
    end_ = window_end_from(*until + 1, rule_.step_ms, zone_);
  }
  return Unit{};
}

}  // namespace cems::query
