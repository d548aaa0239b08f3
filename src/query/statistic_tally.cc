// Tallies and the cells that are made of them.
#include "query/statistic_tally.h"

#include <utility>

namespace cems::query {
namespace {

Cell null_cell() {
  return {};  // A cell without a value is questionable from the beginning.
}

bool is_missing(const Tally& tally, const CellRule& rule) {
  const bool covers = rule.measure == Measure::power_energy ||
                      (rule.measure == Measure::delta && rule.length_known);
  return covers && tally.covered_ms < tally.length_ms;
}

Quality quality_of(const Tally& tally, const CellRule& rule, bool of_sum,
                   const Painting& painting) {
  if (painting.gap || tally.questionable || (of_sum && is_missing(tally, rule))) {
    return Quality::questionable;
  }
  if (rule.measure == Measure::power_energy) {
    return Quality::derived;
  }
  return tally.estimated ? Quality::estimated_linear : tally.quality.get();
}

Cell sum_cell(const Tally& tally, const CellRule& rule, const Painting& painting) {
  Cell cell;
  if (painting.of_class && tally.length_ms == 0) {
    // The bucket has no time of the class, so nothing was consumed in it.
    cell.value = Fraction();
    cell.quality = painting.gap ? Quality::questionable : Quality::valid;
    return cell;
  }
  if (!tally.touched) {
    return null_cell();
  }
  cell.value = tally.total();
  cell.is_quotient = tally.has_parts();
  if (rule.measure == Measure::power_energy) {
    *cell.value *= rule.factor;
    cell.is_quotient = true;
  }
  cell.quality = quality_of(tally, rule, true, painting);
  return cell;
}

}  // namespace

void Tally::add_sample(Exact value, TimeMs at, Quality q) {
  sum += value;
  value.raise_to(sum.scale());
  quality.add(q);
  touched = true;
  if (count == 0 || maximum < value) {
    maximum = value;
    maximum_at = at;
  }
  if (count == 0 || value < minimum) {
    minimum = std::move(value);
    minimum_at = at;
  }
  ++count;
}

void Tally::add_part(const Exact& value, std::int64_t share, std::int64_t length) {
  if (share == length) {
    sum += value;
    return;
  }
  estimated = true;
  if (parts_of_ == 0 || parts_of_ == length) {
    parts_of_ = length;
    parts_ += value.times(share);
    return;
  }
  other_parts_ = other_parts_ ? std::move(other_parts_) : std::make_unique<Fraction>();
  *other_parts_ += value.fraction() * Fraction(share, length);
}

void Tally::add(const Tally& later) {
  sum += later.sum;
  if (later.count > 0 && (count == 0 || maximum < later.maximum)) {
    maximum = later.maximum;
    maximum_at = later.maximum_at;
  }
  if (later.count > 0 && (count == 0 || later.minimum < minimum)) {
    minimum = later.minimum;
    minimum_at = later.minimum_at;
  }
  count += later.count;
  covered_ms += later.covered_ms;
  touched = touched || later.touched;
  questionable = questionable || later.questionable;
  quality.add(later.quality);
}

Fraction Tally::total() const {
  Fraction out = sum.fraction();
  if (parts_of_ != 0) {
    out += parts_.fraction() / Fraction(parts_of_);
  }
  return other_parts_ ? out + *other_parts_ : out;
}

Cell cell_of(const Tally& tally, const CellRule& rule, Aggregate aggregate, Painting painting) {
  if (painting.of_class && painting.gap && !painting.painted) {
    return null_cell();
  }
  painting.gap = painting.gap && painting.of_class;
  if (aggregate == Aggregate::sum) {
    return sum_cell(tally, rule, painting);
  }
  if (tally.count == 0) {
    return null_cell();
  }
  Cell cell;
  cell.quality = quality_of(tally, rule, false, painting);
  switch (aggregate) {
    case Aggregate::maximum:
      cell.value = tally.maximum.fraction();
      cell.at = tally.maximum_at;
      break;
    case Aggregate::minimum:
      cell.value = tally.minimum.fraction();
      cell.at = tally.minimum_at;
      break;
    case Aggregate::average:
    case Aggregate::sum:
      cell.value = tally.sum.fraction() / Fraction(static_cast<std::int64_t>(tally.count));
      cell.is_quotient = true;
      break;
  }
  return cell;
}

std::optional<Decimal> Cell::printed() const {
  if (!value) {
    return std::nullopt;
  }
  if (is_money) {
    return value->to_places_half_up(2);
  }
  return is_quotient ? value->to_significant() : value->exact();
}

}  // namespace cems::query
