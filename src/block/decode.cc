/// Bytes to readings, by docs/internals/format/block.md. Trusts nothing: checksums find accidents,
/// the checks behind them keep bytes made on purpose from doing more than being refused.
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "block/codec.h"
#include "block/layout.h"

namespace cems::block {
namespace {

Error corrupt(const char* what) {
  return {Errc::corrupt, std::string("block: ") + what};
}

/// Takes the length of a run off `in`: 1 to `left`; nothing for any other.
std::optional<std::size_t> get_run(std::string_view& in, std::size_t left) {
  const auto run = get_varint(in);
  if (!run || *run == 0 || *run > left) return std::nullopt;
  return static_cast<std::size_t>(*run);
}

Status get_times(std::string_view& in, const Header& header, std::span<Reading> out) {
  const auto length = static_cast<std::uint64_t>(header.last - header.first);
  std::uint64_t passed = 0;  // Since the first; at most `length`, so that nothing overflows.
  out[0].at = header.first;
  for (std::size_t i = 1; i < out.size();) {
    const auto delta = get_varint(in);
    const auto run = get_run(in, out.size() - i);
    if (!delta || *delta == 0 || !run) return corrupt("a run of times is damaged");
    if (*delta > (length - passed) / *run) return corrupt("its times go beyond its last");
    for (const std::size_t end = i + *run; i < end; ++i) {
      passed += *delta;
      out[i].at = header.first + static_cast<std::int64_t>(passed);
    }
  }
  if (passed != length) return corrupt("its times end before its last");
  return Unit{};
}

/// The number, unless it is outside what a Decimal can be.
std::optional<Decimal> make_decimal(Int128 mantissa, int scale) {
  // Decimal::from takes factors of ten out of the mantissa; where the scale is near its end, see
  // first that this does not push it over.
  if (scale < -Decimal::kScaleMax + 38 && mantissa != 0) {
    int canonical = scale;
    for (Int128 rest = mantissa; rest % 10 == 0; rest /= 10)
      --canonical;
    if (canonical < -Decimal::kScaleMax) return std::nullopt;
  }
  return Decimal::from(mantissa, scale);
}

constexpr Int128 kMantissaEnd = [] {
  Int128 power = 1;
  for (int i = 0; i < 38; ++i)
    power *= 10;
  return power;
}();

std::optional<Int128> get_wide(std::string_view& in) {
  const auto low = get_u64(in);
  const auto high = get_u64(in);
  if (!low || !high) return std::nullopt;
  __extension__ using Bits = unsigned __int128;
  const auto mantissa = static_cast<Int128>(static_cast<Bits>(*high) << 64U | *low);
  if (mantissa <= -kMantissaEnd || mantissa >= kMantissaEnd) return std::nullopt;
  return mantissa;
}

Status get_narrow_values(std::string_view& in, int scale, std::span<Reading> out) {
  std::uint64_t bits = 0;
  for (Reading& r : out) {
    const auto delta = get_signed_varint(in);
    if (!delta) return corrupt("a value is damaged");
    bits += static_cast<std::uint64_t>(*delta);
    const auto value = make_decimal(static_cast<std::int64_t>(bits), scale);
    if (!value) return corrupt("a value is out of range");
    r.value = *value;
  }
  return Unit{};
}

Status get_wide_values(std::string_view& in, int scale, std::span<Reading> out) {
  for (Reading& r : out) {
    const auto mantissa = get_wide(in);
    if (!mantissa) return corrupt("a long value is damaged");
    const auto value = make_decimal(*mantissa, scale);
    if (!value) return corrupt("a long value is out of range");
    r.value = *value;
  }
  return Unit{};
}

Status get_values(std::string_view& in, std::span<Reading> out) {
  while (!out.empty()) {
    const auto tag = get_varint(in);
    const auto scale = get_signed_varint(in);
    if (!tag || !scale) return corrupt("a segment of values is cut short");
    const std::uint64_t n = *tag >> 1U;
    if (n == 0 || n > out.size()) return corrupt("a segment of values is too long");
    if (*scale < -Decimal::kScaleMax || *scale > Decimal::kScaleMax) {
      return corrupt("a scale is out of range");
    }
    const auto part = out.first(static_cast<std::size_t>(n));
    const bool wide = (*tag & 1U) != 0;
    const Status got = wide ? get_wide_values(in, static_cast<int>(*scale), part)
                            : get_narrow_values(in, static_cast<int>(*scale), part);
    if (!got) return got;
    out = out.subspan(part.size());
  }
  return Unit{};
}

Status get_qualities(std::string_view& in, std::span<Reading> out) {
  while (!out.empty()) {
    if (in.empty()) return corrupt("its qualities are cut short");
    const auto quality = static_cast<Quality>(static_cast<std::uint8_t>(in.front()));
    in.remove_prefix(1);
    const auto run = get_run(in, out.size());
    if (!run) return corrupt("a run of qualities is damaged");
    for (Reading& r : out.first(*run))
      r.quality = quality;
    out = out.subspan(*run);
  }
  return Unit{};
}

Status get_body(std::string_view in, const Header& header, std::span<Reading> out) {
  if (const Status got = get_times(in, header, out); !got) return got;
  if (const Status got = get_values(in, out); !got) return got;
  if (const Status got = get_qualities(in, out); !got) return got;
  if (!in.empty()) return corrupt("bytes are left over");
  return Unit{};
}

}  // namespace

Result<Header> peek(std::string_view block) {
  auto in = get_bytes(block, kHeaderBytes);
  if (!in) return corrupt("shorter than its header");
  const std::string_view checked = in->substr(0, kCheckedHeaderBytes);
  if (get_u8(*in) != kVersion) return corrupt("of an unknown version");
  const auto encoding = get_u8(*in);
  Header header;
  header.count = get_u16(*in).value_or(0);
  header.first.ms = static_cast<std::int64_t>(get_u64(*in).value_or(0));
  header.last.ms = static_cast<std::int64_t>(get_u64(*in).value_or(0));
  in->remove_prefix(sizeof(std::uint32_t));  // The body's checksum.
  if (get_u32(*in) != crc32c(checked)) return corrupt("the header's checksum is wrong");
  if (encoding != static_cast<std::uint8_t>(Encoding::plain)) {
    return corrupt("of an unknown encoding");
  }
  if (header.count == 0 || header.count > limits::kBlockReadingsMax) {
    return corrupt("its count is out of range");
  }
  if (header.first < kTimeMin || header.last >= kTimeMax || header.last < header.first) {
    return corrupt("its times are out of range");
  }
  // So many instants, a millisecond apart at least, need so much time.
  if (header.last - header.first < header.count - 1 ||
      (header.count == 1) != (header.first == header.last)) {
    return corrupt("its count does not fit its times");
  }
  return header;
}

Status decode(std::string_view block, std::vector<Reading>& out) {
  const auto header = peek(block);
  if (!header) return header.error();
  const std::string_view body = block.substr(kHeaderBytes);
  if (body.size() > kBodyBytesMax) return corrupt("longer than a block can be");
  std::string_view checksum = block.substr(kCheckedHeaderBytes - sizeof(std::uint32_t));
  if (get_u32(checksum) != crc32c(body)) return corrupt("the body's checksum is wrong");
  const std::size_t before = out.size();
  out.resize(before + header->count);
  Status got = get_body(body, *header, std::span<Reading>(out).subspan(before));
  if (!got) out.resize(before);
  return got;
}

}  // namespace cems::block
