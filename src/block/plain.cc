/// Encoding 1: varints (docs/internals/format/block.md). Written where nothing can be packed: a few
/// readings, numbers of more than 64 bits, scales that change from one reading to the next.
#include <string>

#include "base/bytes.h"
#include "block/body.h"
#include "block/one_scale.h"
#include "block/runs.h"
#include "block/segment.h"

namespace cems::block {
namespace {

void put_varint_segment(std::span<const Reading> readings, int scale, std::string& out) {
  std::uint64_t before = 0;
  for (const Reading& r : readings) {
    const auto bits = static_cast<std::uint64_t>(mantissa_at(r.value, scale));
    put_signed_varint(out, static_cast<std::int64_t>(bits - before));  // Modulo 2^64: always exact.
    before = bits;
  }
}

bool get_varint_segment(std::string_view& in, std::span<std::int64_t> out) {
  std::uint64_t bits = 0;
  for (std::int64_t& mantissa : out) {
    const auto delta = get_signed_varint(in);
    if (!delta) return false;
    bits += static_cast<std::uint64_t>(*delta);
    mantissa = static_cast<std::int64_t>(bits);
  }
  return true;
}

/// A segment that is not all of the values; `left` of them are still to come.
Status get_segment(std::string_view& in, std::uint64_t tag, int scale, Body& out) {
  const auto n = static_cast<std::size_t>(tag >> 1U);
  if ((tag & 1U) != 0) {
    if (!get_wide(in, n, scale, out.decimals)) return corrupt("a long value is damaged");
    return Unit{};
  }
  std::vector<std::int64_t> mantissas(n);
  if (!get_varint_segment(in, mantissas)) return corrupt("a value is damaged");
  if (!are_decimals(mantissas, scale)) return corrupt("a value is out of range");
  for (const std::int64_t mantissa : mantissas)
    out.decimals.push_back(Decimal::from_narrow(mantissa, scale));
  return Unit{};
}

Status get_plain_values(std::string_view& in, std::size_t count, Body& out) {
  for (std::size_t left = count; left > 0;) {
    const auto tag = get_varint(in);
    if (!tag) return corrupt("a segment of values is cut short");
    const auto scale = get_scale(in);
    if (!scale) return corrupt("a scale is out of range");
    const std::uint64_t n = *tag >> 1U;
    if (n == 0 || n > left) return corrupt("a segment of values is too long");
    if (n == count && (*tag & 1U) == 0) {
      out.columns.mantissas.resize(count);
      out.columns.scale = *scale;
      if (!get_varint_segment(in, out.columns.mantissas)) return corrupt("a value is damaged");
      if (!are_decimals(out.columns.mantissas, *scale)) return corrupt("a value is out of range");
      return Unit{};
    }
    if (const Status got = get_segment(in, *tag, *scale, out); !got) return got;
    left -= static_cast<std::size_t>(n);
  }
  out.columns.mantissas.clear();
  return Unit{};
}

}  // namespace

void put_plain_body(std::span<const Reading> readings, std::string& out) {
  put_time_runs(readings, out);
  for (auto rest = readings; !rest.empty();) {
    const Segment segment = first_segment(rest);
    const auto part = rest.first(segment.count);
    put_varint(out, std::uint64_t{segment.count} << 1U | (segment.wide ? 1U : 0U));
    put_signed_varint(out, segment.scale);
    if (segment.wide) {
      put_wide(part, out);
    } else {
      put_varint_segment(part, segment.scale, out);
    }
    rest = rest.subspan(segment.count);
  }
  put_quality_runs(readings, out);
}

Status get_plain_body(std::string_view in, const Header& header, Body& out) {
  out.columns.times_ms.resize(header.count);
  out.columns.qualities.clear();
  if (const Status got = get_time_runs(in, header, out.columns.times_ms); !got) return got;
  if (const Status got = get_plain_values(in, header.count, out); !got) return got;
  if (const Status got = get_quality_runs(in, header.count, out.columns.qualities); !got) {
    return got;
  }
  if (!in.empty()) return corrupt("bytes are left over");
  return Unit{};
}

}  // namespace cems::block
