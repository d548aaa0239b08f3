/// Historic answers (9.x): which readings of which series stand on a page, and a walk over them.
///
/// The plan counts first and reads later, so that a page costs its own rows and the headers of the
/// blocks before it, whatever the range. The rows are made piece by piece while the answer goes
/// out. Safe from any thread; a plan and its Rows are used on one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/reading.h"
#include "base/result.h"
#include "query/page.h"
#include "query/selection.h"
#include "store/store.h"

namespace cems::query {

/// Of the readings of a series; points and parameters always ascend.
using Order = store::Order;

struct HistoryRequest {
  TimeRange range;
  Order order = Order::ascending;
  std::optional<Duration> interval;  ///< On a grid instead of as stored.
  PageRequest page;
  TimeMs now = kTimeMax;  ///< Grid instants after it are left out: there is no value yet.
};

/// The rows of one series that stand on the page.
struct HistorySlice {
  Series series;
  std::uint64_t skip = 0;  ///< Rows of the series before the page, in the asked order.
  std::uint64_t take = 0;  ///< Never 0.
  SeriesId id{};
  std::vector<Reading> grid;  ///< With `interval`: exactly the rows to give.
};

struct History {
  PageCut page;
  std::uint64_t category_count = 0;   ///< Classes of points with rows, over all pages.
  std::uint64_t point_count = 0;      ///< Points with rows, over all pages.
  std::uint64_t parameter_count = 0;  ///< Series with rows, over all pages.
  std::vector<HistorySlice> slices;   ///< In the order of `series`.
};

/// Plans the page. `series` ascends by point id, then by parameter id.
/// Errors: too_large when the grid has more than limits::kGridRowsMax rows; the
/// store's.
[[nodiscard]] Result<History> plan_history(const store::Store& store, const catalog::Site& site,
                                           std::span<const Series> series,
                                           const HistoryRequest& request);

/// The rows of a slice in the asked order, piece by piece.
class Rows {
 public:
  /// REQUIRES: `store` and `slice` outlive the Rows; `slice` is of a plan for `request`.
  [[nodiscard]] static Result<Rows> open(const store::Store& store, const HistorySlice& slice,
                                         const HistoryRequest& request);

  /// The next piece, a view that lives until the next call; empty when all `take` rows were given.
  /// Errors: the store's; corrupt when the store has fewer rows than it counted.
  [[nodiscard]] Result<std::span<const Reading>> next();

  /// The next piece as columns, where the store has it so; null where it has not and at the end:
  /// next() tells. Lives until the next call.
  /// Errors: the store's.
  [[nodiscard]] Result<const store::Columns*> next_columns();

  /// The store's epoch of the series when these rows were there (Store::epoch); nothing for a grid,
  /// and where readings were rewritten at the moment of opening.
  [[nodiscard]] std::optional<std::uint64_t> epoch() const { return epoch_; }

 private:
  Rows() = default;

  std::unique_ptr<store::Scan> scan_;  // Null for a grid.
  std::span<const Reading> grid_;
  std::uint64_t left_ = 0;
  std::optional<std::uint64_t> epoch_;
};

}  // namespace cems::query
