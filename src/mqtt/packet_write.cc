// Packets of a client. Each length is known before its packet is written: bodies are short, or are
// a payload whose size is given.
#include "base/assert.h"
#include "mqtt/packet.h"
#include "mqtt/wire.h"

namespace cems::mqtt {
namespace {

constexpr std::uint8_t kSessionExpiry = 0x11;
constexpr std::uint8_t kReceiveMax = 0x21;
constexpr std::uint8_t kPacketBytesMax = 0x27;

constexpr unsigned kDuplicateFlag = 0x08;
constexpr unsigned kQos1Flag = 0x02;

void put_header(std::string& out, PacketType type, unsigned flags, std::size_t body_bytes) {
  CEMS_ASSERT(body_bytes <= kVariableMax);
  out.push_back(static_cast<char>(static_cast<unsigned>(type) << 4U | flags));
  put_variable(out, static_cast<std::uint32_t>(body_bytes));
}

std::string connect_properties(const Connect& connect) {
  std::string out;
  put_u8(out, kSessionExpiry);
  put_big32(out, connect.session_expiry_s);
  put_u8(out, kReceiveMax);
  put_big16(out, connect.receive_max);
  put_u8(out, kPacketBytesMax);
  put_big32(out, connect.packet_bytes_max);
  return out;
}

}  // namespace

void put_connect(std::string& out, const Connect& connect) {
  CEMS_ASSERT(connect.user || !connect.password);
  std::string body;
  put_counted(body, "MQTT");
  put_u8(body, static_cast<std::uint8_t>(connect.version));
  const unsigned flags = (connect.clean_start ? 0x02U : 0U) | (connect.password ? 0x40U : 0U) |
                         (connect.user ? 0x80U : 0U);
  put_u8(body, static_cast<std::uint8_t>(flags));
  put_big16(body, connect.keep_alive_s);
  if (connect.version == Version::v5) {
    CEMS_ASSERT(connect.receive_max != 0 && connect.packet_bytes_max != 0);
    const std::string properties = connect_properties(connect);
    put_variable(body, static_cast<std::uint32_t>(properties.size()));
    body += properties;
  }
  put_counted(body, connect.client_id);
  if (connect.user) {
    put_counted(body, *connect.user);
  }
  if (connect.password) {
    put_counted(body, *connect.password);
  }
  put_header(out, PacketType::connect, 0, body.size());
  out += body;
}

void put_subscribe(std::string& out, Version version, std::uint16_t packet_id,
                   std::span<const std::string> filters) {
  CEMS_ASSERT(packet_id != 0 && !filters.empty());
  std::string body;
  put_big16(body, packet_id);
  if (version == Version::v5) {
    put_u8(body, 0);  // No properties.
  }
  for (const std::string& filter : filters) {
    put_counted(body, filter);
    put_u8(body, 1);  // QoS 1; in 5.0 also: retained messages as they come, no "no local".
  }
  put_header(out, PacketType::subscribe, 0x02, body.size());
  out += body;
}

void put_publish(std::string& out, Version version, std::uint16_t packet_id, std::string_view topic,
                 std::string_view payload) {
  CEMS_ASSERT(packet_id != 0);
  const std::size_t properties = version == Version::v5 ? 1 : 0;
  put_header(out, PacketType::publish, kQos1Flag,
             2 + topic.size() + 2 + properties + payload.size());
  put_counted(out, topic);
  put_big16(out, packet_id);
  out.append(properties, '\0');
  out.append(payload);
}

void mark_duplicate(std::string& publish) {
  CEMS_ASSERT(!publish.empty());
  publish[0] = static_cast<char>(static_cast<unsigned char>(publish[0]) | kDuplicateFlag);
}

void put_puback(std::string& out, std::uint16_t packet_id) {
  CEMS_ASSERT(packet_id != 0);
  put_header(out, PacketType::puback, 0, 2);  // 5.0 leaves reason 0 and no properties out.
  put_big16(out, packet_id);
}

void put_pingreq(std::string& out) {
  put_header(out, PacketType::pingreq, 0, 0);
}

void put_disconnect(std::string& out, Version version, Reason reason) {
  const bool says_why = version == Version::v5 && reason != Reason::success;
  put_header(out, PacketType::disconnect, 0, says_why ? 1 : 0);
  if (says_why) {
    put_u8(out, static_cast<std::uint8_t>(reason));
  }
}

}  // namespace cems::mqtt
