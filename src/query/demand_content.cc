// The content of demand windows: a sliding sum of samples, and pieces of energy.
#include "query/demand_content.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/assert.h"
#include "query/calendar.h"
#include "query/statistic_engine.h"

namespace cems::query {
namespace {

using Content = DemandWalk::Content;
using Integer = Fraction::Integer;

constexpr int kKilo = 1000;

/// One series forward; nothing at all for a series nobody has written.
class Forward {
 public:
  Forward(std::unique_ptr<store::Scan> scan, DemandWalk::Seen seen)
      : scan_(std::move(scan)), seen_(std::move(seen)) {}

  /// When the next reading is; kTimeMax behind the last.
  [[nodiscard]] Result<TimeMs> next_at() {
    if (const Status filled = fill(); !filled) {
      return filled.error();
    }
    return at_ == piece_.size() ? kTimeMax : piece_[at_].at;
  }

  /// The next reading before `end`, which it passes; nothing where there is none yet.
  [[nodiscard]] Result<std::optional<Reading>> take_before(TimeMs end) {
    if (const Status filled = fill(); !filled) {
      return filled.error();
    }
    if (at_ == piece_.size() || piece_[at_].at >= end) {
      return std::optional<Reading>();
    }
    return std::optional<Reading>(piece_[at_++]);
  }

  /// The reading goes in: whoever asked is told.
  void tell(const Reading& reading) const {
    if (seen_) {
      seen_(reading);
    }
  }

 private:
  Status fill() {
    if (at_ == piece_.size() && scan_ != nullptr) {
      Result<std::span<const Reading>> next = scan_->next();
      if (!next) {
        return next.error();
      }
      piece_ = *next;
      at_ = 0;
      if (piece_.empty()) {
        scan_.reset();
      }
    }
    return Unit{};
  }

  std::unique_ptr<store::Scan> scan_;
  DemandWalk::Seen seen_;
  std::span<const Reading> piece_;
  std::size_t at_ = 0;
};

/// Exact sum of decimals that come and go: an integer at the finest scale seen so far.
class SlidingSum {
 public:
  void add(const Decimal& value) { change(value, 1); }

  void remove(const Decimal& value) { change(value, -1); }

  /// Sum / count. REQUIRES: count > 0.
  [[nodiscard]] Fraction over(std::uint64_t count) const { return {sum_, unit_ * count}; }

 private:
  static Integer power(int exponent) {
    return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
  }

  void change(const Decimal& value, int sign) {
    if (value.scale() > scale_) {
      const Integer finer = power(value.scale() - scale_);
      sum_ *= finer;
      unit_ *= finer;
      scale_ = value.scale();
    }
    Integer term = value.mantissa();
    if (value.scale() < scale_) {
      term *= power(scale_ - value.scale());
    }
    sum_ += sign < 0 ? Integer(-term) : term;
  }

  Integer sum_ = 0;
  Integer unit_ = 1;  // 10^scale_
  int scale_ = 0;
};

/// More than a third missing, where a `part` of the interval is there.
bool lacks(std::int64_t part, std::int64_t interval) {
  return part * 3 < interval * 2;
}

class PowerContent : public Content {
 public:
  PowerContent(Forward forward, std::int64_t period_ms, const Fraction& to_kilowatts)
      : forward_(std::move(forward)), period_ms_(period_ms), to_kilowatts_(to_kilowatts) {}

  Result<std::optional<Fraction>> mean(TimeRange window) override {
    while (true) {
      const Result<std::optional<Reading>> next = forward_.take_before(window.end);
      if (!next) {
        return next.error();
      }
      if (!*next) {
        break;
      }
      forward_.tell(**next);
      sum_.add((*next)->value);
      inside_.push_back({(*next)->at, (*next)->value});
    }
    while (!inside_.empty() && inside_.front().at < window.begin) {
      sum_.remove(inside_.front().value);
      inside_.pop_front();
    }
    const std::int64_t interval = window.end - window.begin;
    const std::int64_t samples =
        std::min<std::int64_t>(static_cast<std::int64_t>(inside_.size()), interval);
    if (inside_.empty() || (period_ms_ > 0 && lacks(samples * period_ms_, interval))) {
      return std::optional<Fraction>();
    }
    return std::optional<Fraction>(sum_.over(inside_.size()) * to_kilowatts_);
  }

  Result<TimeMs> empty_until() override {
    return inside_.empty() ? forward_.next_at() : Result<TimeMs>(inside_.front().at);
  }

 private:
  struct Sample {
    TimeMs at;
    Decimal value;
  };

  Forward forward_;
  std::int64_t period_ms_;
  Fraction to_kilowatts_;
  SlidingSum sum_;
  std::deque<Sample> inside_;
};

/// Energy of [begin, end), taken to flow evenly.
struct EnergyPiece {
  TimeRange range;
  Fraction energy;
};

class EnergyContent : public Content {
 public:
  /// No window ends after `last`. Without a period deltas say nothing, and any two neighbouring
  /// readings of a register are near each other.
  EnergyContent(Forward forward, const DemandSource& source, std::optional<Duration> period,
                const Zone& zone, TimeMs last)
      : forward_(std::move(forward)),
        is_register_(source.measure == Measure::reg),
        period_(period),
        zone_(zone),
        last_(last),
        to_kilojoules_(source.unit.unit / Fraction(kKilo)) {}

  Result<std::optional<Fraction>> mean(TimeRange window) override {
    while (known_to_ < window.end) {
      const Result<std::optional<Reading>> next = forward_.take_before(kTimeMax);
      if (!next) {
        return next.error();
      }
      if (!*next) {
        break;
      }
      take(**next);
    }
    while (!pieces_.empty() && pieces_.front().range.end <= window.begin) {
      pieces_.pop_front();
    }
    Fraction energy;
    std::int64_t there = 0;  // Intervals that overlap are there once.
    TimeMs until = window.begin;
    for (const EnergyPiece& piece : pieces_) {
      const TimeMs from = std::max(piece.range.begin, window.begin);
      const TimeMs to = std::min(piece.range.end, window.end);
      if (from >= to) {
        continue;
      }
      const std::int64_t length = piece.range.end - piece.range.begin;
      there += std::max<std::int64_t>(to - std::max(from, until), 0);
      until = std::max(until, to);
      energy += to - from == length ? piece.energy
                                    : piece.energy * Fraction(Integer(to - from), Integer(length));
    }
    const std::int64_t interval = window.end - window.begin;
    if (there == 0 || lacks(there, interval)) {
      return std::optional<Fraction>();
    }
    return std::optional<Fraction>(energy * to_kilojoules_ *
                                   Fraction(Integer(kMsPerSecond), Integer(interval)));
  }

  Result<TimeMs> empty_until() override {
    if (pieces_.empty()) {
      const Result<TimeMs> next = forward_.next_at();
      return next && *next < kTimeMax ? Result<TimeMs>(known_to_) : next;
    }
    const auto first = std::min_element(
        pieces_.begin(), pieces_.end(),
        [](const EnergyPiece& a, const EnergyPiece& b) { return a.range.begin < b.range.begin; });
    return first->range.begin;
  }

 private:
  void take(const Reading& reading) {
    if (is_register_) {
      forward_.tell(reading);
      take_register(reading);
      known_to_ = reading.at;
    } else {
      known_to_ = period_ ? before(reading.at, *period_, zone_) : reading.at;
      if (period_ && known_to_ < last_) {
        forward_.tell(reading);
        pieces_.push_back({{known_to_, reading.at}, reading.value});
      }
    }
    before_ = reading;
  }

  [[nodiscard]] bool is_near(const Reading& reading) const {
    if (!before_ || !period_) {
      return before_.has_value();
    }
    const Duration twice{2 * period_->months, 2 * period_->ms};
    return before_->at >= before(reading.at, twice, zone_);
  }

  /// A step down is no consumption that a demand could be made of: a rollover within a window loses
  /// that window, never invents a peak.
  void take_register(const Reading& reading) {
    if (is_near(reading) && !(reading.value < before_->value)) {
      pieces_.push_back(
          {{before_->at, reading.at}, Fraction(reading.value) - Fraction(before_->value)});
    }
  }

  Forward forward_;
  bool is_register_;
  std::optional<Duration> period_;
  const Zone& zone_;
  TimeMs last_;
  Fraction to_kilojoules_;
  TimeMs known_to_ = kTimeMin;  // Whatever follows begins here or later.
  std::optional<Reading> before_;
  std::deque<EnergyPiece> pieces_;
};

std::optional<Duration> period_of(const DemandSource& source) {
  const catalog::Parameter& parameter = *source.series.parameter;
  return source.measure == Measure::delta ? delta_length(parameter) : parameter.interval;
}

/// What has to be read for windows in the range: for energy the reading in front of it too, and
/// whatever comes behind it until the content has seen enough.
Result<TimeRange> reach_of(const store::Store& store, SeriesId id, const DemandSource& source,
                           TimeRange range) {
  if (source.measure == Measure::sample) {
    return range;
  }
  if (source.measure == Measure::delta) {
    return TimeRange{range.begin + 1, kTimeMax};
  }
  const Result<std::optional<Reading>> before = store.last_at(id, range.begin);
  if (!before) {
    return before.error();
  }
  return TimeRange{*before ? (*before)->at : range.begin, kTimeMax};
}

}  // namespace

Result<std::unique_ptr<Content>> make_demand_content(const store::Store& store,
                                                     const catalog::Site& site,
                                                     const DemandSource& source, TimeRange range,
                                                     DemandWalk::Seen seen) {
  const catalog::Parameter& parameter = *source.series.parameter;
  std::unique_ptr<store::Scan> scan;
  if (const std::optional<SeriesId> id =
          store.find({site.id, source.series.point->id, parameter.id});
      id && !range.empty()) {
    const Result<TimeRange> reach = reach_of(store, *id, source, range);
    if (!reach) {
      return reach.error();
    }
    Result<std::unique_ptr<store::Scan>> made = store.scan(*id, *reach, store::Order::ascending);
    if (!made) {
      return made.error();
    }
    scan = std::move(*made);
  }
  Forward forward(std::move(scan), std::move(seen));
  const std::optional<Duration> period = period_of(source);
  if (source.measure == Measure::sample) {
    // No power is collected by the month.
    const std::int64_t period_ms = period && period->months == 0 ? period->ms : 0;
    return std::unique_ptr<Content>(std::make_unique<PowerContent>(
        std::move(forward), period_ms, source.unit.unit / Fraction(kKilo)));
  }
  CEMS_ASSERT(source.measure == Measure::reg || source.measure == Measure::delta);
  return std::unique_ptr<Content>(
      std::make_unique<EnergyContent>(std::move(forward), source, period, site.zone, range.end));
}

}  // namespace cems::query
