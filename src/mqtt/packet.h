/// The control packets of MQTT 3.1.1 and 5.0, as far as a client that subscribes with QoS 1 and
/// publishes with QoS 1 needs them: `put_*` write what it sends, `read_*` take what it gets.
///
/// Everything the standards call malformed is refused: reserved flags, lengths, packet identifiers
/// of 0, texts that are not UTF-8, bytes behind the end. Views live as long as the packet's bytes.
/// Pure functions; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mqtt/properties.h"
#include "mqtt/reason.h"

namespace cems::mqtt {

enum class PacketType : std::uint8_t {
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  subscribe = 8,
  suback = 9,
  pingreq = 12,
  pingresp = 13,
  disconnect = 14,
};

// --- Out

struct Connect {
  Version version = Version::v5;
  std::string_view client_id;
  std::optional<std::string_view> user{};
  std::optional<std::string_view> password{};
  bool clean_start = false;
  std::uint16_t keep_alive_s = 0;
  std::uint32_t session_expiry_s = 0;  ///< 5.0; 3.1.1 keeps a session that is not clean.
  std::uint16_t receive_max = 0;       ///< 5.0; not 0.
  std::uint32_t packet_bytes_max = 0;  ///< 5.0; not 0.
};

/// REQUIRES: texts that are (wire.h); a password only with a user (3.1.1 wants it so).
void put_connect(std::string& out, const Connect& connect);

/// Asks for QoS 1 of every filter. REQUIRES: packet_id != 0; at least one filter; each valid.
void put_subscribe(std::string& out, Version version, std::uint16_t packet_id,
                   std::span<const std::string> filters);

/// A message with QoS 1. REQUIRES: packet_id != 0; a valid topic name; a payload that leaves the
/// packet at most kVariableMax long.
void put_publish(std::string& out, Version version, std::uint16_t packet_id, std::string_view topic,
                 std::string_view payload);

/// Marks a packet that put_publish() made as one that is sent again.
void mark_duplicate(std::string& publish);

/// The message is taken over (reason 0 in 5.0). REQUIRES: packet_id != 0.
void put_puback(std::string& out, std::uint16_t packet_id);

void put_pingreq(std::string& out);

/// 3.1.1 has no reason to give.
void put_disconnect(std::string& out, Version version, Reason reason);

// --- In

/// The two parts that every packet begins with (2.1).
struct FixedHeader {
  PacketType type = PacketType::connack;
  std::uint8_t flags = 0;
  std::size_t header_bytes = 0;  ///< 2 to 5.
  std::size_t body_bytes = 0;    ///< What follows them.
};

/// The fixed header at the front of `in`; nothing where it is not complete yet.
/// Violations: malformed_packet for a length of five bytes or flags that are reserved;
/// protocol_error for a packet that no server sends to this client.
[[nodiscard]] Parsed<std::optional<FixedHeader>> read_fixed_header(std::string_view in);

struct Connack {
  bool session_present = false;
  std::uint8_t reason = 0;  ///< A reason code in 5.0, a return code in 3.1.1; 0 is success.
  Properties properties;
};

[[nodiscard]] Parsed<Connack> read_connack(Version version, std::string_view body);

struct Publish {
  bool duplicate = false;
  bool retained = false;
  std::uint8_t qos = 0;
  std::uint16_t packet_id = 0;  ///< 0 with QoS 0.
  std::string_view topic;
  std::string_view payload;
};

/// Violations besides the common ones: topic_alias_invalid, as this client allows none;
/// protocol_error for QoS 2, which it never asks for.
[[nodiscard]] Parsed<Publish> read_publish(Version version, std::uint8_t flags,
                                           std::string_view body);

/// The same of a packet whose rest has not been read: topic and packet identifier, no payload.
/// Nothing where `begin`, the front of the body, does not reach that far. For 3.1.1, which has no
/// way to tell a server how long a packet may be.
[[nodiscard]] Parsed<std::optional<Publish>> read_publish_head(std::uint8_t flags,
                                                               std::string_view begin);

struct Puback {
  std::uint16_t packet_id = 0;
  std::uint8_t reason = 0;  ///< 5.0; 0x80 and more: refused.
};

[[nodiscard]] Parsed<Puback> read_puback(Version version, std::string_view body);

struct Suback {
  std::uint16_t packet_id = 0;
  std::string_view codes;  ///< A byte a filter: the QoS granted, or 0x80 and more.
  std::string_view reason_text;
};

[[nodiscard]] Parsed<Suback> read_suback(Version version, std::string_view body);

struct Disconnect {
  std::uint8_t reason = 0;
  std::string_view reason_text;
};

/// Of a server: 5.0 only.
[[nodiscard]] Parsed<Disconnect> read_disconnect(std::string_view body);

}  // namespace cems::mqtt
