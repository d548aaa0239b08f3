/// Rows from integers; see row_writer.h. Copies are of constant size where they can be, digits are
/// made eight at a time without branches: what a branch guesses wrong costs more than a row.
#include "json/row_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/assert.h"
#include "base/decimal.h"
#include "base/time.h"

namespace cems::json {
namespace {

/// Copied in one go; fronts and backs are padded to it, and may be longer.
constexpr std::size_t kFrontCopy = 64;
constexpr std::size_t kBackCopy = 8;
constexpr std::size_t kBufferBytes = 8 * 1024;
/// A number in full: sign, point, 38 digits and up to 400 zeros.
constexpr std::size_t kNumberBytesMax = 460;

constexpr std::array<std::array<char, 2>, 100> kTwoDigits = [] {
  std::array<std::array<char, 2>, 100> table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = {static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
  return table;
}();

/// Where hours and minutes stand in 2024-04-01T08:00:00.123+08:00.
constexpr std::size_t kHourAt = 11;
constexpr std::size_t kMinuteAt = 14;

void put_two_digits(char* to, std::uint32_t number) {
  std::memcpy(to, kTwoDigits[number].data(), 2);
}

/// .123
void put_ms(char* to, std::uint32_t ms) {
  put_two_digits(to + 1, ms / 10);
  to[3] = static_cast<char>('0' + ms % 10);
}

static_assert(std::endian::native == std::endian::little, "digits are made in one word");

/// The eight digits of a number below 10^8, a byte each, the first in the lowest; not yet text.
std::uint64_t eight_digits(std::uint64_t number) {
  const std::uint64_t fours = number / 10'000 | (number % 10'000) << 32U;
  const std::uint64_t hundreds = fours * 10'486 >> 20U & 0x0000'007F'0000'007FU;
  const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16U;
  const std::uint64_t tens = twos * 103 >> 10U & 0x000F'000F'000F'000FU;
  return tens | (twos - tens * 10) << 8U;
}

constexpr std::uint64_t kZeros = 0x3030'3030'3030'3030U;

void put_word(char* to, std::uint64_t word) {
  std::memcpy(to, &word, sizeof word);
}

constexpr std::uint64_t power_of_ten(int exponent) {
  return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1);
}

/// Of eight_digits(): writes the first 8 - Places as a whole number, and returns its end.
template <int Places>
char* put_whole(char* to, std::uint64_t digits) {
  constexpr unsigned kDigits = 8 - Places;
  // The last digit is written even where it is 0.
  constexpr std::uint64_t kLast = std::uint64_t{1} << (8 * (kDigits - 1));
  const auto zeros = static_cast<unsigned>(std::countr_zero(digits | kLast)) / 8;
  put_word(to, (digits | kZeros) >> (8 * zeros));
  return to + kDigits - zeros;
}

/// Writes the point and digits without zeros at their end, nothing for 0.
char* put_fraction(char* to, std::uint64_t digits) {
  const auto count = static_cast<unsigned>(std::bit_width(digits) + 7) / 8;
  *to = '.';
  put_word(to + 1, digits | kZeros);
  return to + count + (count != 0 ? 1 : 0);
}

constexpr std::uint64_t kEightDigitsEnd = 100'000'000;

char* put_any(char* to, std::int64_t mantissa, int scale) {
  std::string text;
  Decimal::from_narrow(mantissa, scale).append_to(text);
  return std::copy(text.begin(), text.end(), to);
}

/// Scale is that of the rows, or -1 where it is none of 0 to 6.
template <int Scale>
char* put_number(char* to, std::int64_t mantissa, int scale) {
  if constexpr (Scale < 0) {
    return put_any(to, mantissa, scale);
  } else {
    const auto bits = static_cast<std::uint64_t>(mantissa);
    const std::uint64_t magnitude = mantissa < 0 ? 0 - bits : bits;
    *to = '-';
    to += mantissa < 0 ? 1 : 0;
    if (magnitude < kEightDigitsEnd) {
      const std::uint64_t digits = eight_digits(magnitude);
      to = put_whole<Scale>(to, digits);
      return Scale == 0 ? to : put_fraction(to, digits >> (8 * (8 - Scale) % 64));
    }
    constexpr std::uint64_t kPower = power_of_ten(Scale);
    const std::uint64_t whole = magnitude / kPower;
    if (whole >= kEightDigitsEnd) return put_any(to - (mantissa < 0 ? 1 : 0), mantissa, scale);
    to = put_whole<0>(to, eight_digits(whole));
    if (Scale == 0) return to;
    return put_fraction(to, eight_digits((magnitude - whole * kPower) * power_of_ten(8 - Scale)));
  }
}

}  // namespace

RowWriter::RowWriter(const Name& time, const Name& value, const Name& quality, const Zone& zone)
    : zone_(zone), before_time_("{"), after_time_("\","), before_quality_(",") {
  before_time_.append(time.text()).push_back('"');
  after_time_.append(value.text());
  before_quality_.append(quality.text());
}

void RowWriter::begin_day(std::int64_t t_ms) {
  const TimeMs t{t_ms};
  front_ = before_time_;
  append_time(front_, t, zone_);
  has_ms_ = t_ms % kMsPerSecond != 0;
  front_ += after_time_;
  front_bytes_ = front_.size();
  front_.resize(std::max(front_bytes_, kFrontCopy));
  const OffsetSpan span = zone_.offset_span_at(t);
  std::int64_t offset = span.offset_ms / kMsPerMinute * kMsPerMinute;  // As append_time does.
  day_valid_ = {std::max(span.valid.begin, kTimeMin - std::min<std::int64_t>(offset, 0)).ms,
                std::min(span.valid.end, kTimeMax - std::max<std::int64_t>(offset, 0)).ms};
  if (t_ms < day_valid_.begin || t_ms >= day_valid_.end) {
    // Named in UTC: hours of years that nothing was measured in need not be fast.
    day_valid_ = {t_ms, t_ms + 1};
    offset = 0;
  }
  day_begin_ = t_ms - (t_ms + offset - kTimeMin.ms) % kMsPerDay;
  day_valid_ = {std::max(day_begin_, day_valid_.begin),
                std::min(day_begin_ + kMsPerDay, day_valid_.end)};
}

void RowWriter::begin_hour(std::int64_t t_ms) {
  if (t_ms < day_valid_.begin || t_ms >= day_valid_.end || (t_ms % kMsPerSecond != 0) != has_ms_) {
    begin_day(t_ms);
  }
  const auto hour = static_cast<std::uint32_t>((t_ms - day_begin_) / kMsPerHour);
  put_two_digits(front_.data() + before_time_.size() + kHourAt, hour);
  hour_begin_ = day_begin_ + hour * kMsPerHour;
  hour_valid_ = {std::max(hour_begin_, day_valid_.begin),
                 std::min(hour_begin_ + kMsPerHour, day_valid_.end)};
}

void RowWriter::set_back(Quality quality) {
  back_.clear();
  if (quality != Quality::valid) {
    back_ = before_quality_ + std::to_string(static_cast<int>(quality));
  }
  back_ += "},";
  back_bytes_ = back_.size();
  back_.resize(std::max(back_bytes_, kBackCopy));
}

/// Puts rows into `to` up to `stop` (the last may go beyond it) or up to one of another hour; at
/// least one. Nothing is read through `this` on the way: the text might alias it.
template <int Scale>
RowWriter::Put RowWriter::put_hour(char* to, const char* stop, const Rows& rows, std::size_t from) {
  const std::int64_t* const times = rows.times_ms.data();
  const std::int64_t* const mantissas = rows.mantissas.data();
  const std::size_t count = rows.times_ms.size();
  const int scale = rows.scale;
  if (times[from] < hour_valid_.begin || times[from] >= hour_valid_.end ||
      (times[from] % kMsPerSecond != 0) != has_ms_) {
    begin_hour(times[from]);
  }
  const Range valid = hour_valid_;
  const std::int64_t hour_begin = hour_begin_;
  const bool has_ms = has_ms_;
  const char* const front = front_.data();
  const std::size_t front_bytes = front_bytes_;
  const std::size_t minute_at = before_time_.size() + kMinuteAt;
  const char* const back = back_.data();
  const std::size_t back_bytes = back_bytes_;
  std::size_t i = from;
  do {
    const auto in_hour = static_cast<std::uint32_t>(times[i] - hour_begin);
    const std::uint32_t second = in_hour / 1000;
    const std::uint32_t ms = in_hour - second * 1000;
    if (times[i] < valid.begin || times[i] >= valid.end || (ms != 0) != has_ms) break;
    std::memcpy(to, front, kFrontCopy);
    if (front_bytes > kFrontCopy) std::memcpy(to, front, front_bytes);
    char* const clock = to + minute_at;
    put_two_digits(clock, second / 60);
    put_two_digits(clock + 3, second % 60);
    if (has_ms) put_ms(clock + 5, ms);
    to = put_number<Scale>(to + front_bytes, mantissas[i], scale);
    std::memcpy(to, back, kBackCopy);
    if (back_bytes > kBackCopy) std::memcpy(to, back, back_bytes);
    to += back_bytes;
    ++i;
  } while (i < count && to < stop);
  return {to, i};
}

template <int Scale>
std::size_t RowWriter::append_scaled(std::string& out, const Rows& rows, std::size_t bytes_end) {
  std::size_t done = 0;
  do {
    char* const begin = buffer_.data();
    // A row begun before `stop` ends within the buffer, copies of constant size included.
    const std::size_t room = out.size() < bytes_end ? bytes_end - out.size() : 0;
    const char* const stop = begin + std::min(room, buffer_.size() / 2);
    char* to = begin;
    do {
      const Put put = put_hour<Scale>(to, stop, rows, done);
      to = put.end;
      done = put.next;
    } while (done < rows.times_ms.size() && to < stop);
    out.append(begin, to);
  } while (done < rows.times_ms.size() && out.size() < bytes_end);
  out.pop_back();  // The last comma.
  return done;
}

std::size_t RowWriter::append(std::string& out, const Rows& rows, std::size_t bytes_end) {
  CEMS_ASSERT(rows.times_ms.size() == rows.mantissas.size());
  if (rows.times_ms.empty()) return 0;
  set_back(rows.quality);
  const std::size_t row_max = before_time_.size() + sizeof "2024-04-01T08:00:00.123+08:00" +
                              after_time_.size() + kNumberBytesMax + back_bytes_ + kFrontCopy;
  buffer_.resize(std::max(kBufferBytes, 2 * row_max));
  switch (rows.scale) {
    case 0:
      return append_scaled<0>(out, rows, bytes_end);
    case 1:
      return append_scaled<1>(out, rows, bytes_end);
    case 2:
      return append_scaled<2>(out, rows, bytes_end);
    case 3:
      return append_scaled<3>(out, rows, bytes_end);
    case 4:
      return append_scaled<4>(out, rows, bytes_end);
    case 5:
      return append_scaled<5>(out, rows, bytes_end);
    case 6:
      return append_scaled<6>(out, rows, bytes_end);
    default:
      return append_scaled<-1>(out, rows, bytes_end);
  }
}

}  // namespace cems::json
