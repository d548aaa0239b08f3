// The grid of historic answers: its instants and the values on it.
#include "query/grid.h"

#include <algorithm>
#include <memory>

#include "base/assert.h"
#include "query/calendar.h"

namespace cems::query {
namespace {

constexpr std::int64_t kMsPerWeek = 7 * kMsPerDay;

/// Gathers instants, remembers the last one before the range, and stops at the limit.
class Instants {
 public:
  Instants(TimeRange range, std::int64_t most) : range_(range), most_(most) {}

  /// False when the range is full or over.
  bool add(TimeMs t) {
    if (t < range_.begin) {
      before_ = std::max(before_, t);
      return true;
    }
    if (range_.end <= t) {
      return false;
    }
    inside_.push_back(t);
    return static_cast<std::int64_t>(inside_.size()) <= most_;
  }

  [[nodiscard]] Result<std::vector<TimeMs>> take(std::int64_t period_ms) {
    if (static_cast<std::int64_t>(inside_.size()) > most_) {
      return Error{Errc::too_large, "the interval gives too many instants in the range"};
    }
    if (!inside_.empty()) {
      const TimeMs first = before_ > kTimeMin ? before_ : inside_.front() - period_ms;
      inside_.insert(inside_.begin(), first);
    }
    return std::move(inside_);
  }

 private:
  TimeRange range_;
  std::int64_t most_;
  TimeMs before_ = kTimeMin;
  std::vector<TimeMs> inside_;
};

void add_within_days(Instants& out, TimeRange range, std::int64_t period_ms, const Zone& zone) {
  // One day earlier, so that the instant before the range is among them.
  std::int64_t day = local_day(zone.to_local(range.begin)) - 1;
  while (true) {
    const TimeMs begin = day_begin(day, zone);
    const TimeMs end = day_begin(day + 1, zone);
    if (begin >= range.end) {
      return;
    }
    for (TimeMs t = begin; t < end; t = t + period_ms) {
      if (!out.add(t)) {
        return;
      }
    }
    ++day;
  }
}

void add_calendar(Instants& out, TimeRange range, Duration period, const Zone& zone) {
  const std::int64_t begin = local_day(zone.to_local(range.begin));
  const std::int64_t origin = period.months > 0             ? month_start(begin, 0)
                              : period.ms % kMsPerWeek == 0 ? monday_of(begin)
                                                            : begin;
  for (int step = -1;; ++step) {
    const std::int64_t months = std::int64_t{step} * period.months;
    const std::int64_t base =
        period.months > 0 ? month_start(origin, static_cast<int>(months)) : origin;
    const Result<TimeMs> t = zone.to_utc({base * kMsPerDay + step * period.ms});
    if (t && !out.add(*t)) {
      return;
    }
  }
}

std::int64_t rough_ms(Duration d) {
  return d.ms + d.months * kDaysOfMonthMax * kMsPerDay;
}

/// Walks a series forward once while the grid's instants pass by.
class Walk {
 public:
  explicit Walk(std::unique_ptr<store::Scan> scan) : scan_(std::move(scan)) {}

  /// The next reading, or null at the end.
  Result<const Reading*> peek() {
    if (at_ == piece_.size()) {
      Result<std::span<const Reading>> next = scan_->next();
      if (!next) {
        return next.error();
      }
      piece_ = *next;
      at_ = 0;
    }
    return piece_.empty() ? nullptr : &piece_[at_];
  }

  void pass() { ++at_; }

 private:
  std::unique_ptr<store::Scan> scan_;
  std::span<const Reading> piece_;
  std::size_t at_ = 0;
};

Result<std::vector<Reading>> newest_at(Walk& walk, const std::vector<TimeMs>& instants,
                                       std::int64_t age_max_ms) {
  std::vector<Reading> out;
  std::optional<Reading> last;
  for (std::size_t i = 1; i < instants.size(); ++i) {
    while (true) {
      const Result<const Reading*> next = walk.peek();
      if (!next) {
        return next.error();
      }
      if (*next == nullptr || (*next)->at > instants[i]) {
        break;
      }
      last = **next;
      walk.pass();
    }
    if (last && instants[i] - last->at <= age_max_ms) {
      out.push_back({instants[i], last->value, last->quality});
    }
  }
  return out;
}

Status add_delta(std::optional<Reading>& sum, const Reading& delta, TimeMs stamp) {
  if (!sum) {
    sum = Reading{stamp, delta.value, delta.quality};
    return Unit{};
  }
  const std::optional<Decimal> total = Decimal::add(sum->value, delta.value);
  if (!total) {
    return Error{Errc::too_large, "a sum has more digits than a number can keep"};
  }
  sum->value = *total;
  sum->quality = sum->quality == delta.quality ? sum->quality : Quality::mixed;
  return Unit{};
}

Result<std::vector<Reading>> sums_at(Walk& walk, const std::vector<TimeMs>& instants) {
  std::vector<Reading> out;
  for (std::size_t i = 1; i < instants.size(); ++i) {
    std::optional<Reading> sum;
    while (true) {
      const Result<const Reading*> next = walk.peek();
      if (!next) {
        return next.error();
      }
      if (*next == nullptr || (*next)->at > instants[i]) {
        break;
      }
      if (const Status added = add_delta(sum, **next, instants[i]); !added) {
        return added.error();
      }
      walk.pass();
    }
    if (sum) {
      out.push_back(*sum);
    }
  }
  return out;
}

}  // namespace

Result<std::vector<TimeMs>> grid_instants(TimeRange range, Duration period, const Zone& zone,
                                          std::int64_t most) {
  CEMS_ASSERT(period.ms > 0 || period.months > 0);
  Instants instants(range, most);
  if (period.months == 0 && period.ms < kMsPerDay) {
    add_within_days(instants, range, period.ms, zone);
  } else {
    add_calendar(instants, range, period, zone);
  }
  return instants.take(rough_ms(period));
}

Result<std::vector<Reading>> on_grid(const store::Store& store, SeriesId series,
                                     const catalog::Parameter& parameter,
                                     const std::vector<TimeMs>& instants, Duration period) {
  if (instants.empty()) {
    return std::vector<Reading>();
  }
  const bool delta = parameter.reading_type && parameter.reading_type->is_delta();
  const std::int64_t collection_ms = parameter.interval ? rough_ms(*parameter.interval) : 0;
  const std::int64_t age_max_ms = std::max(rough_ms(period), 3 * collection_ms);
  const TimeMs from = delta ? instants.front() + 1 : instants[1] - age_max_ms;
  Result<std::unique_ptr<store::Scan>> scan =
      store.scan(series, {from, instants.back() + 1}, store::Order::ascending);
  if (!scan) {
    return scan.error();
  }
  Walk walk(std::move(*scan));
  return delta ? sums_at(walk, instants) : newest_at(walk, instants, age_max_ms);
}

}  // namespace cems::query
