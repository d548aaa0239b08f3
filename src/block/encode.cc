/// Readings to bytes: the shorter of the two bodies behind the header
/// (docs/internals/format/block.md).
#include "base/assert.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "block/body.h"
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

/// The header of `readings`, whose body's checksum is this.
std::string header_of(std::span<const Reading> readings, Encoding encoding,
                      std::uint32_t body_checksum) {
  std::string out;
  put_u8(out, kVersion);
  put_u8(out, static_cast<std::uint8_t>(encoding));
  put_u16(out, static_cast<std::uint16_t>(readings.size()));
  put_u64(out, static_cast<std::uint64_t>(readings.front().at.ms));
  put_u64(out, static_cast<std::uint64_t>(readings.back().at.ms));
  put_u32(out, body_checksum);
  put_u32(out, crc32c(out));
  return out;
}

}  // namespace

void encode(std::span<const Reading> readings, std::string& out) {
  check_preconditions(readings);
  const std::size_t begin = out.size();
  const std::size_t body_begin = begin + kHeaderBytes;
  out.resize(body_begin);
  Encoding encoding = Encoding::packed;
  put_packed_body(readings, out);
  // A plain body has at least a byte a reading.
  if (const std::size_t packed = out.size() - body_begin; packed > readings.size()) {
    put_plain_body(readings, out);
    const std::size_t plain = out.size() - body_begin - packed;
    if (plain < packed) {
      encoding = Encoding::plain;
      out.erase(body_begin, packed);
    } else {
      out.resize(body_begin + packed);
    }
  }
  const std::string_view body = std::string_view(out).substr(body_begin);
  CEMS_ASSERT(body.size() <= kBodyBytesMax);
  out.replace(begin, kHeaderBytes, header_of(readings, encoding, crc32c(body)));
}

}  // namespace cems::block
