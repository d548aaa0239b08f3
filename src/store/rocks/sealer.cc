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

Result<Owner> find_owner(BlockCursor& cursor, TimeMs first, TimeRange month) {
  Owner owner{month.end, true, true, {}};
  if (const Status found = cursor.seek_at(first); !found) return found.error();
  if (!cursor.valid() || cursor.header().first < month.begin) {
    if (const Status found = cursor.seek_from(month.begin); !found) return found.error();
    owner.last_of_series = !cursor.valid();
    if (!cursor.valid() || cursor.header().first >= month.end) return owner;
  }
  const block::Header block = cursor.header();
  std::vector<Reading> sealed;
  if (const Status decoded = cursor.decode(sealed); !decoded) return decoded.error();
  if (const Status moved = cursor.next(); !moved) return moved.error();
  owner.last_of_series = !cursor.valid();
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

Status Sealer::add(SeriesId series, std::span<const Reading> head, std::optional<LastBlock>& last) {
  while (!head.empty()) {
    const TimeRange month = utc_month_of(head.front().at);
    const auto part = part_of(head, month);
    if (Status added = add_month(series, part, month, last); !added) {
      last.reset();
      return added;
    }
    head = head.subspan(part.size());
  }
  return Unit{};
}

Status Sealer::add_month(SeriesId series, std::span<const Reading> head, TimeRange month,
                         std::optional<LastBlock>& last) {
  if (last && last->last < head.front().at) {  // What nearly every sealing meets.
    auto owner = owner_behind(series, *last, month);
    if (!owner) return owner.error();
    return rewrite(series, std::move(*owner), head, last);
  }
  BlockCursor cursor(db_, series);
  while (!head.empty()) {
    auto owner = find_owner(cursor, head.front().at, month);
    if (!owner) return owner.error();
    const auto part = part_of(head, {head.front().at, owner->until});
    if (Status done = rewrite(series, std::move(*owner), part, last); !done) return done;
    head = head.subspan(part.size());
  }
  return Unit{};
}

Result<Owner> Sealer::owner_behind(SeriesId series, const LastBlock& last, TimeRange month) const {
  Owner owner{month.end, true, true, {}};
  if (last.first < month.begin || last.count == limits::kBlockReadingsMax) return owner;
  const std::string key = block_key(series, last.first);
  rocksdb::PinnableSlice bytes;
  const rocksdb::Status got =
      db_.Get(read_options(), db_.DefaultColumnFamily(), to_slice(key), &bytes);
  Status decoded = Unit{};
  if (got.IsNotFound()) {
    decoded = Error{Errc::corrupt, "block: is gone"};
  } else if (!got.ok()) {
    decoded = to_error(got, "seal");
  } else {
    decoded = block::decode(to_view(bytes), owner.sealed);
  }
  if (decoded && (owner.sealed.front().at != last.first || owner.sealed.back().at != last.last)) {
    decoded = Error{Errc::corrupt, "block: is another than the last that was written"};
  }
  if (decoded) return owner;
  Error error = decoded.error();
  error.message += " (key " + show_key(key) + ")";
  return error;
}

Status Sealer::rewrite(SeriesId series, Owner owner, std::span<const Reading> head,
                       std::optional<LastBlock>& last) {
  std::vector<Reading>& merged = owner.sealed;
  if (!merged.empty() && head.front().at < merged.front().at) {
    const auto removed = batch_.Delete(to_slice(block_key(series, merged.front().at)));
    if (!removed.ok()) return to_error(removed, "seal");
  }
  merge_into(merged, head);
  const auto written = put_blocks(series, merged, owner.last_of_month);
  if (!written) return written.error();
  last = owner.last_of_series ? std::optional(*written) : std::nullopt;
  // Only between two rewrites: the removal of a block and its successors stay in one batch.
  return batch_.GetDataSize() >= kBatchBytes ? write(false) : Status(Unit{});
}

// With `fill` as full as can be, since more will come behind; without it evenly, so that readings
// that come late between full blocks do not leave a trail of tiny ones.
Result<LastBlock> Sealer::put_blocks(SeriesId series, std::span<const Reading> readings,
                                     bool fill) {
  LastBlock last;
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
    last = {readings.front().at, readings[n - 1].at, n};
    readings = readings.subspan(n);
  }
  return last;
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
