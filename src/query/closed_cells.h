/// Pieces of past time, kept between requests (query/piece.h).
///
/// An entry is right as long as the store's epoch of the series and the site's version are those
/// it was made under, what of it is not settled only as long as the series has no newer reading
/// either; who finds one checks that (query/piece_sums.h). Bounded in bytes; the least recently
/// used entries go. Safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/mutex.h"
#include "base/time.h"
#include "query/piece.h"

namespace cems::query {

class ClosedCells {
 public:
  struct Entry {
    std::uint64_t epoch = 0;          ///< Of the series, before its readings were read.
    std::uint64_t store_version = 0;  ///< Of the store, before that.
    std::string site_version;
    TimeMs newest;              ///< The instant of the newest reading then.
    TimeMs settled;             ///< No appended reading changes what ends here or before.
    std::vector<Piece> pieces;  ///< Whole ones, ascending.
  };

  explicit ClosedCells(std::size_t bytes_max = limits::kClosedCellBytesMax)
      : bytes_max_(bytes_max / kShards) {}

  /// Null where there is none.
  [[nodiscard]] std::shared_ptr<const Entry> find(const PieceKey& key);

  /// In the place of the one that was there.
  void put(const PieceKey& key, std::shared_ptr<const Entry> entry);

  /// What all entries take.
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::size_t kShards = 16;

  using Uses = std::list<std::pair<PieceKey, std::shared_ptr<const Entry>>>;  // The latest first.

  struct Shard {
    mutable Mutex mutex;
    Uses uses CEMS_GUARDED_BY(mutex);
    std::unordered_map<PieceKey, Uses::iterator, PieceKeyHash> places CEMS_GUARDED_BY(mutex);
    std::size_t bytes CEMS_GUARDED_BY(mutex) = 0;
  };

  Shard& shard_of(const PieceKey& key) {
    return shards_[static_cast<std::size_t>(key.series) % kShards];
  }

  const std::size_t bytes_max_;  // Of a shard.
  std::array<Shard, kShards> shards_;
};

}  // namespace cems::query
