/// Hostile bytes into the block decoder: once as they are, once with the checksums made right, so
/// that the checks behind them are reached. What decodes must encode and decode to the same again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "block/codec.h"

namespace {

constexpr std::size_t kBodyChecksumAt = 20;
constexpr std::size_t kHeaderChecksumAt = 24;

std::string with_right_checksums(std::string_view input) {
  std::string out(input.substr(0, kBodyChecksumAt));
  cems::put_u32(out, cems::crc32c(input.substr(cems::block::kHeaderBytes)));
  cems::put_u32(out, cems::crc32c(std::string_view(out).substr(0, kHeaderChecksumAt)));
  out.append(input.substr(cems::block::kHeaderBytes));
  return out;
}

/// Columns are damaged where readings are, and the same where they are not.
void check_columns(std::string_view bytes, const std::vector<cems::Reading>& readings, bool good) {
  cems::block::Columns columns;
  const auto shape = cems::block::decode(bytes, columns);
  CEMS_ASSERT(shape.has_value() == good);
  if (!good || *shape == cems::block::Shape::mixed) return;
  std::vector<cems::Reading> same;
  columns.append_to(same);
  CEMS_ASSERT(same == readings);
}

void check(std::string_view bytes) {
  std::vector<cems::Reading> readings;
  const bool good = cems::block::decode(bytes, readings).has_value();
  check_columns(bytes, readings, good);
  if (!good) {
    CEMS_ASSERT(readings.empty());
    return;
  }
  const auto header = cems::block::peek(bytes);
  CEMS_ASSERT(header && header->count == readings.size());
  CEMS_ASSERT(readings.size() <= cems::limits::kBlockReadingsMax);
  std::string again;
  cems::block::encode(readings, again);  // Asserts that the times ascend.
  std::vector<cems::Reading> same;
  CEMS_ASSERT(cems::block::decode(again, same).has_value() && same == readings);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input =
      cems::as_text(std::as_bytes(std::span<const std::uint8_t>(data, size)));
  check(input);
  if (size >= cems::block::kHeaderBytes) check(with_right_checksums(input));
  return 0;
}
