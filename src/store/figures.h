/// What a store holds and has done, for gauges: as far as the backend knows it cheaply.
#pragma once

#include <cstdint>

#include "base/counter.h"

namespace cems::store {

/// Sizes in bytes. Counts are since the store was opened; everything else is of the moment.
struct Figures {
  std::uint64_t series = 0;
  std::uint64_t head_readings = 0;  ///< Not yet in blocks.
  std::uint64_t head_bytes = 0;     ///< About; limits::kHeadReadingBytes each.
  std::uint64_t accepted = 0;       ///< As CommitReport has them.
  std::uint64_t corrected = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t sealings = 0;  ///< How often the head went into blocks.
  std::uint64_t blocks = 0;    ///< Blocks and summaries on the disk, estimated.
  std::uint64_t file_bytes = 0;
  std::uint64_t cache_bytes = 0;
  std::uint64_t cache_bytes_max = 0;
  std::uint64_t disk_free_bytes = 0;
  std::uint64_t disk_bytes = 0;
  std::uint64_t log_seq = 0;     ///< Batches below this are durable.
  std::uint64_t ledger_seq = 0;  ///< The same, as the ledger on the disk has it.
  std::uint64_t failed_commits = 0;
  DurationSums commits;  ///< From the call to its end: waiting, comparing, writing, syncing.
};

}  // namespace cems::store
