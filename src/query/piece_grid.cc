// From buckets to pieces.
#include "query/piece_grid.h"

#include <algorithm>

#include "query/calendar.h"
#include "query/kept_pieces.h"

namespace cems::query {
namespace {

/// Of a longer range most has no readings, and a pass over all of it is cheaper than one with a
/// piece a month or a day.
constexpr std::size_t kMonthsMax = 240;
constexpr std::size_t kDaysMax = 3700;

constexpr std::int64_t kDayLeastMs = 20 * kMsPerHour;
constexpr std::int64_t kMonthLeastMs = 27 * kMsPerDay;

/// The periods of one level, walked forward.
class Steps {
 public:
  Steps(Level level, TimeMs from, const Zone& zone) : level_(level), zone_(zone) {
    const std::int64_t day = local_day(zone.to_local(from));
    next_ = level == Level::month ? month_start(day, 0) : day;
    step();
  }

  /// The period that holds the moment. REQUIRES: moments ascend, none before `from`.
  TimeRange at(TimeMs t) {
    while (range_.end <= t) {
      step();
    }
    return range_;
  }

 private:
  void step() {
    range_.begin = day_begin(next_, zone_);
    next_ = level_ == Level::month ? month_start(next_, 1) : next_ + 1;
    range_.end = day_begin(next_, zone_);
  }

  Level level_;
  const Zone& zone_;
  std::int64_t next_ = 0;
  TimeRange range_;
};

}  // namespace

PieceGrid::PieceGrid(std::span<const TimeRange> buckets, const Zone& zone, bool days, TimeMs now) {
  // Buckets of hours hold no whole piece, and there may be a million of them.
  const std::int64_t shortest = days ? kDayLeastMs : kMonthLeastMs;
  if (buckets.size() > 2 && buckets[1].end - buckets[1].begin < shortest) {
    fits_ = false;
    return;
  }
  Steps months(Level::month, buckets.front().begin, zone);
  Steps by_day(Level::day, buckets.front().begin, zone);
  for (const TimeRange& bucket : buckets) {
    const std::size_t first = ranges_.size();
    for (TimeMs begin = bucket.begin; begin < bucket.end; begin = ranges_.back().end) {
      const TimeRange month = months.at(begin);
      const TimeRange least = days ? by_day.at(begin) : month;
      const bool under_way = days && month.contains(now);
      if (month.begin == begin && month.end <= bucket.end && !under_way) {
        add(month, Level::month, zone);
      } else if (days && least.begin == begin && least.end <= bucket.end) {
        add(least, Level::day, zone);
      } else {
        add({begin, std::min(least.end, bucket.end)}, std::nullopt, zone);
      }
    }
    of_bucket_.push_back({first, ranges_.size()});
    if (ranges_.size() > (days ? kDaysMax : kMonthsMax)) {
      break;
    }
  }
  fits_ = of_bucket_.size() == buckets.size() && ranges_.size() <= (days ? kDaysMax : kMonthsMax) &&
          std::find(has_.begin(), has_.end(), true) != has_.end();
}

void PieceGrid::add(TimeRange range, std::optional<Level> level, const Zone& zone) {
  ranges_.push_back(range);
  levels_.push_back(level);
  periods_.push_back(level ? summary_period(*level, range.begin, zone) : 0);
  if (level) {
    has_[static_cast<std::size_t>(*level)] = true;
  }
}

}  // namespace cems::query
