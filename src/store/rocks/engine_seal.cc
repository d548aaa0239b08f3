/// Sealing: in the background, the head becomes blocks and the log behind it goes.
#include <algorithm>
#include <utility>

#include <sys/resource.h>

#include <unistd.h>

#include "base/log.h"
#include "store/rocks/engine.h"
#include "store/rocks/head.h"
#include "store/rocks/keys.h"
#include "store/rocks/log_batch.h"

namespace cems::store::rocks {

using std::chrono::steady_clock;

namespace {

// Summaries take five times as much room in the log as in a file, where they are compressed: so
// many are worth one, once nobody commits.
constexpr std::uint64_t kLooseSummaryBytes = 64U << 10U;

// A thread that computes without a pause keeps its core until the next tick of the scheduler, 4 ms,
// even from what a commit's sync waits for; one that has stepped back is put aside at once. It
// still gets a quarter of a busy core, which is what it needs beside those who read bodies.
void step_back() {
  constexpr int kNice = 5;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);  // On Linux, of the thread.
}

}  // namespace

Status Engine::seal() {
  const MutexLock lock(sealing_mutex_);
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  const std::uint64_t mine = ++seals_asked_;
  sealing_wanted_.notify_all();
  while (seals_done_ < mine)
    sealing_done_.wait(sealing_mutex_);
  return last_seal_;
}

void Engine::want_sealing() {
  const MutexLock lock(sealing_mutex_);
  head_is_long_ = true;
  sealing_wanted_.notify_all();
}

// A head as long as it may be waits for the sealing. One that began before may have left what came
// meanwhile, the next one leaves only what cannot be sealed.
Status Engine::wait_for_room() {
  for (int sealings = 0; sealings < 3; ++sealings) {
    {
      const ReaderLock lock(state_mutex_);
      if (table_.head_size() < options_.head_readings_max) return Unit{};
    }
    const MutexLock lock(sealing_mutex_);
    const std::uint64_t before = sealings_;
    head_is_long_ = true;
    sealing_wanted_.notify_all();
    while (sealings_ == before)
      sealing_done_.wait(sealing_mutex_);
    if (!last_seal_) return last_seal_;
  }
  return Error{
      Errc::unavailable,
      "store: memory is full of readings that belong into damaged blocks; see cems verify"};
}

bool Engine::wait_for_work(const std::stop_token& over) {
  const std::chrono::milliseconds idle(options_.idle_ms);
  const MutexLock lock(sealing_mutex_);
  while (!over.stop_requested()) {
    if (std::exchange(head_is_long_, false) || seals_asked_ != seals_done_) return true;
    const auto since = steady_clock::now() - last_commit_.load();
    if (since >= idle && (has_head() || loose_summary_bytes_ >= kLooseSummaryBytes)) return true;
    sealing_wanted_.wait_for(sealing_mutex_, over, since < idle ? idle - since : idle,
                             [this]() CEMS_REQUIRES(sealing_mutex_) {
                               return head_is_long_ || seals_asked_ != seals_done_;
                             });
  }
  return false;
}

void Engine::seal_in_background(const std::stop_token& over) {
  step_back();
  while (wait_for_work(over)) {
    std::uint64_t asked = 0;
    {
      const MutexLock lock(sealing_mutex_);
      asked = seals_asked_;
    }
    Status sealed = seal_head();
    if (sealed && wants_flush()) {
      loose_summary_bytes_ = 0;
      sealed = flush(*db_);
    }
    last_commit_ = steady_clock::now();  // What could not be sealed is tried again after a while.
    if (!sealed) spdlog::error("sealing failed: {}", sealed.error().message);
    const MutexLock lock(sealing_mutex_);
    last_seal_ = std::move(sealed);
    seals_done_ = asked;
    ++sealings_;
    sealing_done_.notify_all();
  }
}

bool Engine::has_head() const {
  const ReaderLock lock(state_mutex_);
  return table_.head_size() > 0;
}

// Readers see the whole head until the last batch is in the database, and nothing of it afterwards:
// whichever they meet, with the database's view taken under the same lock, is complete.
Status Engine::seal_head() {
  const MutexLock lock(blocks_mutex_);
  return seal_blocks();
}

Status Engine::seal_blocks() {
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  std::vector<SeriesId> ids;
  std::uint64_t sealed_seq = 0;
  {
    const WriterLock lock(state_mutex_);
    ids = table_.begin_sealing();
    sealed_seq = applied_seq_;
  }
  if (ids.empty()) return Unit{};
  Sealer sealer(*db_);
  std::vector<std::optional<LastBlock>> last_blocks;
  std::vector<SeriesId> stuck;
  Status sealed = seal_series(sealer, ids, last_blocks, stuck);
  if (sealed && stuck.empty()) {
    sealed = sealer.finish(sealed_seq);
    if (sealed) end_sealing(ids, last_blocks, {});
  } else if (sealed) {
    // Their readings stay in memory and so must stay in the log, behind all that it has.
    const MutexLock lock(commit_mutex_);
    sealed = log_again(sealer, stuck);
    if (sealed) sealed = sealer.finish(sealed_seq);
    if (sealed) ++next_seq_;
    if (sealed) end_sealing(ids, last_blocks, stuck);
  }
  if (!sealed) {
    if (sealer.write_failed()) broken_ = true;
    const WriterLock lock(state_mutex_);
    for (const SeriesId id : ids)
      table_.take_back(*table_.find(id));
    return sealed;
  }
  return Unit{};
}

// A file for each sealing would be ten syncs each time in the way of the commits, and files to
// merge; while more comes they share one. The write-ahead log has what is not in a file yet.
bool Engine::wants_flush() const {
  const bool idle =
      steady_clock::now() - last_commit_.load() >= std::chrono::milliseconds(options_.idle_ms);
  std::uint64_t held = 0;
  const bool known = db_->GetIntProperty(rocksdb::DB::Properties::kCurSizeActiveMemTable, &held);
  const MutexLock lock(sealing_mutex_);
  return idle || seals_asked_ != seals_done_ || !known || held >= options_.write_buffer_bytes / 8;
}

Status Engine::seal_series(Sealer& sealer, const std::vector<SeriesId>& ids,
                           std::vector<std::optional<LastBlock>>& last_blocks,
                           std::vector<SeriesId>& stuck) {
  for (const SeriesId id : ids) {
    const Series* series = nullptr;
    {
      const ReaderLock lock(state_mutex_);
      series = std::as_const(table_).find(id);
      last_blocks.push_back(series->last_block);
    }
    // Nobody else changes what is being sealed.
    const Status added = sealer.add(id, series->sealing, last_blocks.back());
    if (added) continue;
    if (added.error().code != Errc::corrupt) return added;
    spdlog::error("readings wait in memory: {}", added.error().message);
    stuck.push_back(id);
  }
  return Unit{};
}

Status Engine::log_again(Sealer& sealer, const std::vector<SeriesId>& stuck) {
  std::vector<SeriesReading> batch;
  {
    const ReaderLock lock(state_mutex_);
    for (const SeriesId id : stuck) {
      for (const Reading& r : std::as_const(table_).find(id)->head_part({kTimeMin, kTimeMax}))
        batch.push_back({id, r});
    }
  }
  return sealer.put(log_key(next_seq_), encode_batch(batch));
}

void Engine::end_sealing(const std::vector<SeriesId>& ids,
                         const std::vector<std::optional<LastBlock>>& last_blocks,
                         const std::vector<SeriesId>& stuck) {
  const WriterLock lock(state_mutex_);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    Series& series = *table_.find(ids[i]);
    if (std::binary_search(stuck.begin(), stuck.end(), ids[i])) {
      table_.take_back(series);
    } else {
      table_.end_sealing(series, last_blocks[i]);
    }
  }
  applied_seq_ += stuck.empty() ? 0 : 1;  // What was logged again has a number too.
}

}  // namespace cems::store::rocks
