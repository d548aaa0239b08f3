/// HTTP/2 and HTTP/1.1 over TLS or, for http:// addresses, in the clear: libcurl.
///
/// A well-kept library beats our own code here: our sessions (src/http) are the server's side, and
/// a client that is not ours tests them the better. Its header stays in the .cc.
///
/// HTTP/2 is preferred over TLS (ALPN) and HTTP/1.1 taken; http:// speaks HTTP/2 with prior
/// knowledge. Connections are kept between calls where libcurl can. Proxies of the environment are
/// used except for loopback addresses.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "client/transport.h"
#include "spec/wire.h"

namespace cems::client {

struct CurlOptions {
  std::string url;        ///< e.g. https://127.0.0.1:8443; a path in it stands before every target.
  std::string token;      ///< Sent as Bearer token; empty sends none.
  bool insecure = false;  ///< Takes any certificate. For trying out only.
  std::string ca_file;    ///< PEM file to trust instead of the system's; empty for the system's.
  /// File of `cems token add --sign-key` (base/secret.h): every call is signed with what is in it.
  std::string sign_key_file{};
  std::string certificate_file{};  ///< PEM chain, shown to a server that asks; empty for none.
  std::string key_file{};          ///< Its private key, PEM.
  std::int64_t connect_timeout_ms = 5'000;
  /// An exchange that does not move for so long is given up. Long answers take as long as they
  /// take.
  std::int64_t stall_timeout_ms = 60'000;
};

/// Errors: invalid_argument for an address that is not http(s)://host[:port][/path], and for a
/// token with characters a header cannot hold, or a signing key that is none; those of
/// read_secret_file; internal when libcurl cannot start.
/// Header fields go by the names of `wire`, which must outlive the transport.
[[nodiscard]] Result<std::unique_ptr<Transport>> open_curl(
    CurlOptions options, const spec::Wire& wire = spec::Wire::standard());

}  // namespace cems::client
