// Planning historic pages and reading their rows.
#include "query/history.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "base/limits.h"
#include "query/grid.h"

namespace cems::query {
namespace {

/// How many rows a series has in the whole answer, and, on a grid, which.
struct Extent {
  std::optional<SeriesId> id;
  std::uint64_t rows = 0;
  std::vector<Reading> grid;
};

Result<std::vector<TimeMs>> instants_for(const HistoryRequest& request, const catalog::Site& site,
                                         std::size_t series) {
  if (!request.interval) {
    return std::vector<TimeMs>();
  }
  const auto most =
      limits::kGridRowsMax / static_cast<std::int64_t>(std::max<std::size_t>(series, 1));
  const TimeRange past{request.range.begin,
                       std::min(request.range.end, std::min(request.now, kTimeMax - 1) + 1)};
  return past.empty() ? std::vector<TimeMs>()
                      : grid_instants(past, *request.interval, site.zone, most);
}

Result<Extent> extent_of(const store::Store& store, const catalog::Site& site, const Series& series,
                         const HistoryRequest& request, const std::vector<TimeMs>& instants) {
  Extent extent;
  extent.id = store.find({site.id, series.point->id, series.parameter->id});
  if (!extent.id) {
    return extent;
  }
  if (!request.interval) {
    const Result<std::uint64_t> rows = store.count(*extent.id, request.range);
    if (!rows) {
      return rows.error();
    }
    extent.rows = *rows;
    return extent;
  }
  Result<std::vector<Reading>> grid =
      on_grid(store, *extent.id, *series.parameter, instants, *request.interval);
  if (!grid) {
    return grid.error();
  }
  extent.grid = std::move(*grid);
  if (request.order == Order::descending) {
    std::reverse(extent.grid.begin(), extent.grid.end());
  }
  extent.rows = extent.grid.size();
  return extent;
}

HistorySlice slice_of(const Series& series, Extent& extent, std::uint64_t skip,
                      std::uint64_t take) {
  HistorySlice slice{series, skip, take, *extent.id, {}};
  if (!extent.grid.empty()) {
    const auto first = extent.grid.begin() + static_cast<std::ptrdiff_t>(skip);
    slice.grid.assign(first, first + static_cast<std::ptrdiff_t>(take));
  }
  return slice;
}

/// Counts what has rows, over all pages.
class HistoryTally {
 public:
  void add(const Series& series, std::uint64_t rows) {
    total_ += rows;
    if (rows == 0) {
      return;
    }
    ++parameters_;
    points_ += point_ == series.point ? 0 : 1;
    point_ = series.point;
    categories_.insert(series.point->category);
  }

  void write_to(History& history) const {
    history.category_count = categories_.size();
    history.point_count = points_;
    history.parameter_count = parameters_;
  }

  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  std::uint64_t total_ = 0;
  std::uint64_t points_ = 0;
  std::uint64_t parameters_ = 0;
  const catalog::Point* point_ = nullptr;
  std::unordered_set<const catalog::Category*> categories_;
};

/// How many rows of a series stand before or at the place, whatever came in since it was named.
Result<std::uint64_t> rows_up_to(const store::Store& store, const Series& series,
                                 const Extent& extent, const HistoryRequest& request) {
  const Place& after = *request.page.after;
  const auto key = std::tie(series.point->id, series.parameter->id);
  const auto place = std::tie(after.point, after.parameter);
  if (key != place) {
    return key < place ? extent.rows : 0;
  }
  const bool ascending = request.order == Order::ascending;
  if (request.interval) {
    const auto behind = std::partition_point(
        extent.grid.begin(), extent.grid.end(),
        [&](const Reading& r) { return ascending ? r.at <= after.at : after.at <= r.at; });
    return static_cast<std::uint64_t>(behind - extent.grid.begin());
  }
  TimeRange passed = request.range;
  if (ascending) {
    passed.end = std::clamp(after.at + 1, passed.begin, passed.end);
  } else {
    passed.begin = std::clamp(after.at, passed.begin, passed.end);
  }
  return extent.id && !passed.empty() ? store.count(*extent.id, passed) : std::uint64_t{0};
}

Result<PageCut> cut(const store::Store& store, std::span<const Series> series,
                    const std::vector<Extent>& extents, const HistoryRequest& request,
                    std::uint64_t total) {
  if (!request.page.after) {
    return cut_page(total, request.page);
  }
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Result<std::uint64_t> passed = rows_up_to(store, series[i], extents[i], request);
    if (!passed) {
      return passed.error();
    }
    first += *passed;
  }
  return cut_behind(first, total, request.page);
}

}  // namespace

Result<History> plan_history(const store::Store& store, const catalog::Site& site,
                             std::span<const Series> series, const HistoryRequest& request) {
  const Result<std::vector<TimeMs>> instants = instants_for(request, site, series.size());
  if (!instants) {
    return instants.error();
  }
  std::vector<Extent> extents;
  HistoryTally tally;
  for (const Series& one : series) {
    Result<Extent> extent = extent_of(store, site, one, request, *instants);
    if (!extent) {
      return extent.error();
    }
    tally.add(one, extent->rows);
    extents.push_back(std::move(*extent));
  }
  History history;
  tally.write_to(history);
  const Result<PageCut> page = cut(store, series, extents, request, tally.total());
  if (!page) {
    return page.error();
  }
  history.page = *page;
  std::uint64_t begin = 0;  // Of this series among all rows.
  for (std::size_t i = 0; i < series.size(); ++i) {
    const std::uint64_t end = begin + extents[i].rows;
    const std::uint64_t from = std::max(begin, history.page.first);
    const std::uint64_t to = std::min(end, history.page.first + history.page.count);
    if (from < to) {
      history.slices.push_back(slice_of(series[i], extents[i], from - begin, to - from));
    }
    begin = end;
  }
  return history;
}

Result<Rows> Rows::open(const store::Store& store, const HistorySlice& slice,
                        const HistoryRequest& request) {
  Rows rows;
  rows.left_ = slice.take;
  if (request.interval) {
    rows.grid_ = slice.grid;
    return rows;
  }
  const std::uint64_t epoch = store.epoch(slice.id);
  Result<std::unique_ptr<store::Scan>> scan = store.scan(slice.id, request.range, request.order);
  if (!scan) {
    return scan.error();
  }
  // The scan is of some moment between: only where nothing has changed is the epoch its own.
  if (store.epoch(slice.id) == epoch) {
    rows.epoch_ = epoch;
  }
  rows.scan_ = std::move(*scan);
  if (const Status skipped = rows.scan_->skip(slice.skip); !skipped) {
    return skipped.error();
  }
  return rows;
}

Result<std::span<const Reading>> Rows::next() {
  if (left_ == 0) {
    return std::span<const Reading>();
  }
  std::span<const Reading> piece = grid_;
  if (scan_ != nullptr) {
    const Result<std::span<const Reading>> next = scan_->next();
    if (!next) {
      return next.error();
    }
    if (next->empty()) {
      return Error{Errc::corrupt, "the store has fewer readings than it counted"};
    }
    piece = *next;
  }
  piece = piece.first(std::min<std::uint64_t>(piece.size(), left_));
  left_ -= piece.size();
  return piece;
}

Result<const store::Columns*> Rows::next_columns() {
  if (left_ == 0 || scan_ == nullptr) {
    return nullptr;
  }
  const Result<const store::Columns*> columns = scan_->next_columns(left_);
  if (columns && *columns != nullptr) {
    left_ -= (*columns)->size();
  }
  return columns;
}

}  // namespace cems::query
