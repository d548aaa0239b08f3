/// Makes the pieces of past months and days before anybody asks for them, and has the store keep
/// them, so that a statistic over years reads a handful of numbers a series also after a start.
///
/// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "catalog/snapshot.h"
#include "query/piece_read.h"
#include "store/store.h"

namespace cems::query {

class Rollups {
 public:
  /// Both outlive this.
  Rollups(store::Store& store, const catalog::Catalog& catalog)
      : store_(store), catalog_(catalog) {}

  /// Makes what has become possible since the last look: a month or, of a series with 288 readings
  /// a day or more, a day is over and settled, the archive has changed,
  /// or the past of a series has (then not before it has been left alone for one look). Returns at
  /// once when `over` is requested; how many kinds of
  /// pieces of series there are that got something.
  /// Errors: the store's; the rest is left to the next look.
  [[nodiscard]] Result<std::uint64_t> look(TimeMs now, const std::stop_token& over);

 private:
  /// How far the summaries of a series were made, and from what.
  struct Made {
    std::uint64_t seen_epoch = 0;  ///< When it was last looked at.
    std::uint64_t epoch = 0;
    std::string version;
    TimeMs until = kTimeMin;  ///< The end of the last piece that is kept.
  };

  [[nodiscard]] Result<bool> look_at(const catalog::Site& site, const catalog::Parameter& parameter,
                                     const PieceKey& key, TimeMs now);
  /// Whether something was worth keeping.
  [[nodiscard]] Result<bool> make(const catalog::Site& site, const PieceSource& source,
                                  const PieceKey& key, TimeRange range);

  store::Store& store_;
  const catalog::Catalog& catalog_;
  std::unordered_map<PieceKey, Made, PieceKeyHash> made_;
};

}  // namespace cems::query
