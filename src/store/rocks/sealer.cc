/// Moves readings of the head into sealed blocks.
#include "store/rocks/sealer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/civil.h"
#include "base/limits.h"
#include "block/codec.h"
#include "store/rocks/block_cursor.h"
#include "store/rocks/database.h"
#include "store/rocks/head.h"
#include "store/rocks/keys.h"
#include "store/rocks/records.h"

namespace cems::store::rocks {
namespace {

// Small: the next commit's sync carries to the disk what has been written since the last one.
constexpr std::size_t kBatchBytes = 64U << 10U;

/// A block and the instants that belong to it: from its first (in a month's first block from the
/// month's begin) up to the next block's first or the month's end.
struct Owner {
  TimeMs until;                 // Exclusive.
  bool last_of_month = false;   // Its end is the month's end: new blocks are filled up.
  std::vector<Reading> sealed;  // Empty where the month has no block yet, or a full one is passed.
};

Result<Owner> find_owner(BlockCursor& cursor, TimeMs first, TimeRange month) {
  Owner owner{month.end, true, {}};
  if (const Status found = cursor.seek_at(first); !found) return found.error();
  if (!cursor.valid() || cursor.header().first < month.begin) {
    if (const Status found = cursor.seek_from(month.begin); !found) return found.error();
    if (!cursor.valid() || cursor.header().first >= month.end) return owner;
  }
  const block::Header block = cursor.header();
  std::vector<Reading> sealed;
  if (const Status decoded = cursor.decode(sealed); !decoded) return decoded.error();
  if (const Status moved = cursor.next(); !moved) return moved.error();
  if (cursor.valid() && cursor.header().first < month.end) {
    owner.until = cursor.header().first;
    owner.last_of_month = false;
  }
  // Appending behind a full block leaves it as it is.
  const bool appends = owner.last_of_month && first > block.last;
  if (!appends || block.count < limits::kBlockReadingsMax) owner.sealed = std::move(sealed);
  return owner;
}

}  // namespace

TimeRange utc_month_of(TimeMs t) {
  std::int64_t day = t.ms / kMsPerDay;
  if (day * kMsPerDay > t.ms) --day;  // Division rounds to zero; days begin below.
  CivilDate date = civil_from_days(day);
  date.day = 1;
  const std::int64_t begin = days_from_civil(date);
  const std::int64_t end = begin + days_in_month(date.year, date.month);
  return {{begin * kMsPerDay}, {end * kMsPerDay}};
}

Status Sealer::add(SeriesId series, std::span<const Reading> head) {
  while (!head.empty()) {
    const TimeRange month = utc_month_of(head.front().at);
    const auto part = part_of(head, month);
    if (Status added = add_month(series, part, month); !added) return added;
    head = head.subspan(part.size());
  }
  return Unit{};
}

Status Sealer::add_month(SeriesId series, std::span<const Reading> head, TimeRange month) {
  BlockCursor cursor(db_, series);
  while (!head.empty()) {
    const auto owner = find_owner(cursor, head.front().at, month);
    if (!owner) return owner.error();
    const auto part = part_of(head, {head.front().at, owner->until});
    if (Status done = rewrite(series, owner->sealed, part, owner->last_of_month); !done)
      return done;
    // Only between two rewrites: the removal of a block and its successors stay in one batch.
    if (batch_.GetDataSize() >= kBatchBytes) {
      if (Status written = write(false); !written) return written;
    }
    head = head.subspan(part.size());
  }
  return Unit{};
}

Status Sealer::rewrite(SeriesId series, std::span<const Reading> sealed,
                       std::span<const Reading> head, bool fill) {
  std::vector<Reading> merged(sealed.begin(), sealed.end());
  merge_into(merged, head);
  if (!sealed.empty() && sealed.front().at != merged.front().at) {
    const auto removed = batch_.Delete(to_slice(block_key(series, sealed.front().at)));
    if (!removed.ok()) return to_error(removed, "seal");
  }
  return put_blocks(series, merged, fill);
}

// With `fill` as full as can be, since more will come behind; without it evenly, so that readings
// that come late between full blocks do not leave a trail of tiny ones.
Status Sealer::put_blocks(SeriesId series, std::span<const Reading> readings, bool fill) {
  std::size_t blocks =
      (readings.size() + limits::kBlockReadingsMax - 1) / limits::kBlockReadingsMax;
  std::string bytes;
  for (; blocks > 0; --blocks) {
    const std::size_t n = fill ? std::min(readings.size(), limits::kBlockReadingsMax)
                               : (readings.size() + blocks - 1) / blocks;
    bytes.clear();
    block::encode(readings.first(n), bytes);
    const auto put = batch_.Put(to_slice(block_key(series, readings.front().at)), to_slice(bytes));
    if (!put.ok()) return to_error(put, "seal");
    readings = readings.subspan(n);
  }
  return Unit{};
}

Status Sealer::put(const std::string& key, const std::string& value) {
  const auto put = batch_.Put(to_slice(key), to_slice(value));
  if (!put.ok()) return to_error(put, "seal");
  return Unit{};
}

Status Sealer::finish(std::uint64_t next_seq) {
  const std::string value = encode_number(kSeqKey, next_seq);
  const auto put = batch_.Put(to_slice(kSeqKey), to_slice(value));
  const auto removed = batch_.DeleteRange(to_slice(log_key(0)), to_slice(log_key(next_seq)));
  if (!put.ok() || !removed.ok()) return to_error(put.ok() ? removed : put, "seal");
  return write(true);
}

Status Sealer::write(bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  const auto written = db_.Write(options, &batch_);
  batch_.Clear();
  if (written.ok()) return Unit{};
  write_failed_ = true;
  return to_error(written, "seal");
}

}  // namespace cems::store::rocks
