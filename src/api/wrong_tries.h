/// Wrong tokens and signatures, counted by the address they come from.
///
/// An address has limits::kWrongTriesMax tries and one more each limits::kWrongTryMs; beyond that
/// its wrong tries are answered 42901, and who tries on all the same is told so later and later, as
/// those beyond a quota are (admission.h). Right ones are let in all the while: a token has 256
/// random bits, so what the limit keeps small is work and noise, and who shares an address with a
/// program whose token was revoked is not shut out with it. IPv6 addresses count by their /64.
///
/// Nothing here is asked about a right token. Safe from any thread.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/rate_bucket.h"
#include "base/limits_access.h"
#include "base/mutex.h"
#include "base/time.h"

namespace cems::api {

class WrongTries {
 public:
  struct Wait {
    std::int64_t ms = 0;        ///< After which another is answered; 0: this one is.
    std::int64_t delay_ns = 0;  ///< How much later that is to be told.
  };

  /// Counts one. `now` is steady_ms().
  [[nodiscard]] Wait count(std::string_view address, TimeMs now) CEMS_EXCLUDES(mutex_);

  [[nodiscard]] std::size_t addresses() const CEMS_EXCLUDES(mutex_);

 private:
  struct Place {
    Place(std::string at, TimeMs now);

    const std::string address;
    TimeMs free_at;  ///< When all tries are there again.
    RateBucket refusals;
  };

  mutable Mutex mutex_;
  std::list<Place> places_ CEMS_GUARDED_BY(mutex_);  // The one that tried last stands first.
  std::unordered_map<std::string, std::list<Place>::iterator> by_address_ CEMS_GUARDED_BY(mutex_);
};

/// The address, or the network of an IPv6 one that a single customer usually has.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace cems::api
