// Chooses the protocol of a fresh connection.
#include <string_view>
#include <utility>

#include "http/session.h"

namespace cems::http {
namespace {

/// Whether the first line of a cleartext connection is meant for HTTP/1.1, well or badly: it has a
/// version, or its second word is a path. Of what is neither the one protocol nor the other, HTTP/2
/// has the better end: it says PROTOCOL_ERROR and closes (RFC 9113 3.4), where HTTP/1.1 would
/// answer what nobody has asked.
bool may_be_http1(std::string_view prefix) {
  const std::size_t end = prefix.find("\r\n");
  const std::string_view line = prefix.substr(0, end);
  return end == std::string_view::npos || line.find(" HTTP/") != std::string_view::npos ||
         line.find(" /") != std::string_view::npos;
}

}  // namespace

std::unique_ptr<Session> make_session_for(std::string_view protocol, std::string_view prefix,
                                          Handler& handler, const PeerInfo& peer, TimeMs now,
                                          Wake wake) {
  constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const bool h2 =
      protocol.empty() ? prefix.starts_with(kPreface) || !may_be_http1(prefix) : protocol == "h2";
  return h2 ? make_h2_session(handler, peer, now, std::move(wake))
            : make_h1_session(handler, peer, now, std::move(wake));
}

}  // namespace cems::http
