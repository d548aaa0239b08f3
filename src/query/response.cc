// Baseline less load, and what it is worth.
#include "query/response.h"

#include <algorithm>

#include "base/checksum.h"
#include "query/calendar.h"
#include "query/statistic_ledger.h"

namespace cems::query {
namespace {

using catalog::DrEvent;

constexpr std::int64_t kThird = 3;

/// Response to peak shaving is what is less, to valley filling what is more.
Fraction response_of(const DrEvent& event, const Fraction& baseline, const Fraction& actual) {
  return event.fills_valleys ? actual - baseline : baseline - actual;
}

std::optional<Fraction> greatest(const Loads& loads) {
  std::optional<Fraction> found;
  for (const std::optional<Fraction>& load : loads) {
    if (load && (!found || *found < *load)) {
      found = load;
    }
  }
  return found;
}

/// Means over the slices that have both; a reason where those are less than two thirds of the time.
void fill_means(const DrEvent& event, Response& response) {
  Loads baseline = response.baseline;
  Loads actual = response.actual;
  std::int64_t there = 0;
  for (std::size_t i = 0; i < response.slices.size(); ++i) {
    if (!baseline[i] || !actual[i]) {
      baseline[i].reset();
      actual[i].reset();
      continue;
    }
    there += response.slices[i].end - response.slices[i].begin;
    const Fraction power = response_of(event, *baseline[i], *actual[i]);
    if (!response.max_power || *response.max_power < power) {
      response.max_power = power;
    }
  }
  if (there * kThird < (event.range.end - event.range.begin) * 2) {
    response.max_power.reset();
    response.reason = "the load during the event has gaps of more than a third of its time";
    return;
  }
  response.baseline_mean = mean_over(response.slices, baseline);
  response.actual_mean = mean_over(response.slices, actual);
  response.baseline_max = greatest(baseline);
  response.actual_max = greatest(actual);
}

Fraction hours_of_event(const DrEvent& event) {
  return {Fraction::Integer(event.range.end - event.range.begin), Fraction::Integer(kMsPerHour)};
}

/// What the response is worth, from the resource's rules.
void settle(const catalog::DrResource& resource, const DrEvent& event, Response& response) {
  response.power = response_of(event, *response.baseline_mean, *response.actual_mean);
  response.energy = *response.power * hours_of_event(event);
  response.price = event.price ? event.price : resource.price;
  const std::optional<Decimal>& commitment = event.commitment();
  if (!commitment || commitment->is_zero()) {
    return;
  }
  response.rate = percent(*response.power, Fraction(*commitment));
  response.effective = !(*response.rate < Fraction(100) * Fraction(resource.min_rate));
  const Fraction cap = Fraction(resource.cap_rate) * Fraction(*commitment);
  response.effective_power = *response.effective ? std::min(*response.power, cap) : Fraction();
  if (response.price) {
    Fraction amount = *response.effective_power * Fraction(*response.price);
    if (!event.price || !event.priced_by_power) {  // The resource's is for energy.
      amount *= hours_of_event(event);
    }
    response.amount = amount.to_places_half_up(2);
  }
}

/// What a method looks at in front of an event's hours, beside them.
std::optional<TimeRange> front_of(spec::BaselineMethodId id, TimeMs begin) {
  const spec::BaselineMethodInfo& method = spec::info(id);
  if (method.pick == spec::BaselinePick::before) {
    return TimeRange{begin - kMinutesBeforeEvent * kMsPerMinute, begin};
  }
  if (method.adjusts()) {
    return TimeRange{begin - method.adjustment_from_minutes * kMsPerMinute,
                     begin - method.adjustment_to_minutes * kMsPerMinute};
  }
  return std::nullopt;
}

}  // namespace

Result<LiveResponse> live_response(const store::Store& store, const catalog::Site& site,
                                   const DrEvent& event, std::span<const DrEvent> events,
                                   TimeMs now) {
  const Load load(site);
  LiveResponse live;
  live.reason = load.missing();
  if (!live.reason.empty()) {
    return live;
  }
  DayLoads days(store, site, load, event.range);
  const std::int64_t day = local_day(site.zone.to_local(event.range.begin));
  const Result<Baseline> baseline =
      baseline_of(days, site.dr_resource.method, day, event_times(events, event.id));
  if (!baseline) {
    return baseline.error();
  }
  live.reason = baseline->reason;
  const auto slice =
      static_cast<std::size_t>((now - event.range.begin) / site.dr_resource.curve_interval_ms);
  if (slice < baseline->slices.size()) {
    live.baseline = baseline->slices[slice];
  }
  Result<std::optional<LoadNow>> newest = load.newest(store, now);
  if (!newest) {
    return newest.error();
  }
  live.newest = std::move(*newest);
  if (live.newest) {
    live.actual = live.newest->kilowatts;
  } else if (!load.is_power() && slice > 0) {  // The newest slice that is over and has a value.
    const std::vector<TimeRange> slices =
        slices_of(event.range, site.dr_resource.curve_interval_ms);
    const Result<Loads> done = load.means(store, {slices.data(), slice});
    if (!done) {
      return done.error();
    }
    const auto known =
        std::find_if(done->rbegin(), done->rend(), [](const auto& one) { return one.has_value(); });
    live.actual = known == done->rend() ? std::nullopt : *known;
  }
  if (!live.actual && live.reason.empty()) {
    live.reason = "there is no reading of the load";
  }
  const std::optional<Decimal>& commitment = event.commitment();
  if (live.actual && live.baseline) {
    live.response = response_of(event, *live.baseline, *live.actual);
    if (commitment && !commitment->is_zero()) {
      live.rate = percent(*live.response, Fraction(*commitment));
      live.qualified = !(*live.rate < Fraction(100) * Fraction(site.dr_resource.min_rate));
    }
  }
  return live;
}

Result<Response> response_to(const store::Store& store, const catalog::Site& site,
                             const DrEvent& event, std::span<const DrEvent> events) {
  const Load load(site);
  Response response;
  response.slices = slices_of(event.range, site.dr_resource.curve_interval_ms);
  response.baseline.resize(response.slices.size());
  response.actual.resize(response.slices.size());
  response.reason = load.missing();
  if (!response.reason.empty()) {
    return response;
  }
  DayLoads days(store, site, load, event.range);
  const std::int64_t day = local_day(site.zone.to_local(event.range.begin));
  Result<Baseline> made =
      baseline_of(days, site.dr_resource.method, day, event_times(events, event.id));
  if (!made) {
    return made.error();
  }
  response.made = std::move(*made);
  for (std::size_t i = 0; i < response.made.slices.size(); ++i) {
    response.baseline[i] = response.made.slices[i];
  }
  Result<Loads> actual = load.means(store, response.slices);
  if (!actual) {
    return actual.error();
  }
  response.actual = std::move(*actual);
  response.reason = response.made.reason;
  if (response.reason.empty()) {
    fill_means(event, response);
  }
  if (response.reason.empty()) {
    settle(site.dr_resource, event, response);
  }
  return response;
}

Result<ResponseReceipt> receipt_of(const store::Store& store, const catalog::Site& site,
                                   const DrEvent& event, const Response& response) {
  ResponseReceipt receipt;
  Sha256 digest;
  std::string line;
  const DemandWalk::Seen seen = [&](const Reading& reading) {
    set_digest_line(line, reading, site.zone);
    digest.update(line);
    ++receipt.samples;
  };
  const Load load(site);
  const DayLoads days(store, site, load, event.range);
  std::vector<TimeRange> ranges;
  const auto add = [&](TimeRange hours) {
    if (const std::optional<TimeRange> front = front_of(site.dr_resource.method, hours.begin)) {
      ranges.push_back(*front);
    }
    ranges.push_back(hours);
  };
  for (auto day = response.made.days.rbegin(); day != response.made.days.rend(); ++day) {
    add(days.range_on(*day));
  }
  add(event.range);
  if (const Status told = load.tell(store, ranges, seen); !told) {
    return told.error();
  }
  receipt.digest = digest.finish_hex();
  return receipt;
}

}  // namespace cems::query
