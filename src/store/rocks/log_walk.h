/// Where a file of RocksDB's write-ahead log ends, if room has been written behind it
/// (docs/internals/format/log.md "Room").
///
/// A log that was closed ends with its file. One whose process was killed has room behind its last
/// record, and after a power cut the last records may have holes where only room was durable:
/// none of those was ever acknowledged. Internal to store/rocks. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cems::store::rocks {

/// What room is filled with. No header of a record begins like that, no varint has a run of it,
/// and no UTF-8 either: what was written and what was not can be told apart.
constexpr char kRoomByte = '\xDB';

/// RocksDB's log goes by blocks of so many bytes; no record crosses into the next one.
constexpr std::size_t kLogBlockBytes = 32U << 10U;

class LogWalk {
 public:
  /// Takes the next block of the file; all but the last have kLogBlockBytes.
  void take(std::string_view block);

  /// How many bytes of the file RocksDB is to see. What it finds damaged among them it says itself.
  [[nodiscard]] std::uint64_t end() const { return end_; }

  /// Whether a bit has flipped in the room behind the end. Nothing is lost by that, but whoever
  /// looks for damage wants to know.
  [[nodiscard]] bool is_room_damaged() const { return is_room_damaged_; }

 private:
  std::uint64_t end_ = 0;
  bool is_over_ = false;  // The end has been found; only room comes.
  bool is_room_damaged_ = false;
};

}  // namespace cems::store::rocks
