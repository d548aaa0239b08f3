/// Retention: old blocks go, and the disk that they took comes back.
#include <algorithm>
#include <array>
#include <utility>

#include "base/log.h"
#include "store/rocks/engine.h"
#include "store/rocks/keys.h"
#include "store/rocks/log_batch.h"
#include "store/rocks/records.h"

namespace cems::store::rocks {

Result<std::uint64_t> Engine::drop_before(std::span<const SeriesId> series, TimeMs limit) {
  std::uint64_t readings = 0;
  std::vector<SeriesId> touched;
  for (const SeriesId id : series) {
    const MutexLock lock(blocks_mutex_);  // One series at a time: sealing goes on between them.
    const auto dropped = drop_blocks(id, limit);
    if (!dropped) return dropped;
    if (*dropped > 0) touched.push_back(id);
    readings += *dropped;
  }
  if (touched.empty()) return readings;
  std::sort(touched.begin(), touched.end());
  Status done = drop_summaries(touched);
  if (done) done = renew_version(touched);
  if (!done) return done.error();
  // What is removed leaves marks only, until the files that hold it are written anew.
  const std::string begin = block_prefix(touched.front());
  const std::string end = block_key(touched.back(), limit);
  const std::array<rocksdb::Slice, 2> range{to_slice(begin), to_slice(end)};
  const auto compacted =
      db_->CompactRange(rocksdb::CompactRangeOptions(), &range.front(), &range.back());
  if (!compacted.ok()) return to_error(compacted, "drop old readings");
  return readings;
}

// The blocks of a series up to the first that reaches to `limit`, or is damaged: cems verify first.
Result<std::uint64_t> Engine::drop_blocks(SeriesId id, TimeMs limit) {
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  std::uint64_t readings = 0;
  TimeMs end = kTimeMin;  // Of what goes; exclusive.
  BlockCursor cursor(*db_, id);
  Status found = cursor.seek_from(kTimeMin);
  for (; found && cursor.valid() && cursor.header().last < limit; found = cursor.next()) {
    readings += cursor.header().count;
    end = cursor.header().last + 1;
  }
  if (!found && found.error().code != Errc::corrupt) return found.error();
  if (!found) spdlog::error("old readings stay: {}", found.error().message);
  if (readings == 0) return readings;

  const MutexLock commit_lock(commit_mutex_);  // Commits count epochs too.
  std::uint64_t epoch = 0;
  {
    const ReaderLock lock(state_mutex_);
    epoch = std::as_const(table_).find(id)->epoch + 1;
  }
  rocksdb::WriteBatch batch;
  const std::string number = encode_number(epoch_key(id), epoch);
  std::array<rocksdb::Status, 3> put{
      batch.DeleteRange(to_slice(block_prefix(id)), to_slice(block_key(id, end))),
      batch.DeleteRange(to_slice(correction_prefix(id)), to_slice(correction_key(id, end, 0))),
      batch.Put(to_slice(epoch_key(id)), to_slice(number))};
  for (const rocksdb::Status& each : put) {
    if (!each.ok()) return to_error(each, "drop old readings");
  }
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  if (const auto written = db_->Write(options, &batch); !written.ok()) {
    broken_ = true;
    return to_error(written, "drop old readings");
  }
  const WriterLock lock(state_mutex_);
  Series& series = *table_.find(id);
  series.epoch = epoch;
  table_.forget_sealed(series);  // The newest may be gone.
  ++series.sealings;
  return readings;
}

// Those of another epoch are not valid any more, and of years that are gone nobody makes new ones.
Status Engine::drop_summaries(const std::vector<SeriesId>& series) {
  rocksdb::WriteBatch batch;
  KeyWalk walk(*db_, kSummaryPrefix, kSummaryPrefix);
  for (; walk.valid(); walk.next()) {
    const auto key = read_summary_key(walk.key());
    if (!key || !std::binary_search(series.begin(), series.end(), key->series)) continue;
    const auto removed = batch.Delete(to_slice(walk.key()));
    if (!removed.ok()) return to_error(removed, "drop old readings");
  }
  if (const Status walked = walk.status(); !walked) return walked;
  const auto written = db_->Write(rocksdb::WriteOptions(), &batch);
  return written.ok() ? Status(Unit{}) : to_error(written, "drop old readings");
}

// The state of all readings is another one now, also after a start: a batch of the log that says
// what is there already takes the next number.
Status Engine::renew_version(const std::vector<SeriesId>& series) {
  const MutexLock lock(commit_mutex_);  // Nobody replaces what is looked up.
  for (const SeriesId id : series) {
    const auto newest = find_last(id, kTimeMax);
    if (!newest) return newest.error();
    if (!*newest) continue;
    const std::array<SeriesReading, 1> batch{{{id, **newest}}};
    rocksdb::WriteOptions options;
    options.sync = options_.sync;
    const auto written =
        db_->Put(options, to_slice(log_key(next_seq_)), to_slice(encode_batch(batch)));
    if (!written.ok()) {
      broken_ = true;
      return to_error(written, "drop old readings");
    }
    ++next_seq_;
    applied_seq_ = next_seq_;
    return Unit{};
  }
  return Unit{};
}

}  // namespace cems::store::rocks
