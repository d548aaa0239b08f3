// Candidates, the days taken of them, and their mean.
#include "query/baseline.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/civil.h"
#include "query/calendar.h"

namespace cems::query {
namespace {

using spec::BaselineDayKind;
using spec::BaselineMethodInfo;
using spec::BaselinePick;
using spec::BaselineRanking;

constexpr int kHundred = 100;

struct Candidate {
  std::int64_t day = 0;
  const DayLoads::Day* loads = nullptr;
  std::optional<Fraction> whole;
  std::optional<Fraction> front;

  [[nodiscard]] const Fraction& rank(BaselineRanking by) const {
    return by == BaselineRanking::day ? *whole : *loads->mean;
  }
};

/// Days that pass rules 1 to 4, newest first.
class CandidateSearch {
 public:
  CandidateSearch(DayLoads& loads, const BaselineMethodInfo& method, std::int64_t day,
                  std::span<const TimeRange> busy)
      : loads_(loads), method_(method), day_(day), busy_(busy) {}

  Result<std::vector<Candidate>> run() {
    std::vector<Candidate> found;
    for (int back = method_.first_day_back; back <= spec::baseline_rules().lookback_days; ++back) {
      if (!may_be(day_ - back)) {
        continue;
      }
      Candidate candidate;
      candidate.day = day_ - back;
      const Result<bool> complete = read(candidate);
      if (!complete) {
        return complete.error();
      }
      if (*complete) {
        found.push_back(std::move(candidate));
      }
    }
    return found;
  }

 private:
  /// Rules 1 to 3.
  [[nodiscard]] bool may_be(std::int64_t day) const {
    const bool works = is_working(loads_.site(), day);
    const bool wanted =
        method_.day_kind == BaselineDayKind::working || is_working(loads_.site(), day_);
    const std::vector<std::int64_t>& idle = loads_.site().dr_resource.shutdown_days;
    return works == wanted && !is_busy(day) && !std::binary_search(idle.begin(), idle.end(), day);
  }

  /// Rule 2. The hours may run over midnight, and so may the adjustment window: the day's own
  /// events are not all that they can meet.
  [[nodiscard]] bool is_busy(std::int64_t day) const {
    const auto meets = [this](TimeRange range) {
      const TimeRange own = loads_.range_on(day_);
      return overlaps(busy_, range) || overlaps({&own, 1}, range);
    };
    return overlaps(busy_, local_day_range(day, loads_.site().zone)) ||
           meets(loads_.range_on(day)) ||
           (method_.adjusts() && meets(loads_.front_on(day, method_.adjustment_from_minutes,
                                                       method_.adjustment_to_minutes)));
  }

  /// Rule 4.
  [[nodiscard]] Result<bool> read(Candidate& candidate) {
    const Result<const DayLoads::Day*> loads = loads_.on(candidate.day);
    if (!loads) {
      return loads.error();
    }
    candidate.loads = *loads;
    if (!candidate.loads->mean) {
      return false;
    }
    if (method_.ranked_by == BaselineRanking::day) {
      Result<std::optional<Fraction>> whole = loads_.whole(candidate.day);
      if (!whole) {
        return whole.error();
      }
      candidate.whole = std::move(*whole);
      if (!candidate.whole) {
        return false;
      }
    }
    if (method_.adjusts()) {
      Result<std::optional<Fraction>> front = loads_.in_front(
          candidate.day, method_.adjustment_from_minutes, method_.adjustment_to_minutes);
      if (!front) {
        return front.error();
      }
      candidate.front = std::move(*front);
    }
    return !method_.adjusts() || candidate.front.has_value();
  }

  DayLoads& loads_;
  const BaselineMethodInfo& method_;
  std::int64_t day_;
  std::span<const TimeRange> busy_;
};

/// Rule 5.
void leave_out_shut_down(std::vector<Candidate>& candidates) {
  Fraction sum;
  for (const Candidate& candidate : candidates) {
    sum += *candidate.loads->mean;
  }
  if (candidates.empty() || !(Fraction() < sum)) {
    return;
  }
  const Fraction least = sum * Fraction(spec::baseline_rules().shutdown_share_percent) /
                         Fraction(kHundred) /
                         Fraction(static_cast<std::int64_t>(candidates.size()));
  std::erase_if(candidates, [&](const Candidate& one) { return *one.loads->mean < least; });
}

/// Of the newest candidates those that the method takes, newest first.
void take(const BaselineMethodInfo& method, std::vector<Candidate>& candidates) {
  if (candidates.size() > static_cast<std::size_t>(method.days)) {
    candidates.resize(static_cast<std::size_t>(method.days));
  }
  if (method.ranked_by == BaselineRanking::none) {
    return;
  }
  // Of equal loads the newer day is the higher: it stands in front already.
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](const Candidate& a, const Candidate& b) {
                     return b.rank(method.ranked_by) < a.rank(method.ranked_by);
                   });
  if (method.pick == BaselinePick::middle) {
    candidates.pop_back();
    candidates.erase(candidates.begin());
  } else if (candidates.size() > static_cast<std::size_t>(method.taken)) {
    candidates.resize(static_cast<std::size_t>(method.taken));
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.day > b.day; });
}

Fraction mean_of(const std::vector<Candidate>& taken, std::size_t slice) {
  Fraction sum;
  for (const Candidate& candidate : taken) {
    sum += *candidate.loads->loads[slice];
  }
  return sum / Fraction(static_cast<std::int64_t>(taken.size()));
}

/// The factor of the same-day adjustment, or why there is none in `baseline.reason`.
Status adjust(DayLoads& loads, const BaselineMethodInfo& method, std::int64_t day,
              const std::vector<Candidate>& taken, Baseline& baseline) {
  const Result<std::optional<Fraction>> actual =
      loads.in_front(day, method.adjustment_from_minutes, method.adjustment_to_minutes);
  if (!actual) {
    return actual.error();
  }
  Fraction usual;
  for (const Candidate& candidate : taken) {
    usual += *candidate.front;
  }
  usual /= Fraction(static_cast<std::int64_t>(taken.size()));
  if (!*actual) {
    baseline.reason = "the load before the event, which adjusts the baseline, has gaps";
    return Unit{};
  }
  if (!(Fraction() < usual)) {
    baseline.reason = "the baseline before the event is not above 0, so nothing adjusts it";
    return Unit{};
  }
  const Fraction least(Fraction::Integer(method.adjustment_least_percent), kHundred);
  const Fraction most(Fraction::Integer(method.adjustment_most_percent), kHundred);
  baseline.adjustment = std::clamp(**actual / usual, least, most);
  for (Fraction& slice : baseline.slices) {
    slice *= *baseline.adjustment;
  }
  return Unit{};
}

/// PRE15: the minutes in front of the event, for every slice.
Result<Baseline> flat(DayLoads& loads, std::int64_t day) {
  const Result<std::optional<Fraction>> mean = loads.in_front(day, kMinutesBeforeEvent, 0);
  if (!mean) {
    return mean.error();
  }
  Baseline baseline;
  if (*mean) {
    const std::size_t count =
        slices_of(loads.range_on(day), loads.site().dr_resource.curve_interval_ms).size();
    baseline.slices.assign(count, **mean);
  } else {
    baseline.reason = "the load of the 15 minutes before the event has gaps";
  }
  return baseline;
}

}  // namespace

EventHours hours_of(TimeRange event, const Zone& zone) {
  const LocalMs begin = zone.to_local(event.begin);
  return {begin.ms - local_day(begin) * kMsPerDay, event.end - event.begin};
}

DayLoads::DayLoads(const store::Store& store, const catalog::Site& site, const Load& load,
                   EventHours hours)
    : store_(store), site_(site), load_(load), hours_(hours) {}

DayLoads::DayLoads(const store::Store& store, const catalog::Site& site, const Load& load,
                   TimeRange event)
    : DayLoads(store, site, load, hours_of(event, site.zone)) {
  event_ = event;
}

TimeRange DayLoads::range_on(std::int64_t day) const {
  if (event_ && local_day(site_.zone.to_local(event_->begin)) == day) {
    return *event_;
  }
  const TimeMs begin = moment_at({day * kMsPerDay + hours_.begin_ms}, site_.zone);
  return {begin, begin + hours_.length_ms};
}

TimeRange DayLoads::front_on(std::int64_t day, int from_minutes, int to_minutes) const {
  const TimeMs begin = range_on(day).begin;
  return {begin - from_minutes * kMsPerMinute, begin - to_minutes * kMsPerMinute};
}

Result<const DayLoads::Day*> DayLoads::on(std::int64_t day) {
  const auto known = days_.find(day);
  if (known != days_.end()) {
    return &known->second;
  }
  Day made;
  made.slices = slices_of(range_on(day), site_.dr_resource.curve_interval_ms);
  Result<Loads> loads = load_.means(store_, made.slices);
  if (!loads) {
    return loads.error();
  }
  made.loads = std::move(*loads);
  if (std::all_of(made.loads.begin(), made.loads.end(), [](const auto& one) { return one; })) {
    made.mean = mean_over(made.slices, made.loads);
  }
  return &days_.emplace(day, std::move(made)).first->second;
}

Result<std::optional<Fraction>> DayLoads::over(TimeRange range) const {
  Result<Loads> loads = load_.means(store_, {&range, 1});
  if (!loads) {
    return loads.error();
  }
  return std::move(loads->front());
}

Result<std::optional<Fraction>> DayLoads::whole(std::int64_t day) {
  const auto known = whole_days_.find(day);
  if (known != whole_days_.end()) {
    return known->second;
  }
  Result<std::optional<Fraction>> load = over(local_day_range(day, site_.zone));
  return load ? Result<std::optional<Fraction>>(whole_days_[day] = std::move(*load)) : load;
}

Result<std::optional<Fraction>> DayLoads::in_front(std::int64_t day, int from_minutes,
                                                   int to_minutes) {
  const TimeRange range = front_on(day, from_minutes, to_minutes);
  const auto known = fronts_.find({day, from_minutes});
  if (known != fronts_.end()) {
    return known->second;
  }
  Result<std::optional<Fraction>> load = over(range);
  return load ? Result<std::optional<Fraction>>(fronts_[{day, from_minutes}] = std::move(*load))
              : load;
}

std::vector<TimeRange> event_times(std::span<const catalog::DrEvent> events,
                                   std::string_view except) {
  std::vector<TimeRange> all;
  for (const catalog::DrEvent& event : events) {
    if (!event.cancelled && event.opt != catalog::DrOpt::out && event.id != except) {
      all.push_back(event.range);
    }
  }
  std::sort(all.begin(), all.end(),
            [](const TimeRange& a, const TimeRange& b) { return a.begin < b.begin; });
  std::vector<TimeRange> times;
  for (const TimeRange& range : all) {
    if (!times.empty() && range.begin <= times.back().end) {
      times.back().end = std::max(times.back().end, range.end);
    } else {
      times.push_back(range);
    }
  }
  return times;
}

bool overlaps(std::span<const TimeRange> times, TimeRange range) {
  const auto at = std::upper_bound(times.begin(), times.end(), range.begin,
                                   [](TimeMs t, const TimeRange& one) { return t < one.end; });
  return at != times.end() && at->begin < range.end;
}

TimeRange local_day_range(std::int64_t day, const Zone& zone) {
  return {day_begin(day, zone), day_begin(day + 1, zone)};
}

bool is_working(const catalog::Site& site, std::int64_t day) {
  return site.holidays.day(day).kind == catalog::DayKind::weekday;
}

Result<Baseline> baseline_of(DayLoads& loads, spec::BaselineMethodId method, std::int64_t day,
                             std::span<const TimeRange> busy) {
  const BaselineMethodInfo& rule = spec::info(method);
  if (rule.pick == BaselinePick::before) {
    return flat(loads, day);
  }
  Result<std::vector<Candidate>> found = CandidateSearch(loads, rule, day, busy).run();
  if (!found) {
    return found.error();
  }
  std::vector<Candidate> taken = std::move(*found);
  leave_out_shut_down(taken);
  Baseline baseline;
  if (taken.size() < static_cast<std::size_t>(rule.least_days)) {
    baseline.reason =
        fmt::format("{} needs {} days like the event's, and the {} days before have {}", rule.code,
                    rule.least_days, spec::baseline_rules().lookback_days, taken.size());
    return baseline;
  }
  take(rule, taken);
  for (const Candidate& candidate : taken) {
    baseline.days.push_back(candidate.day);
  }
  // Slices count elapsed time from the event's hour on each day, so every day has as many.
  for (std::size_t slice = 0; slice < taken.front().loads->slices.size(); ++slice) {
    baseline.slices.push_back(mean_of(taken, slice));
  }
  if (rule.adjusts()) {
    if (const Status adjusted = adjust(loads, rule, day, taken, baseline); !adjusted) {
      return adjusted.error();
    }
    if (!baseline.reason.empty()) {
      baseline.slices.clear();
    }
  }
  return baseline;
}

}  // namespace cems::query
