/// The embedded store itself: the log, the head and the sealed blocks of one folder.
///
/// Internal to store/rocks; users see rocks_store.h. One thread at a time commits, for all that
/// wait (group_commit.h); one seals in the background; one keeps the ledger. Readers go on beside
/// them: they take the head's part and a view of the database together under one short lock.
///
/// Locks, in the order in which they are taken: blocks, commit, sealing, state.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include <rocksdb/write_batch.h>

#include "base/counter.h"
#include "base/mutex.h"
#include "store/rocks/block_cursor.h"
#include "store/rocks/commit_plan.h"
#include "store/rocks/database.h"
#include "store/rocks/disk_guard.h"
#include "store/rocks/group_commit.h"
#include "store/rocks/rocks_scan.h"
#include "store/rocks/sealer.h"
#include "store/rocks/series_table.h"
#include "store/store.h"

namespace cems::store::rocks {

class Engine final : public Store {
 public:
  Engine(Database db, std::filesystem::path path, const RocksOptions& options);
  ~Engine() override;

  /// Reads format, series, log and ledger, then begins to seal. Once, before anything else.
  /// Errors: conflict, corrupt, no_space, internal.
  [[nodiscard]] Status load();

  Result<SeriesId> intern(const SeriesKey& key) override;
  std::optional<SeriesId> find(const SeriesKey& key) const override;
  Result<CommitReport> commit(std::span<const SeriesReading> batch, TimeMs now) override;
  std::vector<Result<CommitReport>> commit_each(
      std::span<const std::span<const SeriesReading>> batches, TimeMs now) override;
  Result<std::uint64_t> drop_before(std::span<const SeriesId> series, TimeMs limit) override;
  Result<std::uint64_t> count(SeriesId series, TimeRange range) const override;
  Result<std::unique_ptr<Scan>> scan(SeriesId series, TimeRange range, Order order) const override;
  Result<std::optional<Reading>> last_at(SeriesId series, TimeMs t) const override;
  Status last_at(std::span<const SeriesId> series, TimeMs t,
                 std::span<std::optional<Reading>> out) const override;
  Result<std::vector<Correction>> corrections(SeriesId series, TimeRange range) const override;
  std::optional<std::string> summary(const SummaryKey& key) const override;
  Status keep_summary(const SummaryKey& key, std::uint64_t epoch, std::string_view bytes) override;

  std::uint64_t version() const override { return birth_ + applied_seq_; }

  std::uint64_t epoch(SeriesId series) const override;

  bool writable() const override { return !broken_; }

  Figures figures() const override;

  Status seal() override;

 private:
  // Opening (engine.cc).
  [[nodiscard]] Status load_format();
  [[nodiscard]] Status load_series() CEMS_REQUIRES(state_mutex_);
  [[nodiscard]] Status load_epochs() CEMS_REQUIRES(state_mutex_);
  [[nodiscard]] Status load_missing() CEMS_REQUIRES(state_mutex_);
  [[nodiscard]] Status forget_missing() CEMS_REQUIRES(state_mutex_);
  [[nodiscard]] Status load_log() CEMS_REQUIRES(commit_mutex_, state_mutex_);
  [[nodiscard]] Status find_birth();
  [[nodiscard]] Status check_ledger() CEMS_REQUIRES(commit_mutex_);
  void keep_ledger(std::uint64_t kept, const std::stop_token& over);

  // Figures (engine_figures.cc).

  /// One thread's commits.
  struct CommitCounters {
    Counter accepted;
    Counter corrected;
    Counter duplicate;
    Counter failed;
    DurationCounter durations;
  };

  void count_commits(std::span<const CommitRequest> requests, std::int64_t begun_ns);

  // Commits (engine_commit.cc).
  void commit_group(std::span<CommitRequest* const> requests);
  [[nodiscard]] Status may_commit() CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] Status try_group(std::span<CommitRequest* const> requests)
      CEMS_REQUIRES(commit_mutex_);
  void look_up_in_head() CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] Status look_up_in_blocks(const PlanPart& part) CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] Status write_plan() CEMS_REQUIRES(commit_mutex_);
  [[nodiscard]] rocksdb::Status fill_batch(rocksdb::WriteBatch& batch) const
      CEMS_REQUIRES(commit_mutex_) CEMS_EXCLUDES(state_mutex_);
  void show_plan() CEMS_REQUIRES(commit_mutex_) CEMS_EXCLUDES(state_mutex_);

  // Sealing (engine_seal.cc).
  [[nodiscard]] Status wait_for_room() CEMS_EXCLUDES(commit_mutex_);
  void want_sealing();
  [[nodiscard]] bool has_head() const;
  /// False when it is over.
  [[nodiscard]] bool wait_for_work(const std::stop_token& over);
  void seal_in_background(const std::stop_token& over);
  [[nodiscard]] Status seal_head();
  [[nodiscard]] Status seal_blocks() CEMS_REQUIRES(blocks_mutex_);
  [[nodiscard]] bool wants_flush() const CEMS_EXCLUDES(sealing_mutex_);
  [[nodiscard]] Status seal_series(Sealer& sealer, const std::vector<SeriesId>& ids,
                                   std::vector<std::optional<LastBlock>>& last_blocks,
                                   std::vector<SeriesId>& stuck);
  [[nodiscard]] Status log_again(Sealer& sealer, const std::vector<SeriesId>& stuck)
      CEMS_REQUIRES(commit_mutex_);
  void end_sealing(const std::vector<SeriesId>& ids,
                   const std::vector<std::optional<LastBlock>>& last_blocks,
                   const std::vector<SeriesId>& stuck);

  // Retention (engine_drop.cc).
  [[nodiscard]] Result<std::uint64_t> drop_blocks(SeriesId id, TimeMs limit)
      CEMS_REQUIRES(blocks_mutex_) CEMS_EXCLUDES(commit_mutex_);
  [[nodiscard]] Status drop_summaries(const std::vector<SeriesId>& series);
  [[nodiscard]] Status renew_version(const std::vector<SeriesId>& series)
      CEMS_EXCLUDES(commit_mutex_);

  // Reading (engine_read.cc).
  [[nodiscard]] Result<std::unique_ptr<RocksScan>> start_scan(SeriesId series, TimeRange range,
                                                              Order order) const;
  [[nodiscard]] Result<std::optional<Reading>> find_last(SeriesId series, TimeMs t) const;
  /// Errors: corrupt where readings of the range are missing.
  [[nodiscard]] Status check_missing(SeriesId series, TimeRange range) const;
  [[nodiscard]] Status learn_newest(SeriesId series) const;

  Database db_;
  const std::filesystem::path path_;
  const RocksOptions options_;
  DiskGuard disk_;
  std::uint64_t birth_ = 0;  // Added to versions: other for each database that was ever made.
  std::atomic<bool> broken_ = false;  // A write failed; no more of them until the next open.
  // Every batch below this is durable and in the head (or in blocks).
  std::atomic<std::uint64_t> applied_seq_ = 1;
  std::atomic<std::uint64_t> ledger_seq_ = 0;  // What the ledger says of applied_seq_.
  std::atomic<std::chrono::steady_clock::time_point> last_commit_{};
  std::atomic<std::uint64_t> loose_summary_bytes_ = 0;  // Kept since the last file was written.
  PerThread<CommitCounters> counters_;

  Mutex blocks_mutex_;  // Held by who removes or rewrites blocks.
  Mutex commit_mutex_;
  // A failed write may have kept its batch: after opening again that is one more, and never a
  // number shown before.
  std::uint64_t next_seq_ CEMS_GUARDED_BY(commit_mutex_) = 1;
  CommitPlan plan_ CEMS_GUARDED_BY(commit_mutex_);
  GroupCommit group_;

  mutable Mutex sealing_mutex_;
  std::condition_variable_any sealing_wanted_;
  std::condition_variable_any sealing_done_;
  bool head_is_long_ CEMS_GUARDED_BY(sealing_mutex_) = false;
  std::uint64_t seals_asked_ CEMS_GUARDED_BY(sealing_mutex_) = 0;  // By seal().
  std::uint64_t seals_done_ CEMS_GUARDED_BY(sealing_mutex_) = 0;   // Of those asked for.
  std::uint64_t sealings_ CEMS_GUARDED_BY(sealing_mutex_) = 0;     // For whatever reason.
  Status last_seal_ CEMS_GUARDED_BY(sealing_mutex_) = Unit{};

  mutable SharedMutex state_mutex_;
  mutable SeriesTable table_ CEMS_GUARDED_BY(state_mutex_);  // Learns what is sealed while read.

  std::jthread sealing_thread_;  // The last members: they use all the others.
  std::jthread ledger_thread_;
};

}  // namespace cems::store::rocks
