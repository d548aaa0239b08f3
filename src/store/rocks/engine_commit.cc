/// Commits of the embedded store: compare, write what is new in one synced batch, then show it.
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "base/limits.h"
#include "store/rocks/engine.h"
#include "store/rocks/head.h"
#include "store/rocks/keys.h"
#include "store/rocks/log_batch.h"
#include "store/rocks/records.h"

namespace cems::store::rocks {
namespace {

Error closed_for_writing() {
  return {Errc::unavailable, "store: closed for writing after a failed write; start it again"};
}

}  // namespace

Result<CommitReport> Engine::commit(std::span<const SeriesReading> batch, TimeMs now) {
  const std::int64_t begun_ns = steady_ns();
  CommitRequest request{batch, now, {}};
  group_.submit({&request, 1});
  count_commits({&request, 1}, begun_ns);
  return std::move(*request.result);
}

std::vector<Result<CommitReport>> Engine::commit_each(
    std::span<const std::span<const SeriesReading>> batches, TimeMs now) {
  const std::int64_t begun_ns = steady_ns();
  std::vector<CommitRequest> requests;
  for (const auto& batch : batches)
    requests.push_back({batch, now, {}});
  if (!requests.empty()) {
    group_.submit(requests);
    count_commits(requests, begun_ns);
  }
  std::vector<Result<CommitReport>> results;
  results.reserve(requests.size());
  for (CommitRequest& request : requests)
    results.push_back(std::move(*request.result));
  return results;
}

void Engine::commit_group(std::span<CommitRequest* const> requests) {
  // Without the lock: a sealing that meets damage takes it to log again what stays in memory.
  const Status room = wait_for_room();
  const MutexLock lock(commit_mutex_);
  Status done = may_commit();
  if (done) done = room;
  if (done) done = try_group(requests);
  if (done || requests.size() == 1 || broken_) {
    for (CommitRequest* const request : requests) {
      if (!request->result) request->result = done.error();
    }
    return;
  }
  // One of them meets damage: that must not be the others' fault.
  for (CommitRequest* const request : requests) {
    if (const Status alone = try_group({&request, 1}); !alone) request->result = alone.error();
  }
}

Status Engine::may_commit() {
  if (broken_) return closed_for_writing();
  return disk_.check();
}

Status Engine::try_group(std::span<CommitRequest* const> requests) {
  plan_.gather(requests);
  look_up_in_head();
  for (const PlanPart& part : plan_.parts()) {
    if (!plan_.reaches_blocks(part)) continue;
    if (Status looked = look_up_in_blocks(part); !looked) return looked;
  }
  plan_.settle();
  if (!plan_.changed().empty()) {
    if (Status written = write_plan(); !written) return written;
    show_plan();
  }
  for (std::size_t i = 0; i < requests.size(); ++i)
    requests[i]->result = plan_.report(i);
  return Unit{};
}

// Says of each part whether it is all newer than what is there, which is the common case and needs
// no further look; and whether it is newer than what the blocks have, as it is where two
// connections bring the same series by turns: then the head knows.
void Engine::look_up_in_head() {
  std::vector<SeriesId> unknown;  // Their newest sealed reading has to be looked up first.
  {
    const ReaderLock lock(state_mutex_);
    for (const PlanPart& part : plan_.parts()) {
      const Series* const series = std::as_const(table_).find(part.series);
      CEMS_ASSERT(series != nullptr);
      if (!series->sealed.known) unknown.push_back(part.series);
    }
  }
  for (const SeriesId id : unknown) {
    // Where that fails the part is compared with the blocks, which says why.
    static_cast<void>(learn_newest(id).has_value());
  }
  const ReaderLock lock(state_mutex_);
  for (PlanPart& part : plan_.parts()) {
    const Series& series = *std::as_const(table_).find(part.series);
    const auto readings = plan_.readings_of(part);
    if (series.sealed.known) {
      if (const Reading* const newest = series.newest()) part.newest = newest->at;
      if (series.sealed.reading) part.newest_sealed = series.sealed.reading->at;
    } else {
      part.newest = part.newest_sealed = kTimeMax;
    }
    if (!plan_.rewrites(part)) continue;
    for (std::size_t i = 0; i < readings.size(); ++i) {
      if (const auto stored = series.find_in_head(readings[i].reading.at)) {
        plan_.found(part.begin + i, *stored);
      }
    }
  }
}

// After look_up_in_head(): what a sealing moves meanwhile from the head into blocks has been seen.
Status Engine::look_up_in_blocks(const PlanPart& part) {
  const auto readings = plan_.readings_of(part);
  BlockCursor cursor(*db_, part.series);
  std::vector<Reading> block;  // The one looked at last; the next reading is often in it too.
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const TimeMs at = readings[i].reading.at;
    if (plan_.has_found(part.begin + i)) continue;  // The head overrides.
    if (block.empty() || block.back().at < at) {
      if (Status found = cursor.seek_at(at); !found) return found;
      if (!cursor.valid() || cursor.header().last < at) continue;
      block.clear();
      if (Status decoded = cursor.decode(block); !decoded) return decoded;
    }
    const auto stored = part_of(block, {at, at + 1});
    if (!stored.empty()) plan_.found(part.begin + i, stored.front());
  }
  return Unit{};
}

Status Engine::write_plan() {
  rocksdb::WriteBatch batch;
  if (const auto filled = fill_batch(batch); !filled.ok()) return to_error(filled, "commit");
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  const auto written = db_->Write(options, &batch);
  if (written.ok()) {
    ++next_seq_;
    return Unit{};
  }
  // What a failed sync left on the disk is unknown, and a retry of fsync may say yes to lost pages:
  // nothing is acknowledged any more until the log has been read again.
  broken_ = true;
  return to_error(written, "commit");
}

rocksdb::Status Engine::fill_batch(rocksdb::WriteBatch& batch) const {
  rocksdb::Status status;
  {
    const ReaderLock lock(state_mutex_);
    for (const PlanPart& part : plan_.parts()) {
      if (part.begin == part.end) continue;
      const Series& series = *std::as_const(table_).find(part.series);
      if (!series.durable && status.ok()) {
        const std::string key = series_key(series.key);
        const auto number = static_cast<std::uint64_t>(series.id);
        status = batch.Put(to_slice(key), to_slice(encode_number(key, number)));
      }
      if (plan_.rewrites(part) && status.ok()) {
        const std::string key = epoch_key(series.id);
        status = batch.Put(to_slice(key), to_slice(encode_number(key, series.epoch + 1)));
      }
    }
  }
  if (status.ok()) {
    status = batch.Put(to_slice(log_key(next_seq_)), to_slice(encode_batch(plan_.changed())));
  }
  for (const Replaced& replaced : plan_.replaced()) {
    if (!status.ok()) break;
    const TimeMs at = replaced.correction.replaced.at;
    status = batch.Put(to_slice(correction_key(replaced.series, at, next_seq_)),
                       to_slice(encode_correction(replaced.correction)));
  }
  return status;
}

void Engine::show_plan() {
  bool is_long = false;
  {
    const WriterLock lock(state_mutex_);
    for (const PlanPart& part : plan_.parts()) {
      if (part.begin == part.end) continue;
      Series& series = *table_.find(part.series);
      table_.append(series, plan_.readings_of(part));
      series.durable = true;
      series.epoch += plan_.rewrites(part) ? 1 : 0;
    }
    applied_seq_ = next_seq_;
    is_long = table_.active_size() >= options_.head_readings_max / 2;
  }
  last_commit_ = std::chrono::steady_clock::now();
  if (is_long) want_sealing();
}

}  // namespace cems::store::rocks
