// See quick_time.h.
#include "ingest/quick_time.h"

#include <cstring>

#include "base/civil.h"

namespace cems::ingest {

namespace {

constexpr std::size_t kDayChars = 10;    // 2024-04-01
constexpr std::size_t kPlainChars = 19;  // 2024-04-01T08:00:00

bool is_digit_char(char c) {
  return c >= '0' && c <= '9';
}

// Two digits as a number; 100 or more where they are none.
unsigned two_digits(const char* at) {
  const auto tens = static_cast<unsigned>(at[0] - '0');
  const auto ones = static_cast<unsigned>(at[1] - '0');
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

}  // namespace

bool QuickTime::read_day(const char* at) {
  std::uint64_t low = 0;
  std::uint16_t high = 0;
  std::memcpy(&low, at, sizeof low);
  std::memcpy(&high, at + sizeof low, sizeof high);
  if (low == day_text_low_ && high == day_text_high_) {
    return true;
  }
  const unsigned century = two_digits(at);
  const unsigned of_century = two_digits(at + 2);
  const unsigned month = two_digits(at + 5);
  const unsigned day = two_digits(at + 8);
  if (century > 99 || of_century > 99 || at[4] != '-' || at[7] != '-' || month < 1 || month > 12) {
    return false;
  }
  const int year = static_cast<int>(century * 100 + of_century);
  if (day < 1 || day > static_cast<unsigned>(days_in_month(year, static_cast<int>(month)))) {
    return false;
  }
  day_ms_ = days_from_civil({year, static_cast<int>(month), static_cast<int>(day)}) * kMsPerDay;
  day_text_low_ = low;
  day_text_high_ = high;
  return true;
}

bool QuickTime::read_zone(std::int64_t local_ms, const Zone& zone) {
  // Towards minus infinity, as an hour before 1970 is one like others.
  const std::int64_t hour = (local_ms - (local_ms % kMsPerHour + kMsPerHour) % kMsPerHour);
  if (&zone == zone_ && hour == zone_hour_) {
    return true;
  }
  const auto first = zone.to_utc(LocalMs{hour});
  const auto last = zone.to_utc(LocalMs{hour + kMsPerHour - 1});
  if (!first || !last || *last - *first != kMsPerHour - 1) {
    return false;
  }
  zone_ = &zone;
  zone_hour_ = hour;
  zone_offset_ms_ = hour - first->ms;
  return true;
}

std::size_t QuickTime::read(std::string_view text, const Zone& zone, TimeMs& out) {
  const char* const at = text.data();
  if (text.size() < kPlainChars || !read_day(at) ||
      (at[kDayChars] != 'T' && at[kDayChars] != ' ') || at[13] != ':' || at[16] != ':') {
    return 0;
  }
  const unsigned hour = two_digits(at + 11);
  const unsigned minute = two_digits(at + 14);
  const unsigned second = two_digits(at + 17);
  if (hour > 23 || minute > 59 || second > 59) {
    return 0;
  }
  std::int64_t local_ms =
      day_ms_ + hour * kMsPerHour + minute * kMsPerMinute + second * kMsPerSecond;
  std::size_t length = kPlainChars;
  if (text.size() >= kPlainChars + 4 && at[kPlainChars] == '.') {
    const unsigned centis = two_digits(at + kPlainChars + 1);
    const auto millis = static_cast<unsigned>(at[kPlainChars + 3] - '0');
    if (centis > 99 || millis > 9) {
      return 0;
    }
    local_ms += centis * 10 + millis;
    length += 4;
  }
  const char next = text.size() > length ? at[length] : '\0';
  if (next == '+' || next == '-') {
    if (text.size() < length + 6 || at[length + 3] != ':') {
      return 0;
    }
    const unsigned hours = two_digits(at + length + 1);
    const unsigned minutes = two_digits(at + length + 4);
    if (hours > 23 || minutes > 59) {
      return 0;
    }
    const std::int64_t offset_ms = hours * kMsPerHour + minutes * kMsPerMinute;
    out = {local_ms + (next == '+' ? -offset_ms : offset_ms)};
    length += 6;
  } else if (next == 'Z') {
    out = {local_ms};
    length += 1;
  } else if (next == ' ' || next == '.' || !read_zone(local_ms, zone)) {
    return 0;  // A blank may stand for a plus, a point begins a fraction of another length.
  } else {
    out = {local_ms - zone_offset_ms_};
  }
  // A digit or colon behind it would make it another text.
  if (length < text.size() && (is_digit_char(at[length]) || at[length] == ':')) {
    return 0;
  }
  return out >= kTimeMin && out < kTimeMax ? length : 0;
}

}  // namespace cems::ingest
