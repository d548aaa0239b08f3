// IMF-fixdate by calendar arithmetic: no locale, no shared buffer.
#include "http/date.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include "base/civil.h"

namespace cems::http {
namespace {

std::string write_date(std::int64_t unix_seconds) {
  constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::int64_t kSecondsOfDay = kMsPerDay / kMsPerSecond;
  const std::int64_t seconds = ((unix_seconds % kSecondsOfDay) + kSecondsOfDay) % kSecondsOfDay;
  const std::int64_t day = (unix_seconds - seconds) / kSecondsOfDay;
  const CivilDate date = civil_from_days(day);
  std::array<char, 40> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                    kDays[static_cast<std::size_t>(weekday_of(day) - 1)],
                    static_cast<int>(date.day), kMonths[static_cast<std::size_t>(date.month) - 1],
                    static_cast<int>(date.year), static_cast<int>(seconds / 3600),
                    static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  return std::string(text.data(), static_cast<std::size_t>(length));
}

}  // namespace

std::string format_date(TimeMs t) {
  // Every answer carries it, and there are very many in a second.
  thread_local std::int64_t second = INT64_MIN;
  thread_local std::string text;
  const std::int64_t within = ((t.ms % kMsPerSecond) + kMsPerSecond) % kMsPerSecond;
  if (const std::int64_t asked = (t.ms - within) / kMsPerSecond; asked != second) {
    second = asked;
    text = write_date(asked);
  }
  return text;
}

}  // namespace cems::http
