/// Reading of moments; see time.h for the accepted forms.
#include <cstddef>

#include "base/civil.h"
#include "base/quote.h"
#include "base/time.h"
#include "base/time_scan.h"
#include "base/zone.h"

namespace cems {
namespace {

/// GB/T 7408 writes dates and times with separators (extended) or without (basic), and not half and
/// half. A year alone and an hour alone are both.
enum class Style { either, basic, extended };

struct Date {
  std::int64_t day = 0;   // Since 1970-01-01.
  bool complete = false;  // Names one day, so a time of day may follow.
  Style style = Style::either;
};

struct TimeOfDay {
  std::int64_t ms = 0;  // Since local midnight; a whole day for 24:00.
  Style style = Style::either;
};

Error wrong(std::string_view what) {
  return {Errc::invalid_argument, std::string(what)};
}

Result<Date> calendar_day(int year, std::int64_t month, std::int64_t day, Style style) {
  if (month < 1 || month > 12) {
    return wrong("the month is not 01 to 12");
  }
  const int month_of_year = static_cast<int>(month);
  if (day < 1 || day > days_in_month(year, month_of_year)) {
    return wrong("that month has no such day");
  }
  return Date{days_from_civil({year, month_of_year, static_cast<int>(day)}), true, style};
}

Result<Date> ordinal_day(int year, std::int64_t day_of_year, Style style) {
  if (day_of_year < 1 || day_of_year > (is_leap_year(year) ? 366 : 365)) {
    return wrong("that year has no such day");
  }
  return Date{days_from_civil({year, 1, 1}) + day_of_year - 1, true, style};
}

/// After the W: ww, or ww with the day 1 (Monday) to 7. A week alone begins on its Monday.
Result<Date> read_week(TextCursor& cursor, int year, Style style) {
  const auto week = cursor.take_number(2);
  if (!week || *week < 1 || *week > weeks_in_year(year)) {
    return wrong("that year has no such week");
  }
  Date date{first_monday_of(year) + (*week - 1) * 7, false, style};
  const bool has_day = style == Style::extended ? cursor.take('-') : cursor.digits_ahead() > 0;
  if (has_day) {
    const auto day = cursor.take_number(1);
    if (!day || *day < 1 || *day > 7) {
      return wrong("the day of a week is not 1 to 7");
    }
    date.day += *day - 1;
    date.complete = true;
  }
  return date;
}

/// After "YYYY-".
Result<Date> read_extended(TextCursor& cursor, int year) {
  if (cursor.take('W')) {
    return read_week(cursor, year, Style::extended);
  }
  if (cursor.digits_ahead() == 3) {
    return ordinal_day(year, *cursor.take_number(3), Style::extended);
  }
  const auto month = cursor.take_number(2);
  if (!month) {
    return wrong("after the year comes -MM, -MM-DD, -DDD or -Www-D");
  }
  if (!cursor.take('-')) {
    auto first = calendar_day(year, *month, 1, Style::extended);
    if (first) {
      first->complete = false;
    }
    return first;
  }
  const auto day = cursor.take_number(2);
  if (!day) {
    return wrong("the day of a month has two digits");
  }
  return calendar_day(year, *month, *day, Style::extended);
}

Result<Date> read_date(TextCursor& cursor) {
  const std::size_t digits = cursor.digits_ahead();
  if (digits == 6) {
    return wrong("YYYYMM is not accepted, write YYYY-MM");
  }
  if (digits != 4 && digits != 7 && digits != 8) {
    return wrong("a date begins with a four-digit year and is not shortened");
  }
  const int year = static_cast<int>(*cursor.take_number(4));
  if (digits == 7) {
    return ordinal_day(year, *cursor.take_number(3), Style::basic);
  }
  if (digits == 8) {
    const std::int64_t month = *cursor.take_number(2);
    return calendar_day(year, month, *cursor.take_number(2), Style::basic);
  }
  if (cursor.take('-')) {
    return read_extended(cursor, year);
  }
  if (cursor.take('W')) {
    return read_week(cursor, year, Style::basic);
  }
  return Date{days_from_civil({year, 1, 1}), false, Style::either};
}

/// The two digits of a minute or second.
Result<std::int64_t> read_sixtieth(TextCursor& cursor) {
  const auto value = cursor.take_number(2);
  if (!value) {
    return wrong("minutes and seconds have two digits");
  }
  if (*value == 60) {
    return wrong("a 60th minute or second is not accepted");
  }
  if (*value > 60) {
    return wrong("minutes and seconds are 00 to 59");
  }
  return *value;
}

Result<TimeOfDay> read_time_of_day(TextCursor& cursor) {
  const auto hour = cursor.take_number(2);
  if (!hour || *hour > 24) {
    return wrong("the hour is not 00 to 24");
  }
  TimeOfDay time{*hour * kMsPerHour, Style::either};
  std::int64_t unit = kMsPerHour;
  const bool extended = cursor.peek() == ':';
  while (unit > kMsPerSecond && (extended ? cursor.take(':') : cursor.digits_ahead() > 0)) {
    const auto part = read_sixtieth(cursor);
    if (!part) {
      return part.error();
    }
    unit /= 60;
    time.ms += *part * unit;
    time.style = extended ? Style::extended : Style::basic;
  }
  if (cursor.take('.') || cursor.take(',')) {
    const auto fraction = read_fraction(cursor, unit);
    if (!fraction) {
      return wrong("a fraction has digits and is not finer than a millisecond");
    }
    time.ms += *fraction;
  }
  if (time.ms > kMsPerDay) {
    return wrong("after 24:00 nothing can follow in a day");
  }
  return time;
}

Result<TimeMs> in_range(TimeMs t) {
  if (t < kTimeMin || t >= kTimeMax) {
    return wrong("it is outside the years 0000 to 9999");
  }
  return t;
}

Result<TimeMs> local_time(std::int64_t local_ms, const Zone& zone) {
  const auto utc = zone.to_utc(LocalMs{local_ms});
  return utc ? in_range(*utc) : utc;
}

/// What follows the time of day: Z, an offset or nothing.
Result<TimeMs> with_offset(TextCursor& cursor, std::int64_t local_ms, const Zone& zone) {
  if (cursor.done()) {
    return local_time(local_ms, zone);
  }
  if (cursor.take('Z')) {
    return in_range(TimeMs{local_ms});
  }
  const auto minutes = read_offset(cursor, true);
  if (!minutes) {
    return wrong("after the time of day comes Z or an offset below 24 h");
  }
  return in_range(TimeMs{local_ms - *minutes * kMsPerMinute});
}

Result<TimeMs> read_moment(TextCursor& cursor, const Zone& zone) {
  const auto date = read_date(cursor);
  if (!date) {
    return date.error();
  }
  const std::int64_t midnight = date->day * kMsPerDay;
  if (cursor.done()) {
    return local_time(midnight, zone);
  }
  if (!cursor.take('T') && !cursor.take(' ')) {
    return wrong("after the date comes T and the time of day");
  }
  if (!date->complete) {
    return wrong("a time of day needs a whole date before it");
  }
  const auto time = read_time_of_day(cursor);
  if (!time) {
    return time.error();
  }
  if (time->style != Style::either && time->style != date->style) {
    return wrong("date and time are either both with separators or both without");
  }
  auto moment = with_offset(cursor, midnight + time->ms, zone);
  if (moment && !cursor.done()) {
    return wrong("something follows the offset");
  }
  return moment;
}

}  // namespace

Result<TimeMs> parse_time(std::string_view text, const Zone& zone) {
  TextCursor cursor(text);
  auto moment = read_moment(cursor, zone);
  if (!moment) {
    return Error{moment.error().code,
                 quote(text) + " is not a time: " + moment.error().message +
                     "; accepted is e.g. 2024-04-01T08:00:00+08:00 or 2024-04-01"};
  }
  return moment;
}

bool is_date(std::string_view text) {
  TextCursor cursor(text);
  return read_date(cursor).has_value() && cursor.done();
}

}  // namespace cems
