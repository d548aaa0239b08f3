// Buckets and sums.
#include "audit/tally.h"

#include <algorithm>
#include <utility>

namespace cems::audit {

bool Tally::pays(Bucket& bucket, std::int64_t burst, std::int64_t per_second, TimeMs now) {
  const std::int64_t each_ms = kMsPerSecond / per_second;
  bucket.used_ms = std::max<std::int64_t>(0, bucket.used_ms - (now - bucket.at));
  bucket.at = now;
  if (bucket.used_ms + each_ms > burst * each_ms) {
    return false;
  }
  bucket.used_ms += each_ms;
  return true;
}

bool Tally::admit(const Entry& entry, Kind kind, TimeMs now) {
  bool own_line = true;
  switch (kind) {
    case Kind::refused:
      own_line = pays(refused_, limits::kAuditRefusalsBurst, limits::kAuditRefusalsPerSecond, now);
      break;
    case Kind::wrote:
      own_line = pays(wrote_, limits::kAuditWritesBurst, limits::kAuditWritesPerSecond, now);
      break;
    case Kind::admin:
      break;
  }
  if (!own_line) {
    count(entry);
  }
  return own_line;
}

void Tally::count(const Entry& entry) {
  const Views alike(entry.actor, entry.token, entry.action, entry.result, entry.source);
  auto sum = sums_.find(alike);
  if (sum == sums_.end()) {
    Key key(alike);
    if (sums_.size() >= limits::kAuditSumsMax) {
      // Methods and results are few, so that this adds a bounded number of keys.
      key = {"*", "", entry.action, entry.result, "*"};
      sum = sums_.find(key);
    }
    if (sum == sums_.end()) {
      Entry first = entry;
      std::tie(first.actor, first.token, first.action, first.result, first.source) = key;
      first.first = entry.count > 1 ? entry.first : entry.time;
      sums_.emplace(std::move(key), std::move(first));
      return;
    }
  }
  Entry& known = sum->second;
  known.count += entry.count;
  known.time = entry.time;
  if (known.object != entry.object) {
    known.object = "*";
  }
}

std::vector<Entry> Tally::take(TimeMs now, bool once) {
  std::vector<Entry> sums;
  if (sums_.empty() || (!once && now - taken_at_ < limits::kAuditSumMs)) {
    return sums;
  }
  for (auto& [key, entry] : sums_) {
    sums.push_back(std::move(entry));
  }
  sums_.clear();
  taken_at_ = now;
  return sums;
}

}  // namespace cems::audit
