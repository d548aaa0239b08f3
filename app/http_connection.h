/// HTTP on accepted sockets: what net::Server needs to serve an http::Handler.
#pragma once

#include "http/message.h"
#include "net/server.h"

namespace cems::app {

/// Makes the HTTP session of each connection. REQUIRES: `handler` outlives the server.
[[nodiscard]] net::Accept accept_http(http::Handler& handler);

}  // namespace cems::app
