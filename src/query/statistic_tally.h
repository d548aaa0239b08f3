/// What a statistic has gathered for one cell, and the cell made of it (docs/statistics.md
/// "Samples", "Quality of a cell").
///
/// Values of one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/exact.h"
#include "base/fraction.h"
#include "base/reading.h"
#include "base/time.h"
#include "query/statistic.h"

namespace cems::query {

/// The quality that readings share.
class SharedQuality {
 public:
  void add(Quality quality) {
    mixed_ = mixed_ || (any_ && quality != first_);
    first_ = any_ ? first_ : quality;
    any_ = true;
  }

  void add(const SharedQuality& other) {
    if (other.any_) {
      add(other.first_);
      mixed_ = mixed_ || other.mixed_;
    }
  }

  [[nodiscard]] bool any() const { return any_; }

  /// Valid where there were none.
  [[nodiscard]] Quality get() const { return mixed_ ? Quality::mixed : first_; }

 private:
  Quality first_ = Quality::valid;
  bool any_ = false;
  bool mixed_ = false;
};

struct Tally {
  // Sums: of samples for the mean, whole deltas, differences of registers, power × milliseconds.
  Exact sum;
  std::uint64_t count = 0;  ///< Samples.
  Exact maximum;
  Exact minimum;
  TimeMs maximum_at;
  TimeMs minimum_at;

  std::int64_t length_ms = 0;   ///< Time of the cell.
  std::int64_t covered_ms = 0;  ///< Of it, what deltas or held samples speak about.
  bool touched = false;         ///< A part of the cell was measured.
  bool questionable = false;    ///< Not measured in part, or a meter was exchanged.
  bool estimated = false;       ///< An edge was interpolated or a delta divided.
  SharedQuality quality;

  void add_sample(Exact value, TimeMs at, Quality q);

  /// Adds value × share / length. REQUIRES: 0 < share <= length.
  void add_part(const Exact& value, std::int64_t share, std::int64_t length);

  /// Adds what another one has gathered (but for lengths): samples that are later than all of this.
  void add(const Tally& later);

  /// The sum with the parts.
  [[nodiscard]] Fraction total() const;

  [[nodiscard]] bool has_parts() const { return parts_of_ != 0; }

 private:
  Exact parts_;  // Σ value × share of the parts of length parts_of_.
  std::int64_t parts_of_ = 0;
  std::unique_ptr<Fraction> other_parts_;  // Of the parts of other lengths.
};

/// What cells of a series are made by.
struct CellRule {
  Measure measure = Measure::sample;
  Aggregate aggregate = Aggregate::average;
  bool length_known = false;  ///< Of a delta's interval: only then can one be missing.
  Fraction factor = 1;        ///< Power × milliseconds to kWh.
};

/// How a class stands in a bucket.
struct Painting {
  bool of_class = false;  ///< A cell of a class, not of all time.
  bool gap = false;       ///< A part of the bucket has no class.
  bool painted = false;   ///< A part has one.
};

/// `aggregate` may be another one than the rule's.
[[nodiscard]] Cell cell_of(const Tally& tally, const CellRule& rule, Aggregate aggregate,
                           Painting painting);

}  // namespace cems::query
