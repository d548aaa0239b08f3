// Nodes of the table go round: out of it with their stream, and in again.
#include "http/h2_streams.h"

#include <utility>
#include <vector>

#include "base/assert.h"

namespace cems::http {
namespace {

constexpr std::size_t kSparesMax = 128;  // Of a thread; about 1 KiB each.

std::vector<H2Streams::Map::node_type>& spare_streams() {
  thread_local std::vector<H2Streams::Map::node_type> spares;
  return spares;
}

}  // namespace

H2Stream* H2Streams::look_up(std::int32_t id) const {
  const auto place = map_.find(id);
  return place == map_.end() ? nullptr : place->second.get();
}

void H2Streams::add(std::int32_t id, const PeerInfo& peer, TimeMs now) {
  auto& spares = spare_streams();
  if (spares.empty()) {
    CEMS_ASSERT(map_.emplace(id, std::make_unique<H2Stream>(id, peer, now)).second);
    return;
  }
  Map::node_type node = std::move(spares.back());
  spares.pop_back();
  node.key() = id;
  node.mapped()->begin_again(id, peer, now);
  CEMS_ASSERT(map_.insert(std::move(node)).inserted);
}

void H2Streams::remove(std::int32_t id) {
  last_ = nullptr;
  auto& spares = spare_streams();
  Map::node_type node = map_.extract(id);
  if (!node.empty() && spares.size() < kSparesMax) {
    node.mapped()->end();
    spares.push_back(std::move(node));
  }
}

void H2Streams::clear() {
  last_ = nullptr;
  map_.clear();
}

}  // namespace cems::http
