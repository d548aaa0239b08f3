// Consumption from a register: differences between its values at the edges, rollovers added, meter
// exchanges left out.
#include <algorithm>
#include <string>
#include <utility>

#include "query/calendar.h"
#include "query/statistic_pass.h"

namespace cems::query {
namespace {

/// More places than the register has, at an interpolated edge (dictionary S "Numbers").
constexpr int kExtraPlaces = 3;

constexpr std::int64_t kPeriodsHeld = 2;

/// A register of fewer digits is not known to end there.
constexpr int kRolloverLeast = 1000;

/// The smallest power of ten above the number at which a register may begin again.
Fraction power_above(const Fraction& value) {
  Fraction power(kRolloverLeast);
  const Fraction ten(10);
  while (!(value < power)) {
    power *= ten;
  }
  return power;
}

/// What a register counted while it stepped down; nothing when that is no rollover. A known modulus
/// says where it begins again, not that it did: an exchanged meter must not add most of a modulus.
std::optional<Fraction> rolled_over(const Fraction& from, const Fraction& to,
                                    const std::optional<Decimal>& modulus) {
  if (from < Fraction() || to < Fraction()) {
    return std::nullopt;
  }
  const Fraction end = modulus ? Fraction(*modulus) : power_above(from);
  const bool near_end = !(from * Fraction(10) < end * Fraction(9)) && !(end < from);
  const bool near_zero = !(end < to * Fraction(10));
  return near_end && near_zero ? std::optional(end - from + to) : std::nullopt;
}

class Differences {
 public:
  explicit Differences(const Pass& pass)
      : ledger_(pass.ledger),
        zone_(pass.site.zone),
        parameter_(pass.parameter),
        segments_(pass.ledger.segments()) {
    if (const auto decimals = pass.parameter.record.integer(model::Field::parameter_decimals)) {
      decimals_ = static_cast<int>(std::clamp<std::int64_t>(*decimals, 0, Decimal::kScaleMax));
    }
  }

  void take(const Reading& reading) {
    used_last_ = false;
    Exact value(reading.value);
    if (!last_) {
      first_at_ = reading.at;
      last_ = reading;
      while (edge_ <= segments_.size() && at(edge_) < reading.at) {
        resolve_before_first(reading);
      }
      last_value_ = std::move(value);
      return;
    }
    value.raise_to(last_value_.scale());
    last_value_.raise_to(value.scale());
    step_ = value;
    step_ -= last_value_;
    exchanged_ = false;
    if (value < last_value_) {
      step_down(reading);
    }
    while (edge_ <= segments_.size() && at(edge_) < reading.at) {
      resolve(&reading);
    }
    if (exchanged_ && edge_ > 0 && edge_ <= segments_.size()) {
      question(segments_[edge_ - 1]);
    }
    total_ += step_;
    last_ = reading;
    last_value_ = std::move(value);
  }

  /// Resolves the edges that no later reading follows.
  void finish() {
    while (last_ && edge_ <= segments_.size()) {
      resolve(nullptr);
    }
  }

  /// Whether an edge was interpolated towards the last reading taken.
  [[nodiscard]] bool used_last() const { return used_last_; }

  [[nodiscard]] const std::optional<Reading>& last() const { return last_; }

 private:
  struct Edge {
    Exact total;
    Quality quality = Quality::valid;
    bool estimated = false;
    bool unmeasured = false;  ///< No reading in front of it, or none that is young enough.
    bool followed = false;    ///< There is a later reading.
  };

  [[nodiscard]] TimeMs at(std::size_t edge) const {
    return edge < segments_.size() ? segments_[edge].range.begin : segments_.back().range.end;
  }

  void step_down(const Reading& reading) {
    std::optional<Fraction> counted =
        rolled_over(Fraction(last_->value), Fraction(reading.value), parameter_.rollover);
    exchanged_ = !counted;
    if (counted) {
      const std::optional<Decimal> decimal = counted->exact();
      step_ = decimal ? Exact(*decimal) : Exact(*counted);
    } else {
      step_ = Exact();
    }
    if (ledger_.explains()) {
      ledger_.add_note(
          (counted ? "the register rolled over before " : "the meter was exchanged before ") +
          format_time(reading.at, zone_));
    }
  }

  /// The last reading is at most two collection periods old.
  [[nodiscard]] bool is_young(TimeMs t) const {
    if (last_->at == t || !parameter_.interval) {
      return last_->at == t;
    }
    const Duration& period = *parameter_.interval;
    if (period.months == 0) {
      return t - last_->at <= kPeriodsHeld * period.ms;
    }
    return last_->at >= before(t,
                               {static_cast<std::int32_t>(kPeriodsHeld) * period.months,
                                kPeriodsHeld * period.ms},
                               zone_);
  }

  void resolve_before_first(const Reading& first) {
    Edge edge;
    edge.quality = first.quality;
    edge.unmeasured = true;
    edge.followed = true;
    put(std::move(edge));
  }

  void resolve(const Reading* next) {
    const TimeMs t = at(edge_);
    Edge edge;
    edge.total = total_;
    edge.quality = last_->quality;
    edge.followed = next != nullptr;
    if (!is_young(t)) {
      edge.unmeasured = next == nullptr;
      edge.estimated = next != nullptr;
      if (next != nullptr) {
        edge.total += interpolated(t, *next);
        used_last_ = true;
        if (exchanged_ && edge_ > 0) {
          question(segments_[edge_ - 1]);
        }
      }
    }
    put(std::move(edge));
  }

  /// What was counted from the last reading to the edge.
  [[nodiscard]] Exact interpolated(TimeMs t, const Reading& next) const {
    const int places =
        decimals_.value_or(std::max({last_->value.scale(), next.value.scale(), 0})) + kExtraPlaces;
    const Fraction from(last_->value);
    const Fraction there = from + step_.fraction() * Fraction(t - last_->at, next.at - last_->at);
    const Fraction counted = there.rounded_half_even(places) - from;
    const std::optional<Decimal> decimal = counted.exact();
    return decimal ? Exact(*decimal) : Exact(counted);
  }

  void question(const Segment& segment) {
    ledger_.each(segment, [](Tally& tally) { tally.questionable = true; });
  }

  /// Ends the segment in front of the edge and tells the cells that begin or end at it.
  void put(Edge edge) {
    const Segment* left = edge_ > 0 ? &segments_[edge_ - 1] : nullptr;
    const Segment* right = edge_ < segments_.size() ? &segments_[edge_] : nullptr;
    if (left != nullptr) {
      const Exact consumed = edge.total - begin_.total;
      const bool measured = begin_.followed && first_at_ < at(edge_);
      const bool unmeasured = begin_.unmeasured || edge.unmeasured;
      ledger_.each(*left, [&](Tally& tally) {
        tally.sum += consumed;
        tally.touched = tally.touched || measured;
        tally.questionable = tally.questionable || unmeasured;
      });
    }
    if (left != nullptr && right != nullptr && first_at_ == at(edge_) && !edge.followed) {
      touch_across(*left, *right);
    }
    ledger_.each_at_edge(left, right, [&edge](Tally& tally) {
      tally.quality.add(edge.quality);
      tally.estimated = tally.estimated || edge.estimated;
    });
    if (right != nullptr) {
      ledger_.close_before(right->bucket);
    }
    begin_ = std::move(edge);
    ++edge_;
  }

  /// The only reading of all stands between the segments: neither measures anything, but what
  /// reaches over both says 0, as it does where nothing is cut at the reading.
  void touch_across(const Segment& left, const Segment& right) {
    Tallies& whole = ledger_.whole();
    whole.front().touched = true;
    if (left.bucket == right.bucket) {
      ledger_.open(left.bucket).front().touched = true;
    }
    if (left.tou == right.tou && left.tou != TouClass::none) {
      whole[static_cast<std::size_t>(left.tou)].touched = true;
    }
  }

  Ledger& ledger_;
  const Zone& zone_;
  const catalog::Parameter& parameter_;
  std::span<const Segment> segments_;
  std::optional<int> decimals_;
  std::size_t edge_ = 0;  // The next one to resolve: it begins segment edge_.
  Edge begin_;            // The one before it.
  TimeMs first_at_;
  std::optional<Reading> last_;
  Exact last_value_;
  Exact total_;  // Counted from the first reading to the last.
  Exact step_;   // From the last reading to the one at hand.
  bool exchanged_ = false;
  bool used_last_ = false;
};

}  // namespace

Status pass_register(const Pass& pass) {
  Differences differences(pass);
  const TimeRange range = pass.ledger.range();
  SegmentCursor stamps(pass.ledger.segments());
  const auto take = [&](const Reading& reading) {
    if (range.contains(reading.at)) {
      pass.ledger.add_present(stamps.at(reading.at), 1);
    }
    pass.ledger.add_to_receipt(reading, kAllClasses);
    differences.take(reading);
  };
  const Result<std::optional<Reading>> before = pass.store.last_at(pass.series, range.begin);
  if (!before) {
    return before.error();
  }
  if (*before) {
    take(**before);
  }
  const Status read = for_each_reading(pass, {range.begin + 1, range.end + 1}, take);
  if (!read) {
    return read;
  }
  const bool ends_on_reading = differences.last() && differences.last()->at == range.end;
  if (differences.last() && !ends_on_reading) {
    const Result<std::optional<Reading>> behind = first_from(pass, range.end + 1);
    if (!behind) {
      return behind.error();
    }
    if (*behind) {
      differences.take(**behind);
      if (differences.used_last()) {
        pass.ledger.add_to_receipt(**behind, kAllClasses);
      }
    }
  }
  differences.finish();
  return Unit{};
}

}  // namespace cems::query
