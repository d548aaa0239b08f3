// See question_cost.h.
#include "api/question_cost.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>

#include "api/asked.h"

namespace cems::api {
namespace {

constexpr std::int64_t kMonthMs = 30 * kMsPerDay;
/// Where the archive does not say how often a parameter is read.
constexpr std::int64_t kUsualIntervalMs = kMsPerMinute;
/// Of a series, and of everything: beyond it nothing makes a difference.
constexpr std::int64_t kRowsMax = 1'000'000'000;

// What a unit is enough for, measured on the demonstration site (a unit is 20 µs of a core).
constexpr std::int64_t kPointsOfUnit = 20;
constexpr std::int64_t kNewestOfUnit = 50;
constexpr std::int64_t kCountedSeriesMonthsOfUnit = 4;
constexpr std::int64_t kRowsOfUnit = 100;
constexpr std::int64_t kGridRowsOfUnit = 300;
constexpr std::int64_t kGridReadingsOfUnit = 4'000;
constexpr std::int64_t kCellsOfUnit = 20;
constexpr std::int64_t kSummedReadingsOfUnit = 10'000;
/// And what a month costs where windows and baselines are made anew of all its readings.
constexpr std::int64_t kUnitsOfWindowsMonth = 500;
constexpr std::int64_t kUnitsOfEventsMonth = 10;

std::int64_t usual_length_ms(const Duration& duration) {
  return duration.months * kMonthMs + duration.ms;
}

/// Milliseconds that are asked for and may have readings.
std::int64_t range_ms(const Call& call) {
  const TimeMs end = std::min(call.arguments.range.end, call.now);
  return std::max<std::int64_t>(0, end - call.arguments.range.begin);
}

std::int64_t months_of(const Call& call) {
  return range_ms(call) / kMonthMs + 1;
}

std::int64_t series_count(const Asked& asked, const query::Filter& filter) {
  const auto all = static_cast<std::int64_t>(query::count_parameters(asked.points));
  if (filter.parameters.empty()) {
    return all;
  }
  return std::min(all, static_cast<std::int64_t>(asked.points.size() * filter.parameters.size()));
}

/// Readings of one series in a day, on the average of the first points.
std::int64_t readings_a_day(const Asked& asked) {
  constexpr std::size_t kLooked = 16;
  std::int64_t readings = 0;
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i < std::min(kLooked, asked.points.size()); ++i) {
    for (const catalog::Parameter& parameter : asked.points[i]->parameters) {
      const std::int64_t given = parameter.interval ? usual_length_ms(*parameter.interval) : 0;
      readings += kMsPerDay / (given > 0 ? given : kUsualIntervalMs);
      ++parameters;
    }
  }
  return parameters > 0 ? readings / parameters : 0;
}

/// All readings in the range, about.
std::int64_t readings_of(const Call& call, const Asked& asked, std::int64_t series) {
  return series * std::min(range_ms(call) / kMsPerHour * readings_a_day(asked) / 24 + 1, kRowsMax);
}

/// Whether the answer is a page of what there is; a table may be all of it.
bool is_page(const Call& call) {
  return call.representation != Representation::csv || call.arguments.page_given;
}

QuestionCost cost_of(std::int64_t units) {
  return {units, units >= kHeavyUnits};
}

QuestionCost historic_cost(const Call& call, const Asked& asked) {
  const std::int64_t series = series_count(asked, call.arguments.filter);
  const std::int64_t readings = readings_of(call, asked, series);
  const std::int64_t counting = 1 + series * months_of(call) / kCountedSeriesMonthsOfUnit;
  if (const std::optional<Duration>& grid = call.arguments.interval) {
    const std::int64_t step = std::max<std::int64_t>(1, usual_length_ms(*grid));
    const std::int64_t rows = series * std::min(range_ms(call) / step + 1, kRowsMax);
    return cost_of(counting + readings / kGridReadingsOfUnit + rows / kGridRowsOfUnit);
  }
  const auto page = static_cast<std::int64_t>(call.arguments.page.size);
  const std::int64_t rows = is_page(call) ? std::min(readings, page) : readings;
  return {counting + rows / kRowsOfUnit, counting >= kHeavyUnits};
}

std::int64_t bucket_ms(query::Period period) {
  switch (period) {
    case query::Period::whole:
      break;
    case query::Period::quarter_hour:
      return kMsPerHour / 4;
    case query::Period::half_hour:
      return kMsPerHour / 2;
    case query::Period::hour:
      return kMsPerHour;
    case query::Period::day:
      return kMsPerDay;
    case query::Period::week:
      return 7 * kMsPerDay;
    case query::Period::month:
      return kMonthMs;
    case query::Period::quarter:
      return 3 * kMonthMs;
    case query::Period::year:
      return 12 * kMonthMs;
  }
  return INT64_MAX;
}

std::int64_t statistic_cost(const Call& call, const Asked& asked) {
  const Arguments& arguments = call.arguments;
  const std::int64_t series = series_count(asked, arguments.filter);
  std::int64_t rows = series * std::max<std::int64_t>(1, std::ssize(arguments.tou));
  if (is_page(call) && arguments.page.number > 1) {  // The first adds up the classes of equipment.
    rows = std::min(rows, static_cast<std::int64_t>(arguments.page.size));
  }
  const std::int64_t bucket = bucket_ms(arguments.period);
  const std::int64_t units = 1 + rows * (range_ms(call) / bucket + 1) / kCellsOfUnit;
  // What is longer is put together of what has been added up before.
  return bucket >= kMonthMs ? units
                            : units + readings_of(call, asked, series) / kSummedReadingsOfUnit;
}

/// Of Annexes A and B, which look at the past only where they are given a range.
std::int64_t annex_cost(const Call& call) {
  if (call.arguments.range.begin == call.arguments.range.end) {
    return 1;
  }
  const bool looks_at_events = call.interface.family == spec::Family::dr &&
                               call.interface.id != spec::InterfaceId::compare_dr_baselines;
  return 1 + months_of(call) * (looks_at_events ? kUnitsOfEventsMonth : kUnitsOfWindowsMonth);
}

}  // namespace

QuestionCost question_cost(const Call& call) {
  using spec::Family;
  const Family family = call.interface.family;
  if (family == Family::dr || family == Family::demand) {
    return cost_of(annex_cost(call));
  }
  const bool is_small =
      call.interface.extent == spec::Extent::cems || call.interface.extent == spec::Extent::point;
  if (is_small && (family == Family::static_data || family == Family::dynamic)) {
    return {};  // The usual question: nothing to look up.
  }
  const Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return {};
  }
  switch (family) {
    case Family::static_data:
      return cost_of(1 + static_cast<std::int64_t>(asked->points.size()) / kPointsOfUnit);
    case Family::dynamic:
      return cost_of(1 + series_count(*asked, call.arguments.filter) / kNewestOfUnit);
    case Family::historic:
      return historic_cost(call, *asked);
    case Family::statistic:
      return cost_of(statistic_cost(call, *asked));
    case Family::dr:
    case Family::demand:
      break;
  }
  return {};
}

}  // namespace cems::api
