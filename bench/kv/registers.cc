// A sum, a curve over the day and noise.
#include "bench/kv/registers.h"

#include <cmath>

namespace cems::bench {
namespace {

constexpr TimeMs kFirst{1'704'038'400'000};  // 2024-01-01T00:00+08:00
constexpr std::int64_t kMinutesADay = 1440;

}  // namespace

void Totals::add(const RegisterReading& reading) {
  ++count;
  hundredths += reading.hundredths;
  minutes += (reading.at - kFirst) / kMsPerMinute;
}

Registers::Registers(const Shape& shape) : shape_(shape) {
  for (std::int64_t minute = 0; minute < kMinutesADay; ++minute) {
    const double from_noon = static_cast<double>(minute) / 60.0 - 12.0;
    by_minute_.push_back(static_cast<std::int64_t>(15 * std::exp(-from_noon * from_noon / 18)));
  }
  for (int point = 0; point < shape.points; ++point) {
    registers_.push_back(
        {std::mt19937(static_cast<std::uint32_t>(point)), 100'000 + std::int64_t{1000} * point});
  }
}

void Registers::next(std::int64_t readings, std::vector<RegisterReading>& out) {
  out.clear();
  while (minute_ < shape_.minutes() && static_cast<std::int64_t>(out.size()) < readings) {
    const TimeMs at = kFirst + minute_ * kMsPerMinute;
    const std::int64_t grown = by_minute_[static_cast<std::size_t>(minute_ % kMinutesADay)];
    for (int point = 0; point < shape_.points; ++point) {
      Register& one = registers_[static_cast<std::size_t>(point)];
      const auto noise = static_cast<std::int64_t>(one.random() & 15U);
      one.hundredths += 20 + point % 50 + grown + noise;
      out.push_back({point, at, one.hundredths});
      totals_.add(out.back());
    }
    ++minute_;
  }
}

}  // namespace cems::bench
