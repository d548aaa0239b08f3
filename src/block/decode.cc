/// Bytes to readings, by docs/internals/format/block.md. Trusts nothing: checksums find accidents,
/// the checks behind them keep bytes made on purpose from doing more than being refused.
#include <string>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "block/body.h"
#include "block/codec.h"
#include "block/layout.h"
#include "block/one_scale.h"

namespace cems::block {
namespace {

Status get_body(std::string_view block, Body& out) {
  const auto header = peek(block);
  if (!header) return header.error();
  const std::string_view body = block.substr(kHeaderBytes);
  if (body.size() > kBodyBytesMax) return corrupt("longer than a block can be");
  std::string_view checksum = block.substr(kCheckedHeaderBytes - sizeof(std::uint32_t));
  if (get_u32(checksum) != crc32c(body)) return corrupt("the body's checksum is wrong");
  return header->encoding == Encoding::plain ? get_plain_body(body, *header, out)
                                             : get_packed_body(body, *header, out);
}

/// Readings whose numbers stand beside their times and qualities.
void append(const Columns& columns, std::span<const Decimal> decimals, std::vector<Reading>& out) {
  std::size_t i = 0;
  for (const QualityRun& run : columns.qualities) {
    for (const std::size_t end = i + run.count; i < end; ++i)
      out.push_back({{columns.times_ms[i]}, decimals[i], run.quality});
  }
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
  if (encoding != static_cast<std::uint8_t>(Encoding::plain) &&
      encoding != static_cast<std::uint8_t>(Encoding::packed)) {
    return corrupt("of an unknown encoding");
  }
  header.encoding = static_cast<Encoding>(*encoding);
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
  Columns columns;
  Body body{columns, {}};
  if (const Status got = get_body(block, body); !got) return got;
  if (body.decimals.empty()) {
    columns.append_to(out);
  } else {
    append(columns, body.decimals, out);
  }
  return Unit{};
}

Result<Shape> decode(std::string_view block, Columns& out) {
  Body body{out, {}};
  if (const Status got = get_body(block, body); !got) return got.error();
  if (body.decimals.empty()) return Shape::columns;
  return to_one_scale(body.decimals, out.mantissas, out.scale);
}

}  // namespace cems::block
