// Pieces of a range, kept or read, and what they come to.
#include "query/month_sums.h"

#include <algorithm>
#include <utility>

#include "query/calendar.h"
#include "query/kept_months.h"
#include "query/piece.h"
#include "query/statistic_engine.h"

namespace cems::query {
namespace {

/// Of a longer range most has no readings, and a pass over all of it is cheaper than one a month.
constexpr std::size_t kPiecesMax = 240;

const Piece* find_piece(const std::vector<Piece>& pieces, TimeRange range) {
  const auto found =
      std::lower_bound(pieces.begin(), pieces.end(), range.begin,
                       [](const Piece& piece, TimeMs t) { return piece.range.begin < t; });
  return found != pieces.end() && found->range == range ? &*found : nullptr;
}

void sort_pieces(std::vector<Piece>& pieces) {
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.range.begin < b.range.begin; });
}

}  // namespace

Cell SumCell::cell() const {
  Cell out;
  if (has_value) {
    out.value = sum.fraction();
  }
  out.quality = quality;
  return out;
}

MonthSums::MonthSums(const store::Store& store, const catalog::Site& site,
                     const StatisticRequest& request)
    : store_(store), site_(site), request_(request) {
  if (request_.closed == nullptr || request_.explain || !cut()) {
    pieces_of_.clear();
  }
}

/// Cuts the range at its months; false where a bucket ends inside a piece.
bool MonthSums::cut() {
  const TimeMs range_end = request_.buckets.back().end;
  TimeMs begin = request_.buckets.front().begin;
  std::int64_t month = month_start(local_day(site_.zone.to_local(begin)), 0);
  std::size_t first = 0;  // Piece of the bucket at hand.
  while (begin < range_end) {
    const std::int64_t next = month_start(month, 1);
    const TimeRange whole{day_begin(month, site_.zone), day_begin(next, site_.zone)};
    const TimeRange piece{begin, std::min(whole.end, range_end)};
    month = next;
    if (piece.empty()) {
      continue;
    }
    const TimeMs bucket_end = request_.buckets[pieces_of_.size()].end;
    if (bucket_end < piece.end || ranges_.size() == kPiecesMax) {
      return false;
    }
    ranges_.push_back(piece);
    is_month_.push_back(piece == whole);
    years_.push_back(local_year(piece.begin, site_.zone));
    if (bucket_end == piece.end) {
      pieces_of_.push_back({first, ranges_.size()});
      first = ranges_.size();
    }
    begin = piece.end;
  }
  return true;
}

Result<bool> MonthSums::load(const StatisticSeries& series) {
  const bool adds_up = series.measure == Measure::reg || series.measure == Measure::delta;
  if (!adds_up || series.aggregate != Aggregate::sum) {
    return false;
  }
  const std::optional<SeriesId> id =
      store_.find({site_.id, series.read.point->id, series.read.parameter->id});
  if (!id) {
    return false;
  }
  series_ = &series;
  by_class_ = is_split_by_class(series);
  return find_pieces(*id);
}

Result<bool> MonthSums::find_pieces(SeriesId series) {
  const ClosedCells::Key key{series, by_class_};
  const std::uint64_t epoch = store_.epoch(series);
  to_come_.fill(0);
  if (find_known(key, epoch) == 0) {
    return true;
  }
  return make_missing(key, epoch);
}

std::size_t MonthSums::find_known(ClosedCells::Key key, std::uint64_t epoch) {
  entry_ = request_.closed->find(key);
  if (entry_ && (entry_->epoch != epoch || entry_->version != site_.version)) {
    entry_ = nullptr;
  }
  if (const std::size_t missing = point_to_known(); missing == 0) {
    return 0;
  }
  take_kept(key, epoch);
  return point_to_known();
}

std::size_t MonthSums::point_to_known() {
  pieces_.assign(ranges_.size(), nullptr);
  std::size_t missing = ranges_.size();
  for (std::size_t i = 0; entry_ && i < ranges_.size(); ++i) {
    if (is_past(i)) {
      pieces_[i] = find_piece(entry_->pieces, ranges_[i]);
      missing -= pieces_[i] != nullptr ? 1 : 0;
    }
  }
  return missing;
}

/// Puts what the store keeps of the missing months' years into the entry.
void MonthSums::take_kept(ClosedCells::Key key, std::uint64_t epoch) {
  std::shared_ptr<ClosedCells::Entry> taken;
  std::optional<std::int32_t> looked_for;
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const std::int32_t year = is_past(i) ? years_[i] : 0;
    if (!is_past(i) || pieces_[i] != nullptr || looked_for == year) {
      continue;
    }
    looked_for = year;
    for (const Piece& piece : kept_months(store_, key, year, basis(year))) {
      if (!taken) {
        taken = std::make_shared<ClosedCells::Entry>();
        taken->epoch = epoch;
        taken->version = site_.version;
        taken->pieces = entry_ ? entry_->pieces : std::vector<Piece>();
      }
      if (find_piece(taken->pieces, piece.range) == nullptr) {
        taken->pieces.push_back(piece);
      }
      sort_pieces(taken->pieces);
    }
  }
  if (taken) {
    entry_ = taken;
    request_.closed->put(key, std::move(taken));
  }
}

const std::string& MonthSums::basis(std::int32_t year) {
  std::string& basis = bases_[year];
  if (basis.empty()) {
    basis = basis_of(site_, year);
  }
  return basis;
}

Result<bool> MonthSums::make_missing(ClosedCells::Key key, std::uint64_t epoch) {
  const Result<std::optional<Reading>> newest = store_.last_at(key.series, kTimeMax - 1);
  if (!newest) {
    return newest.error();
  }
  if (!*newest) {
    return false;
  }
  if (series_->measure == Measure::reg) {
    // Of a single reading pieces say less than the whole: it is an end and a beginning at once.
    const Result<bool> two = has_two_readings(key.series, (*newest)->at);
    if (!two || !*two) {
      return two;
    }
  }
  const TimeMs settled = settled_until((*newest)->at);
  auto kept = std::make_shared<ClosedCells::Entry>();
  kept->epoch = epoch;
  kept->version = site_.version;
  if (entry_) {
    kept->pieces = entry_->pieces;
  }
  const std::size_t before = kept->pieces.size();
  made_.assign(ranges_.size(), {});
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    if (pieces_[i] != nullptr) {
      continue;
    }
    const Result<bool> read = read_piece(key.series, i);
    if (!read || !*read) {
      return read;
    }
    pieces_[i] = &made_[i];
    if (is_past(i) && ranges_[i].end <= settled) {
      kept->pieces.push_back(made_[i]);
    }
  }
  if (kept->pieces.size() > before) {
    sort_pieces(kept->pieces);
    kept->pieces.shrink_to_fit();
    request_.closed->put(key, std::move(kept));
  }
  return true;
}

/// Up to where no appended reading can say anything any more: a delta speaks about its interval.
TimeMs MonthSums::settled_until(TimeMs newest) const {
  if (series_->measure != Measure::delta) {
    return newest;
  }
  const std::optional<Duration> length = delta_length(*series_->read.parameter);
  return length ? query::before(newest, *length, site_.zone) : newest - 1;
}

Result<bool> MonthSums::has_two_readings(SeriesId series, TimeMs newest) const {
  const Result<std::optional<Reading>> other = store_.last_at(series, newest - 1);
  if (!other) {
    return other.error();
  }
  return other->has_value();
}

Result<bool> MonthSums::read_piece(SeriesId series, std::size_t index) {
  const StatisticRequest request{{&ranges_[index], 1}, request_.now, false};
  PieceRead read(site_, request, *series_->read.parameter, by_class_);
  const Result<std::optional<Piece>> piece = read.piece(store_, series);
  if (!piece || !*piece) {
    return piece ? Result<bool>(false) : piece.error();
  }
  for (std::size_t i = 0; i < to_come_.size(); ++i) {
    to_come_[i] += read.to_come()[i];
  }
  made_[index] = **piece;
  return true;
}

SumCell MonthSums::sum(Part part, TouClass asked) const {
  const TouClass tou = counted_as(asked);
  const bool of_class = tou != TouClass::none;
  Marks marks;
  bool gap = false;
  bool painted = false;
  bool has_time = false;
  SumCell out;
  out.sum = Exact(0, pieces_[part.first]->scale);
  for (std::size_t i = part.first; i < part.last; ++i) {
    const Piece& piece = *pieces_[i];
    const PieceCell& cell = piece.cells[static_cast<std::size_t>(tou)];
    out.sum += Exact(cell.sum, piece.scale);
    marks.add(cell.marks);
    gap = gap || piece.gap;
    painted = painted || piece.painted;
    has_time = has_time || cell.length_ms > 0;
    // An edge counts for what begins or ends at it.
    const bool outer_begin = i == part.first;
    const bool outer_end = i + 1 == part.last;
    if (outer_begin || (of_class && pieces_[i - 1]->last != piece.first)) {
      if (!of_class || piece.first == tou) {
        marks.add(piece.begin);
      }
    }
    if (outer_end || (of_class && pieces_[i + 1]->first != piece.last)) {
      if (!of_class || piece.last == tou) {
        marks.add(piece.end);
      }
    }
  }
  gap = gap && of_class;
  if (gap && !painted) {
    return {};
  }
  if (of_class && !has_time) {
    out.has_value = true;
    out.quality = gap ? Quality::questionable : Quality::valid;
    return out;
  }
  if (!marks.touched) {
    return {};
  }
  out.has_value = true;
  out.quality = gap || marks.questionable ? Quality::questionable
                : marks.estimated         ? Quality::estimated_linear
                : marks.mixed             ? Quality::mixed
                                          : marks.quality;
  return out;
}

SumCell MonthSums::cell(std::size_t bucket, TouClass asked) const {
  return sum(pieces_of_[bucket], asked);
}

SumCell MonthSums::whole(TouClass asked) const {
  return sum({0, pieces_.size()}, asked);
}

Coverage MonthSums::coverage(TouClass asked) const {
  const auto tou = static_cast<std::size_t>(counted_as(asked));
  Coverage out;
  std::int64_t time = -to_come_[tou];
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

std::vector<StatisticRow> MonthSums::rows() const {
  std::vector<StatisticRow> out;
  std::optional<Fraction> all;
  for (const TouClass tou : series_->classes) {
    StatisticRow& row = out.emplace_back();
    row.tou = tou;
    row.cells.reserve(pieces_of_.size());
    for (std::size_t bucket = 0; bucket < pieces_of_.size(); ++bucket) {
      row.cells.push_back(cell(bucket, tou).cell());
    }
    row.whole = whole(tou).cell();
    if (counted_as(tou) != TouClass::none && row.whole.value) {
      if (!all) {
        all = whole(TouClass::none).cell().value.value_or(Fraction());
      }
      if (!all->is_zero()) {
        row.ratio = percent(*row.whole.value, *all);
      }
    }
    row.coverage = coverage(tou);
  }
  return out;
}

}  // namespace cems::query
