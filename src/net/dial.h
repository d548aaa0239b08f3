/// A connection that we open: name, TCP, TLS, and bytes between the peer and a Connection.
///
/// One connection at a time, on the thread that asks for it. Trying again, and when, is the
/// caller's business: `call` returns when a connection is over, `pause` waits for the next try, and
/// `stop` ends both from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "base/result.h"
#include "net/server.h"
#include "net/tls.h"

namespace cems::net {

struct DialOptions {
  std::string host;  ///< A name, or an IPv4 or IPv6 literal without brackets.
  std::uint16_t port = 0;
  std::unique_ptr<TlsContext> tls;  ///< Of open_client(); null for cleartext.
};

/// Called when the peer is there, TLS and all: what its bytes mean. The Connection must live until
/// call() returns.
using Answered = std::function<Connection&(TimeMs now)>;

class Dialer {
 public:
  /// `linger_ms`: how long after stop() a connection may take to say its last words.
  explicit Dialer(DialOptions options, std::int64_t linger_ms = 2'000);
  ~Dialer();

  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;

  /// Connects and serves until the Connection has finished, or stop(). Tries each address of a name
  /// in turn; all of it within limits::kDialMs.
  /// Errors: unavailable, saying at which step: the name is unknown, nobody answers, TLS fails, the
  /// peer hangs up. Without an error the Connection has finished by itself or was stopped.
  [[nodiscard]] Status call(const Answered& answered);

  /// Waits, or until stop().
  void pause(std::int64_t ms);

  /// Ends what is under way: a Connection is shut down gracefully, and what is called afterwards
  /// returns at once. Safe from any thread, any number of times.
  void stop();

  [[nodiscard]] bool stopped() const { return stopped_.load(); }

 private:
  class Call;

  DialOptions options_;
  const std::int64_t linger_ms_;
  boost::asio::io_context io_{1};
  std::atomic<bool> stopped_ = false;
  std::function<void()> on_stop_;  // Of what is under way; on the io_context.
};

}  // namespace cems::net
