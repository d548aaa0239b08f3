/// Reading from the embedded store.
#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/assert.h"
#include "base/limits.h"
#include "base/log.h"
#include "store/rocks/engine.h"
#include "store/rocks/head.h"
#include "store/rocks/keys.h"
#include "store/rocks/missing.h"
#include "store/rocks/records.h"

namespace cems::store::rocks {
namespace {

// What a store can hold at all: with it, the steps to `end - 1` and `t + 1` do not overflow.
constexpr TimeRange kAlways{kTimeMin, kTimeMax};

TimeRange clamp(TimeRange range) {
  return {std::max(range.begin, kAlways.begin), std::min(range.end, kAlways.end)};
}

/// Ends a walk over the range where readings are missing; says what it meets there.
std::optional<Error> cut_at_missing(const Series& series, TimeRange& range, Order order) {
  const TimeRange* const missing = order == Order::ascending ? first_missing(series.missing, range)
                                                             : last_missing(series.missing, range);
  if (missing == nullptr) return std::nullopt;
  if (order == Order::ascending) {
    range.end = std::max(range.begin, missing->begin);
  } else {
    range.begin = std::min(range.end, missing->end);
  }
  return missing_error(series.key, *missing);
}

}  // namespace

Result<std::unique_ptr<RocksScan>> Engine::start_scan(SeriesId series, TimeRange range,
                                                      Order order) const {
  range = clamp(range);
  std::unique_ptr<RocksScan> scan;
  {
    // The cursor sees the database as it is now, and the head is copied now: one moment.
    const ReaderLock lock(state_mutex_);
    std::vector<Reading> head;
    std::optional<Error> end;
    if (const Series* const found = std::as_const(table_).find(series)) {
      end = cut_at_missing(*found, range, order);
      head = found->head_part(range);
    }
    scan = std::make_unique<RocksScan>(BlockCursor(*db_, series), std::move(head), range, order,
                                       std::move(end));
  }
  if (const Status started = scan->start(); !started) return started.error();
  return scan;
}

Result<std::unique_ptr<Scan>> Engine::scan(SeriesId series, TimeRange range, Order order) const {
  auto scan = start_scan(series, range, order);
  if (!scan) return scan.error();
  return std::unique_ptr<Scan>(std::move(*scan));
}

Result<std::uint64_t> Engine::count(SeriesId series, TimeRange range) const {
  const auto scan = start_scan(series, range, Order::ascending);
  if (!scan) return scan.error();
  return (*scan)->advance(std::numeric_limits<std::uint64_t>::max());
}

Result<std::optional<Reading>> Engine::last_at(SeriesId series, TimeMs t) const {
  auto newest = find_last(series, t);
  if (!newest) return newest;
  // None is older than what is missing behind it.
  const TimeRange behind =
      clamp({*newest ? (*newest)->at + 1 : kTimeMin, std::min(t, kTimeMax) + 1});
  if (const Status whole = check_missing(series, behind); !whole) return whole.error();
  return newest;
}

Status Engine::check_missing(SeriesId series, TimeRange range) const {
  const ReaderLock lock(state_mutex_);
  const Series* const found = std::as_const(table_).find(series);
  if (found == nullptr) return Unit{};
  const TimeRange* const missing = first_missing(found->missing, range);
  return missing == nullptr ? Status(Unit{}) : missing_error(found->key, *missing);
}

// Not a scan, which would copy the head; and mostly not even a look at a block: what is asked for
// is the newest reading of all.
Result<std::optional<Reading>> Engine::find_last(SeriesId series, TimeMs t) const {
  const TimeRange until = clamp({kTimeMin, std::min(t, kTimeMax) + 1});
  if (const Status learned = learn_newest(series); !learned) return learned.error();
  std::optional<Reading> newest;
  std::optional<BlockCursor> cursor;
  {
    const ReaderLock lock(state_mutex_);
    const Series* const found = std::as_const(table_).find(series);
    if (found == nullptr) return newest;
    // Not known where a sealing has come between: the blocks are asked then.
    if (found->sealed.known) {
      if (const Reading* const last = found->newest()) newest = *last;
      if (!newest || newest->at < until.end) return newest;
      newest.reset();
    }
    for (const auto* const head : {&found->sealing, &found->active}) {
      const auto part = part_of(*head, until);
      if (!part.empty() && (!newest || newest->at <= part.back().at)) newest = part.back();
    }
    cursor.emplace(*db_, series);
  }
  if (const Status sought = cursor->seek_at(until.end - 1); !sought) return sought.error();
  if (!cursor->valid() || (newest && cursor->header().last <= newest->at)) return newest;
  std::vector<Reading> block;
  if (const Status decoded = cursor->decode(block); !decoded) return decoded.error();
  const Reading& sealed = part_of(block, until).back();  // Not empty: first <= t.
  if (!newest || newest->at < sealed.at) newest = sealed;
  return newest;
}

// One lock for all of which the newest reading is the one.
Status Engine::last_at(std::span<const SeriesId> series, TimeMs t,
                       std::span<std::optional<Reading>> out) const {
  CEMS_ASSERT(series.size() == out.size());
  const TimeRange until = clamp({kTimeMin, std::min(t, kTimeMax) + 1});
  std::vector<std::size_t> others;
  {
    const ReaderLock lock(state_mutex_);
    for (std::size_t i = 0; i < series.size(); ++i) {
      const Newest& newest = table_.newest(series[i]);
      if (newest.known == Newest::Known::none) {
        out[i].reset();
      } else if (newest.known == Newest::Known::yes && newest.reading.at < until.end) {
        out[i] = newest.reading;
      } else {
        others.push_back(i);
      }
    }
  }
  for (const std::size_t i : others) {
    const Result<std::optional<Reading>> one = last_at(series[i], t);
    if (!one) return one.error();
    out[i] = *one;
  }
  return Unit{};
}

Status Engine::learn_newest(SeriesId series) const {
  std::optional<BlockCursor> cursor;
  std::uint64_t sealings = 0;
  {
    const ReaderLock lock(state_mutex_);
    const Series* const found = std::as_const(table_).find(series);
    if (found == nullptr || found->sealed.known) return Unit{};
    sealings = found->sealings;
    cursor.emplace(*db_, series);
  }
  if (const Status sought = cursor->seek_at(kTimeMax); !sought) return sought;
  std::vector<Reading> block;
  if (cursor->valid()) {
    if (const Status decoded = cursor->decode(block); !decoded) return decoded;
  }
  const WriterLock lock(state_mutex_);
  Series& found = *table_.find(series);
  // What a sealing put into blocks since the cursor was made is later than what it saw: then the
  // next to ask looks again.
  if (found.sealed.known || found.sealings != sealings) return Unit{};
  table_.learn_sealed(found, block.empty() ? std::nullopt : std::optional(block.back()));
  return Unit{};
}

Result<std::vector<Correction>> Engine::corrections(SeriesId series, TimeRange range) const {
  range = clamp(range);
  if (const Status whole = check_missing(series, range); !whole) return whole.error();
  std::vector<Correction> out;
  const std::string from = correction_key(series, range.begin, 0);
  KeyWalk walk(*db_, correction_prefix(series), from);
  for (; walk.valid(); walk.next()) {
    const auto where = read_correction_key(walk.key());
    if (where && where->at >= range.end) break;
    const auto correction = decode_correction(walk.value());
    if (!where || !correction || correction->replaced.at != where->at) {
      return Error{Errc::corrupt, "correction: damaged (key " + show_key(walk.key()) + ")"};
    }
    out.push_back(*correction);
  }
  if (const Status walked = walk.status(); !walked) return walked.error();
  return out;
}

std::optional<std::string> Engine::summary(const SummaryKey& key) const {
  const std::uint64_t now = epoch(key.series);
  const std::string name = summary_key(key);
  rocksdb::PinnableSlice value;
  const auto got = db_->Get(read_options(), db_->DefaultColumnFamily(), to_slice(name), &value);
  if (got.IsNotFound()) return std::nullopt;
  const Result<SummaryValue> summary =
      got.ok() ? decode_summary(to_view(value)) : to_error(got, "read");
  if (!summary) {
    spdlog::warn("a summary is damaged and computed again (key {}): {}", show_key(name),
                 summary.error().message);
    return std::nullopt;
  }
  if (summary->epoch != now) return std::nullopt;
  return std::string(summary->bytes);
}

Status Engine::keep_summary(const SummaryKey& key, std::uint64_t epoch, std::string_view bytes) {
  CEMS_ASSERT(bytes.size() <= limits::kSummaryBytesMax);
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  const auto put = db_->Put(rocksdb::WriteOptions(), to_slice(summary_key(key)),
                            to_slice(encode_summary({epoch, bytes})));
  loose_summary_bytes_ += bytes.size();
  if (put.ok()) return Unit{};
  broken_ = true;  // As after any failed write.
  return to_error(put, "keep a summary");
}

}  // namespace cems::store::rocks
