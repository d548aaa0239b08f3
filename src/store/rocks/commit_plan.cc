/// Gathering, ordering and comparing the readings of a commit.
#include "store/rocks/commit_plan.h"

#include <algorithm>
#include <numeric>

#include "base/assert.h"

namespace cems::store::rocks {

void CommitPlan::gather(std::span<CommitRequest* const> requests) {
  readings_.clear();
  owners_.clear();
  parts_.clear();
  found_.clear();
  replaced_.clear();
  reports_.assign(requests.size(), {});
  nows_.clear();
  sizes_.clear();
  for (const CommitRequest* request : requests) {
    nows_.push_back(request->now);
    sizes_.push_back(request->batch.size());
  }
  count_series(requests);
  place(requests);
  bool repeated = false;
  for (PlanPart& part : parts_) {
    const auto readings = readings_of(part);
    for (std::size_t i = 1; i < readings.size(); ++i) {
      if (readings[i - 1].reading.at >= readings[i].reading.at) {
        put_in_order(part);
        repeated = true;
        break;
      }
    }
  }
  if (repeated) drop_repeated();
  is_found_.assign(readings_.size(), false);
}

// A sort by counting: batches name the same few series again and again, and comparing sorts cost
// more than all the rest of a commit.
void CommitPlan::count_series(std::span<CommitRequest* const> requests) {
  for (const CommitRequest* request : requests) {
    for (const SeriesReading& r : request->batch) {
      CEMS_ASSERT(kTimeMin <= r.reading.at && r.reading.at < kTimeMax);
      const auto id = static_cast<std::size_t>(r.series);
      if (slots_.size() <= id) slots_.resize(id + 1);
      if (slots_[id] == 0) {
        parts_.push_back({r.series});
        slots_[id] = static_cast<std::uint32_t>(parts_.size());
      }
      ++parts_[slots_[id] - 1].end;
    }
  }
  std::sort(parts_.begin(), parts_.end(),
            [](const PlanPart& a, const PlanPart& b) { return a.series < b.series; });
  std::size_t begin = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::size_t count = parts_[i].end;
    parts_[i].begin = begin;
    parts_[i].end = begin;  // Grows again while the readings are placed.
    begin += count;
    slots_[static_cast<std::size_t>(parts_[i].series)] = static_cast<std::uint32_t>(i + 1);
  }
  readings_.resize(begin);
  owners_.resize(begin);
}

void CommitPlan::place(std::span<CommitRequest* const> requests) {
  for (std::size_t owner = 0; owner < requests.size(); ++owner) {
    for (const SeriesReading& r : requests[owner]->batch) {
      PlanPart& part = parts_[slots_[static_cast<std::size_t>(r.series)] - 1];
      owners_[part.end] = static_cast<std::uint32_t>(owner);
      readings_[part.end++] = r;
    }
  }
  for (const PlanPart& part : parts_)
    slots_[static_cast<std::size_t>(part.series)] = 0;
}

void CommitPlan::put_in_order(PlanPart& part) {
  std::vector<std::size_t> order(part.end - part.begin);
  std::iota(order.begin(), order.end(), part.begin);
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return readings_[a].reading.at < readings_[b].reading.at;
  });
  std::vector<SeriesReading> readings;
  std::vector<std::uint32_t> owners;
  for (const std::size_t from : order) {
    if (!readings.empty() && readings.back() == readings_[from]) continue;  // Said again.
    // Of repeated instants the last one given counts.
    if (!readings.empty() && readings.back().reading.at == readings_[from].reading.at) {
      readings.pop_back();
      owners.pop_back();
    }
    readings.push_back(readings_[from]);
    owners.push_back(owners_[from]);
  }
  const auto at = static_cast<std::ptrdiff_t>(part.begin);
  std::copy(readings.begin(), readings.end(), readings_.begin() + at);
  std::copy(owners.begin(), owners.end(), owners_.begin() + at);
  part.end = part.begin + readings.size();
}

/// Closes the holes that put_in_order() left behind parts.
void CommitPlan::drop_repeated() {
  std::size_t kept = 0;
  for (PlanPart& part : parts_) {
    const std::size_t begin = kept;
    for (std::size_t i = part.begin; i < part.end; ++i, ++kept) {
      readings_[kept] = readings_[i];
      owners_[kept] = owners_[i];
    }
    part.begin = begin;
    part.end = kept;
  }
  readings_.resize(kept);
  owners_.resize(kept);
}

void CommitPlan::found(std::size_t index, const Reading& stored) {
  found_.push_back({index, stored});
  is_found_[index] = true;
}

void CommitPlan::settle() {
  std::sort(found_.begin(), found_.end(),
            [](const Found& a, const Found& b) { return a.index < b.index; });
  auto found = found_.begin();
  std::size_t kept = 0;
  for (PlanPart& part : parts_) {
    const std::size_t begin = kept;
    for (std::size_t i = part.begin; i < part.end; ++i) {
      CommitReport& report = reports_[owners_[i]];
      if (found != found_.end() && found->index == i) {
        const Reading stored = (found++)->stored;
        if (stored == readings_[i].reading) continue;
        ++report.corrected;
        replaced_.push_back({part.series, {stored, nows_[owners_[i]]}});
      } else {
        ++report.accepted;
      }
      readings_[kept++] = readings_[i];
    }
    part.begin = begin;
    part.end = kept;
  }
  readings_.resize(kept);
  for (std::size_t i = 0; i < reports_.size(); ++i)
    reports_[i].duplicate = sizes_[i] - reports_[i].accepted - reports_[i].corrected;
}

}  // namespace cems::store::rocks
