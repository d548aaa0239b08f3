// The cache of pieces.
#include "query/closed_cells.h"

#include <utility>

namespace cems::query {
namespace {

/// With the list's node, the map's and the blocks' heads.
constexpr std::size_t kEntryBytes = 256;

std::size_t bytes_of(const ClosedCells::Entry& entry) {
  return kEntryBytes + entry.pieces.capacity() * sizeof(Piece);
}

}  // namespace

std::shared_ptr<const ClosedCells::Entry> ClosedCells::find(const PieceKey& key) {
  Shard& shard = shard_of(key);
  const MutexLock lock(shard.mutex);
  const auto place = shard.places.find(key);
  if (place == shard.places.end()) {
    return nullptr;
  }
  shard.uses.splice(shard.uses.begin(), shard.uses, place->second);
  return place->second->second;
}

void ClosedCells::put(const PieceKey& key, std::shared_ptr<const Entry> entry) {
  const std::size_t bytes = bytes_of(*entry);
  Shard& shard = shard_of(key);
  const MutexLock lock(shard.mutex);
  if (const auto place = shard.places.find(key); place != shard.places.end()) {
    shard.bytes -= bytes_of(*place->second->second);
    shard.uses.erase(place->second);
    shard.places.erase(place);
  }
  if (bytes > bytes_max_) {
    return;
  }
  while (shard.bytes + bytes > bytes_max_) {
    shard.bytes -= bytes_of(*shard.uses.back().second);
    shard.places.erase(shard.uses.back().first);
    shard.uses.pop_back();
  }
  shard.uses.emplace_front(key, std::move(entry));
  shard.places.emplace(key, shard.uses.begin());
  shard.bytes += bytes;
}

std::size_t ClosedCells::bytes() const {
  std::size_t bytes = 0;
  for (const Shard& shard : shards_) {
    const MutexLock lock(shard.mutex);
    bytes += shard.bytes;
  }
  return bytes;
}

}  // namespace cems::query
