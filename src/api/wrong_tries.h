/// Wrong tokens and signatures, counted by the address they come from.
///
/// An address has limits::kWrongTriesMax tries and one more each limits::kWrongTryMs; beyond that
/// its wrong tries are answered 42901. Right ones are let in all the while: a token has 256 random
/// bits, so what the limit keeps small is work and noise, and who shares an address with a program
/// whose token was revoked is not shut out with it. IPv6 addresses count by their /64.
///
/// Nothing here is asked about a right token. Safe from any thread.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/limits_access.h"
#include "base/mutex.h"
#include "base/time.h"

namespace cems::api {

class WrongTries {
 public:
  /// Counts one. Milliseconds after which another is answered; 0: this one is. `now` is a clock
  /// that only runs forwards.
  [[nodiscard]] std::int64_t count(std::string_view address, TimeMs now) CEMS_EXCLUDES(mutex_);

  [[nodiscard]] std::size_t addresses() const CEMS_EXCLUDES(mutex_);

 private:
  struct Place {
    std::string address;
    TimeMs free_at;  ///< When all tries are there again.
  };

  mutable Mutex mutex_;
  std::list<Place> places_ CEMS_GUARDED_BY(mutex_);  // The one that tried last stands first.
  std::unordered_map<std::string, std::list<Place>::iterator> by_address_ CEMS_GUARDED_BY(mutex_);
};

/// The address, or the network of an IPv6 one that a single customer usually has.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace cems::api
