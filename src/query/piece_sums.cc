// Pieces of a series put together; where they come from is in piece_find.cc.
#include "query/piece_sums.h"

#include <algorithm>

#include "query/statistic_engine.h"
#include "query/statistic_ledger.h"

namespace cems::query {

PieceSums::PieceSums(const store::Store& store, const catalog::Site& site,
                     const StatisticRequest& request)
    : store_(store), site_(site), request_(request) {}

Result<bool> PieceSums::load(const StatisticSeries& series) {
  const std::optional<ReadAs> read_as = read_as_of(series);
  if (request_.closed == nullptr || request_.explain || !read_as) {
    return false;
  }
  const PieceGrid& grid = grid_of(*series.read.parameter);
  if (!grid.fits()) {
    return false;
  }
  const std::optional<SeriesId> id =
      store_.find({site_.id, series.read.point->id, series.read.parameter->id});
  if (!id) {
    return false;
  }
  series_ = &series;
  grid_ = &grid;
  read_as_ = *read_as;
  by_class_ = is_split_by_class(series);
  measure_to_come();
  return find_pieces(*id);
}

/// Days of series with few readings a day are kept in memory alone, for whoever asks for them again
/// (a year of one takes 100 KB), and not where one request would fill that memory.
bool PieceSums::wants_days() {
  constexpr std::size_t kSeriesMax = 64;
  constexpr std::int64_t kMonthLeastMs = 27 * kMsPerDay;
  const TimeRange& bucket = request_.buckets.front();
  if (request_.buckets.size() < 2 || bucket.end - bucket.begin >= kMonthLeastMs) {
    return false;
  }
  ++series_by_day_;
  return series_by_day_ <= kSeriesMax;
}

const PieceGrid& PieceSums::grid_of(const catalog::Parameter& parameter) {
  const bool days = has_days(parameter) || wants_days();
  std::optional<PieceGrid>& grid = grids_[days ? 1 : 0];
  if (!grid) {
    grid.emplace(request_.buckets, site_.zone, days, request_.now);
  }
  return *grid;
}

void PieceSums::measure_to_come() {
  auto& known = to_come_[by_class_ ? 1 : 0];
  if (known) {
    return;
  }
  known.emplace();
  const TimeMs end = request_.buckets.back().end;
  const TimeRange late{std::max(request_.now, request_.buckets.front().begin), end};
  if (late.empty()) {
    return;
  }
  known->front() = late.end - late.begin;
  for (const Segment& segment :
       cut_segments({&late, 1}, by_class_ ? site_.tariff.get() : nullptr)) {
    if (segment.tou != TouClass::none) {
      (*known)[static_cast<std::size_t>(segment.tou)] += segment.range.end - segment.range.begin;
    }
  }
}

PieceSums::Total PieceSums::total(Part part, TouClass tou) const {
  const bool of_class = tou != TouClass::none;
  Total out;
  Int128 sum = 0;  // Of pieces of one scale, as they mostly are.
  int scale = pieces_[part.first]->scale;
  for (std::size_t i = part.first; i < part.last; ++i) {
    const Piece& piece = *pieces_[i];
    const PieceCell& cell = piece.cells[static_cast<std::size_t>(tou)];
    if (piece.scale != scale) {
      out.sum += Exact(sum, scale);
      sum = 0;
      scale = piece.scale;
    }
    sum += cell.sum;
    out.present += cell.present;
    out.marks.add(cell.marks);
    out.gap = out.gap || piece.gap;
    out.painted = out.painted || piece.painted;
    out.has_time = out.has_time || cell.length_ms > 0;
    // An edge counts for what begins or ends at it.
    const bool outer_begin = i == part.first;
    const bool outer_end = i + 1 == part.last;
    if ((outer_begin || (of_class && pieces_[i - 1]->last != piece.first)) &&
        (!of_class || piece.first == tou)) {
      out.marks.add(piece.begin);
    }
    if ((outer_end || (of_class && pieces_[i + 1]->first != piece.last)) &&
        (!of_class || piece.last == tou)) {
      out.marks.add(piece.end);
    }
  }
  out.sum += Exact(sum, scale);
  out.gap = out.gap && of_class;
  return out;
}

SumCell PieceSums::sum(Part part, TouClass asked) const {
  const TouClass tou = counted_as(asked);
  Total total = this->total(part, tou);
  if (total.gap && !total.painted) {
    return {};
  }
  const Marks& marks = total.marks;
  if (tou != TouClass::none && !total.has_time) {
    return {true, {}, total.gap ? Quality::questionable : Quality::valid};
  }
  if (!marks.touched) {
    return {};
  }
  const Quality quality = total.gap || marks.questionable ? Quality::questionable
                          : marks.estimated               ? Quality::estimated_linear
                          : marks.mixed                   ? Quality::mixed
                                                          : marks.quality;
  return {true, std::move(total.sum), quality};
}

SumCell PieceSums::cell(std::size_t bucket, TouClass asked) const {
  return sum(grid_->bucket(bucket), asked);
}

SumCell PieceSums::whole(TouClass asked) const {
  return sum(all(), asked);
}

Coverage PieceSums::coverage(TouClass asked) const {
  const auto tou = static_cast<std::size_t>(counted_as(asked));
  Coverage out;
  std::int64_t time = -(*to_come_[by_class_ ? 1 : 0])[tou];
  for (const Piece* piece : pieces_) {
    out.present += piece->cells[tou].present;
    time += piece->cells[tou].length_ms;
  }
  const std::optional<Duration>& interval = series_->read.parameter->interval;
  if (!interval || interval->months != 0) {
    return out;
  }
  out.expected = expected_readings(time, interval->ms, series_->measure == Measure::delta);
  return out;
}

/// The books that a pass over the readings would have made.
Tally PieceSums::tally(const Total& total, Part part, TouClass tou) const {
  Tally out;
  out.sum = total.sum;
  out.touched = total.marks.touched;
  out.questionable = total.marks.questionable;
  out.estimated = total.marks.estimated;
  if (total.marks.any) {
    out.quality.add(total.marks.mixed ? Quality::mixed : total.marks.quality);
  }
  // What was not measured is marked already.
  out.length_ms = total.has_time ? 1 : 0;
  out.covered_ms = out.length_ms;
  if (read_as_ == ReadAs::samples) {
    for (std::size_t i = part.first; i < part.last; ++i) {
      add_extremes(*pieces_[i], tou, out);
    }
    out.count = total.present;
  }
  return out;
}

void PieceSums::add_extremes(const Piece& piece, TouClass tou, Tally& tally) {
  const PieceCell& cell = piece.cells[static_cast<std::size_t>(tou)];
  if (cell.present == 0) {
    return;
  }
  const PieceExtremes& extremes = piece.extremes[static_cast<std::size_t>(tou)];
  const Exact maximum(extremes.maximum, piece.scale);
  if (tally.count == 0 || tally.maximum < maximum) {
    tally.maximum = maximum;
    tally.maximum_at = piece.range.begin + extremes.maximum_ms;
  }
  const Exact minimum(extremes.minimum, piece.scale);
  if (tally.count == 0 || minimum < tally.minimum) {
    tally.minimum = minimum;
    tally.minimum_at = piece.range.begin + extremes.minimum_ms;
  }
  tally.count += cell.present;
}

void PieceSums::fill(StatisticRow& row, const CellRule& rule) const {
  const TouClass tou = counted_as(row.tou);
  const auto part_of = [&](Part part) {
    const Total total = this->total(part, tou);
    return std::pair(tally(total, part, tou),
                     Painting{tou != TouClass::none, total.gap, total.painted});
  };
  row.cells.reserve(grid_->buckets());
  for (std::size_t bucket = 0; bucket < grid_->buckets(); ++bucket) {
    const auto [books, painting] = part_of(grid_->bucket(bucket));
    row.cells.push_back(cell_of(books, rule, rule.aggregate, painting));
  }
  const auto [books, painting] = part_of(all());
  row.whole = cell_of(books, rule, rule.aggregate, painting);
  if (rule.aggregate != Aggregate::sum) {
    row.average = cell_of(books, rule, Aggregate::average, painting);
    row.maximum = cell_of(books, rule, Aggregate::maximum, painting);
    row.minimum = cell_of(books, rule, Aggregate::minimum, painting);
  }
}

std::vector<StatisticRow> PieceSums::rows() const {
  const CellRule rule = rule_of(*series_);
  const bool with_ratio = rule.aggregate == Aggregate::sum && by_class_;
  Cell all_time;
  if (with_ratio) {
    const Total total = this->total(all(), TouClass::none);
    all_time = cell_of(tally(total, all(), TouClass::none), rule, rule.aggregate, {});
  }
  std::vector<StatisticRow> out;
  for (const TouClass tou : series_->classes) {
    StatisticRow& row = out.emplace_back();
    row.tou = tou;
    fill(row, rule);
    if (with_ratio && tou != TouClass::none && row.whole.value && all_time.value &&
        !all_time.value->is_zero()) {
      row.ratio = percent(*row.whole.value, *all_time.value);
    }
    row.coverage = coverage(tou);
  }
  return out;
}

}  // namespace cems::query
