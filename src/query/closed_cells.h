/// Pieces of past time, kept between requests (query/piece.h).
///
/// An entry is right as long as the store's epoch of the series and the site's version are those
/// it was made under, what of it is not settled only as long as the series has no newer reading
/// either; who finds one checks that (query/piece_sums.h). Bounded in bytes; the least recently
/// used entries go. Safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/recently_used.h"
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

  explicit ClosedCells(std::size_t bytes_max = limits::kClosedCellBytesMax) : kept_(bytes_max) {}

  /// Null where there is none.
  [[nodiscard]] std::shared_ptr<const Entry> find(const PieceKey& key) { return kept_.find(key); }

  /// In the place of the one that was there.
  void put(const PieceKey& key, std::shared_ptr<const Entry> entry) {
    const std::size_t bytes = sizeof(Entry) + entry->pieces.capacity() * sizeof(Piece);
    kept_.put(key, std::move(entry), bytes);
  }

  /// What all entries take.
  [[nodiscard]] std::size_t bytes() const { return kept_.bytes(); }

 private:
  RecentlyUsed<PieceKey, std::shared_ptr<const Entry>, PieceKeyHash> kept_;
};

}  // namespace cems::query
