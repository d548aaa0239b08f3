/// Frames of values.
#include "store/rocks/record_frame.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/checksum.h"

namespace cems::store::rocks {
namespace {

constexpr std::size_t kFrameBytes = 5;  // Edition and checksum.

}  // namespace

void begin_frame(std::string& out, std::uint8_t edition) {
  CEMS_ASSERT(out.empty());
  put_u8(out, edition);
  put_u32(out, 0);
}

void seal_frame(std::string& out) {
  CEMS_ASSERT(out.size() >= kFrameBytes);
  std::string checksum;
  put_u32(checksum, crc32c(std::string_view(out).substr(kFrameBytes)));
  out.replace(1, checksum.size(), checksum);
}

Result<Framed> read_frame(std::string_view value, std::uint8_t newest) {
  const auto edition = get_u8(value);
  const auto checksum = get_u32(value);
  if (!edition || !checksum) return Error{Errc::corrupt, "record: cut short"};
  if (*edition == 0 || *edition > newest) {
    return Error{Errc::corrupt, "record: of an unknown edition"};
  }
  if (*checksum != crc32c(value)) return Error{Errc::corrupt, "record: the checksum is wrong"};
  return Framed{*edition, value};
}

}  // namespace cems::store::rocks
