// IMF-fixdate by calendar arithmetic: no locale, no shared buffer.
#include "http/date.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include "base/civil.h"
#include "base/clock.h"

namespace cems::http {

std::string format_date(TimeMs t) {
  constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t in_day = ((t.ms % kMsPerDay) + kMsPerDay) % kMsPerDay;
  const std::int64_t day = (t.ms - in_day) / kMsPerDay;
  const std::int64_t seconds = in_day / kMsPerSecond;
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

std::string_view current_date() {
  // Every answer carries it, and there are very many in a second.
  thread_local std::int64_t second = INT64_MIN;
  thread_local std::string text;
  const TimeMs now = recent_real_now();
  if (now.ms / kMsPerSecond != second) {
    second = now.ms / kMsPerSecond;
    text = format_date(now);
  }
  return text;
}

}  // namespace cems::http
