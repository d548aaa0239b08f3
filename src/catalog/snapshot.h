/// All sites at one moment, and the holder that swaps them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "catalog/site.h"

namespace cems::catalog {

/// Immutable; readers hold it by shared_ptr for as long as they look at any Site in it.
class Snapshot {
 public:
  Snapshot() = default;

  /// REQUIRES: no two sites of one id.
  explicit Snapshot(std::vector<std::shared_ptr<const Site>> sites);

  /// By id.
  [[nodiscard]] const std::vector<std::shared_ptr<const Site>>& sites() const { return sites_; }

  /// Null where there is none. Lives as long as the snapshot.
  [[nodiscard]] const Site* site(const CemsId& id) const;

  /// This snapshot with `site` added, or put in the place of the one with its id.
  [[nodiscard]] std::shared_ptr<const Snapshot> with(std::shared_ptr<const Site> site) const;

 private:
  std::vector<std::shared_ptr<const Site>> sites_;
};

/// The current snapshot. Safe from any thread; `get` is a short lock, never a wait for a writer's
/// work.
class Catalog {
 public:
  explicit Catalog(std::shared_ptr<const Snapshot> first = std::make_shared<Snapshot>());

  [[nodiscard]] std::shared_ptr<const Snapshot> get() const;
  void set(std::shared_ptr<const Snapshot> next);

  /// Another number whenever `get` gives another snapshot. Read before `get`, it is never newer
  /// than what that gives.
  [[nodiscard]] std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const Snapshot> current_ CEMS_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> version_{0};  // Changed after current_.
};

}  // namespace cems::catalog
