/// Sockets, TLS and event loops: carries bytes between peers and Connections, knows no protocol.
///
/// One loop a core, each with a listening socket of its own (SO_REUSEPORT). TLS runs over memory
/// BIOs with SSL_MODE_RELEASE_BUFFERS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/traffic.h"

namespace cems::net {

/// What a connection's bytes mean; http::Session fits behind it. Used on one loop's thread.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void feed(std::string_view bytes, TimeMs now) = 0;
  /// Appends what is to be sent, at most about `bytes` where it can choose.
  virtual void drain(std::string& out, TimeMs now, std::size_t bytes) = 0;
  [[nodiscard]] virtual bool finished() const = 0;

  /// Finished because something broke: end by TCP reset, without a TLS close_notify, so that the
  /// peer cannot take what it has for the whole.
  [[nodiscard]] virtual bool broken() const { return false; }

  /// False: read nothing until a later drain() has made room.
  [[nodiscard]] virtual bool wants_input() const { return true; }

  virtual void shut_down(TimeMs now) = 0;
  [[nodiscard]] virtual TimeMs deadline() const = 0;
  virtual void expire(TimeMs now) = 0;
};

/// How a peer has come in.
struct Peer {
  std::string address;   ///< Without the port.
  std::string protocol;  ///< ALPN's choice: "h2", "http/1.1"; empty in cleartext: see `prefix`.
  /// Cleartext only: the first bytes, enough to tell HTTP/2's preface from HTTP/1.1. They are fed
  /// to the Connection again.
  std::string_view prefix;
  /// Makes the loop call the Connection's drain() soon. May be called from any thread as long as
  /// the server lives, also when the connection is gone; does not block.
  std::function<void()> wake;
  /// Names of the client certificate that was verified (net/certificate.h); null without one.
  std::shared_ptr<const std::vector<std::string>> certificate_names{};
};

/// Makes the Connection of a fresh peer; called on the loop's thread, `loop` in [0, loops).
using Accept = std::function<std::unique_ptr<Connection>(const Peer&, unsigned loop)>;

/// Milliseconds for deadlines; monotonic, so that a changed wall clock closes nothing.
[[nodiscard]] TimeMs steady_now();

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal.
  std::uint16_t port = 8443;          ///< 0 picks a free one.
  unsigned loops = 0;                 ///< 0: one a core.
  bool tls = true;
  std::string certificate_file;  ///< PEM chain; with `tls`.
  std::string key_file;          ///< PEM; with `tls`.
  std::string client_ca_file;    ///< PEM: who may vouch for clients; empty: none is asked.
  bool client_certificate_required = false;
};

class Server {
 public:
  /// Binds and listens. Errors: conflict when the address is in use, invalid_argument for an
  /// address or certificate that cannot be used, internal.
  [[nodiscard]] static Result<std::unique_ptr<Server>> open(const ServerOptions& options,
                                                            Accept accept);

  virtual ~Server() = default;

  [[nodiscard]] virtual std::uint16_t port() const = 0;

  /// What has been accepted, carried and closed since the start. Safe from any thread.
  [[nodiscard]] virtual Traffic traffic() const = 0;

  /// Runs the loops until stop(); returns when every connection is gone or limits::kDrainMs have
  /// passed since.
  virtual void run() = 0;

  /// Stops accepting and shuts every connection down gracefully. Safe from any thread and from a
  /// signal handler's thread (not from the handler itself); idempotent.
  virtual void stop() = 0;
};

/// Writes a fresh ECDSA P-256 key and a self-signed certificate for localhost, 127.0.0.1, ::1 and
/// this host's name, valid for ten years; key file mode 0600, both by rename.
/// Errors: those of cems::write_file_atomically; internal when OpenSSL fails.
[[nodiscard]] Status make_self_signed(const std::string& certificate_file,
                                      const std::string& key_file);

}  // namespace cems::net
