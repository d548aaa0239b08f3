/// Readings to bytes, by docs/internals/format/block.md.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "block/codec.h"
#include "block/layout.h"

namespace cems::block {
namespace {

void check_preconditions(std::span<const Reading> readings) {
  CEMS_ASSERT(!readings.empty() && readings.size() <= limits::kBlockReadingsMax);
  CEMS_ASSERT(kTimeMin <= readings.front().at && readings.back().at < kTimeMax);
  for (std::size_t i = 1; i < readings.size(); ++i) {
    CEMS_ASSERT(readings[i - 1].at < readings[i].at);
  }
}

void put_times(std::span<const Reading> readings, std::string& out) {
  for (std::size_t i = 1; i < readings.size();) {
    const std::int64_t delta = readings[i].at - readings[i - 1].at;
    std::size_t end = i + 1;
    while (end < readings.size() && readings[end].at - readings[end - 1].at == delta)
      ++end;
    put_varint(out, static_cast<std::uint64_t>(delta));
    put_varint(out, end - i);
    i = end;
  }
}

void put_qualities(std::span<const Reading> readings, std::string& out) {
  for (std::size_t i = 0; i < readings.size();) {
    std::size_t end = i + 1;
    while (end < readings.size() && readings[end].quality == readings[i].quality)
      ++end;
    out.push_back(static_cast<char>(readings[i].quality));
    put_varint(out, end - i);
    i = end;
  }
}

constexpr std::array<std::int64_t, 19> kPowersOfTen = [] {
  std::array<std::int64_t, 19> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// `mantissa` × 10^places, where it fits. REQUIRES: places >= 0.
std::optional<std::int64_t> shifted(std::int64_t mantissa, int places) {
  if (mantissa == 0) return 0;
  std::int64_t result = 0;
  if (places >= static_cast<int>(kPowersOfTen.size()) ||
      __builtin_mul_overflow(mantissa, kPowersOfTen[static_cast<std::size_t>(places)], &result)) {
    return std::nullopt;
  }
  return result;
}

bool is_narrow(const Decimal& value) {
  const Int128 mantissa = value.mantissa();
  return mantissa >= std::numeric_limits<std::int64_t>::min() &&
         mantissa <= std::numeric_limits<std::int64_t>::max();
}

/// Grows a narrow segment as long as one scale serves all of it.
class NarrowSegment {
 public:
  /// REQUIRES: is_narrow(value).
  explicit NarrowSegment(const Decimal& value)
      : scale_(value.scale()), low_(static_cast<std::int64_t>(value.mantissa())), high_(low_) {}

  /// False, and nothing changed, where the value needs a segment of its own.
  [[nodiscard]] bool take(const Decimal& value) {
    const auto mantissa = static_cast<std::int64_t>(value.mantissa());
    // Zero is zero at every scale; taking its own, 0, would spoil a segment of big round numbers.
    const int scale = mantissa == 0 ? scale_ : std::max(scale_, value.scale());
    const auto low = shifted(low_, scale - scale_);
    const auto high = shifted(high_, scale - scale_);
    const auto own = shifted(mantissa, mantissa == 0 ? 0 : scale - value.scale());
    if (!low || !high || !own) return false;
    scale_ = scale;
    low_ = std::min(*low, *own);
    high_ = std::max(*high, *own);
    return true;
  }

  [[nodiscard]] int scale() const { return scale_; }

 private:
  int scale_;
  std::int64_t low_;  // Smallest and greatest mantissa at the common scale: if these fit, all do.
  std::int64_t high_;
};

std::size_t put_narrow(std::span<const Reading> readings, std::string& out) {
  NarrowSegment segment(readings[0].value);
  std::size_t n = 1;
  while (n < readings.size() && is_narrow(readings[n].value) && segment.take(readings[n].value)) {
    ++n;
  }
  put_varint(out, static_cast<std::uint64_t>(n) << 1U);
  put_signed_varint(out, segment.scale());
  std::uint64_t before = 0;
  for (const Reading& r : readings.first(n)) {
    const auto mantissa = static_cast<std::int64_t>(r.value.mantissa());
    const auto own = shifted(mantissa, mantissa == 0 ? 0 : segment.scale() - r.value.scale());
    CEMS_ASSERT(own.has_value());
    const auto bits = static_cast<std::uint64_t>(*own);
    put_signed_varint(out, static_cast<std::int64_t>(bits - before));  // Modulo 2^64: always exact.
    before = bits;
  }
  return n;
}

std::size_t put_wide(std::span<const Reading> readings, std::string& out) {
  std::size_t n = 1;
  while (n < readings.size() && !is_narrow(readings[n].value) &&
         readings[n].value.scale() == readings[0].value.scale()) {
    ++n;
  }
  put_varint(out, static_cast<std::uint64_t>(n) << 1U | 1U);
  put_signed_varint(out, readings[0].value.scale());
  for (const Reading& r : readings.first(n)) {
    const Int128 mantissa = r.value.mantissa();
    put_u64(out, static_cast<std::uint64_t>(mantissa));
    put_u64(out, static_cast<std::uint64_t>(mantissa >> 64));
  }
  return n;
}

void put_values(std::span<const Reading> readings, std::string& out) {
  while (!readings.empty()) {
    const std::size_t n =
        is_narrow(readings[0].value) ? put_narrow(readings, out) : put_wide(readings, out);
    readings = readings.subspan(n);
  }
}

}  // namespace

void encode(std::span<const Reading> readings, std::string& out) {
  check_preconditions(readings);
  std::string body;
  body.reserve(8 + readings.size() * 3);
  put_times(readings, body);
  put_values(readings, body);
  put_qualities(readings, body);
  CEMS_ASSERT(body.size() <= kBodyBytesMax);

  const std::size_t begin = out.size();
  put_u8(out, kVersion);
  put_u8(out, static_cast<std::uint8_t>(Encoding::plain));
  put_u16(out, static_cast<std::uint16_t>(readings.size()));
  put_u64(out, static_cast<std::uint64_t>(readings.front().at.ms));
  put_u64(out, static_cast<std::uint64_t>(readings.back().at.ms));
  put_u32(out, crc32c(body));
  put_u32(out, crc32c(std::string_view(out).substr(begin)));
  out.append(body);
}

}  // namespace cems::block
