// Packets of a server.
#include <algorithm>
#include <utility>

#include "mqtt/packet.h"
#include "mqtt/topic.h"
#include "mqtt/wire.h"

namespace cems::mqtt {
namespace {

auto malformed(std::string text) {
  return violation(Reason::malformed_packet, std::move(text));
}

/// Properties of 5.0; 3.1.1 has none.
Parsed<Properties> properties_of(Version version, std::string_view& in, Carrier carrier) {
  return version == Version::v5 ? read_properties(in, carrier) : Parsed<Properties>(Properties{});
}

struct PublishFlags {
  bool duplicate;
  std::uint8_t qos;
  bool retained;
};

Parsed<PublishFlags> read_publish_flags(unsigned flags) {
  const PublishFlags out{(flags & 0x08U) != 0, static_cast<std::uint8_t>(flags >> 1U & 0x03U),
                         (flags & 0x01U) != 0};
  if (out.qos == 3) {
    return malformed("PUBLISH with QoS 3");  // MQTT-3.3.1-4
  }
  if (out.qos == 2) {
    return violation(Reason::protocol_error, "PUBLISH with QoS 2, which was not subscribed to");
  }
  if (out.qos == 0 && out.duplicate) {
    return malformed("PUBLISH with QoS 0 and the flag DUP");  // MQTT-3.3.1-2
  }
  return out;
}

}  // namespace

Parsed<std::optional<FixedHeader>> read_fixed_header(std::string_view in) {
  if (in.empty()) {
    return std::optional<FixedHeader>();
  }
  const auto first = static_cast<unsigned char>(in.front());
  FixedHeader out;
  out.type = static_cast<PacketType>(first >> 4U);
  out.flags = first & 0x0FU;
  switch (out.type) {
    case PacketType::publish:
      break;
    case PacketType::connack:
    case PacketType::puback:
    case PacketType::suback:
    case PacketType::pingresp:
    case PacketType::disconnect:
      if (out.flags != 0) {
        return malformed("reserved flags in a fixed header");  // MQTT-2.1.3-1
      }
      break;
    default:
      return violation(Reason::protocol_error, "a packet that a server does not send here, type " +
                                                   std::to_string(first >> 4U));
  }
  std::string_view rest = in.substr(1);
  const std::string_view length = rest.substr(0, 4);
  const auto body_bytes = get_variable(rest);
  if (!body_bytes) {
    // Wherever it ends: what follows the length may be there already.
    const bool ended = std::any_of(length.begin(), length.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (length.size() == 4 || ended) {
      return malformed("a packet length of more bytes than it may have");
    }
    return std::optional<FixedHeader>();
  }
  out.body_bytes = *body_bytes;
  out.header_bytes = in.size() - rest.size();
  return std::optional(out);
}

Parsed<Connack> read_connack(Version version, std::string_view body) {
  const auto flags = get_u8(body);
  const auto reason = get_u8(body);
  if (!flags || !reason || *flags > 1) {
    return malformed("CONNACK");  // MQTT-3.2.2-1
  }
  const auto properties = properties_of(version, body, Carrier::connack);
  if (!properties) {
    return tl::make_unexpected(properties.error());
  }
  if (!body.empty()) {
    return malformed("CONNACK with bytes behind its end");
  }
  if (*flags == 1 && *reason != 0) {
    return violation(Reason::protocol_error, "CONNACK that refuses a session it has");
  }
  return Connack{*flags == 1, *reason, *properties};
}

Parsed<Publish> read_publish(Version version, std::uint8_t flags, std::string_view body) {
  const std::string_view whole = body;
  const auto head = read_publish_head(flags, body);
  if (!head) {
    return tl::make_unexpected(head.error());
  }
  if (!*head) {
    return malformed("PUBLISH that ends before its payload");
  }
  Publish out = **head;
  body = whole.substr(2 + out.topic.size() + (out.qos > 0 ? 2 : 0));
  const auto properties = properties_of(version, body, Carrier::publish);
  if (!properties) {
    return tl::make_unexpected(properties.error());
  }
  if (properties->topic_alias) {
    return violation(Reason::topic_alias_invalid, "PUBLISH with a topic alias, which none may be");
  }
  if (out.topic.empty()) {
    return violation(Reason::protocol_error, "PUBLISH without a topic");
  }
  if (!is_topic_name(out.topic)) {
    return malformed("PUBLISH to what is no topic name");  // MQTT-3.3.2-2
  }
  out.payload = body;
  return out;
}

Parsed<std::optional<Publish>> read_publish_head(std::uint8_t flags, std::string_view begin) {
  const auto read = read_publish_flags(flags);
  if (!read) {
    return tl::make_unexpected(read.error());
  }
  Publish out;
  out.duplicate = read->duplicate;
  out.qos = read->qos;
  out.retained = read->retained;
  const auto topic = get_binary(begin);
  if (!topic) {
    return std::optional<Publish>();
  }
  if (!is_text(*topic)) {
    return malformed("PUBLISH whose topic is not UTF-8");  // MQTT-1.5.4-1
  }
  out.topic = *topic;
  if (out.qos > 0) {
    const auto packet_id = get_big16(begin);
    if (!packet_id) {
      return std::optional<Publish>();
    }
    if (*packet_id == 0) {
      return violation(Reason::protocol_error, "PUBLISH with packet identifier 0");
    }
    out.packet_id = *packet_id;
  }
  return std::optional(out);
}

Parsed<Puback> read_puback(Version version, std::string_view body) {
  const auto packet_id = get_big16(body);
  if (!packet_id) {
    return malformed("PUBACK");
  }
  if (*packet_id == 0) {
    return violation(Reason::protocol_error, "PUBACK with packet identifier 0");
  }
  Puback out{*packet_id, 0};
  if (version == Version::v5 && !body.empty()) {
    out.reason = *get_u8(body);
    // 3.4.2.2.1: without anything behind the reason there is no property length either.
    if (!body.empty()) {
      const auto properties = read_properties(body, Carrier::puback);
      if (!properties) {
        return tl::make_unexpected(properties.error());
      }
    }
  }
  if (!body.empty()) {
    return malformed("PUBACK with bytes behind its end");
  }
  return out;
}

Parsed<Suback> read_suback(Version version, std::string_view body) {
  const auto packet_id = get_big16(body);
  if (!packet_id) {
    return malformed("SUBACK");
  }
  if (*packet_id == 0) {
    return violation(Reason::protocol_error, "SUBACK with packet identifier 0");
  }
  const auto properties = properties_of(version, body, Carrier::suback);
  if (!properties) {
    return tl::make_unexpected(properties.error());
  }
  for (const char c : body) {
    const auto code = static_cast<unsigned char>(c);
    const bool known = code <= 2 || (version == Version::v5 ? code >= 0x80 : code == 0x80);
    if (!known) {
      return malformed("SUBACK with a code that is none");  // MQTT-3.9.3-2
    }
  }
  return Suback{*packet_id, body, properties->reason_text.value_or(std::string_view())};
}

Parsed<Disconnect> read_disconnect(std::string_view body) {
  Disconnect out;
  if (body.empty()) {
    return out;  // 3.14.2.1: normal disconnection.
  }
  out.reason = *get_u8(body);
  if (!body.empty()) {
    const auto properties = read_properties(body, Carrier::disconnect);
    if (!properties) {
      return tl::make_unexpected(properties.error());
    }
    out.reason_text = properties->reason_text.value_or(std::string_view());
  }
  if (!body.empty()) {
    return malformed("DISCONNECT with bytes behind its end");
  }
  return out;
}

}  // namespace cems::mqtt
