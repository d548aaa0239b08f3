/// The statistics engine: what one series says about each bucket and class of time (clause 10;
/// every rule is in docs/statistics.md, and tests/oracle holds the engine to it).
///
/// Nothing here rounds but a register's interpolated edge: cells are exact fractions, printed by
/// who writes them. Safe from any thread; results point into the Site they were made from.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/fraction.h"
#include "base/reading.h"
#include "base/result.h"
#include "catalog/site.h"
#include "catalog/tariff.h"
#include "model/class_calendar.h"
#include "query/bucket.h"
#include "query/selection.h"
#include "store/store.h"

namespace cems::query {

using model::TouClass;

class ClosedCells;

enum class Aggregate : std::uint8_t { sum, average, maximum, minimum };

/// How a series is read.
enum class Measure : std::uint8_t {
  sample,        ///< Instantaneous values, demand values, and whatever has no other meaning.
  reg,           ///< A register: consumption is a difference.
  delta,         ///< Values of intervals, stamped at their ends.
  power_energy,  ///< Energy in kWh made from power samples.
  demand,        ///< Demand windows made from power or energy (query/demand.h).
};

/// A value of the answer before it is printed.
struct Cell {
  std::optional<Fraction> value;  ///< Nothing prints as null.
  bool is_quotient = false;       ///< Printed to 15 significant digits, else in full.
  bool is_money = false;          ///< Printed half-up to 0.01.
  Quality quality =
      Quality::questionable;  ///< Of the value; what is printed has printed_quality().
  TimeMs at;                  ///< Of a maximum or minimum: its first occurrence.

  /// As it is printed (dictionary S "Numbers"); nothing for null, and for a sum beyond 38 digits.
  [[nodiscard]] std::optional<Decimal> printed() const;

  /// The quality that stands beside `printed`: 10 where nothing is printed, whatever the value.
  [[nodiscard]] Quality printed_quality(const std::optional<Decimal>& printed) const {
    return printed ? quality : Quality::questionable;
  }
};

struct Coverage {
  std::uint64_t present = 0;
  std::optional<std::uint64_t> expected;
};

/// X1: how a row came about.
struct Receipt {
  std::uint64_t samples = 0;                        ///< Readings that went in.
  std::map<std::uint8_t, std::uint64_t> qualities;  ///< How many of each.
  std::string algorithm;                            ///< e.g. "register difference"
  std::vector<catalog::TariffUse> tariff;
  std::string factor_set;  ///< Of an indicator; else empty.
  std::string factor_version;
  std::vector<std::string> notes;
  std::string digest;  ///< SHA-256, 64 hexadecimal digits.
};

/// One SimpleStatisticPoint without its names: one series, one class.
struct StatisticRow {
  TouClass tou = TouClass::none;  ///< `none` is class 0, all time.
  std::vector<Cell> cells;        ///< One a bucket.
  Cell whole;                     ///< The asked aggregate over the whole range and the class.
  std::optional<Cell> average;    ///< These three for rows that are no sums.
  std::optional<Cell> maximum;
  std::optional<Cell> minimum;
  std::optional<Fraction> ratio;  ///< Percent of class 0; for sums of a class only.
  Coverage coverage;
  std::optional<Receipt> receipt;  ///< Where it was asked for.
};

/// A series as a statistic reads it. `shown` names the row; `read` is usually the same, but the
/// register by tariff for its class, or the power that energy is made from.
struct StatisticSeries {
  Series shown;
  Series read;
  Measure measure = Measure::sample;
  Aggregate aggregate = Aggregate::average;
  std::vector<TouClass> classes;  ///< Rows to give, ascending.
};

struct StatisticRequest {
  std::span<const TimeRange> buckets;  ///< From query::buckets, never empty.
  TimeMs now;                          ///< Nothing is expected after it.
  bool explain = false;
  ClosedCells* closed = nullptr;  ///< What earlier requests on the same store have computed.
};

/// The rows of a series, one for each of its classes. One pass over its readings in the range,
/// whatever the number of buckets and classes.
/// REQUIRES: a tariff on the site where a class other than `none` is asked.
/// Errors: the store's.
[[nodiscard]] Result<std::vector<StatisticRow>> statistic(const store::Store& store,
                                                          const catalog::Site& site,
                                                          const StatisticSeries& series,
                                                          const StatisticRequest& request);

/// The parameter's own way of being read: reg, delta or sample.
[[nodiscard]] Measure measure_of(const catalog::Parameter& parameter);

/// sum for registers and deltas, maximum for demand, else average.
[[nodiscard]] Aggregate default_aggregate(const catalog::Parameter& parameter);

/// Whether an aggregate has a meaning for the parameter (docs/statistics.md "Which series").
[[nodiscard]] bool may_aggregate(const catalog::Parameter& parameter, Aggregate aggregate);

/// The reading type of a row: the parameter's with macroPeriod, measuring period, aggregate,
/// accumulation and tou of the row (dictionary S "readingTypeId of other periods").
[[nodiscard]] std::optional<spec::ReadingType> row_type(const StatisticSeries& series, TouClass tou,
                                                        Period period);

}  // namespace cems::query
