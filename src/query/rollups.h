/// Computes the sums of past months before anybody asks for them, and has the store keep them, so
/// that a statistic over years reads a handful of numbers a series also after a start.
///
/// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "catalog/snapshot.h"
#include "query/closed_cells.h"
#include "store/store.h"

namespace cems::query {

class Rollups {
 public:
  /// Both outlive this.
  Rollups(store::Store& store, const catalog::Catalog& catalog)
      : store_(store), catalog_(catalog) {}

  /// Makes what has become possible since the last look: a month is over, the archive has changed,
  /// or the past of a series has (then not before it has been left alone for one look). Returns at
  /// once when `over` is requested; how many series got something.
  /// Errors: the store's; the rest is left to the next look.
  [[nodiscard]] Result<std::uint64_t> look(TimeMs now, const std::stop_token& over);

 private:
  /// How far the summaries of a series were made, and from what.
  struct Made {
    std::uint64_t seen_epoch = 0;  ///< When it was last looked at.
    std::uint64_t epoch = 0;
    std::string version;
    TimeMs until = kTimeMin;  ///< The end of the last month that is kept.
  };

  struct KeyHash {
    std::size_t operator()(const ClosedCells::Key& key) const {
      return static_cast<std::size_t>(key.series) * 2 + (key.by_class ? 1 : 0);
    }
  };

  [[nodiscard]] Result<bool> look_at(const catalog::Site& site, const catalog::Point& point,
                                     const catalog::Parameter& parameter, bool by_class,
                                     TimeMs now);
  /// Whether something was worth keeping.
  [[nodiscard]] Result<bool> make(const catalog::Site& site, const catalog::Point& point,
                                  const catalog::Parameter& parameter, ClosedCells::Key key,
                                  TimeMs from, TimeMs until, TimeMs now);

  store::Store& store_;
  const catalog::Catalog& catalog_;
  std::unordered_map<ClosedCells::Key, Made, KeyHash> made_;
};

}  // namespace cems::query
