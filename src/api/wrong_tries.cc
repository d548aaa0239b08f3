// Each try moves the moment at which the address has all of them again.
#include "api/wrong_tries.h"

#include <algorithm>
#include <array>
#include <utility>

#include <arpa/inet.h>

#include "base/keyed_hash.h"
#include "base/limits_serving.h"

namespace cems::api {
namespace {

constexpr std::int64_t kMsNs = 1'000'000;

}  // namespace

WrongTries::Place::Place(std::string at, TimeMs now)
    : address(std::move(at)),
      free_at(now),
      refusals({limits::kRefusalsMin, limits::kRefusalsMin}, now.ms * kMsNs, true) {}

WrongTries::Wait WrongTries::count(std::string_view address, TimeMs now) {
  std::string network = network_of(address);
  const MutexLock lock(mutex_);
  const auto known = by_address_.find(network);
  if (known != by_address_.end()) {
    places_.splice(places_.begin(), places_, known->second);
  } else {
    if (places_.size() >= limits::kWrongTryAddressesMax) {
      by_address_.erase(places_.back().address);
      places_.pop_back();
    }
    places_.emplace_front(network, now);
    by_address_.emplace(std::move(network), places_.begin());
  }
  Place& place = places_.front();
  const TimeMs free_at = std::max(place.free_at, now) + limits::kWrongTryMs;
  const std::int64_t over = free_at - now - limits::kWrongTriesMax * limits::kWrongTryMs;
  if (over > 0) {
    // Not counted: whoever waits as long as it is told is answered.
    return {over, place.refusals.queue(now.ms * kMsNs, limits::kRefusalDelayMs * kMsNs)};
  }
  place.free_at = free_at;
  return {};
}

std::size_t WrongTries::addresses() const {
  const MutexLock lock(mutex_);
  return places_.size();
}

std::string network_of(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1) {
    return std::string(address);
  }
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  const bool is_v4 = std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
  const std::string all(bytes.begin(), bytes.end());
  return is_v4 ? "v4:" + to_hex(all.substr(12)) : "v6:" + to_hex(all.substr(0, 8));
}

}  // namespace cems::api
