// Sums of deltas: whole where their interval lies in a cell, divided by time where it crosses an
// edge.
#include <algorithm>
#include <array>

#include "query/calendar.h"
#include "query/statistic_pass.h"

namespace cems::query {
namespace {

class Deltas {
 public:
  Deltas(const Pass& pass, const std::optional<Duration>& length)
      : ledger_(pass.ledger),
        zone_(pass.site.zone),
        length_(length),
        segments_(pass.ledger.segments()),
        stamps_(pass.ledger.segments()),
        covered_until_(pass.ledger.range().begin) {}

  void take(const Reading& reading) {
    const TimeRange range = ledger_.range();
    // Without a length a delta is all in the last millisecond before its stamp.
    const TimeMs own = length_ ? before(reading.at, *length_, zone_) : reading.at - 1;
    // Clocks that go back could bring an interval of days before its forerunner's.
    begin_ = std::min(std::max(own, begin_), reading.at - 1);
    if (reading.at <= range.end) {
      ledger_.add_present(stamps_.at(reading.at - 1).tou, 1);
    }
    if (begin_ >= range.end) {
      return;
    }
    advance();
    const Segment& segment = segments_[first_];
    ClassSet classes = class_set(segment.tou);
    if (segment.range.begin <= begin_ && reading.at <= segment.range.end) {
      add_whole(reading, segment);
    } else {
      classes = add_divided(reading);
    }
    covered_until_ = reading.at;
    ledger_.add_to_receipt(reading, classes);
  }

 private:
  /// To the first segment that the interval reaches into.
  void advance() {
    while (segments_[first_].range.end <= begin_) {
      ++first_;
    }
    ledger_.close_before(segments_[first_].bucket);
  }

  /// Time of the segment that this delta is the first to speak about.
  [[nodiscard]] std::int64_t newly_covered(const Segment& segment, TimeMs end) const {
    const TimeMs from = std::max({begin_, covered_until_, segment.range.begin});
    return std::max<std::int64_t>(std::min(end, segment.range.end) - from, 0);
  }

  void add_whole(const Reading& reading, const Segment& segment) {
    const Exact value(reading.value);
    const std::int64_t covered = newly_covered(segment, reading.at);
    ledger_.each(segment, [&](Tally& tally) {
      tally.sum += value;
      tally.covered_ms += covered;
      tally.touched = true;
      tally.quality.add(reading.quality);
    });
  }

  /// Shares of one delta, by class; the first is all time.
  using Shares = std::array<std::int64_t, model::kTouClasses>;

  ClassSet add_divided(const Reading& reading) {
    Shares whole{};
    Shares in_bucket{};
    ClassSet classes = 1;
    std::size_t bucket = segments_[first_].bucket;
    for (std::size_t i = first_; i < segments_.size() && segments_[i].range.begin < reading.at;
         ++i) {
      const Segment& segment = segments_[i];
      if (segment.bucket != bucket) {
        add_shares(ledger_.open(bucket), in_bucket, reading);
        in_bucket = {};
        bucket = segment.bucket;
      }
      const std::int64_t share =
          std::min(reading.at, segment.range.end) - std::max(begin_, segment.range.begin);
      for (Shares* shares : {&whole, &in_bucket}) {
        shares->front() += share;
        if (segment.tou != TouClass::none) {
          (*shares)[static_cast<std::size_t>(segment.tou)] += share;
        }
      }
      classes |= class_set(segment.tou);
      const std::int64_t covered = newly_covered(segment, reading.at);
      ledger_.each(segment, [covered](Tally& tally) { tally.covered_ms += covered; });
    }
    add_shares(ledger_.open(bucket), in_bucket, reading);
    add_shares(ledger_.whole(), whole, reading);
    return classes;
  }

  void add_shares(Tallies& tallies, const Shares& shares, const Reading& reading) const {
    const Exact value(reading.value);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      if (shares[i] > 0) {
        tallies[i].add_part(value, shares[i], reading.at - begin_);
        tallies[i].touched = true;
        tallies[i].quality.add(reading.quality);
      }
    }
  }

  Ledger& ledger_;
  const Zone& zone_;
  const std::optional<Duration>& length_;
  std::span<const Segment> segments_;
  SegmentCursor stamps_;
  std::size_t first_ = 0;
  TimeMs begin_ = kTimeMin;  // Of the interval of the delta at hand.
  TimeMs covered_until_;
};

/// No shorter than the duration, whatever the calendar.
std::int64_t longest_ms(const Duration& duration) {
  constexpr std::int64_t kDaysOfMonthMax = 31;
  return duration.months * kDaysOfMonthMax * kMsPerDay + duration.ms + kMsPerDay;
}

}  // namespace

Status pass_deltas(const Pass& pass, const std::optional<Duration>& length) {
  Deltas deltas(pass, length);
  const TimeRange range = pass.ledger.range();
  // An interval that begins in the range may end behind it.
  const std::int64_t behind_ms = length ? longest_ms(*length) : 1;
  return for_each_reading(pass, {range.begin + 1, range.end + behind_ms},
                          [&deltas](const Reading& reading) { deltas.take(reading); });
}

}  // namespace cems::query
