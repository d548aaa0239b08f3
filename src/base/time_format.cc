/// Printing of moments; see time.h.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/assert.h"
#include "base/civil.h"
#include "base/time.h"
#include "base/zone.h"

namespace cems {
namespace {

/// Two digits of `value` at `at`. REQUIRES: value < 100.
void put_two(char* at, std::uint32_t value) {
  at[0] = static_cast<char>('0' + value / 10);
  at[1] = static_cast<char>('0' + value % 10);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

using DateText = std::array<char, 10>;

DateText write_date(std::int64_t day) {
  const CivilDate date = civil_from_days(day);
  const auto year = static_cast<std::uint32_t>(date.year);
  DateText text;
  put_two(text.data(), year / 100);
  put_two(text.data() + 2, year % 100);
  text[4] = '-';
  put_two(text.data() + 5, static_cast<std::uint32_t>(date.month));
  text[7] = '-';
  put_two(text.data() + 8, static_cast<std::uint32_t>(date.day));
  return text;
}

/// `2024-04-01`. A thread's moments mostly lie on the day of the one before.
const DateText& date_text(std::int64_t day) {
  thread_local std::int64_t written = INT64_MIN;
  thread_local DateText text;
  if (day != written) {
    text = write_date(day);
    written = day;
  }
  return text;
}

/// A moment as text: 2024-04-01T08:00:00.123+08:00.
struct TimeText {
  std::int64_t local = INT64_MIN;  ///< Milliseconds since 1970 as the clocks there show them.
  std::int64_t offset = 0;         ///< Of those clocks.
  std::array<char, 29> text{};
  std::size_t size = 0;
};

void write_time(TimeText& time) {
  const std::int64_t day = floor_div(time.local, kMsPerDay);
  const auto in_day = static_cast<std::uint32_t>(time.local - day * kMsPerDay);
  constexpr auto kHour = static_cast<std::uint32_t>(kMsPerHour);
  constexpr auto kMinute = static_cast<std::uint32_t>(kMsPerMinute);
  constexpr auto kSecond = static_cast<std::uint32_t>(kMsPerSecond);

  char* const p = time.text.data();
  const DateText& date = date_text(day);
  std::copy(date.begin(), date.end(), p);
  p[10] = 'T';
  put_two(p + 11, in_day / kHour);
  p[13] = ':';
  put_two(p + 14, in_day / kMinute % 60);
  p[16] = ':';
  put_two(p + 17, in_day / kSecond % 60);
  char* end = p + 19;
  const std::uint32_t ms = in_day % kSecond;
  if (ms != 0) {
    end[0] = '.';
    put_two(end + 1, ms / 10);
    end[3] = static_cast<char>('0' + ms % 10);
    end += 4;
  }
  const std::int64_t offset = time.offset;
  const auto minutes = static_cast<std::uint32_t>((offset < 0 ? -offset : offset) / kMsPerMinute);
  end[0] = offset < 0 ? '-' : '+';
  put_two(end + 1, minutes / 60);
  end[3] = ':';
  put_two(end + 4, minutes % 60);
  time.size = static_cast<std::size_t>(end + 6 - p);
}

/// An answer tells its own time twice, the next one mostly the same, and their readings have few.
const TimeText& time_text(std::int64_t local, std::int64_t offset) {
  constexpr std::size_t kTexts = 8;
  thread_local std::array<TimeText, kTexts> written;
  // Whole seconds differ in higher bits.
  TimeText& time = written[static_cast<std::size_t>(local ^ (local >> 10)) % kTexts];
  if (time.local != local || time.offset != offset) {
    time.local = local;
    time.offset = offset;
    write_time(time);
  }
  return time;
}

}  // namespace

void append_time(std::string& out, TimeMs t, const Zone& zone) {
  CEMS_ASSERT(kTimeMin <= t && t < kTimeMax);
  // The form has no seconds in the offset, but local mean times before about 1930 do: they are cut,
  // from the clock shown as well, so that the moment stays the same.
  std::int64_t offset = zone.offset_at(t) / kMsPerMinute * kMsPerMinute;
  if (t + offset < kTimeMin || t + offset >= kTimeMax) {
    offset = 0;  // The first and last hours of the four-digit years can only be named in UTC.
  }
  const TimeText& time = time_text(t.ms + offset, offset);
  out.append(time.text.data(), time.size);
}

std::string format_time(TimeMs t, const Zone& zone) {
  std::string out;
  append_time(out, t, zone);
  return out;
}

}  // namespace cems
