/// Series and their heads in memory.
#include "store/rocks/series_table.h"

#include <algorithm>

#include "base/assert.h"
#include "store/rocks/head.h"

namespace cems::store::rocks {
namespace {

/// Ids are given out one after another, so a greater one in the database is damage; and what is
/// indexed by them must not be as long as any number says.
constexpr std::size_t kIdMax = std::size_t{1} << 28U;

std::optional<Reading> reading_at(std::span<const Reading> sorted, TimeMs at) {
  const auto found = part_of(sorted, {at, at + 1});
  if (found.empty()) return std::nullopt;
  return found.front();
}

}  // namespace

const Reading* Series::newest_in_head() const {
  if (active.empty()) return sealing.empty() ? nullptr : &sealing.back();
  if (sealing.empty() || sealing.back().at <= active.back().at) return &active.back();
  return &sealing.back();
}

const Reading* Series::newest() const {
  CEMS_ASSERT(sealed.known);
  const Reading* const head = newest_in_head();
  const Reading* const block = sealed.reading ? &*sealed.reading : nullptr;
  if (head == nullptr || (block != nullptr && head->at < block->at)) return block;
  return head;
}

std::optional<Reading> Series::find_in_head(TimeMs at) const {
  if (const auto found = reading_at(active, at)) return found;
  return reading_at(sealing, at);
}

std::vector<Reading> Series::head_part(TimeRange range) const {
  const auto older = part_of(sealing, range);
  std::vector<Reading> out(older.begin(), older.end());
  merge_into(out, part_of(active, range));
  return out;
}

Series* SeriesTable::find(SeriesId id) {
  const auto index = static_cast<std::size_t>(id);
  return index < by_id_.size() ? by_id_[index] : nullptr;
}

const Series* SeriesTable::find(SeriesId id) const {
  const auto index = static_cast<std::size_t>(id);
  return index < by_id_.size() ? by_id_[index] : nullptr;
}

std::optional<SeriesId> SeriesTable::find(const SeriesKey& key) const {
  const auto it = ids_.find(key);
  if (it == ids_.end()) return std::nullopt;
  return it->second;
}

Series& SeriesTable::intern(const SeriesKey& key) {
  if (const auto id = find(key)) return *find(*id);
  const SeriesId id{std::max<std::size_t>(by_id_.size(), 1)};
  CEMS_ASSERT(restore(key, id));
  Series& series = *find(id);
  learn_sealed(series, std::nullopt);  // No block has had this id.
  return series;
}

bool SeriesTable::restore(const SeriesKey& key, SeriesId id) {
  const auto index = static_cast<std::size_t>(id);
  if (index == 0 || index > kIdMax || find(id) != nullptr || !ids_.try_emplace(key, id).second) {
    return false;
  }
  Series& series = series_.emplace_back();
  series.id = id;
  series.key = key;
  if (by_id_.size() <= index) {
    by_id_.resize(index + 1);
    newest_.resize(index + 1, {{}, Newest::Known::none});
  }
  by_id_[index] = &series;
  note_newest(series);
  return true;
}

const Newest& SeriesTable::newest(SeriesId id) const {
  static constexpr Newest kNone{{}, Newest::Known::none};
  const auto index = static_cast<std::size_t>(id);
  return index < newest_.size() ? newest_[index] : kNone;
}

void SeriesTable::learn_sealed(Series& series, const std::optional<Reading>& newest) {
  series.sealed = {true, newest};
  note_newest(series);
}

void SeriesTable::forget_sealed(Series& series) {
  series.sealed = {};
  series.last_block.reset();
  note_newest(series);
}

void SeriesTable::note_newest(const Series& series) {
  Newest& noted = newest_[static_cast<std::size_t>(series.id)];
  if (!series.sealed.known || !series.missing.empty()) {
    noted.known = Newest::Known::no;
    return;
  }
  const Reading* const newest = series.newest();
  noted.known = newest == nullptr ? Newest::Known::none : Newest::Known::yes;
  if (newest != nullptr) noted.reading = *newest;
}

void SeriesTable::append(Series& series, std::span<const SeriesReading> readings) {
  if (readings.empty()) return;
  std::vector<Reading>& active = series.active;
  if (active.empty()) {
    active_.push_back(series.id);
    active.reserve(series.sealing.size());  // It will be about as long as the last one.
  }
  active_size_ -= active.size();
  if (active.empty() || active.back().at < readings.front().reading.at) {
    // What nearly every commit is; merge_into() would want a copy first.
    for (const SeriesReading& r : readings)
      active.push_back(r.reading);
  } else {
    std::vector<Reading> newer;
    for (const SeriesReading& r : readings)
      newer.push_back(r.reading);
    merge_into(active, newer);
  }
  active_size_ += active.size();
  note_newest(series);
}

std::vector<SeriesId> SeriesTable::begin_sealing() {
  CEMS_ASSERT(sealing_size_ == 0);
  std::vector<SeriesId> out = std::move(active_);
  active_.clear();
  for (const SeriesId id : out)
    find(id)->sealing.swap(find(id)->active);
  sealing_size_ = active_size_;
  active_size_ = 0;
  std::sort(out.begin(), out.end());
  return out;
}

void SeriesTable::end_sealing(Series& series, const std::optional<LastBlock>& last) {
  const Reading& newest = series.sealing.back();
  if (series.sealed.known && (!series.sealed.reading || series.sealed.reading->at <= newest.at)) {
    series.sealed.reading = newest;
  }
  series.last_block = last;
  ++series.sealings;
  sealing_size_ -= series.sealing.size();
  series.sealing = {};
  note_newest(series);
}

void SeriesTable::take_back(Series& series) {
  const std::vector<Reading> newer = std::move(series.active);
  active_size_ -= newer.size();
  sealing_size_ -= series.sealing.size();
  series.last_block.reset();  // Some of it may be in blocks.
  if (newer.empty()) active_.push_back(series.id);
  series.active = std::move(series.sealing);
  series.sealing.clear();
  merge_into(series.active, newer);
  active_size_ += series.active.size();
  note_newest(series);
}

}  // namespace cems::store::rocks
