// Spans are made by the wall clock: the range is cut where the zone's offset changes, and within
// one offset local days follow each other in steps of 24 hours.
#include "catalog/tariff.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/assert.h"
#include "base/civil.h"
#include "catalog/day_table.h"
#include "catalog/tou_timeline.h"

namespace cems::catalog {
namespace {

using model::ClassSpan;
using model::TouClass;

/// Clock changes are weeks apart, so equal offsets at both ends of this mean no change between.
constexpr std::int64_t kProbeMs = 4 * kMsPerDay;

std::int64_t day_of(std::int64_t local_ms) {
  return local_ms >= 0 ? local_ms / kMsPerDay : -((-local_ms + kMsPerDay - 1) / kMsPerDay);
}

/// The first moment after `t` with another offset, at most `end`.
TimeMs offset_end(const Zone& zone, TimeMs t, TimeMs end) {
  const std::int64_t offset = zone.offset_at(t);
  while (t < end) {
    const TimeMs probe = std::min(end, t + kProbeMs);
    if (probe == end || zone.offset_at(probe) != offset) {
      TimeMs same = t;  // Bisected: `same` has the offset, `other` is past its end.
      TimeMs other = probe;
      if (zone.offset_at(probe - 1) == offset) {
        return probe;
      }
      while (other - same > 1) {
        const TimeMs middle = same + (other - same) / 2;
        (zone.offset_at(middle) == offset ? same : other) = middle;
      }
      return other;
    }
    t = probe;
  }
  return end;
}

/// Appends spans of one offset; neighbours of one class become one.
class Appender {
 public:
  explicit Appender(std::vector<ClassSpan>& out) : out_(out), first_(out.size()) {}

  void append(TimeMs begin, TimeMs end, TouClass tou) {
    if (out_.size() > first_ && out_.back().tou == tou) {
      out_.back().range.end = end;
    } else {
      out_.push_back({{begin, end}, tou});
    }
  }

 private:
  std::vector<ClassSpan>& out_;
  std::size_t first_;
};

/// "2027, 2029 to 2031".
std::string years_text(const std::set<int>& years) {
  std::string text;
  for (auto at = years.begin(); at != years.end();) {
    auto last = at;
    for (auto next = std::next(at); next != years.end() && *next == *last + 1; ++next) {
      last = next;
    }
    text += (text.empty() ? "" : ", ") + std::to_string(*at);
    text += last == at ? "" : " to " + std::to_string(*last);
    at = std::next(last);
  }
  return text;
}

/// A search for gaps looks at so much time at once, and skips what has none.
constexpr std::int64_t kSearchMs = 400 * kMsPerDay;
constexpr std::int64_t kMarginDays = 2;  // More than any offset.

}  // namespace

struct Tariff::Impl {
  /// The days [from_day, to_day) of one version.
  struct Piece {
    std::int64_t from_day = 0;
    std::int64_t to_day = 0;
    const DayTable* days = nullptr;
    std::vector<TariffUse> uses;
    bool asks_for_holidays = false;
  };

  HolidayCalendar holidays;
  Zone zone;
  std::vector<std::unique_ptr<const DayTable>> tables;
  std::vector<Piece> pieces;  // Ascending; gaps have no schedule.

  /// Appends the spans of [begin, end), in which local time is UTC plus `offset`.
  void append(TimeMs begin, TimeMs end, std::int64_t offset, Appender& out) const;
  void append_day(const Piece& piece, std::int64_t day, TimeRange range, std::int64_t offset,
                  Appender& out) const;

  /// The first piece that ends after the local day.
  [[nodiscard]] std::vector<Piece>::const_iterator piece_at(std::int64_t day) const {
    return std::upper_bound(
        pieces.begin(), pieces.end(), day,
        [](std::int64_t key, const Piece& piece) { return key < piece.to_day; });
  }

  /// Calls `visit(piece, first day, last day)` for the pieces in force in the range.
  template <class Visit>
  void in_force(TimeRange range, Visit visit) const {
    const std::int64_t first = day_of(zone.to_local(range.begin).ms);
    const std::int64_t last = day_of(zone.to_local(range.end - 1).ms);
    for (auto piece = piece_at(first); piece != pieces.end() && piece->from_day <= last; ++piece) {
      visit(*piece, std::max(first, piece->from_day), std::min(last, piece->to_day - 1));
    }
  }
};

void Tariff::Impl::append_day(const Piece& piece, std::int64_t day, TimeRange range,
                              std::int64_t offset, Appender& out) const {
  const TimeMs midnight{day * kMsPerDay - offset};
  const std::span<const DayStep> steps = piece.days->steps(day);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::int64_t to = i + 1 < steps.size() ? steps[i + 1].from_ms : kMsPerDay;
    const TimeMs begin = std::max(range.begin, midnight + steps[i].from_ms);
    const TimeMs end = std::min(range.end, midnight + to);
    if (begin < end) {
      out.append(begin, end, steps[i].tou);
    }
  }
}

void Tariff::Impl::append(TimeMs begin, TimeMs end, std::int64_t offset, Appender& out) const {
  const auto start_of = [offset](std::int64_t day) { return TimeMs{day * kMsPerDay - offset}; };
  auto piece = piece_at(day_of(begin.ms + offset));
  for (TimeMs t = begin; t < end;) {
    if (piece == pieces.end() || t < start_of(piece->from_day)) {
      const TimeMs until = piece == pieces.end() ? end : std::min(end, start_of(piece->from_day));
      out.append(t, until, TouClass::none);
      t = until;
      continue;
    }
    const TimeMs until = std::min(end, start_of(piece->to_day));
    for (std::int64_t day = day_of(t.ms + offset); start_of(day) < until; ++day) {
      append_day(*piece, day, {t, until}, offset, out);
    }
    t = until;
    ++piece;
  }
}

Tariff::Tariff(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Tariff::~Tariff() = default;

std::unique_ptr<const Tariff> Tariff::make(std::string_view scheme, const json::Value* own,
                                           std::string_view pointer, HolidayCalendar holidays,
                                           const Zone& zone,
                                           std::vector<model::Problem>& problems) {
  const std::size_t before = problems.size();
  std::vector<TouSchedule> schedules;
  if (own != nullptr) {
    schedules = read_schedules(*own, pointer, holidays, problems);
    check_references(schedules, problems);
  }
  const TouSchedule* schedule = scheme.empty() ? nullptr : find_schedule(schedules, scheme);
  if (problems.size() != before || schedule == nullptr) {
    return nullptr;
  }
  auto impl = std::make_unique<Impl>();
  std::map<const TouVersion*, const DayTable*> tables;
  for (TimelinePiece& piece : timeline(schedules, *schedule)) {
    const std::vector<TouRule>& rules = piece.version->rules;
    const DayTable*& table = tables[piece.version];
    if (table == nullptr) {
      table = impl->tables.emplace_back(std::make_unique<DayTable>(rules, holidays)).get();
    }
    const bool asks = std::any_of(rules.begin(), rules.end(),
                                  [](const TouRule& rule) { return rule.asks_for_holidays(); });
    impl->pieces.push_back({piece.from_day, piece.to_day, table, std::move(piece.uses), asks});
  }
  impl->holidays = std::move(holidays);
  impl->zone = zone;
  return std::unique_ptr<const Tariff>(new Tariff(std::move(impl)));
}

void Tariff::append_spans(TimeRange range, std::vector<ClassSpan>& out) const {
  CEMS_ASSERT(!range.empty());
  Appender appender(out);
  for (TimeMs t = range.begin; t < range.end;) {
    const TimeMs until = offset_end(impl_->zone, t, range.end);
    impl_->append(t, until, impl_->zone.offset_at(t), appender);
    t = until;
  }
}

std::vector<TariffUse> Tariff::used_in(TimeRange range) const {
  std::vector<TariffUse> used;
  impl_->in_force(range,
                  [&](const Impl::Piece& piece, std::int64_t /*first*/, std::int64_t /*last*/) {
                    for (const TariffUse& use : piece.uses) {
                      if (std::find(used.begin(), used.end(), use) == used.end()) {
                        used.push_back(use);
                      }
                    }
                  });
  return used;
}

std::optional<TimeMs> Tariff::first_gap(TimeRange range) const {
  std::vector<ClassSpan> spans;
  for (TimeMs t = range.begin; t < range.end;) {
    const std::int64_t day = day_of(impl_->zone.to_local(t).ms);
    const auto piece = impl_->piece_at(day);
    if (piece != impl_->pieces.end() && piece->from_day <= day && piece->days->is_whole()) {
      const TimeMs skip{(piece->to_day - kMarginDays) * kMsPerDay};
      if (skip > t) {
        t = skip;
        continue;
      }
    }
    const TimeMs until = std::min(range.end, t + kSearchMs);
    spans.clear();
    append_spans({t, until}, spans);
    const auto gap = std::find_if(spans.begin(), spans.end(),
                                  [](const ClassSpan& span) { return span.tou == TouClass::none; });
    if (gap != spans.end()) {
      return gap->range.begin;
    }
    t = until;
  }
  return std::nullopt;
}

std::vector<int> Tariff::holiday_years(TimeRange range) const {
  std::set<int> years;
  impl_->in_force(range, [&](const Impl::Piece& piece, std::int64_t first, std::int64_t last) {
    if (!piece.asks_for_holidays) {
      return;
    }
    for (int year = civil_from_days(first).year; year <= civil_from_days(last).year; ++year) {
      years.insert(year);
    }
  });
  return {years.begin(), years.end()};
}

std::string Tariff::digest_lines(TimeRange range) const {
  std::string lines;
  for (const TariffUse& use : used_in(range)) {
    lines += use.scheme + ',' + use.version + '\n';
  }
  std::set<int> years;
  for (const int year : holiday_years(range)) {
    years.insert({year, year + 1});  // A list may begin in the December before.
  }
  for (const int year : years) {
    if (impl_->holidays.knows(year)) {
      lines += "holidays," + std::to_string(year) + ',' +
               std::string(impl_->holidays.version(year)) + '\n';
    }
  }
  return lines;
}

std::vector<std::string> Tariff::notes_on(TimeRange range) const {
  std::vector<std::string> notes;
  if (const auto gap = first_gap(range)) {
    notes.push_back("no schedule for part of the time, first from " +
                    format_time(*gap, impl_->zone));
  }
  std::set<int> unknown;
  for (const int year : holiday_years(range)) {
    if (!impl_->holidays.knows(year)) {
      unknown.insert(year);
    }
  }
  if (!unknown.empty()) {
    notes.push_back("no list of public holidays for " + years_text(unknown) +
                    ": days went by their names");
  }
  return notes;
}

}  // namespace cems::catalog
