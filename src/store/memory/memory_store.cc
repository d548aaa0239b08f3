/// The reference backend: obvious first, fast not at all.
#include "store/memory/memory_store.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/assert.h"
#include "base/limits.h"
#include "base/mutex.h"
#include "base/random.h"

namespace cems::store {
namespace {

/// Where versions begin to count: a store of the same readings made anew is another one.
std::uint64_t random_birth() {
  std::array<std::byte, 4> noise{};
  fill_random(noise);
  std::uint64_t birth = 0;
  for (const std::byte b : noise) {
    birth = birth << 8U | std::to_integer<std::uint64_t>(b);
  }
  return birth << 32U;
}

struct Series {
  std::map<TimeMs, Reading> readings;
  std::map<TimeMs, std::vector<Correction>> corrections;  // Oldest first.
  std::uint64_t epoch = 0;

  // Half-open. REQUIRES: not range.empty().
  [[nodiscard]] auto of(TimeRange range) const {
    return std::pair{readings.lower_bound(range.begin), readings.lower_bound(range.end)};
  }
};

class MemoryScan final : public Scan {
 public:
  explicit MemoryScan(std::vector<Reading> readings) : readings_(std::move(readings)) {}

  Result<std::span<const Reading>> next() override {
    const std::size_t n = std::min(readings_.size() - at_, limits::kBlockReadingsMax);
    const auto part = std::span<const Reading>(readings_).subspan(at_, n);
    at_ += n;
    return part;
  }

  // Every other part, so that who reads columns is tested with both in one series.
  Result<const block::Columns*> next_columns(std::uint64_t at_most) override {
    constexpr std::size_t kPart = 7;
    const auto rest = std::span<const Reading>(readings_).subspan(at_);
    columns_turn_ = !columns_turn_;
    const bool ascending = rest.size() < kPart || rest[0].at < rest[kPart - 1].at;
    if (!columns_turn_ || !ascending || rest.size() < kPart || at_most < kPart ||
        columns_.assign(rest.first(kPart)) != block::Shape::columns) {
      return nullptr;
    }
    at_ += kPart;
    return &columns_;
  }

  Status skip(std::uint64_t n) override {
    at_ += std::min<std::uint64_t>(n, readings_.size() - at_);
    return Unit{};
  }

 private:
  std::vector<Reading> readings_;
  std::size_t at_ = 0;
  block::Columns columns_;
  bool columns_turn_ = false;
};

class MemoryStore final : public Store {
 public:
  Result<SeriesId> intern(const SeriesKey& key) override {
    const WriterLock lock(mutex_);
    const auto [it, added] = ids_.try_emplace(key, SeriesId{series_.size() + 1});
    if (added) series_.emplace_back();
    return it->second;
  }

  std::optional<SeriesId> find(const SeriesKey& key) const override {
    const ReaderLock lock(mutex_);
    const auto it = ids_.find(key);
    if (it == ids_.end()) return std::nullopt;
    return it->second;
  }

  Result<CommitReport> commit(std::span<const SeriesReading> batch, TimeMs now) override {
    const WriterLock lock(mutex_);
    std::map<std::pair<SeriesId, TimeMs>, Reading> last;  // Of repeated instants the last counts.
    for (const SeriesReading& r : batch) {
      CEMS_ASSERT(known(r.series) && kTimeMin <= r.reading.at && r.reading.at < kTimeMax);
      last.insert_or_assign({r.series, r.reading.at}, r.reading);
    }
    CommitReport report;
    report.duplicate = batch.size() - last.size();
    std::optional<TimeMs> newest;  // Of the series before this commit.
    SeriesId of{};
    for (const auto& [key, reading] : last) {
      Series& series = at(key.first);
      if (std::exchange(of, key.first) != key.first) newest = newest_of(series);
      if (store_one(series, reading, now, report) && newest && reading.at <= *newest) {
        ++series.epoch;
        newest.reset();  // Once a commit.
      }
    }
    if (report.accepted + report.corrected > 0) ++version_;
    return report;
  }

  Result<std::uint64_t> drop_before(std::span<const SeriesId> series, TimeMs limit) override {
    const WriterLock lock(mutex_);
    std::uint64_t dropped = 0;
    for (const SeriesId id : series) {
      Series& found = at(id);
      const auto end = found.readings.lower_bound(limit);
      const auto n = std::distance(found.readings.begin(), end);
      if (n == 0) continue;
      dropped += static_cast<std::uint64_t>(n);
      found.readings.erase(found.readings.begin(), end);
      found.corrections.erase(found.corrections.begin(), found.corrections.lower_bound(limit));
      ++found.epoch;
    }
    if (dropped > 0) ++version_;
    return dropped;
  }

  Result<std::uint64_t> count(SeriesId series, TimeRange range) const override {
    const ReaderLock lock(mutex_);
    if (range.empty() || !known(series)) return 0;
    const auto [begin, end] = at(series).of(range);
    return static_cast<std::uint64_t>(std::distance(begin, end));
  }

  Result<std::unique_ptr<Scan>> scan(SeriesId series, TimeRange range, Order order) const override {
    const ReaderLock lock(mutex_);
    std::vector<Reading> readings;
    if (!range.empty() && known(series)) {
      const auto [begin, end] = at(series).of(range);
      for (auto it = begin; it != end; ++it)
        readings.push_back(it->second);
    }
    if (order == Order::descending) std::reverse(readings.begin(), readings.end());
    return std::unique_ptr<Scan>(std::make_unique<MemoryScan>(std::move(readings)));
  }

  Result<std::optional<Reading>> last_at(SeriesId series, TimeMs t) const override {
    const ReaderLock lock(mutex_);
    return last_of(series, t);
  }

  Status last_at(std::span<const SeriesId> series, TimeMs t,
                 std::span<std::optional<Reading>> out) const override {
    CEMS_ASSERT(series.size() == out.size());
    const ReaderLock lock(mutex_);
    for (std::size_t i = 0; i < series.size(); ++i)
      out[i] = last_of(series[i], t);
    return Unit{};
  }

  Result<std::vector<Correction>> corrections(SeriesId series, TimeRange range) const override {
    const ReaderLock lock(mutex_);
    std::vector<Correction> out;
    if (!known(series)) return out;
    for (const auto& [time, list] : at(series).corrections) {
      if (range.contains(time)) out.insert(out.end(), list.begin(), list.end());
    }
    return out;
  }

  std::uint64_t version() const override { return version_; }

  std::uint64_t epoch(SeriesId series) const override {
    const ReaderLock lock(mutex_);
    return known(series) ? at(series).epoch : 0;
  }

  std::optional<std::string> summary(const SummaryKey& key) const override {
    const ReaderLock lock(mutex_);
    const auto it = summaries_.find(key);
    if (it == summaries_.end() || it->second.first != at(key.series).epoch) {
      return std::nullopt;
    }
    return it->second.second;
  }

  Status keep_summary(const SummaryKey& key, std::uint64_t epoch, std::string_view bytes) override {
    CEMS_ASSERT(bytes.size() <= limits::kSummaryBytesMax);
    const WriterLock lock(mutex_);
    if (known(key.series)) summaries_.insert_or_assign(key, std::pair{epoch, std::string(bytes)});
    return Unit{};
  }

  bool writable() const override { return true; }

  Status seal() override { return Unit{}; }

 private:
  [[nodiscard]] bool known(SeriesId id) const CEMS_REQUIRES_SHARED(mutex_) {
    return id != SeriesId{0} && static_cast<std::uint64_t>(id) <= series_.size();
  }

  [[nodiscard]] Series& at(SeriesId id) CEMS_REQUIRES(mutex_) {
    return series_[static_cast<std::uint64_t>(id) - 1];
  }

  [[nodiscard]] const Series& at(SeriesId id) const CEMS_REQUIRES_SHARED(mutex_) {
    return series_[static_cast<std::uint64_t>(id) - 1];
  }

  static std::optional<TimeMs> newest_of(const Series& series) {
    if (series.readings.empty()) return std::nullopt;
    return series.readings.rbegin()->first;
  }

  [[nodiscard]] std::optional<Reading> last_of(SeriesId series, TimeMs t) const
      CEMS_REQUIRES_SHARED(mutex_) {
    if (!known(series)) return std::nullopt;
    const auto& readings = at(series).readings;
    const auto after = readings.upper_bound(t);
    if (after == readings.begin()) return std::nullopt;
    return std::prev(after)->second;
  }

  /// Whether that changed anything.
  static bool store_one(Series& series, const Reading& reading, TimeMs now, CommitReport& report) {
    const auto [it, added] = series.readings.try_emplace(reading.at, reading);
    if (added) {
      ++report.accepted;
    } else if (it->second == reading) {
      ++report.duplicate;
      return false;
    } else {
      series.corrections[reading.at].push_back({it->second, now});
      it->second = reading;
      ++report.corrected;
    }
    return true;
  }

  std::atomic<std::uint64_t> version_ = random_birth();  // Changed under the mutex.
  mutable SharedMutex mutex_;
  std::unordered_map<SeriesKey, SeriesId> ids_ CEMS_GUARDED_BY(mutex_);
  std::vector<Series> series_ CEMS_GUARDED_BY(mutex_);  // Id n at n - 1.
  std::map<SummaryKey, std::pair<std::uint64_t, std::string>> summaries_ CEMS_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Store> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace cems::store
