/// Reading from the embedded store.
#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "store/rocks/engine.h"
#include "store/rocks/head.h"
#include "store/rocks/keys.h"
#include "store/rocks/records.h"

namespace cems::store::rocks {
namespace {

// What a store can hold at all: with it, the steps to `end - 1` and `t + 1` do not overflow.
constexpr TimeRange kAlways{kTimeMin, kTimeMax};

TimeRange clamp(TimeRange range) {
  return {std::max(range.begin, kAlways.begin), std::min(range.end, kAlways.end)};
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
    if (const auto it = series_.find(series); it != series_.end()) {
      const auto part = part_of(it->second.head, range);
      head.assign(part.begin(), part.end());
    }
    scan = std::make_unique<RocksScan>(BlockCursor(*db_, series), std::move(head), range, order);
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

// Not a scan, which would copy the head: this is asked for every series of a dynamic answer.
Result<std::optional<Reading>> Engine::last_at(SeriesId series, TimeMs t) const {
  const TimeRange until = clamp({kTimeMin, std::min(t, kTimeMax) + 1});
  t = until.end - 1;
  std::optional<Reading> newest;
  std::optional<BlockCursor> cursor;
  {
    const ReaderLock lock(state_mutex_);
    if (const auto it = series_.find(series); it != series_.end()) {
      const auto part = part_of(it->second.head, until);
      if (!part.empty()) newest = part.back();
    }
    cursor.emplace(*db_, series);
  }
  if (const Status found = cursor->seek_at(t); !found) return found.error();
  if (!cursor->valid() || (newest && cursor->header().last <= newest->at)) return newest;
  std::vector<Reading> block;
  if (const Status decoded = cursor->decode(block); !decoded) return decoded.error();
  const Reading& sealed = part_of(block, until).back();  // Not empty: first <= t.
  if (!newest || newest->at < sealed.at) newest = sealed;
  return newest;
}

Result<std::vector<Correction>> Engine::corrections(SeriesId series, TimeRange range) const {
  range = clamp(range);
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

}  // namespace cems::store::rocks
