/// Tables of series that bodies of readings have filled, kept for the bodies that come after them.
///
/// Thread-safety: every member may be called from any thread.
#pragma once

#include <memory>
#include <vector>

#include "api/token.h"
#include "base/mutex.h"
#include "catalog/snapshot.h"
#include "ingest/series_table.h"

namespace cems::api {

class SeriesPool {
 public:
  /// A table for nobody else until give_back(): of the archives of `snapshot` that the token sees,
  /// because a reading of another site is a reading of an unknown series.
  struct Lease {
    std::shared_ptr<const catalog::Snapshot> snapshot;
    std::shared_ptr<const Identity> identity;
    std::shared_ptr<ingest::SeriesTable> table;
  };

  [[nodiscard]] Lease take(std::shared_ptr<const catalog::Snapshot> snapshot,
                           std::shared_ptr<const Identity> identity) CEMS_EXCLUDES(mutex_);

  /// Keeps the table for the next one who asks alike, as long as there is room.
  void give_back(Lease lease) CEMS_EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  std::vector<Lease> free_ CEMS_GUARDED_BY(mutex_);  // The most recently used last.
};

}  // namespace cems::api
