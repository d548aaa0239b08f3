// Snapshots are copied on change: a new list of the same shared sites, swapped under a lock.
#include "catalog/snapshot.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace cems::catalog {
namespace {

using SitePointer = std::shared_ptr<const Site>;

bool before_id(const SitePointer& site, const CemsId& id) {
  return site->id < id;
}

}  // namespace

Snapshot::Snapshot(std::vector<SitePointer> sites) : sites_(std::move(sites)) {
  std::sort(sites_.begin(), sites_.end(),
            [](const SitePointer& a, const SitePointer& b) { return a->id < b->id; });
  const auto twice =
      std::adjacent_find(sites_.begin(), sites_.end(),
                         [](const SitePointer& a, const SitePointer& b) { return a->id == b->id; });
  CEMS_ASSERT(twice == sites_.end());
}

const Site* Snapshot::site(const CemsId& id) const {
  const auto found = std::lower_bound(sites_.begin(), sites_.end(), id, before_id);
  return found != sites_.end() && (*found)->id == id ? found->get() : nullptr;
}

std::shared_ptr<const Snapshot> Snapshot::with(SitePointer site) const {
  CEMS_ASSERT(site != nullptr);
  std::vector<SitePointer> sites = sites_;
  const auto found = std::lower_bound(sites.begin(), sites.end(), site->id, before_id);
  if (found != sites.end() && (*found)->id == site->id) {
    *found = std::move(site);
  } else {
    sites.insert(found, std::move(site));
  }
  return std::make_shared<const Snapshot>(std::move(sites));
}

Catalog::Catalog(std::shared_ptr<const Snapshot> first) : current_(std::move(first)) {
  CEMS_ASSERT(current_ != nullptr);
}

std::shared_ptr<const Snapshot> Catalog::get() const {
  const MutexLock lock(mutex_);
  return current_;
}

void Catalog::set(std::shared_ptr<const Snapshot> next) {
  CEMS_ASSERT(next != nullptr);
  // The old snapshot is let go after the lock: freeing ten thousand points is not a short wait.
  {
    const MutexLock lock(mutex_);
    current_.swap(next);
  }
  version_.fetch_add(1, std::memory_order_release);
}

}  // namespace cems::catalog
