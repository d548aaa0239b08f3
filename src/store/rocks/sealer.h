/// Moves readings of the head into sealed blocks (docs/internals/format/log.md, "Sealing").
///
/// Writes as it goes, in batches of 64 KiB; each leaves the store right, because the log
/// still overrides what is sealed until finish() removes it. Internal to store/rocks; one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "store/rocks/last_block.h"

namespace cems::store::rocks {

/// A block and the instants that belong to it: from its first (in a month's first block from the
/// month's begin) up to the next block's first or the month's end.
struct Owner {
  TimeMs until;                 ///< Exclusive.
  bool last_of_month = false;   ///< Its end is the month's end: new blocks are filled up.
  bool last_of_series = false;  ///< And no later month has a block.
  /// Empty where the month has no block yet, or a full one is passed.
  std::vector<Reading> sealed;
};

class Sealer {
 public:
  explicit Sealer(rocksdb::DB& db) : db_(db) {}

  /// Merges `head` (strictly ascending) into the blocks of a series. Once a series. `last` is what
  /// is known of the last block, nothing where it is to be searched for, and becomes what is known
  /// of it now; after an error nothing is.
  /// Errors: corrupt where a block to merge with is damaged: what was written of the head by then
  /// is right, and the rest is to be kept; no_space, internal.
  [[nodiscard]] Status add(SeriesId series, std::span<const Reading> head,
                           std::optional<LastBlock>& last);

  /// Puts something else into the batch that finish() writes. Errors: internal.
  [[nodiscard]] Status put(const std::string& key, const std::string& value);

  /// Removes the log below `next_seq` and syncs. Errors: no_space, internal.
  [[nodiscard]] Status finish(std::uint64_t next_seq);

  /// A write failed: what is on the disk is unknown until the store is opened again.
  [[nodiscard]] bool write_failed() const { return write_failed_; }

 private:
  [[nodiscard]] Status add_month(SeriesId series, std::span<const Reading> head, TimeRange month,
                                 std::optional<LastBlock>& last);
  [[nodiscard]] Result<Owner> owner_behind(SeriesId series, const LastBlock& last,
                                           TimeRange month) const;
  [[nodiscard]] Status rewrite(SeriesId series, Owner owner, std::span<const Reading> head,
                               std::optional<LastBlock>& last);
  [[nodiscard]] Result<LastBlock> put_blocks(SeriesId series, std::span<const Reading> readings,
                                             bool fill);
  [[nodiscard]] Status write(bool sync);

  rocksdb::DB& db_;
  rocksdb::WriteBatch batch_;
  bool write_failed_ = false;
};

/// The calendar month in UTC that holds `t`.
[[nodiscard]] TimeRange utc_month_of(TimeMs t);

}  // namespace cems::store::rocks
