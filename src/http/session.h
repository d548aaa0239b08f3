/// What a connection speaks, without I/O: bytes and *now* in, bytes out.
///
/// Two implementations: H2Session over nghttp2 (RFC 9113), H1Session over Beast's parser
/// (RFC 9112). A session is owned by one connection and used on one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/time.h"
#include "http/message.h"

namespace cems::http {

class Session {
 public:
  virtual ~Session() = default;

  /// Takes what the peer sent; requests that are complete are handed to the Handler at once.
  /// Never fails towards the caller: a protocol error makes the session say goodbye by itself
  /// (GOAWAY, 400) and want to close.
  virtual void feed(std::string_view bytes, TimeMs now) = 0;

  /// Appends what is to be sent, at most about `bytes`; call again after it has been written.
  /// Nothing appended means: nothing to send now. Answers are cut to fill `bytes` exactly.
  virtual void drain(std::string& out, TimeMs now, std::size_t bytes) = 0;

  /// As much as may wait for a peer.
  void drain(std::string& out, TimeMs now) { drain(out, now, limits::kWriteBacklogBytes); }

  /// True when everything has been said and the connection should be closed after what drain()
  /// gave has been written.
  [[nodiscard]] virtual bool finished() const = 0;

  /// True when what has been sent must not look whole (an answer broke off, the peer takes
  /// nothing): the owner ends the connection by reset, without a TLS close_notify. Implies
  /// finished().
  [[nodiscard]] virtual bool broken() const { return false; }

  /// False while more input would only pile up (HTTP/1.1 pipelining behind a slow reader); the
  /// owner stops reading and asks again after each drain().
  [[nodiscard]] virtual bool wants_input() const { return true; }

  /// Takes no new requests and finishes those in flight (GOAWAY; Connection: close).
  virtual void shut_down(TimeMs now) = 0;

  /// The moment by which something must have happened (limits::kHeaderMs, kBodyStallMs,
  /// kWriteStallMs, kIdleMs, kConnectionAgeMs); the owner calls `expire` at or after it. Whether
  /// the peer takes what drain() gave is the owner's to watch.
  [[nodiscard]] virtual TimeMs deadline() const = 0;

  /// Ends what has missed its deadline at `now`: the stream, or the connection.
  virtual void expire(TimeMs now) = 0;
};

/// A session for a fresh connection. `peer` (its address without the port) is copied into every
/// Request; `wake` is what an Intake or a BodySource of the session calls.
/// REQUIRES: `handler` outlives the session.
[[nodiscard]] std::unique_ptr<Session> make_h2_session(Handler& handler, const PeerInfo& peer,
                                                       TimeMs now, Wake wake = {});
[[nodiscard]] std::unique_ptr<Session> make_h1_session(Handler& handler, const PeerInfo& peer,
                                                       TimeMs now, Wake wake = {});

/// Chooses by ALPN's `protocol` ("h2", else HTTP/1.1), or where that is empty (cleartext) by the
/// connection's first bytes: RFC 9113 3.4's preface, a line that is no request of HTTP/1.1's (which
/// is told so and closed), or anything else. `prefix` is not fed.
[[nodiscard]] std::unique_ptr<Session> make_session_for(std::string_view protocol,
                                                        std::string_view prefix, Handler& handler,
                                                        const PeerInfo& peer, TimeMs now,
                                                        Wake wake = {});

}  // namespace cems::http
