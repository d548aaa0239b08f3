// Chooses the protocol of a fresh connection.
#include <string_view>
#include <utility>

#include "http/session.h"

namespace cems::http {

std::unique_ptr<Session> make_session_for(std::string_view protocol, std::string_view prefix,
                                          Handler& handler, const PeerInfo& peer, TimeMs now,
                                          Wake wake) {
  constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const bool h2 =
      protocol.empty() ? prefix.substr(0, kPreface.size()) == kPreface : protocol == "h2";
  return h2 ? make_h2_session(handler, peer, now, std::move(wake))
            : make_h1_session(handler, peer, now, std::move(wake));
}

}  // namespace cems::http
