/// Sums of past months, kept between requests: what a register counted in a local month, in all
/// time and in each class, once no appended reading can change it any more.
///
/// An entry is right as long as the store's epoch of the series and the site's version are those it
/// was made under; who finds one checks both (query/month_sums.h). Bounded in bytes; the least
/// recently used entries go. Safe from any thread.
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
#include "base/reading.h"
#include "base/time.h"
#include "model/class_calendar.h"

namespace cems::query {

/// What is known about how good a sum is, in two bytes.
struct Marks {
  bool touched : 1 = false;       ///< A part was measured.
  bool questionable : 1 = false;  ///< A part was not, or a meter was exchanged.
  bool estimated : 1 = false;     ///< An edge was interpolated.
  bool any : 1 = false;           ///< `quality` says something.
  bool mixed : 1 = false;         ///< Qualities of edges differ.
  Quality quality = Quality::valid;

  void add(Marks other);
};

/// What a register counted in a piece of time of one class.
struct PieceCell {
  std::int64_t sum = 0;         ///< × 10^-scale of its piece.
  std::uint32_t present = 0;    ///< Readings.
  std::uint32_t length_ms = 0;  ///< Time of the class; a month has fewer than 2^32.
  Marks marks;                  ///< Of the edges inside the piece.
};

/// A local month, or the part of one that a range begins or ends with.
struct Piece {
  TimeRange range;
  std::array<PieceCell, model::kTouClasses> cells;  ///< By TouClass; `none` is all time.
  int scale = 0;
  Marks begin;  ///< Of the edge that it begins with.
  Marks end;
  model::TouClass first = model::TouClass::none;  ///< Class of its first moment.
  model::TouClass last = model::TouClass::none;
  bool gap = false;      ///< A part of it has no class.
  bool painted = false;  ///< A part has one.
};

class ClosedCells {
 public:
  /// What a series was read as.
  struct Key {
    SeriesId series;
    bool by_class;  ///< Cut at the edges of the site's tariff.

    friend bool operator==(const Key&, const Key&) = default;
  };

  struct Entry {
    std::uint64_t epoch = 0;
    std::string version;        ///< The site's.
    std::vector<Piece> pieces;  ///< Whole local months, ascending.
  };

  explicit ClosedCells(std::size_t bytes_max = limits::kClosedCellBytesMax)
      : bytes_max_(bytes_max / kShards) {}

  /// Null where there is none.
  [[nodiscard]] std::shared_ptr<const Entry> find(Key key);

  /// In the place of the one that was there.
  void put(Key key, std::shared_ptr<const Entry> entry);

  /// What all entries take.
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::size_t kShards = 16;

  struct Hash {
    std::size_t operator()(const Key& key) const {
      return static_cast<std::size_t>(key.series) * 2 + (key.by_class ? 1 : 0);
    }
  };

  using Uses = std::list<std::pair<Key, std::shared_ptr<const Entry>>>;  // The latest first.

  struct Shard {
    mutable Mutex mutex;
    Uses uses CEMS_GUARDED_BY(mutex);
    std::unordered_map<Key, Uses::iterator, Hash> places CEMS_GUARDED_BY(mutex);
    std::size_t bytes CEMS_GUARDED_BY(mutex) = 0;
  };

  Shard& shard_of(const Key& key) { return shards_[Hash()(key) / 2 % kShards]; }

  const std::size_t bytes_max_;  // Of a shard.
  std::array<Shard, kShards> shards_;
};

}  // namespace cems::query
