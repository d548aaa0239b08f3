/// The files of RocksDB's write-ahead log, with room written before it is needed.
///
/// A sync of bytes behind the end of a file, or in room that was only reserved, has to write the
/// file's inode too, one more wait for the disk; in bytes that were written before it need not: a
/// fifth less time of a commit of 1,000 readings. So a small append that grows the file writes room
/// behind itself, which the next hundred then fill. What a killed process leaves of it is not shown
/// to RocksDB (log_walk.h). Internal to store/rocks.
#pragma once

#include <cstdint>
#include <memory>

#include <rocksdb/env.h>

namespace cems::store::rocks {

/// What opening a log says where a bit has flipped in room that nothing was written to.
enum class DamagedRoom : std::uint8_t {
  refused,  ///< Status Corruption.
  ignored,  ///< For who saves what there is: nothing is lost by it.
};

/// `base`, but for such files. REQUIRES: `base` lives as long as the result.
[[nodiscard]] std::unique_ptr<rocksdb::Env> with_roomy_logs(rocksdb::Env& base,
                                                            DamagedRoom damaged_room);

}  // namespace cems::store::rocks
