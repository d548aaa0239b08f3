// The books of a pass, kept as pieces.
#include "query/piece_read.h"

#include <algorithm>
#include <optional>
#include <utility>

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

/// The number at a scale; false where it does not fit.
bool put_at(const Decimal& number, int scale, std::int64_t& out) {
  Int128 mantissa = number.mantissa();
  for (int have = number.scale(); have < scale; ++have) {
    if (__builtin_mul_overflow(mantissa, Int128{10}, &mantissa)) {
      return false;
    }
  }
  out = static_cast<std::int64_t>(mantissa);
  return out == mantissa;
}

/// The numbers of a cell before they are at one scale.
struct CellNumbers {
  std::optional<Decimal> sum;
  std::optional<Decimal> maximum;
  std::optional<Decimal> minimum;
};

/// Gathers the pieces of a pass as its buckets close.
class Pieces {
 public:
  Pieces(Ledger& ledger, std::span<const TimeRange> ranges, const PieceSource& source)
      : ledger_(ledger),
        with_extremes_(source.read_as == ReadAs::samples),
        covers_(source.read_as == ReadAs::held_power ||
                (source.read_as == ReadAs::consumption &&
                 measure_of(source.parameter) == Measure::delta && delta_length(source.parameter))),
        pieces_(ranges.size()) {
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      pieces_[i].range = ranges[i];
    }
    for (auto segment = ledger.segments().rbegin(); segment != ledger.segments().rend();
         ++segment) {
      pieces_[segment->bucket].first = segment->tou;
    }
    for (const Segment& segment : ledger.segments()) {
      Piece& piece = pieces_[segment.bucket];
      piece.last = segment.tou;
      (segment.tou == TouClass::none ? piece.gap : piece.painted) = true;
    }
    apart_.edges.resize(ranges.size() + 1);
    apart_.present.resize(ranges.size());
    apart_.closed = [this](std::size_t bucket, const Tallies& tallies) { take(bucket, tallies); };
    ledger.keep_apart(apart_);
  }

  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;
  ~Pieces() = default;

  [[nodiscard]] std::vector<Piece> finish() {
    ledger_.close_before(pieces_.size());
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      pieces_[i].begin = marks_of(apart_.edges[i]);
      pieces_[i].end = marks_of(apart_.edges[i + 1]);
      for (std::size_t tou = 0; tou < model::kTouClasses; ++tou) {
        pieces_[i].cells[tou].present = apart_.present[i][tou];
      }
    }
    return std::move(pieces_);
  }

 private:
  void take(std::size_t bucket, const Tallies& tallies) {
    Piece& piece = pieces_[bucket];
    std::array<CellNumbers, model::kTouClasses> numbers;
    for (std::size_t i = 0; i < tallies.size(); ++i) {
      const Tally& tally = tallies[i];
      PieceCell& cell = piece.cells[i];
      cell.length_ms = static_cast<std::uint32_t>(tally.length_ms);
      cell.marks = marks_of(tally);
      // Time that no delta speaks about.
      cell.marks.questionable =
          cell.marks.questionable || (covers_ && tally.covered_ms < tally.length_ms);
      piece.fits = piece.fits && !tally.has_parts() && exact(tally.sum, piece, numbers[i].sum);
      if (with_extremes_ && tally.count > 0) {
        piece.fits = piece.fits && exact(tally.maximum, piece, numbers[i].maximum) &&
                     exact(tally.minimum, piece, numbers[i].minimum);
        piece.extremes[i].maximum_ms =
            static_cast<std::uint32_t>(tally.maximum_at - piece.range.begin);
        piece.extremes[i].minimum_ms =
            static_cast<std::uint32_t>(tally.minimum_at - piece.range.begin);
      }
    }
    for (std::size_t i = 0; piece.fits && i < numbers.size(); ++i) {
      PieceExtremes& extremes = piece.extremes[i];
      piece.fits = put_at(*numbers[i].sum, piece.scale, piece.cells[i].sum) &&
                   put_at(numbers[i].maximum.value_or(Decimal()), piece.scale, extremes.maximum) &&
                   put_at(numbers[i].minimum.value_or(Decimal()), piece.scale, extremes.minimum);
    }
  }

  /// False where the number has too many places; else the piece has its scale at least.
  static bool exact(const Exact& number, Piece& piece, std::optional<Decimal>& out) {
    out = number.fraction().exact();
    if (!out || out->scale() > kScaleMax) {
      return false;
    }
    piece.scale = std::max(piece.scale, out->scale());
    return true;
  }

  Ledger& ledger_;
  const bool with_extremes_;
  const bool covers_;  // Time without readings is a part that was not measured.
  std::vector<Piece> pieces_;
  KeptApart apart_;
};

}  // namespace

Result<std::vector<Piece>> read_pieces(const store::Store& store, const catalog::Site& site,
                                       const PieceSource& source,
                                       std::span<const TimeRange> ranges) {
  CellRule rule;
  rule.measure =
      source.read_as == ReadAs::held_power ? Measure::power_energy : measure_of(source.parameter);
  const StatisticRequest request{ranges, kTimeMax};
  Ledger ledger(site, {}, request, source.by_class ? site.tariff.get() : nullptr, rule);
  Pieces pieces(ledger, ranges, source);
  const Pass pass{store, source.series, site, source.parameter, ledger};
  if (const Status read = pass_as(pass, source.read_as); !read) {
    return read.error();
  }
  return pieces.finish();
}

}  // namespace cems::query
