/// Puts the demonstration's readings into a store, and goes on where an earlier run ended.
///
/// Batches of about limits::kLoadBatchRows are committed in order of time, every series in each, so
/// what a killed run leaves is a beginning, and the next run ends where a whole one ends.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "app/demo/generator.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/snapshot.h"
#include "store/store.h"

namespace cems::demo {

struct WriteOptions {
  std::uint64_t seed = kSeedDefault;
  TimeMs until = kBaseEnd;  ///< Exclusive.
  TimeMs now;  ///< The real time; nothing further ahead than limits::kFutureMs goes in.
  /// Called after every batch with the readings that are in so far and those there will be. May be
  /// empty.
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

struct WriteReport {
  std::uint64_t written = 0;  ///< New in the store, durable.
  std::uint64_t present = 0;  ///< Were there already.

  friend bool operator==(const WriteReport&, const WriteReport&) = default;
};

/// Writes what is missing of the readings before `until`.
/// Errors: conflict when the store has other readings of these series than this seed makes, before
/// anything is written; not_found when the snapshot lacks one of the series; invalid_argument when
/// `until` lies in the future; and the store's.
[[nodiscard]] Result<WriteReport> write_readings(store::Store& store,
                                                 std::shared_ptr<const catalog::Snapshot> sites,
                                                 const WriteOptions& options);

}  // namespace cems::demo
