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
      ledger_.add_present(stamps_.at(reading.at - 1), 1);
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

  /// Whole runs of a segment at once, where nothing but their sum is wanted.
  void take(const store::Columns& columns) {
    // Months and whole days have a length of their own on the local clock.
    const bool fixed =
        length_ && length_->months == 0 && length_->ms % kMsPerDay != 0 && !ledger_.explains();
    for (std::size_t i = 0; i < columns.size();) {
      const ColumnRun run{columns, i, fixed ? end_of_run(columns, i) : i};
      if (run.size() == 0) {
        take(run.reading(i));
        ++i;
      } else {
        add_run(run);
        i = run.end;
      }
    }
  }

 private:
  /// The deltas from `i` on that lie in the segment of the first one; `i` where that one does not
  /// lie in one.
  std::size_t end_of_run(const store::Columns& columns, std::size_t i) {
    const TimeMs at{columns.times_ms[i]};
    const TimeMs own = at - length_->ms;
    if (own < begin_ || own >= ledger_.range().end) {
      return i;
    }
    begin_ = own;
    advance();
    const Segment& segment = segments_[first_];
    return segment.range.begin <= own ? run_end(columns, i, segment.range.end) : i;
  }

  void add_run(const ColumnRun& run) {
    const Segment& segment = segments_[first_];
    std::int64_t covered = newly_covered(segment, run.time(run.begin));
    for (std::size_t i = run.begin + 1; i < run.end; ++i) {
      covered += std::min(length_->ms, run.time(i) - run.time(i - 1));
    }
    const Exact sum = run.sum();
    const SharedQuality quality = run.quality();
    ledger_.add_present(segment, run.size());
    ledger_.each(segment, [&](Tally& tally) {
      tally.sum += sum;
      tally.covered_ms += covered;
      tally.touched = true;
      tally.quality.add(quality);
    });
    covered_until_ = run.time(run.end - 1);
    begin_ = covered_until_ - length_->ms;
  }

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
  return duration.months * kDaysOfMonthMax * kMsPerDay + duration.ms + kMsPerDay;
}

}  // namespace

Status pass_deltas(const Pass& pass, const std::optional<Duration>& length) {
  Deltas deltas(pass, length);
  const TimeRange range = pass.ledger.range();
  // An interval that begins in the range may end behind it.
  const std::int64_t behind_ms = length ? longest_ms(*length) : 1;
  const auto take = [&deltas](const auto& part) { deltas.take(part); };
  return for_each_part(pass, {range.begin + 1, range.end + behind_ms}, take, take);
}

}  // namespace cems::query
