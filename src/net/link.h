/// One accepted socket: TLS, the choice of protocol, and bytes between the socket and its
/// Connection. Lives on its loop's thread.
///
/// A link waits for readiness without a buffer and reads into the loop's, so that an idle
/// connection costs its TLS state and little else. It writes once per turn of the loop, as much as
/// the socket takes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "base/limits.h"
#include "base/time.h"
#include "net/door.h"
#include "net/send_pace.h"
#include "net/server.h"
#include "net/tls.h"
#include "net/traffic.h"

namespace cems::net {

/// What the links of a loop share: scratch memory and how to make Connections.
struct LoopShare {
  unsigned index = 0;
  const TlsContext* tls = nullptr;  ///< Null: cleartext.
  const Accept* accept = nullptr;
  Door* door = nullptr;
  std::int64_t linger_ms = limits::kLingerMs;
  std::string received;  ///< Fixed size; what one read gives.
  std::string plain_in;  ///< Empty between uses, like plain_out.
  std::string plain_out;
  std::string spare_out;  ///< Memory for a link's output, which mostly is there for a moment.
  TrafficCounters traffic;
};

class Link : public std::enable_shared_from_this<Link> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using OnClosed = std::function<void(const std::shared_ptr<Link>&)>;

  /// `closed` is called once, when the socket is gone. REQUIRES: `share` outlives the link;
  /// `address` has entered its door until then.
  Link(Socket socket, std::string address, LoopShare& share, OnClosed closed);

  void start();

  /// Called every few hundred milliseconds: ends what has missed its deadline.
  void tick(TimeMs now);

  /// Finishes gracefully.
  void shut_down(TimeMs now);

  /// Ends the connection by TCP reset.
  void abort();

 private:
  enum class State : std::uint8_t {
    opening,    // TLS handshake, or the first bytes of cleartext.
    open,       // Has a Connection.
    failing,    // TLS has failed; its alert goes out.
    lingering,  // Everything is said; waits for the peer to hang up.
    closed
  };

  void wait_read();
  void wait_write();
  void on_readable();
  // The first bytes of a TLS handshake are there. False: its turn comes later.
  bool begin_handshake();
  void take_turn(TimeMs now);
  void begin_after_wait();
  void end_handshake();
  void take(std::string_view bytes, TimeMs now);
  void take_tls(std::string_view bytes, TimeMs now);
  void take_prefix(std::string_view bytes, TimeMs now);
  void open(const std::string& protocol, std::string_view prefix);
  void note_spoken(Spoken spoken);
  // Write what there is and decide what to wait for: after something came in, and when the socket
  // takes more. The link may be closed afterwards.
  void pump(TimeMs now);
  void write_on(TimeMs now);
  // Takes what the Connection has to say, at most so much, and encrypts it.
  void fill(TimeMs now, std::size_t bytes);
  // The loop's spare memory for what goes out, and back; the latter keeps nothing that is in it.
  void borrow_memory();
  void return_memory();
  // False: the socket is gone.
  bool write_once();
  void settle(TimeMs now);
  void linger(TimeMs now);
  [[nodiscard]] bool is_stalled(TimeMs now);
  // Bytes that the kernel has not got rid of.
  [[nodiscard]] std::size_t held();
  void close();

  [[nodiscard]] std::size_t unsent() const { return out_.size() - out_at_; }

  Socket socket_;
  const std::string address_;
  LoopShare& share_;
  OnClosed on_closed_;
  State state_ = State::opening;
  Spoken spoken_ = Spoken::unknown;
  TimeMs due_;             // In the states without a Connection.
  bool has_turn_ = false;  // Its handshake is one of those that go on.
  std::optional<TlsChannel> tls_;
  std::unique_ptr<Connection> connection_;
  std::string prefix_;  // Cleartext's first bytes, while the protocol is unknown.
  std::string out_;     // For the socket.
  std::size_t out_at_ = 0;
  SendPace pace_;
  bool reading_ = false;
  bool writing_ = false;
  bool peer_done_ = false;  // It sends nothing more.
  bool overdue_ = false;    // Lingers for what is still being taken; nothing more is read.
};

}  // namespace cems::net
