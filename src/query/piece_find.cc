// Where the pieces of a series come from: what earlier questions have kept, what the store keeps,
// and else its readings.
#include <algorithm>
#include <iterator>

#include "query/calendar.h"
#include "query/kept_pieces.h"
#include "query/piece_read.h"
#include "query/piece_sums.h"
#include "query/statistic_engine.h"

namespace cems::query {
namespace {

using Entry = ClosedCells::Entry;

void sort_pieces(std::vector<Piece>& pieces) {
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.range.begin < b.range.begin; });
}

/// Those of an entry that end at `until` or before.
void copy_settled(const Entry& entry, TimeMs until, std::vector<Piece>& out) {
  std::copy_if(entry.pieces.begin(), entry.pieces.end(), std::back_inserter(out),
               [until](const Piece& piece) { return piece.range.end <= until; });
}

/// The first piece that begins at `t` or later.
std::vector<Piece>::const_iterator first_from(const std::vector<Piece>& pieces, TimeMs t) {
  return std::lower_bound(pieces.begin(), pieces.end(), t, [](const Piece& piece, TimeMs begin) {
    return piece.range.begin < begin;
  });
}

}  // namespace

Result<bool> PieceSums::find_pieces(SeriesId series) {
  // In this order: what is read later is of these states or of later ones.
  store_version_ = store_.version();
  epoch_ = store_.epoch(series);
  pieces_.assign(grid_->size(), nullptr);
  for (const Level level : {Level::month, Level::day}) {
    if (grid_->has(level)) {
      find_known({series, read_as_, level, by_class_});
    }
  }
  const auto is_unfit = [](const Piece* piece) { return piece != nullptr && !piece->fits; };
  if (std::any_of(pieces_.begin(), pieces_.end(), is_unfit)) {
    return false;
  }
  if (std::find(pieces_.begin(), pieces_.end(), nullptr) != pieces_.end()) {
    const Result<bool> made = make_missing(series);
    if (!made || !*made) {
      return made;
    }
  }
  return std::none_of(pieces_.begin(), pieces_.end(), is_unfit);
}

void PieceSums::find_known(const PieceKey& key) {
  std::shared_ptr<const Entry>& entry = entry_of(key.level);
  entry = request_.closed->find(key);
  if (entry && (entry->epoch != epoch_ || entry->site_version != site_.version)) {
    entry = nullptr;
  }
  const bool is_in_store = key.level == Level::month || has_days(*series_->read.parameter);
  if (!point_to_known(key) && is_in_store && take_kept(key)) {
    (void)point_to_known(key);
  }
}

/// What of an entry is still right.
TimeMs PieceSums::usable_until(const Entry& entry, SeriesId series) const {
  if (entry.store_version == store_version_) {
    return kTimeMax;
  }
  const Result<std::optional<Reading>> newest = store_.last_at(series, kTimeMax - 1);
  return newest && *newest && (*newest)->at == entry.newest ? kTimeMax : entry.settled;
}

/// Points to those of the level that the entry has; whether that is all of them.
bool PieceSums::point_to_known(const PieceKey& key) {
  const std::shared_ptr<const Entry>& entry = entry_of(key.level);
  if (!entry) {
    return false;
  }
  const std::span<const TimeRange> ranges = grid_->ranges();
  auto piece = first_from(entry->pieces, ranges.front().begin);
  std::optional<TimeMs> until;
  bool all = true;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (grid_->level(i) != key.level) {
      continue;
    }
    while (piece != entry->pieces.end() && piece->range.begin < ranges[i].begin) {
      ++piece;
    }
    bool found = piece != entry->pieces.end() && piece->range == ranges[i];
    if (found && piece->range.end > entry->settled) {
      until = until ? until : usable_until(*entry, key.series);
      found = piece->range.end <= *until;
    }
    pieces_[i] = found ? &*piece : nullptr;
    all = all && found;
  }
  return all;
}

/// Puts what the store keeps of the missing pieces' periods into the entry; whether there was any.
bool PieceSums::take_kept(const PieceKey& key) {
  std::shared_ptr<const Entry>& entry = entry_of(key.level);
  std::vector<Piece> taken;
  std::optional<std::int32_t> looked_for;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const std::int32_t period = grid_->period(i);
    if (grid_->level(i) != key.level || pieces_[i] != nullptr || looked_for == period ||
        grid_->ranges()[i].end > request_.now) {
      continue;
    }
    looked_for = period;
    // Where the entry has others of the period, the store had no more than those.
    const auto is_of_period = [&](const Piece& piece) {
      return summary_period(key.level, piece.range.begin, site_.zone) == period;
    };
    if (entry && std::any_of(entry->pieces.begin(), entry->pieces.end(), is_of_period)) {
      continue;
    }
    const std::string& basis = this->basis(year_of_period(key.level, period));
    for (Piece& piece : kept_pieces(store_, key, period, basis)) {
      taken.push_back(piece);
    }
  }
  if (taken.empty()) {
    return false;
  }
  // What the store keeps is settled. What was not settled when it was made is not taken along: it
  // may end before these do and be out of date.
  auto more = std::make_shared<Entry>(
      Entry{epoch_, 0, site_.version, kTimeMin, taken.back().range.end, {}});
  if (entry) {
    more->settled = std::max(more->settled, entry->settled);
    copy_settled(*entry, entry->settled, more->pieces);
  }
  more->pieces.insert(more->pieces.end(), taken.begin(), taken.end());
  sort_pieces(more->pieces);
  entry = more;
  request_.closed->put(key, std::move(more));
  return true;
}

const std::string& PieceSums::basis(std::int32_t year) {
  std::string& basis = bases_[year];
  if (basis.empty()) {
    basis = basis_of(site_, year);
  }
  return basis;
}

Result<bool> PieceSums::make_missing(SeriesId series) {
  const Result<std::optional<Reading>> newest = store_.last_at(series, kTimeMax - 1);
  if (!newest) {
    return newest.error();
  }
  if (!*newest) {
    return false;
  }
  if (series_->measure == Measure::reg) {
    // Of a single reading pieces say less than the whole: it is an end and a beginning at once.
    const Result<std::optional<Reading>> other = store_.last_at(series, (*newest)->at - 1);
    if (!other || !*other) {
      return other ? Result<bool>(false) : other.error();
    }
  }
  made_.assign(grid_->size(), {});
  if (const Status read = read_missing(series); !read) {
    return read.error();
  }
  for (const Level level : {Level::month, Level::day}) {
    if (grid_->has(level)) {
      keep_made({series, read_as_, level, by_class_}, (*newest)->at);
    }
  }
  return true;
}

/// One pass over each run of missing pieces.
Status PieceSums::read_missing(SeriesId series) {
  const PieceSource source{series, *series_->read.parameter, read_as_, by_class_};
  for (std::size_t first = 0; first < pieces_.size();) {
    std::size_t last = first;
    while (last < pieces_.size() && pieces_[last] == nullptr) {
      ++last;
    }
    if (last > first) {
      Result<std::vector<Piece>> made =
          read_pieces(store_, site_, source, grid_->ranges().subspan(first, last - first));
      if (!made) {
        return made.error();
      }
      for (std::size_t i = first; i < last; ++i) {
        made_[i] = (*made)[i - first];
        pieces_[i] = &made_[i];
      }
    }
    first = last + 1;
  }
  return Unit{};
}

/// Puts what was made into the level's entry, in the place of what is not right any more.
void PieceSums::keep_made(const PieceKey& key, TimeMs newest) {
  const std::shared_ptr<const Entry>& before = entry_of(key.level);
  auto entry = std::make_shared<Entry>(
      Entry{epoch_,
            store_version_,
            site_.version,
            newest,
            settled_until(key, *series_->read.parameter, newest, site_.zone),
            {}});
  if (before) {
    copy_settled(*before, before->newest == newest ? kTimeMax : before->settled, entry->pieces);
    entry->settled = std::max(entry->settled, before->settled);
  }
  const std::size_t old = entry->pieces.size();
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (grid_->level(i) == key.level && pieces_[i] == &made_[i]) {
      entry->pieces.push_back(made_[i]);
    }
  }
  if (entry->pieces.size() > old) {
    sort_pieces(entry->pieces);
    request_.closed->put(key, std::move(entry));
  }
}

}  // namespace cems::query
