// See series_pool.h.
#include "api/series_pool.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace cems::api {
namespace {

// As many as bodies are worked at, twice: tokens change over.
constexpr std::size_t kTablesMax = std::size_t{2} * limits::kIngestThreads;
// About 500 bytes a series: what is kept stays below 200 MB with the largest sites, and is 4 MB
// with sites of a thousand series.
constexpr std::size_t kSeriesMax = 50'000;

/// The archives that a token sees.
std::shared_ptr<const catalog::Snapshot> seen_by(
    const Identity& identity, const std::shared_ptr<const catalog::Snapshot>& all) {
  if (identity.sites.all) {
    return all;
  }
  std::vector<std::shared_ptr<const catalog::Site>> sites;
  for (const auto& site : all->sites()) {
    if (identity.sites.has(site->id)) {
      sites.push_back(site);
    }
  }
  return std::make_shared<const catalog::Snapshot>(std::move(sites));
}

}  // namespace

SeriesPool::Lease SeriesPool::take(std::shared_ptr<const catalog::Snapshot> snapshot,
                                   std::shared_ptr<const Identity> identity) {
  {
    const MutexLock lock(mutex_);
    // What was filled by other archives is of no use any more.
    std::erase_if(free_, [&](const Lease& lease) { return lease.snapshot != snapshot; });
    for (auto lease = free_.rbegin(); lease != free_.rend(); ++lease) {
      if (lease->identity == identity) {
        Lease found = std::move(*lease);
        free_.erase(std::next(lease).base());
        return found;
      }
    }
  }
  auto table = std::make_shared<ingest::SeriesTable>(seen_by(*identity, snapshot));
  return {std::move(snapshot), std::move(identity), std::move(table)};
}

void SeriesPool::give_back(Lease lease) {
  if (lease.table->size() > kSeriesMax) {
    return;
  }
  Lease oldest;  // Destroyed without the lock.
  const MutexLock lock(mutex_);
  if (free_.size() == kTablesMax) {
    oldest = std::move(free_.front());
    free_.erase(free_.begin());
  }
  free_.push_back(std::move(lease));
}

}  // namespace cems::api
