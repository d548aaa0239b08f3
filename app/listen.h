/// The address a server listens on, as the command line spells it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cems::app {

struct Listen {
  std::string address;  ///< IPv4 or IPv6 literal, without brackets.
  std::uint16_t port = 0;
};

/// `127.0.0.1:8443`, `[::1]:8443`, `localhost:0`. Port 0 picks a free one.
/// Errors: invalid_argument, with an example.
[[nodiscard]] Result<Listen> parse_listen(std::string_view text);

/// 127.0.0.0/8 and ::1.
[[nodiscard]] bool is_loopback(const Listen& listen);

/// `https://[::1]:8443` and the like.
[[nodiscard]] std::string url_of(const Listen& listen, bool tls);

}  // namespace cems::app
