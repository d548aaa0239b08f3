// Placebo days: what each method would have said of days without an event.
#include <algorithm>

#include "query/response.h"

namespace cems::query {
namespace {

constexpr int kPercentOf = 100;
constexpr int kPlaces = 30;

/// Errors of one method, summed over days.
struct ErrorSums {
  std::int64_t days = 0;
  Fraction relative;       // Σ |baseline − load| / |load|
  std::int64_t count = 0;  // Slices in it.
  Fraction difference;     // Σ (baseline − load)
  Fraction load;           // Σ load
  std::string reason;
};

Fraction absolute(const Fraction& value) {
  return value < Fraction() ? Fraction() - value : value;
}

void add_day(const Baseline& baseline, const DayLoads::Day& day, ErrorSums& sums) {
  ++sums.days;
  for (std::size_t i = 0; i < day.slices.size(); ++i) {
    const Fraction difference = baseline.slices[i] - *day.loads[i];
    sums.difference += difference;
    sums.load += *day.loads[i];
    if (!day.loads[i]->is_zero()) {
      // Rounded far beyond what is printed: exact, the common denominator of a year's loads is
      // longer than a page.
      sums.relative += (absolute(difference) / absolute(*day.loads[i])).rounded_half_even(kPlaces);
      ++sums.count;
    }
  }
}

MethodFigures figures_of(spec::BaselineMethodId method, const ErrorSums& sums) {
  MethodFigures figures{method, sums.days, {}, {}, sums.reason};
  if (sums.count > 0) {
    figures.mape = sums.relative * Fraction(kPercentOf) / Fraction(sums.count);
  }
  if (sums.days > 0 && !sums.load.is_zero()) {
    figures.bias = percent(sums.difference, sums.load);
  }
  if (sums.days > 0 && (!figures.mape || !figures.bias)) {
    figures.reason = "the load in the hours is 0";
  }
  return figures;
}

/// The least error, of those that have one on half of the days.
std::optional<spec::BaselineMethodId> best_of(const Comparison& comparison) {
  const MethodFigures* best = nullptr;
  for (const MethodFigures& one : comparison.methods) {
    if (!one.mape || !one.bias || one.days * 2 < comparison.placebo_days) {
      continue;
    }
    const bool is_better =
        best == nullptr || *one.mape < *best->mape ||
        (*one.mape == *best->mape && absolute(*one.bias) < absolute(*best->bias));
    if (is_better) {
      best = &one;
    }
  }
  return best == nullptr ? std::nullopt : std::optional(best->method);
}

}  // namespace

Result<Comparison> compare_baselines(const store::Store& store, const catalog::Site& site,
                                     EventHours hours, std::int64_t first_day, std::int64_t end_day,
                                     std::span<const catalog::DrEvent> events) {
  const Load load(site);
  DayLoads loads(store, site, load, hours);
  const std::vector<TimeRange> busy = event_times(events, {});
  std::vector<ErrorSums> sums(spec::all_baseline_methods().size());
  Comparison comparison;
  for (std::int64_t day = first_day; day < end_day; ++day) {
    if (!is_working(site, day) || overlaps(busy, local_day_range(day, site.zone)) ||
        overlaps(busy, loads.range_on(day))) {
      continue;
    }
    ++comparison.placebo_days;
    const Result<const DayLoads::Day*> actual = loads.on(day);
    if (!actual) {
      return actual.error();
    }
    for (const spec::BaselineMethodInfo& method : spec::all_baseline_methods()) {
      ErrorSums& sum = sums[static_cast<std::size_t>(method.id)];
      if (!(*actual)->mean) {
        sum.reason = load.missing().empty() ? "the load in the hours has gaps" : load.missing();
        continue;
      }
      const Result<Baseline> baseline = baseline_of(loads, method.id, day, busy);
      if (!baseline) {
        return baseline.error();
      }
      if (baseline->reason.empty()) {
        add_day(*baseline, **actual, sum);
      } else {
        sum.reason = baseline->reason;
      }
    }
  }
  for (const spec::BaselineMethodInfo& method : spec::all_baseline_methods()) {
    comparison.methods.push_back(figures_of(method.id, sums[static_cast<std::size_t>(method.id)]));
  }
  comparison.best = best_of(comparison);
  return comparison;
}

}  // namespace cems::query
