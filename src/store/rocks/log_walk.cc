/// Walks through the records of a log, as RocksDB lays them out: crc of all behind the length
/// (masked), u32; length, u16; type, u8; then so many bytes.
#include "store/rocks/log_walk.h"

#include <algorithm>
#include <bit>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/checksum.h"

namespace cems::store::rocks {
namespace {

constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kTypeAt = 6;
constexpr std::size_t kHeaderBytes = 7;

/// What disks write at once: of it all or nothing is there.
constexpr std::size_t kSectorBytes = 512;

/// Of `block` from `at` to the end of that sector.
std::string_view rest_of_sector(std::string_view block, std::size_t at) {
  return block.substr(at, kSectorBytes - at % kSectorBytes);
}

/// RocksDB stores sums rotated and shifted, since sums of sums say little.
std::uint32_t masked(std::uint32_t crc) {
  constexpr std::uint32_t kShift = 0xA282EAD8U;
  return std::rotr(crc, 15) + kShift;
}

/// The record that begins at `at`, as long as its header says; shorter where the block ends.
std::string_view record_at(std::string_view block, std::size_t at) {
  std::string_view length = block.substr(at + kLengthAt);
  return block.substr(at, kHeaderBytes + get_u16(length).value());
}

bool is_sound(std::string_view record) {
  std::string_view crc = record;
  return get_u32(crc).value() == masked(crc32c(record.substr(kTypeAt)));
}

bool is_room(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == kRoomByte; });
}

/// Whether a sector of the record is still room, so that it was never durable as a whole.
bool has_hole(std::string_view block, std::size_t at, std::size_t end) {
  for (std::size_t size = 0; at < end; at += size) {
    const std::string_view part = rest_of_sector(block.substr(0, end), at);
    if (is_room(part)) return true;
    size = part.size();
  }
  return false;
}

/// Sectors of records that were never synced may stand there, too: they differ by more.
bool has_flipped_bit(std::string_view block, std::size_t at) {
  for (std::size_t size = 0; at < block.size(); at += size) {
    const std::string_view part = rest_of_sector(block, at);
    size = part.size();
    if (is_room(part)) continue;
    int bits = 0;
    for (const char c : part)
      bits += std::popcount(static_cast<unsigned char>(c ^ kRoomByte));
    if (bits == 1) return true;
  }
  return false;
}

}  // namespace

void LogWalk::take(std::string_view block) {
  CEMS_ASSERT(block.size() <= kLogBlockBytes);
  std::size_t at = 0;
  while (!is_over_ && block.size() - at >= kHeaderBytes) {
    const std::string_view record = record_at(block, at);
    if (is_sound(record)) {
      at += record.size();
    } else if (has_hole(block, at, at + record.size())) {
      is_over_ = true;
    } else {
      break;  // Damage: RocksDB says so.
    }
  }
  if (is_over_) {
    is_room_damaged_ = is_room_damaged_ || has_flipped_bit(block, at);
    end_ += at;
  } else {
    end_ += block.size();
  }
}

}  // namespace cems::store::rocks
