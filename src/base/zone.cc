/// Zones; see zone.h. The only file that knows the time-zone library and its exceptions.
#include "base/zone.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include <date/tz.h>

#include "base/assert.h"
#include "base/quote.h"
#include "base/time_scan.h"

namespace cems {
namespace {

using Milliseconds = std::chrono::milliseconds;

std::int64_t to_ms(std::chrono::seconds seconds) {
  return seconds.count() * kMsPerSecond;
}

/// IANA names are a closed set of directories and files; `posix/` and `right/` are other editions
/// of the same zones, the second with leap seconds, which our moments do not have.
bool looks_like_iana(std::string_view name) {
  if (name.empty() || name.starts_with("posix/") || name.starts_with("right/")) {
    return false;
  }
  for (const char c : name) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter && !(c >= '0' && c <= '9') && c != '/' && c != '_' && c != '-' && c != '+') {
      return false;
    }
  }
  return true;
}

/// The library loads a zone's rules when it is first asked about them, and may throw then; asking
/// here means that later questions cannot.
const date::time_zone* find_rules(std::string_view name) {
  try {
    const date::time_zone* rules = date::locate_zone(name);
    (void)rules->get_info(date::sys_seconds{});
    return rules;
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

Zone Zone::fixed(int minutes_east) {
  CEMS_ASSERT(minutes_east > -24 * 60 && minutes_east < 24 * 60);
  const int minutes = minutes_east < 0 ? -minutes_east : minutes_east;
  const auto two_digits = [](int value) {
    return std::string{static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
  };
  Zone zone;
  zone.name_ =
      (minutes_east < 0 ? "-" : "+") + two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
  zone.fixed_ms_ = minutes_east * kMsPerMinute;
  return zone;
}

Result<Zone> Zone::parse(std::string_view name) {
  Zone zone;
  zone.name_ = name;
  if (name == "Z") {
    return zone;
  }
  TextCursor cursor(name);
  const auto minutes = read_offset(cursor, false);
  if (minutes && cursor.done()) {
    zone.fixed_ms_ = *minutes * kMsPerMinute;
    return zone;
  }
  zone.rules_ = looks_like_iana(name) ? find_rules(name) : nullptr;
  if (zone.rules_ == nullptr) {
    return Error{Errc::invalid_argument,
                 quote(name) + " is not a time zone; accepted is e.g. +08:00 or Asia/Shanghai"};
  }
  return zone;
}

std::int64_t Zone::offset_by_rules(TimeMs t) const {
  const date::sys_time<Milliseconds> at{Milliseconds(t.ms)};
  return to_ms(rules_->get_info(at).offset);
}

OffsetSpan Zone::offset_span_at(TimeMs t) const {
  if (rules_ == nullptr) {
    return {fixed_ms_, {kTimeMin, kTimeMax}};
  }
  const date::sys_info info = rules_->get_info(date::sys_time<Milliseconds>{Milliseconds(t.ms)});
  const TimeMs begin{to_ms(info.begin.time_since_epoch())};
  const TimeMs end{to_ms(info.end.time_since_epoch())};
  return {to_ms(info.offset), {std::max(begin, kTimeMin), std::min(end, kTimeMax)}};
}

Result<TimeMs> Zone::to_utc(LocalMs local) const {
  if (rules_ == nullptr) {
    return TimeMs{local.ms - fixed_ms_};
  }
  const date::local_time<Milliseconds> at{Milliseconds(local.ms)};
  const date::local_info info = rules_->get_info(at);
  if (info.result == date::local_info::nonexistent) {
    return Error{Errc::invalid_argument, "the clocks of " + name_ + " skip this local time"};
  }
  return TimeMs{local.ms - to_ms(info.first.offset)};
}

}  // namespace cems
