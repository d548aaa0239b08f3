// A pass over the readings of a piece of time, and what is kept of it.
#include "query/piece.h"

#include <algorithm>

#include "query/statistic_engine.h"
#include "query/statistic_pass.h"

namespace cems::query {
namespace {

constexpr int kScaleMax = 18;

Marks marks_of(const Tally& tally) {
  Marks marks;
  marks.touched = tally.touched;
  marks.questionable = tally.questionable;
  marks.estimated = tally.estimated;
  marks.any = tally.quality.any();
  marks.quality = tally.quality.get();
  // Mixed readings look like readings of the quality "mixed", which come to the same.
  return marks;
}

/// The sums of a piece at one scale; false where they do not fit.
bool put_sums(const Tallies& tallies, Piece& piece) {
  std::array<Decimal, model::kTouClasses> sums;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::optional<Decimal> sum = tallies[i].sum.fraction().exact();
    if (!sum || sum->scale() > kScaleMax) {
      return false;
    }
    sums[i] = *sum;
    piece.scale = std::max(piece.scale, sum->scale());
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    Int128 mantissa = sums[i].mantissa();
    for (int scale = sums[i].scale(); scale < piece.scale; ++scale) {
      if (__builtin_mul_overflow(mantissa, Int128{10}, &mantissa)) {
        return false;
      }
    }
    piece.cells[i].sum = static_cast<std::int64_t>(mantissa);
    if (piece.cells[i].sum != mantissa) {
      return false;
    }
  }
  return true;
}

/// False where the numbers are too long.
bool make_piece(Ledger& ledger, const std::array<Tally, 2>& ends, const CellRule& rule,
                Piece& piece) {
  const Tallies& tallies = ledger.whole();
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    if (tallies[i].has_parts()) {
      return false;
    }
    PieceCell& cell = piece.cells[i];
    cell.present = static_cast<std::uint32_t>(ledger.present(static_cast<TouClass>(i)));
    cell.length_ms = static_cast<std::uint32_t>(tallies[i].length_ms);
    cell.marks = marks_of(tallies[i]);
    // Time that no delta speaks about.
    cell.marks.questionable = cell.marks.questionable ||
                              (rule.length_known && tallies[i].covered_ms < tallies[i].length_ms);
  }
  piece.range = ledger.range();
  piece.begin = marks_of(ends.front());
  piece.end = marks_of(ends.back());
  for (const Segment& segment : ledger.segments()) {
    (segment.tou == TouClass::none ? piece.gap : piece.painted) = true;
  }
  piece.first = ledger.segments().front().tou;
  piece.last = ledger.segments().back().tou;
  return put_sums(tallies, piece);
}

CellRule sum_rule_of(const catalog::Parameter& parameter) {
  CellRule rule;
  rule.measure = measure_of(parameter);
  rule.aggregate = Aggregate::sum;
  rule.length_known = rule.measure == Measure::delta && delta_length(parameter).has_value();
  return rule;
}

}  // namespace

PieceRead::PieceRead(const catalog::Site& site, const StatisticRequest& request,
                     const catalog::Parameter& parameter, bool by_class)
    : site_(site),
      parameter_(parameter),
      rule_(sum_rule_of(parameter)),
      ledger_(site, {}, request, by_class ? site.tariff.get() : nullptr, rule_) {
  ledger_.keep_ends_apart(ends_);
  for (const Segment& segment : ledger_.segments()) {
    const std::int64_t late =
        segment.range.end - std::clamp(request.now, segment.range.begin, segment.range.end);
    to_come_.front() += late;
    if (segment.tou != TouClass::none) {
      to_come_[static_cast<std::size_t>(segment.tou)] += late;
    }
  }
}

Result<std::optional<Piece>> PieceRead::piece(const store::Store& store, SeriesId series) {
  const Pass pass{store, series, site_, parameter_, ledger_};
  const Status read = rule_.measure == Measure::delta ? pass_deltas(pass, delta_length(parameter_))
                                                      : pass_register(pass);
  if (!read) {
    return read.error();
  }
  Piece piece;
  return make_piece(ledger_, ends_, rule_, piece) ? std::optional(piece) : std::nullopt;
}

}  // namespace cems::query
