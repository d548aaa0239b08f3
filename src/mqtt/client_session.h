/// A client's side of MQTT 3.1.1 and 5.0 without I/O: bytes and *now* in, bytes out.
///
/// It subscribes with QoS 1 in a session that outlives its connections, and acknowledges a message
/// only when it is told to, so that what its owner has not stored comes again (the libraries there
/// are acknowledge before; reliability, finding 4). What it publishes itself goes out with QoS 1
/// and is sent again on the next connection until the broker has it.
///
/// One object lives through many connections: open() begins each. A broker that breaks the standard
/// ends the connection, with the reason in 5.0's DISCONNECT and in ending().
///
/// Thread-safety: used on one thread.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "mqtt/packet.h"
#include "mqtt/reason.h"

namespace cems::mqtt {

struct SessionOptions {
  Version version = Version::v5;
  std::string client_id;  ///< The session's name at the broker; not empty.
  std::optional<std::string> user;
  std::optional<std::string> password;  ///< Only with a user.
  std::vector<std::string> filters;     ///< Valid ones, at least one; `$share/…` only in 5.0.
  /// Messages that the broker may have on their way, unacknowledged, not 0. 5.0 tells the broker;
  /// in 3.1.1 the owner stops reading instead.
  std::uint16_t receive_max = limits::kMqttReceiveMax;
  std::uint16_t keep_alive_s = 60;               ///< Silence before a PINGREQ; 0 for never.
  std::uint32_t session_expiry_s = 0xFFFF'FFFF;  ///< 5.0; this number is "never".
  std::uint32_t packet_bytes_max = limits::kMqttPacketBytesMax;
};

/// A message from the broker. Views live until on_message() returns.
struct Message {
  std::string_view topic;
  std::string_view payload;
  std::uint16_t packet_id = 0;  ///< For acknowledge(); 0 with QoS 0, which wants none.
  /// 3.1.1 only: longer than packet_bytes_max, so its payload was not kept. Without an
  /// acknowledgement it would come again for ever.
  bool too_large = false;
};

/// Is told what comes in; may call the session's acknowledge() and publish() meanwhile.
class Listener {
 public:
  virtual ~Listener() = default;

  /// The broker has granted every subscription. `session_present`: it knows us from before.
  virtual void on_subscribed(bool session_present) = 0;

  virtual void on_message(const Message& message) = 0;

  /// The broker did not take what publish() gave it.
  virtual void on_publish_refused(const std::string& why) = 0;
};

/// How a connection ended.
enum class End : std::uint8_t {
  none,        ///< It has not, or the bytes just stopped coming.
  asked,       ///< shut_down().
  refused,     ///< The broker refused the connection or a subscription.
  violation,   ///< The broker broke the standard.
  silence,     ///< The broker did not answer in time.
  dismissed,   ///< The broker said DISCONNECT (5.0).
  taken_over,  ///< Another client has come with our client id (5.0).
};

struct Ending {
  End end = End::none;
  std::string text;  ///< One sentence without a final point.
};

class ClientSession {
 public:
  /// REQUIRES: `listener` outlives it.
  ClientSession(SessionOptions options, Listener& listener);

  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  /// A connection stands: forgets what was left of the one before and says CONNECT. Messages that
  /// were not acknowledged then come again, and may not be acknowledged by their old identifiers.
  void open(TimeMs now);

  /// Takes what the broker sent. Never fails towards the caller: see finished().
  void feed(std::string_view bytes, TimeMs now);

  /// Appends what is to be sent.
  void drain(std::string& out, TimeMs now);

  /// Everything has been said and drained: the connection is to be closed.
  [[nodiscard]] bool finished() const;

  /// Says DISCONNECT. The broker keeps the session.
  void shut_down(TimeMs now);

  /// When expire() wants to be called.
  [[nodiscard]] TimeMs deadline() const;

  /// Sends a PINGREQ, or gives up on a broker that has not answered.
  void expire(TimeMs now);

  /// While true the owner does not read, and the broker's silence is not held against it.
  void set_deaf(bool deaf) { deaf_ = deaf; }

  /// PUBACK for a message of this connection. REQUIRES: it has come and is not acknowledged yet.
  void acknowledge(std::uint16_t packet_id);

  /// Puts a message of ours in the queue; it is sent when the broker takes more (its receive
  /// maximum), now or on a later connection. False, and nothing is queued, when
  /// limits::kMqttOutboxMax messages or kMqttOutboxBytesMax wait already.
  /// REQUIRES: a valid topic name.
  [[nodiscard]] bool publish(std::string_view topic, std::string_view payload);

  /// Messages that have come on this connection and are not acknowledged.
  [[nodiscard]] std::size_t in_hand() const { return in_hand_count_; }

  [[nodiscard]] const Ending& ending() const { return ending_; }

 private:
  enum class Phase : std::uint8_t { closed, connecting, subscribing, open, ended };

  /// A message of ours until the broker has it. They stay in the order they were given.
  struct Outgoing {
    std::uint16_t packet_id;
    std::string packet;
    bool sent_before = false;  // On this connection or an earlier one.
    bool done = false;
  };

  static constexpr std::uint16_t kSubscribeId = 65'535;  // There is never more than one.

  // client_session_in.cc
  [[nodiscard]] std::string_view take_packets(std::string_view bytes, TimeMs now);
  [[nodiscard]] Parsed<bool> take_packet(std::string_view& rest, TimeMs now);
  [[nodiscard]] Parsed<bool> skip_large(const FixedHeader& header, std::string_view& rest);
  [[nodiscard]] Parsed<Unit> handle(const FixedHeader& header, std::string_view body, TimeMs now);
  [[nodiscard]] Parsed<Unit> on_connack(std::string_view body, TimeMs now);
  [[nodiscard]] Parsed<Unit> on_suback(std::string_view body, TimeMs now);
  [[nodiscard]] Parsed<Unit> on_publish(const Publish& publish, bool too_large);
  [[nodiscard]] Parsed<Unit> on_puback(std::string_view body);
  [[nodiscard]] Parsed<Unit> on_disconnect(std::string_view body);

  void end(End end, std::string text, std::optional<Reason> say);
  void send_outbox();
  [[nodiscard]] std::uint16_t next_id();

  const SessionOptions options_;
  Listener& listener_;
  Phase phase_ = Phase::closed;
  Ending ending_;

  std::string in_;        // A packet that has not come whole.
  std::size_t skip_ = 0;  // Bytes to come of a packet that was too large.
  std::string out_;
  TimeMs sent_at_;             // When something was last drained.
  std::optional<TimeMs> due_;  // By when an answer must have come: CONNACK, SUBACK, PINGRESP.
  bool deaf_ = false;
  bool session_present_ = false;

  std::bitset<65'536> in_hand_;  // By packet identifier.
  std::size_t in_hand_count_ = 0;

  // What the broker has said about itself.
  std::int64_t keep_alive_ms_ = 0;
  std::size_t peer_receive_max_ = 0;
  std::size_t peer_packet_bytes_max_ = 0;

  std::deque<Outgoing> outbox_;
  std::size_t outbox_bytes_ = 0;
  std::size_t unsent_ = 0;     // Index in outbox_ of the first that is not on this connection.
  std::size_t in_flight_ = 0;  // Sent on this connection and not done.
  std::uint16_t last_id_ = 0;
};

}  // namespace cems::mqtt
