// Energy made from power: each sample holds until the next, at most two collection periods.
#include <algorithm>

#include "query/statistic_pass.h"

namespace cems::query {
namespace {

class Holds {
 public:
  explicit Holds(const Pass& pass) : ledger_(pass.ledger), segments_(pass.ledger.segments()) {
    if (pass.parameter.interval && pass.parameter.interval->months == 0) {
      longest_ms_ = 2 * pass.parameter.interval->ms;
    }
  }

  void take(const Reading& reading) {
    hold_until(reading.at);
    last_ = reading;
  }

  /// After the last sample in the range. `next` is the one behind it, if it matters.
  void finish(const std::optional<TimeMs>& next) {
    if (next || longest_ms_) {
      hold_until(next ? *next : kTimeMax);
    }
  }

  /// Whether the sample behind the range says how long the last one in it holds: it always does
  /// where there is no period.
  [[nodiscard]] bool needs_next() const { return !longest_ms_ && last_; }

 private:
  void hold_until(TimeMs next) {
    if (!last_) {
      return;
    }
    const TimeRange range = ledger_.range();
    const TimeMs begin = std::max(last_->at, range.begin);
    TimeMs end = std::min(next, range.end);
    end = longest_ms_ ? std::min(end, last_->at + *longest_ms_) : end;
    if (begin >= end) {
      return;
    }
    while (segments_[first_].range.end <= begin) {
      ++first_;
    }
    const Exact power(last_->value);
    ClassSet classes = 0;
    for (std::size_t i = first_; i < segments_.size() && segments_[i].range.begin < end; ++i) {
      const Segment& segment = segments_[i];
      ledger_.close_before(segment.bucket);  // The next sample holds from here on at the earliest.
      const std::int64_t held =
          std::min(end, segment.range.end) - std::max(begin, segment.range.begin);
      const Exact energy = power.times(held);
      ledger_.each(segment, [&](Tally& tally) {
        tally.sum += energy;
        tally.covered_ms += held;
        tally.touched = true;
      });
      classes |= class_set(segment.tou);
    }
    ledger_.add_to_receipt(*last_, classes);
  }

  Ledger& ledger_;
  std::span<const Segment> segments_;
  std::optional<std::int64_t> longest_ms_;
  std::optional<Reading> last_;
  std::size_t first_ = 0;
};

}  // namespace

Status pass_power(const Pass& pass) {
  Holds holds(pass);
  const TimeRange range = pass.ledger.range();
  const Result<std::optional<Reading>> before = pass.store.last_at(pass.series, range.begin - 1);
  if (!before) {
    return before.error();
  }
  if (*before) {
    holds.take(**before);
  }
  SegmentCursor stamps(pass.ledger.segments());
  const Status read = for_each_reading(pass, range, [&](const Reading& reading) {
    pass.ledger.add_present(stamps.at(reading.at), 1);
    holds.take(reading);
  });
  if (!read) {
    return read;
  }
  std::optional<TimeMs> next;
  if (holds.needs_next()) {
    Result<std::optional<Reading>> behind = first_from(pass, range.end);
    if (!behind) {
      return behind.error();
    }
    next = *behind ? std::optional((*behind)->at) : std::nullopt;
  }
  holds.finish(next);
  return Unit{};
}

}  // namespace cems::query
