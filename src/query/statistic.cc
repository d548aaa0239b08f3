// The statistics engine's way in: a series, a pass over it, its rows.
#include "query/statistic.h"

#include <utility>

#include "base/assert.h"
#include "query/calendar.h"
#include "query/piece_sums.h"
#include "query/statistic_demand.h"
#include "query/statistic_engine.h"
#include "query/statistic_pass.h"

namespace cems::query {
namespace {

constexpr std::int32_t kKilo = 3;
constexpr std::int64_t kMsPerKwh = kMsPerHour;  // kW × ms to kWh.

std::optional<Duration> milliseconds(std::int64_t ms) {
  return Duration{0, ms};
}

/// What measuring period codes of IEC 61968-9 say (dictionary T, field 3).
std::optional<Duration> measuring_duration(std::int32_t code) {
  switch (code) {
    case 3:
    case 56:
      return milliseconds(kMsPerMinute);
    case 10:
      return milliseconds(2 * kMsPerMinute);
    case 14:
      return milliseconds(3 * kMsPerMinute);
    case 6:
    case 55:
      return milliseconds(5 * kMsPerMinute);
    case 1:
    case 54:
      return milliseconds(10 * kMsPerMinute);
    case 78:
      return milliseconds(12 * kMsPerMinute);
    case 2:
    case 53:
      return milliseconds(15 * kMsPerMinute);
    case 31:
    case 52:
      return milliseconds(20 * kMsPerMinute);
    case 5:
    case 51:
      return milliseconds(30 * kMsPerMinute);
    case 7:
    case 50:
      return milliseconds(kMsPerHour);
    case 79:
      return milliseconds(2 * kMsPerHour);
    case 83:
      return milliseconds(3 * kMsPerHour);
    case 80:
      return milliseconds(4 * kMsPerHour);
    case 81:
      return milliseconds(6 * kMsPerHour);
    case 82:
      return milliseconds(12 * kMsPerHour);
    case 4:
      return milliseconds(kMsPerDay);
    default:
      return std::nullopt;
  }
}

/// What macro period codes say (dictionary T, field 1).
std::optional<Duration> macro_duration(std::int32_t code) {
  switch (code) {
    case 11:
      return milliseconds(kMsPerDay);
    case 24:
      return milliseconds(7 * kMsPerDay);
    case 13:
      return Duration{1, 0};
    default:
      return std::nullopt;
  }
}

/// A register or delta by tariff counts in its own class only, so that all its time is of it.
bool is_by_tariff(const StatisticSeries& series) {
  const std::optional<spec::ReadingType>& type = series.read.parameter->reading_type;
  return (series.measure == Measure::reg || series.measure == Measure::delta) && type &&
         type->tou() > 0 && type->tou() < static_cast<std::int32_t>(model::kTouClasses);
}

std::string_view algorithm_of(const StatisticSeries& series) {
  switch (series.measure) {
    case Measure::reg:
      return "register difference";
    case Measure::power_energy:
      return "energy from power";
    case Measure::delta:
      if (series.aggregate == Aggregate::sum) {
        return "sum of deltas";
      }
      break;
    case Measure::sample:
    case Measure::demand:
      break;
  }
  switch (series.aggregate) {
    case Aggregate::maximum:
      return "maximum of samples";
    case Aggregate::minimum:
      return "minimum of samples";
    default:
      return "mean of samples";
  }
}

bool asks_for_classes(const StatisticSeries& series) {
  for (const TouClass tou : series.classes) {
    if (tou != TouClass::none) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool is_split_by_class(const StatisticSeries& series) {
  return asks_for_classes(series) && !is_by_tariff(series);
}

std::optional<ReadAs> read_as_of(const StatisticSeries& series) {
  switch (series.measure) {
    case Measure::reg:
      return ReadAs::consumption;
    case Measure::delta:
      return series.aggregate == Aggregate::sum ? ReadAs::consumption : ReadAs::samples;
    case Measure::power_energy:
      return ReadAs::held_power;
    case Measure::sample:
      return ReadAs::samples;
    case Measure::demand:
      break;
  }
  return std::nullopt;
}

bool has_days(const catalog::Parameter& parameter) {
  constexpr std::int64_t kReadingsLeast = 288;
  const std::optional<Duration> period = delta_length(parameter);
  return period && period->months == 0 && period->ms * kReadingsLeast <= kMsPerDay;
}

TimeMs settled_until(const PieceKey& key, const catalog::Parameter& parameter, TimeMs newest,
                     const Zone& zone) {
  if (key.read_as != ReadAs::consumption || measure_of(parameter) != Measure::delta) {
    return newest;
  }
  const std::optional<Duration> length = delta_length(parameter);
  return length ? before(newest, *length, zone) : newest - 1;
}

CellRule rule_of(const StatisticSeries& series) {
  CellRule rule;
  rule.measure = series.measure;
  rule.aggregate = series.aggregate;
  rule.length_known =
      series.measure == Measure::delta && delta_length(*series.read.parameter).has_value();
  if (series.measure == Measure::power_energy) {
    const std::optional<spec::ReadingType>& type = series.read.parameter->reading_type;
    const std::int32_t exponent = type ? type->multiplier() : kKilo;
    rule.factor = Fraction::scaled(1, kKilo - exponent) / Fraction(kMsPerKwh);
  }
  return rule;
}

std::optional<Duration> delta_length(const catalog::Parameter& parameter) {
  if (parameter.interval || !parameter.reading_type) {
    return parameter.interval;
  }
  const spec::ReadingType& type = *parameter.reading_type;
  const std::optional<Duration> measuring = measuring_duration(type.measuring_period());
  return measuring ? measuring : macro_duration(type.macro_period());
}

Status pass_as(const Pass& pass, ReadAs read_as) {
  const bool is_delta = measure_of(pass.parameter) == Measure::delta;
  switch (read_as) {
    case ReadAs::consumption:
      return is_delta ? pass_deltas(pass, delta_length(pass.parameter)) : pass_register(pass);
    case ReadAs::samples:
      return pass_samples(pass, is_delta ? 1 : 0);
    case ReadAs::held_power:
      return pass_power(pass);
  }
  return Unit{};
}

Result<std::optional<Reading>> first_from(const Pass& pass, TimeMs t) {
  const Result<std::unique_ptr<store::Scan>> scan =
      pass.store.scan(pass.series, {t, kTimeMax}, store::Order::ascending);
  if (!scan) {
    return scan.error();
  }
  const Result<std::span<const Reading>> part = (*scan)->next();
  if (!part) {
    return part.error();
  }
  return part->empty() ? std::nullopt : std::optional(part->front());
}

Result<std::vector<StatisticRow>> statistic_with(const store::Store& store,
                                                 const catalog::Site& site,
                                                 const StatisticSeries& series,
                                                 const StatisticRequest& request,
                                                 const model::ClassCalendar* calendar) {
  const catalog::Parameter& parameter = *series.read.parameter;
  const std::optional<ReadAs> read_as = read_as_of(series);
  CEMS_ASSERT(read_as);  // Demand windows are no pass over a series.
  Ledger ledger(site, series.classes, request, is_split_by_class(series) ? calendar : nullptr,
                rule_of(series));
  if (const std::optional<SeriesId> id =
          store.find({site.id, series.read.point->id, parameter.id})) {
    const Status read = pass_as({store, *id, site, parameter, ledger}, *read_as);
    if (!read) {
      return read.error();
    }
  }
  const std::string read_by = request.explain && series.measure != Measure::sample
                                  ? digest_line_of(*series.read.parameter)
                                  : std::string();
  return ledger.take_rows(parameter.interval, request.now, std::string(algorithm_of(series)),
                          read_by);
}

Result<std::vector<StatisticRow>> statistic(const store::Store& store, const catalog::Site& site,
                                            const StatisticSeries& series,
                                            const StatisticRequest& request) {
  if (series.measure == Measure::demand) {
    return demand_statistic(store, site, series, request);
  }
  PieceSums sums(store, site, request);
  const Result<bool> loaded = sums.load(series);
  if (!loaded) {
    return loaded.error();
  }
  return *loaded ? Result<std::vector<StatisticRow>>(sums.rows())
                 : statistic_with(store, site, series, request, site.tariff.get());
}

}  // namespace cems::query
