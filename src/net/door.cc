// An address is forgotten with its last connection, so the map is as long as the addresses at hand.
#include "net/door.h"

#include <utility>

#include "base/assert.h"

namespace cems::net {

bool Door::enter(const std::string& address) {
  Visitors& visitors = visitors_[address];
  if (visitors.connections >= connections_max_) {
    return false;
  }
  ++visitors.connections;
  return true;
}

void Door::leave(const std::string& address) {
  const auto it = visitors_.find(address);
  CEMS_ASSERT(it != visitors_.end() && it->second.connections > 0);
  if (--it->second.connections == 0) {
    CEMS_ASSERT(it->second.handshakes == 0);
    visitors_.erase(it);
  }
}

bool Door::begin_handshake(const std::string& address, Turn turn) {
  Visitors& visitors = visitors_.at(address);
  if (visitors.handshakes >= handshakes_max_) {
    visitors.waiting.push_back(std::move(turn));
    return false;
  }
  ++visitors.handshakes;
  return true;
}

void Door::end_handshake(const std::string& address) {
  Visitors& visitors = visitors_.at(address);
  CEMS_ASSERT(visitors.handshakes > 0);
  while (!visitors.waiting.empty()) {
    const Turn turn = std::move(visitors.waiting.front());
    visitors.waiting.pop_front();
    if (turn()) {
      return;  // The place has passed on.
    }
  }
  --visitors.handshakes;
}

bool Door::is_crowded(const std::string& address) const {
  const auto it = visitors_.find(address);
  return it != visitors_.end() && !it->second.waiting.empty();
}

}  // namespace cems::net
