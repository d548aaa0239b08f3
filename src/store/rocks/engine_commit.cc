/// Commits of the embedded store: compare, write what is new in one synced batch, then show it.
#include <algorithm>
#include <utility>

#include <rocksdb/write_batch.h>

#include "base/assert.h"
#include "store/rocks/engine.h"
#include "store/rocks/head.h"
#include "store/rocks/keys.h"
#include "store/rocks/records.h"

namespace cems::store::rocks {
namespace {

bool same_instant(const SeriesReading& a, const SeriesReading& b) {
  return a.series == b.series && a.reading.at == b.reading.at;
}

/// By series and time, each instant once: of repeated ones the last given.
std::vector<SeriesReading> sort_batch(std::span<const SeriesReading> batch) {
  std::vector<SeriesReading> out(batch.begin(), batch.end());
  std::stable_sort(out.begin(), out.end(), [](const SeriesReading& a, const SeriesReading& b) {
    return std::pair{a.series, a.reading.at} < std::pair{b.series, b.reading.at};
  });
  std::size_t kept = 0;
  for (const SeriesReading& r : out) {
    if (kept > 0 && same_instant(out[kept - 1], r)) --kept;
    out[kept++] = r;
  }
  out.resize(kept);
  return out;
}

std::optional<Reading> find_reading(std::span<const Reading> sorted, TimeMs at) {
  const auto found = part_of(sorted, {at, at + 1});
  if (found.empty()) return std::nullopt;
  return found.front();
}

}  // namespace

Result<CommitReport> Engine::commit(std::span<const SeriesReading> batch, TimeMs now) {
  const MutexLock lock(commit_mutex_);
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  Plan plan;
  plan.wanted = sort_batch(batch);
  plan.existing.resize(plan.wanted.size());
  look_up_in_head(plan);
  if (const Status looked = look_up_in_blocks(plan); !looked) return looked.error();
  for (std::size_t i = 0; i < plan.wanted.size(); ++i) {
    const SeriesReading& r = plan.wanted[i];
    const auto& old = plan.existing[i];
    if (old && *old == r.reading) continue;
    ++(old ? plan.report.corrected : plan.report.accepted);
    plan.changed.push_back(r);
  }
  plan.report.duplicate = batch.size() - plan.changed.size();
  if (plan.changed.empty()) return plan.report;

  const std::vector<SeriesId> rewritten = rewritten_by(plan);  // Asks what sealing forgets.
  if (head_would_exceed(plan.changed.size())) {
    if (const Status sealed = seal_head(); !sealed) return sealed.error();
  }
  if (const Status written = write_plan(plan, now); !written) return written.error();
  {
    const WriterLock state_lock(state_mutex_);
    add_to_head(plan.changed);
    for (const SeriesReading& r : plan.changed)
      series_.at(r.series).durable = true;
    for (const SeriesId id : rewritten)
      ++series_.at(id).epoch;
    version_ = birth_ + next_seq_;
  }
  if (head_would_exceed(0)) {
    // The batch alone is longer than the head may be. It is durable already: where sealing it
    // fails, the next commit is the one that hears of it.
    static_cast<void>(seal_head().has_value());
  }
  return plan.report;
}

bool Engine::head_would_exceed(std::size_t more) const {
  const ReaderLock lock(state_mutex_);
  return head_size_ > 0 && head_size_ + more > head_readings_max_;
}

void Engine::look_up_in_head(Plan& plan) const {
  const ReaderLock lock(state_mutex_);
  const Series* series = nullptr;
  for (std::size_t i = 0; i < plan.wanted.size(); ++i) {
    const SeriesReading& r = plan.wanted[i];
    CEMS_ASSERT(kTimeMin <= r.reading.at && r.reading.at < kTimeMax);
    if (i == 0 || r.series != plan.wanted[i - 1].series) {
      const auto it = series_.find(r.series);
      CEMS_ASSERT(it != series_.end());
      series = &it->second;
    }
    // New readings are mostly newer than all there is: no search.
    if (series->head.empty() || series->head.back().at < r.reading.at) continue;
    plan.existing[i] = find_reading(series->head, r.reading.at);
  }
}

Status Engine::look_up_in_blocks(Plan& plan) {
  for (std::size_t begin = 0; begin < plan.wanted.size();) {
    std::size_t end = begin + 1;
    while (end < plan.wanted.size() && plan.wanted[end].series == plan.wanted[begin].series)
      ++end;
    if (Status looked = look_up_series(plan, begin, end); !looked) return looked;
    begin = end;
  }
  return Unit{};
}

Status Engine::look_up_series(Plan& plan, std::size_t begin, std::size_t end) {
  const SeriesId series = plan.wanted[begin].series;
  if (const auto it = sealed_last_.find(series);
      it != sealed_last_.end() && it->second < plan.wanted[begin].reading.at) {
    return Unit{};
  }
  BlockCursor cursor(*db_, series);
  const auto newest = sealed_last(series, cursor);
  if (!newest) return newest.error();
  std::vector<Reading> block;  // The one looked at last; the next reading is often in it too.
  for (std::size_t i = begin; i < end; ++i) {
    const TimeMs at = plan.wanted[i].reading.at;
    if (at > *newest) break;
    if (plan.existing[i]) continue;  // The head overrides.
    if (block.empty() || block.back().at < at) {
      if (Status found = cursor.seek_at(at); !found) return found;
      if (!cursor.valid() || cursor.header().last < at) continue;
      block.clear();
      if (Status decoded = cursor.decode(block); !decoded) return decoded;
    }
    plan.existing[i] = find_reading(block, at);
  }
  return Unit{};
}

Result<TimeMs> Engine::sealed_last(SeriesId series, BlockCursor& cursor) {
  if (const auto it = sealed_last_.find(series); it != sealed_last_.end()) return it->second;
  if (const Status found = cursor.seek_at(kTimeMax); !found) return found.error();
  const TimeMs last = cursor.valid() ? cursor.header().last : kTimeMin - 1;
  sealed_last_.emplace(series, last);
  return last;
}

std::vector<SeriesId> Engine::rewritten_by(const Plan& plan) const {
  std::vector<SeriesId> out;
  const ReaderLock lock(state_mutex_);
  for (std::size_t i = 0; i < plan.changed.size(); ++i) {
    const SeriesReading& earliest = plan.changed[i];
    if (i > 0 && plan.changed[i - 1].series == earliest.series) continue;
    const std::vector<Reading>& head = series_.at(earliest.series).head;
    // look_up_series() has asked for the newest sealed instant of every series of the plan.
    const bool before_head = !head.empty() && earliest.reading.at <= head.back().at;
    if (before_head || earliest.reading.at <= sealed_last_.at(earliest.series)) {
      out.push_back(earliest.series);
    }
  }
  return out;
}

Status Engine::write_plan(const Plan& plan, TimeMs now) {
  rocksdb::WriteBatch batch;
  if (const auto filled = fill_batch(plan, now, batch); !filled.ok()) {
    return to_error(filled, "commit");
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto written = db_->Write(options, &batch);
  if (written.ok()) {
    ++next_seq_;
    return Unit{};
  }
  // What a failed sync left on the disk is unknown, and a retry of fsync may say yes to lost pages:
  // nothing is acknowledged any more until the log has been read again.
  broken_ = true;
  return to_error(written, "commit");
}

rocksdb::Status Engine::fill_batch(const Plan& plan, TimeMs now, rocksdb::WriteBatch& batch) const {
  rocksdb::Status status;
  {
    const ReaderLock lock(state_mutex_);
    for (std::size_t i = 0; status.ok() && i < plan.changed.size(); ++i) {
      const SeriesId id = plan.changed[i].series;
      if (i > 0 && plan.changed[i - 1].series == id) continue;
      const Series& series = series_.at(id);
      if (series.durable) continue;
      const std::string key = series_key(series.key);
      status =
          batch.Put(to_slice(key), to_slice(encode_number(key, static_cast<std::uint64_t>(id))));
    }
  }
  if (status.ok()) {
    status = batch.Put(to_slice(log_key(next_seq_)), to_slice(encode_batch(plan.changed)));
  }
  for (std::size_t i = 0; status.ok() && i < plan.wanted.size(); ++i) {
    const SeriesReading& r = plan.wanted[i];
    const auto& old = plan.existing[i];
    if (!old || *old == r.reading) continue;
    status = batch.Put(to_slice(correction_key(r.series, r.reading.at, next_seq_)),
                       to_slice(encode_correction({*old, now})));
  }
  return status;
}

}  // namespace cems::store::rocks
