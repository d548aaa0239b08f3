// Planning historic pages and reading their rows.
#include "query/history.h"

#include <algorithm>

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

}  // namespace

Result<History> plan_history(const store::Store& store, const catalog::Site& site,
                             std::span<const Series> series, const HistoryRequest& request) {
  const Result<std::vector<TimeMs>> instants = instants_for(request, site, series.size());
  if (!instants) {
    return instants.error();
  }
  std::vector<Extent> extents;
  History history;
  std::uint64_t total = 0;
  const catalog::Point* counted = nullptr;
  for (const Series& one : series) {
    Result<Extent> extent = extent_of(store, site, one, request, *instants);
    if (!extent) {
      return extent.error();
    }
    total += extent->rows;
    if (extent->rows > 0) {
      ++history.parameter_count;
      history.point_count += counted == one.point ? 0 : 1;
      counted = one.point;
    }
    extents.push_back(std::move(*extent));
  }
  history.page = cut_page(total, request.page);
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
  Result<std::unique_ptr<store::Scan>> scan = store.scan(slice.id, request.range, request.order);
  if (!scan) {
    return scan.error();
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

}  // namespace cems::query
