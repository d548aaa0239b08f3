/// Counting commits, and saying what the store holds.
#include <string>

#include "base/clock.h"
#include "base/limits.h"
#include "store/rocks/engine.h"

namespace cems::store::rocks {
namespace {

std::uint64_t property_of(rocksdb::DB& db, const std::string& name) {
  std::uint64_t value = 0;
  return db.GetIntProperty(name, &value) ? value : 0;
}

}  // namespace

void Engine::count_commits(std::span<const CommitRequest> requests, std::int64_t begun_ns) {
  CommitCounters& counters = counters_.mine();
  for (const CommitRequest& request : requests) {
    const Result<CommitReport>& result = *request.result;
    if (!result) {
      counters.failed.add();
      continue;
    }
    counters.accepted.add(result->accepted);
    counters.corrected.add(result->corrected);
    counters.duplicate.add(result->duplicate);
  }
  counters.durations.add(static_cast<std::uint64_t>(steady_ns() - begun_ns));
}

Figures Engine::figures() const {
  Figures out;
  counters_.for_each([&out](const CommitCounters& counters) {
    out.accepted += counters.accepted.get();
    out.corrected += counters.corrected.get();
    out.duplicate += counters.duplicate.get();
    out.failed_commits += counters.failed.get();
    counters.durations.add_to(out.commits);
  });
  {
    const ReaderLock lock(state_mutex_);
    out.series = std::as_const(table_).size();
    out.head_readings = table_.head_size();
  }
  {
    const MutexLock lock(sealing_mutex_);
    out.sealings = sealings_;
  }
  out.head_bytes = out.head_readings * limits::kHeadReadingBytes;
  out.blocks = property_of(*db_, rocksdb::DB::Properties::kEstimateNumKeys);
  out.file_bytes = property_of(*db_, rocksdb::DB::Properties::kTotalSstFilesSize);
  out.cache_bytes = property_of(*db_, rocksdb::DB::Properties::kBlockCacheUsage);
  out.cache_bytes_max = property_of(*db_, rocksdb::DB::Properties::kBlockCacheCapacity);
  const DiskSpace space = disk_space(path_, options_.disk_space);
  out.disk_free_bytes = space.free;
  out.disk_bytes = space.total;
  out.log_seq = applied_seq_;
  out.ledger_seq = ledger_seq_;
  return out;
}

}  // namespace cems::store::rocks
