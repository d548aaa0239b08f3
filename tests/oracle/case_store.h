/// The store of the case at hand behind one that stays, so that one Service answers all cases:
/// building one takes longer than most cases do.
///
/// Owned by one thread.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "store/store.h"

namespace cems {

class CaseStore final : public store::Store {
 public:
  /// Forgets the store before it. Versions and epochs go on rising: nobody takes the readings of
  /// one case for those of another.
  void set(std::unique_ptr<store::Store> store) {
    store_ = std::move(store);
    base_ += kCaseSpan;
  }

  Result<SeriesId> intern(const SeriesKey& key) override { return store_->intern(key); }

  std::optional<SeriesId> find(const SeriesKey& key) const override { return store_->find(key); }

  Result<store::CommitReport> commit(std::span<const store::SeriesReading> batch,
                                     TimeMs now) override {
    return store_->commit(batch, now);
  }

  Result<std::uint64_t> drop_before(std::span<const SeriesId> series, TimeMs limit) override {
    return store_->drop_before(series, limit);
  }

  Result<std::uint64_t> count(SeriesId series, TimeRange range) const override {
    return store_->count(series, range);
  }

  Result<std::unique_ptr<store::Scan>> scan(SeriesId series, TimeRange range,
                                            store::Order order) const override {
    return store_->scan(series, range, order);
  }

  Result<std::optional<Reading>> last_at(SeriesId series, TimeMs t) const override {
    return store_->last_at(series, t);
  }

  Status last_at(std::span<const SeriesId> series, TimeMs t,
                 std::span<std::optional<Reading>> out) const override {
    return store_->last_at(series, t, out);
  }

  Result<std::vector<store::Correction>> corrections(SeriesId series,
                                                     TimeRange range) const override {
    return store_->corrections(series, range);
  }

  std::uint64_t version() const override { return base_ + store_->version(); }

  std::uint64_t epoch(SeriesId series) const override { return base_ + store_->epoch(series); }

  std::optional<std::string> summary(const store::SummaryKey& key) const override {
    return store_->summary(key);
  }

  Status keep_summary(const store::SummaryKey& key, std::uint64_t epoch,
                      std::string_view bytes) override {
    return store_->keep_summary(key, epoch - base_, bytes);
  }

  bool writable() const override { return store_->writable(); }

  Status seal() override { return store_->seal(); }

 private:
  static constexpr std::uint64_t kCaseSpan = std::uint64_t{1} << 32;

  std::unique_ptr<store::Store> store_;
  std::uint64_t base_ = 0;
};

}  // namespace cems
