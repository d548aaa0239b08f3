/// Properties of MQTT 5.0 (section 2.2.2) in the packets that a server sends.
///
/// Pure functions; views live as long as the packet's bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mqtt/reason.h"

namespace cems::mqtt {

/// The packets that a server may send with properties; values are bits of a table.
enum class Carrier : std::uint8_t {
  connack = 1U << 0U,
  publish = 1U << 1U,
  puback = 1U << 2U,
  suback = 1U << 3U,
  disconnect = 1U << 4U,
};

/// What this client looks at; the others are checked and passed over.
struct Properties {
  std::optional<std::uint32_t> session_expiry_s;
  std::optional<std::uint16_t> server_keep_alive_s;
  std::optional<std::uint16_t> receive_max;  ///< Not 0.
  std::optional<std::uint16_t> topic_alias;
  std::optional<std::uint8_t> qos_max;            ///< 0 or 1.
  std::optional<std::uint32_t> packet_bytes_max;  ///< Not 0.
  std::optional<bool> wildcards;
  std::optional<bool> shared_subscriptions;
  std::optional<std::string_view> assigned_client_id;
  std::optional<std::string_view> reason_text;
};

/// Reads the property length and as many bytes of properties; steps over them.
/// Violations: malformed_packet for lengths and values that are none; protocol_error for a property
/// that this packet may not have, has twice, or whose value the standard forbids.
[[nodiscard]] Parsed<Properties> read_properties(std::string_view& in, Carrier carrier);

}  // namespace cems::mqtt
