/// What was used lately, bounded in bytes. What goes is the oldest that nobody has asked for since
/// it was last passed over ("second chance"): asking then writes to one entry and not to a list.
///
/// Keys are spread over shards, each with its lock, so that loops seldom wait for one another.
/// Thread-safety: every member may be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <unordered_map>
#include <utility>

#include "base/mutex.h"

namespace cems {

/// `View` is what a Key is found by: the key itself, or a view into it for keys that own memory.
/// `Hash` hashes a View. Values are small and copied out: a shared_ptr, mostly.
template <typename Key, typename Value, typename Hash, typename View = Key>
class RecentlyUsed {
 public:
  explicit RecentlyUsed(std::size_t bytes_max) : bytes_max_(bytes_max / kShards) {}

  /// A copy of what is kept under `key`; a value made of nothing where there is none.
  [[nodiscard]] Value find(const View& key) {
    Shard& shard = shard_of(key);
    const MutexLock lock(shard.mutex);
    const auto place = shard.places.find(key);
    if (place == shard.places.end()) {
      return Value{};
    }
    place->second->asked = true;
    return place->second->value;
  }

  /// Keeps a value in the place of the one that was there. `bytes` is what it takes with its key,
  /// about; what takes more than a shard's part of all is not kept.
  void put(Key key, Value value, std::size_t bytes) {
    // Freed after the lock.
    Uses gone;
    Shard& shard = shard_of(View(key));
    const MutexLock lock(shard.mutex);
    if (const auto place = shard.places.find(View(key)); place != shard.places.end()) {
      drop(shard, place->second, gone);
    }
    bytes += kEntryBytes;
    if (bytes > bytes_max_) {
      return;
    }
    while (shard.bytes + bytes > bytes_max_) {
      drop_oldest(shard, gone);
    }
    shard.uses.push_front({std::move(key), std::move(value), bytes, false});
    shard.places.emplace(View(shard.uses.front().key), shard.uses.begin());
    shard.bytes += bytes;
  }

  /// What all entries take.
  [[nodiscard]] std::size_t bytes() const {
    std::size_t sum = 0;
    for (const Shard& shard : shards_) {
      const MutexLock lock(shard.mutex);
      sum += shard.bytes;
    }
    return sum;
  }

 private:
  static constexpr unsigned kShardBits = 4;
  static constexpr std::size_t kShards = 1U << kShardBits;
  static constexpr std::size_t kEntryBytes = 128;  // Nodes of the list and of the table.

  struct Use {
    Key key;
    Value value;
    std::size_t bytes;
    bool asked;  // Since it came to the front.
  };

  using Uses = std::list<Use>;  // The latest first.

  struct Shard {
    mutable Mutex mutex;
    Uses uses CEMS_GUARDED_BY(mutex);
    std::unordered_map<View, typename Uses::iterator, Hash> places CEMS_GUARDED_BY(mutex);
    std::size_t bytes CEMS_GUARDED_BY(mutex) = 0;
  };

  Shard& shard_of(const View& key) {
    // Mixed by the golden ratio: a hash may be a counter, and the table uses its low bits.
    constexpr std::uint64_t kRatio = 0x9e3779b97f4a7c15U;
    return shards_[(Hash{}(key)*kRatio) >> (64 - kShardBits)];
  }

  static void drop_oldest(Shard& shard, Uses& gone) CEMS_REQUIRES(shard.mutex) {
    while (shard.uses.back().asked) {
      shard.uses.back().asked = false;
      shard.uses.splice(shard.uses.begin(), shard.uses, std::prev(shard.uses.end()));
    }
    drop(shard, std::prev(shard.uses.end()), gone);
  }

  static void drop(Shard& shard, typename Uses::iterator use, Uses& gone)
      CEMS_REQUIRES(shard.mutex) {
    shard.bytes -= use->bytes;
    shard.places.erase(View(use->key));
    gone.splice(gone.begin(), shard.uses, use);
  }

  const std::size_t bytes_max_;  // Of a shard.
  std::array<Shard, kShards> shards_;
};

}  // namespace cems
