// Where a site stands in its billing month.
#include <algorithm>

#include "query/calendar.h"
#include "query/demand_month.h"
#include "query/newest.h"

namespace cems::query {
namespace {

/// The newest power of every point, added; nothing where one has none.
Result<std::optional<Fraction>> real_time_power(const store::Store& store,
                                                const catalog::Site& site, const DemandMeter& meter,
                                                TimeMs now) {
  constexpr int kWattsOfKilowatt = 1000;
  Fraction sum;
  for (const DemandSource& source : meter.sources) {
    if (source.measure != Measure::sample) {
      return std::optional<Fraction>();
    }
    const Result<std::optional<Reading>> reading =
        query::newest(store, site.id, source.series, now);
    if (!reading) {
      return reading.error();
    }
    if (!*reading) {
      return std::optional<Fraction>();
    }
    sum += Fraction((*reading)->value) * source.unit.unit / Fraction(kWattsOfKilowatt);
  }
  return meter.sources.empty() ? std::optional<Fraction>() : std::optional(std::move(sum));
}

DemandState state_in(const DemandNow& state, const catalog::DemandContract& contract) {
  const Fraction agreed(*contract.contract);
  if (state.month.kilowatts && *state.limit < *state.month.kilowatts) {
    return DemandState::over_limit;
  }
  if (state.month.kilowatts && Fraction(contract.alarm_ratio) * agreed < *state.month.kilowatts) {
    return DemandState::over_contract;
  }
  const Fraction warning = Fraction(contract.warn_ratio) * agreed;
  const bool is_near = (state.current && !(*state.current->kilowatts < warning)) ||
                       (state.predicted && !(*state.predicted < warning));
  return is_near ? DemandState::warning : DemandState::normal;
}

void compare(DemandNow& state, const std::optional<RunningBlock>& block) {
  const catalog::DemandContract& contract = *state.contract;
  state.limit = limit_of(contract);
  const Fraction agreed(*contract.contract);
  if (state.current) {
    if (!agreed.is_zero()) {
      state.rate = percent(*state.current->kilowatts, agreed);
    }
    state.margin = *state.limit - *state.current->kilowatts;
  }
  if (state.month.kilowatts) {
    const Fraction excess = *state.month.kilowatts - *state.limit;
    state.over = excess < Fraction() ? Fraction() : excess;
  }
  if (block) {
    state.headroom = block->headroom(*state.limit);
  }
  state.state = state_in(state, contract);
}

}  // namespace

Result<DemandNow> demand_now(const store::Store& store, const catalog::Site& site,
                             const catalog::Point* point, TimeMs now) {
  DemandNow state;
  const std::optional<catalog::BillingMonth> month =
      catalog::billing_month_at(site.contracts, now, site.zone);
  state.contract = month ? month->contract : nullptr;
  state.meter = meter_of(site, state.contract, point);
  Result<std::optional<DemandWindow>> current = newest_window(store, site, state.meter, now);
  Result<std::optional<Fraction>> power = real_time_power(store, site, state.meter, now);
  const Result<std::optional<RunningBlock>> block = running_block(store, site, state.meter, now);
  const std::int64_t today = local_day(site.zone.to_local(now));
  Result<DemandPeak> day = peak_of(store, site, state.meter, {day_begin(today, site.zone), now});
  const TimeMs month_begin =
      month ? month->range.begin : day_begin(month_start(today, 0), site.zone);
  Result<DemandPeak> whole = peak_of(store, site, state.meter, {month_begin, now});
  const Error* failed = nullptr;
  const auto note = [&failed](const auto& result) {
    failed = failed == nullptr && !result ? &result.error() : failed;
  };
  note(current);
  note(power);
  note(block);
  note(day);
  note(whole);
  if (failed != nullptr) {
    return *failed;
  }
  state.current = std::move(*current);
  state.real_time = std::move(*power);
  state.day = std::move(*day);
  state.month = std::move(*whole);
  if (*block) {
    state.predicted = (*block)->predicted;
  } else if (state.current && now - state.current->end <= state.meter.rule.interval_ms) {
    state.predicted = state.current->kilowatts;
  }
  state.compared = compares(state.contract, point);
  if (state.compared) {
    compare(state, *block);
  }
  return state;
}

}  // namespace cems::query
