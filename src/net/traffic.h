/// What a server's connections come to, as figures.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/counter.h"

namespace cems::net {

/// What a connection speaks, as far as this module can tell.
enum class Spoken : std::uint8_t {
  unknown,  ///< Not known yet, or never: the handshake was not completed.
  h2,
  http1
};

inline constexpr std::size_t kSpoken = 3;

/// All loops together; a plain value. Connections that are open are those accepted and not closed.
struct Traffic {
  std::uint64_t accepted = 0;
  std::uint64_t accept_failures = 0;            ///< Out of descriptors or memory, mostly.
  std::array<std::uint64_t, kSpoken> opened{};  ///< `unknown`: as they are accepted.
  std::array<std::uint64_t, kSpoken> closed{};
  std::uint64_t handshakes = 0;          ///< Of TLS, completed.
  std::uint64_t handshake_failures = 0;  ///< Connections that ended before theirs was complete.
  std::uint64_t bytes_in = 0;            ///< On the sockets, encrypted where TLS is spoken.
  std::uint64_t bytes_out = 0;

  [[nodiscard]] std::uint64_t open(Spoken spoken) const {
    const auto i = static_cast<std::size_t>(spoken);
    return opened[i] - closed[i];
  }
};

/// One loop's share; only its thread counts.
struct TrafficCounters {
  Counter accepted;
  Counter accept_failures;
  std::array<Counter, kSpoken> opened;
  std::array<Counter, kSpoken> closed;
  Counter handshakes;
  Counter handshake_failures;
  Counter bytes_in;
  Counter bytes_out;

  void add_to(Traffic& sums) const {
    sums.accepted += accepted.get();
    sums.accept_failures += accept_failures.get();
    for (std::size_t i = 0; i < kSpoken; ++i) {
      // Closed first: what is closed in between is then counted as open, never less than nothing.
      sums.closed[i] += closed[i].get();
      sums.opened[i] += opened[i].get();
    }
    sums.handshakes += handshakes.get();
    sums.handshake_failures += handshake_failures.get();
    sums.bytes_in += bytes_in.get();
    sums.bytes_out += bytes_out.get();
  }
};

}  // namespace cems::net
