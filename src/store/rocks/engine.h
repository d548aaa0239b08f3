/// The embedded store itself: the log, the head and the sealed blocks of one folder.
///
/// Internal to store/rocks; users see rocks_store.h. One thread commits at a time, readers go on
/// beside it: they take the head's part and a view of the database together under one short lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "store/rocks/block_cursor.h"
#include "store/rocks/database.h"
#include "store/rocks/rocks_scan.h"
#include "store/store.h"

namespace cems::store::rocks {

class Engine final : public Store {
 public:
  Engine(Database db, const RocksOptions& options);

  /// Reads format, series and log. Once, before anything else. Errors: conflict, corrupt, internal.
  [[nodiscard]] Status load();

  Result<SeriesId> intern(const SeriesKey& key) override;
  std::optional<SeriesId> find(const SeriesKey& key) const override;
  Result<CommitReport> commit(std::span<const SeriesReading> batch, TimeMs now) override;
  Result<std::uint64_t> count(SeriesId series, TimeRange range) const override;
  Result<std::unique_ptr<Scan>> scan(SeriesId series, TimeRange range, Order order) const override;
  Result<std::optional<Reading>> last_at(SeriesId series, TimeMs t) const override;
  Result<std::vector<Correction>> corrections(SeriesId series, TimeRange range) const override;

  std::uint64_t version() const override { return version_; }

  std::uint64_t epoch(SeriesId series) const override;

  bool writable() const override { return !broken_; }

  Status seal() override;

 private:
  struct Series {
    SeriesKey key;
    bool durable = false;       // Its S key is in the database.
    std::vector<Reading> head;  // Strictly ascending; overrides the sealed blocks.
    std::uint64_t epoch = 0;
  };

  /// What a commit will do, found out before anything is written.
  struct Plan {
    CommitReport report;
    std::vector<SeriesReading> wanted;             // The batch, sorted, each instant once.
    std::vector<std::optional<Reading>> existing;  // Beside `wanted`: what is stored now.
    std::vector<SeriesReading> changed;            // Of `wanted` what is new or differs.
  };

  [[nodiscard]] Status load_format();
  [[nodiscard]] Status load_series() CEMS_REQUIRES(state_mutex_);
  [[nodiscard]] Status load_log() CEMS_REQUIRES(commit_mutex_, state_mutex_);
  [[nodiscard]] Status find_birth();

  void look_up_in_head(Plan& plan) const CEMS_EXCLUDES(state_mutex_);
  [[nodiscard]] Status look_up_in_blocks(Plan& plan) CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] Status look_up_series(Plan& plan, std::size_t begin, std::size_t end)
      CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] Result<TimeMs> sealed_last(SeriesId series, BlockCursor& cursor)
      CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] Status write_plan(const Plan& plan, TimeMs now) CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] rocksdb::Status fill_batch(const Plan& plan, TimeMs now,
                                           rocksdb::WriteBatch& batch) const
      CEMS_REQUIRES(commit_mutex_) CEMS_EXCLUDES(state_mutex_);
  /// Series of the plan whose past it changes: one with a changed reading at or before its newest.
  [[nodiscard]] std::vector<SeriesId> rewritten_by(const Plan& plan) const
      CEMS_REQUIRES(commit_mutex_) CEMS_EXCLUDES(state_mutex_);
  void add_to_head(std::span<const SeriesReading> sorted) CEMS_REQUIRES(state_mutex_);
  [[nodiscard]] Status seal_head() CEMS_REQUIRES(commit_mutex_) CEMS_EXCLUDES(state_mutex_);
  [[nodiscard]] bool head_would_exceed(std::size_t more) const CEMS_EXCLUDES(state_mutex_);
  /// Started. Errors: corrupt, internal.
  [[nodiscard]] Result<std::unique_ptr<RocksScan>> start_scan(SeriesId series, TimeRange range,
                                                              Order order) const;

  Database db_;
  const std::size_t head_readings_max_;
  // next_seq_ as readers see it, set when they see the batches before it. A failed write may have
  // kept its batch: after opening again that is one more, and never a number shown before.
  std::uint64_t birth_ = 0;  // Added to versions: other for each database that was ever made.
  std::atomic<std::uint64_t> version_ = 0;
  std::atomic<bool> broken_ = false;  // A write failed; no more of them until the next open.

  Mutex commit_mutex_;
  std::uint64_t next_seq_ CEMS_GUARDED_BY(commit_mutex_) = 1;
  // Newest sealed instant of the series asked for since the last sealing; before kTimeMin for none.
  std::unordered_map<SeriesId, TimeMs> sealed_last_ CEMS_GUARDED_BY(commit_mutex_);

  mutable SharedMutex state_mutex_;  // Taken after commit_mutex_, where both are.
  std::unordered_map<SeriesKey, SeriesId> ids_ CEMS_GUARDED_BY(state_mutex_);
  std::unordered_map<SeriesId, Series> series_ CEMS_GUARDED_BY(state_mutex_);
  std::uint64_t next_id_ CEMS_GUARDED_BY(state_mutex_) = 1;
  std::size_t head_size_ CEMS_GUARDED_BY(state_mutex_) = 0;
};

}  // namespace cems::store::rocks
