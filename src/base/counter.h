/// Figures that many threads count and one reads now and then, for what counting may cost a
/// request: a few nanoseconds and no line of cache that two threads write.
///
/// Each thread counts in a block of its own (PerThread); whoever wants to know adds the blocks up.
/// What is read may be some counts behind, and figures of different counters may be of slightly
/// different moments.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace cems {

/// A number that one thread at a time adds to and any thread reads. An addition is a plain load and
/// a plain store: no locked instruction.
class Counter {
 public:
  Counter() = default;
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void add(std::uint64_t n = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// How durations are counted: by powers of two of a second, exact in decimal and in binary, so that
/// the bounds that are shown are those that are meant. From 2^-19 s (1.9 µs) to 2^4 s (16 s).
struct DurationBuckets {
  static constexpr int kFirstLog2 = -19;
  static constexpr std::size_t kBounded = 24;
  static constexpr std::size_t kCount = kBounded + 1;  ///< The last is for all that is longer.

  /// The first bucket whose bound is not below so many nanoseconds.
  [[nodiscard]] static constexpr std::size_t index_of(std::uint64_t nanoseconds) {
    // In units of 2^-19 s, rounded up; what is longer than an hour need not be told apart.
    constexpr std::uint64_t kHour = 3'600'000'000'000;
    const std::uint64_t units =
        ((std::min(nanoseconds, kHour) << 19U) + 999'999'999U) / 1'000'000'000U;
    const auto index = static_cast<std::size_t>(std::bit_width(units == 0 ? 0 : units - 1));
    return std::min(index, kBounded);
  }

  /// Seconds. REQUIRES: index < kBounded.
  [[nodiscard]] static constexpr double bound(std::size_t index) {
    const int log2 = kFirstLog2 + static_cast<int>(index);
    return log2 < 0 ? 1.0 / static_cast<double>(std::uint64_t{1} << static_cast<unsigned>(-log2))
                    : static_cast<double>(std::uint64_t{1} << static_cast<unsigned>(log2));
  }
};

/// Durations that have been added up; a plain value.
struct DurationSums {
  std::array<std::uint64_t, DurationBuckets::kCount> counts{};  ///< Each bucket by itself.
  std::uint64_t nanoseconds = 0;

  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t all = 0;
    for (const std::uint64_t n : counts) {
      all += n;
    }
    return all;
  }
};

/// Durations as Counter counts: one thread at a time adds.
class DurationCounter {
 public:
  void add(std::uint64_t nanoseconds) {
    counts_[DurationBuckets::index_of(nanoseconds)].add();
    nanoseconds_.add(nanoseconds);
  }

  void add_to(DurationSums& sums) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      sums.counts[i] += counts_[i].get();
    }
    sums.nanoseconds += nanoseconds_.get();
  }

 private:
  std::array<Counter, DurationBuckets::kCount> counts_;
  Counter nanoseconds_;
};

/// A T for every thread that asks, made when it first does and kept after the thread is gone, so
/// that sums never fall. Thread-safe; `mine()` costs two comparisons after the first call.
template <class T>
class PerThread {
 public:
  using Make = std::function<std::unique_ptr<T>()>;

  /// `make` makes a block, under a lock.
  explicit PerThread(Make make = [] { return std::make_unique<T>(); })
      : id_(next_id()), make_(std::move(make)) {}

  PerThread(const PerThread&) = delete;
  PerThread& operator=(const PerThread&) = delete;

  /// The caller's own; lives as long as this.
  [[nodiscard]] T& mine() {
    thread_local Last last;
    if (last.block == nullptr || last.id != id_) {
      last = {id_, &find_or_make()};
    }
    return *last.block;
  }

  /// Calls `f(const T&)` for each thread's.
  template <class F>
  void for_each(const F& f) const CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    for (const auto& [thread, block] : blocks_) {
      f(std::as_const(*block));
    }
  }

 private:
  /// What a thread asked last. An id is never given twice, so a new object at an old one's place is
  /// not taken for it.
  struct Last {
    std::uint64_t id = 0;
    T* block = nullptr;
  };

  static std::uint64_t next_id() {
    static std::atomic<std::uint64_t> ids{0};
    return ++ids;
  }

  /// A thread's id is used again only when that thread is over, so a block has one writer.
  T& find_or_make() CEMS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const std::thread::id self = std::this_thread::get_id();
    for (const auto& [thread, block] : blocks_) {
      if (thread == self) {
        return *block;
      }
    }
    blocks_.emplace_back(self, make_());
    return *blocks_.back().second;
  }

  const std::uint64_t id_;
  const Make make_;
  mutable Mutex mutex_;
  std::vector<std::pair<std::thread::id, std::unique_ptr<T>>> blocks_ CEMS_GUARDED_BY(mutex_);
};

}  // namespace cems
