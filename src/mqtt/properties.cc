// Table 2-4 of MQTT 5.0, as far as servers send it, and its reading.
#include "mqtt/properties.h"

#include <array>
#include <bitset>

#include <fmt/format.h>

#include "mqtt/wire.h"

namespace cems::mqtt {
namespace {

enum class Kind : std::uint8_t { byte, two_bytes, four_bytes, variable, text, binary, text_pair };

enum class Id : std::uint8_t {
  payload_format = 0x01,
  message_expiry = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_id = 0x0B,
  session_expiry = 0x11,
  assigned_client_id = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  response_information = 0x1A,
  server_reference = 0x1C,
  reason_text = 0x1F,
  receive_max = 0x21,
  topic_alias_max = 0x22,
  topic_alias = 0x23,
  qos_max = 0x24,
  retain_available = 0x25,
  user_property = 0x26,
  packet_bytes_max = 0x27,
  wildcards = 0x28,
  subscription_ids = 0x29,
  shared_subscriptions = 0x2A,
};

struct Row {
  Id id;
  Kind kind;
  std::uint8_t carriers;
};

constexpr std::uint8_t in(std::initializer_list<Carrier> carriers) {
  unsigned bits = 0;
  for (const Carrier carrier : carriers) {
    bits |= static_cast<unsigned>(carrier);
  }
  return static_cast<std::uint8_t>(bits);
}

using enum Carrier;

constexpr std::array<Row, 24> kTable{{
    {Id::payload_format, Kind::byte, in({publish})},
    {Id::message_expiry, Kind::four_bytes, in({publish})},
    {Id::content_type, Kind::text, in({publish})},
    {Id::response_topic, Kind::text, in({publish})},
    {Id::correlation_data, Kind::binary, in({publish})},
    {Id::subscription_id, Kind::variable, in({publish})},
    {Id::session_expiry, Kind::four_bytes, in({connack})},
    {Id::assigned_client_id, Kind::text, in({connack})},
    {Id::server_keep_alive, Kind::two_bytes, in({connack})},
    {Id::authentication_method, Kind::text, in({connack})},
    {Id::authentication_data, Kind::binary, in({connack})},
    {Id::response_information, Kind::text, in({connack})},
    {Id::server_reference, Kind::text, in({connack, disconnect})},
    {Id::reason_text, Kind::text, in({connack, puback, suback, disconnect})},
    {Id::receive_max, Kind::two_bytes, in({connack})},
    {Id::topic_alias_max, Kind::two_bytes, in({connack})},
    {Id::topic_alias, Kind::two_bytes, in({publish})},
    {Id::qos_max, Kind::byte, in({connack})},
    {Id::retain_available, Kind::byte, in({connack})},
    {Id::user_property, Kind::text_pair, in({connack, publish, puback, suback, disconnect})},
    {Id::packet_bytes_max, Kind::four_bytes, in({connack})},
    {Id::wildcards, Kind::byte, in({connack})},
    {Id::subscription_ids, Kind::byte, in({connack})},
    {Id::shared_subscriptions, Kind::byte, in({connack})},
}};

const Row* find_row(std::uint32_t id) {
  for (const Row& row : kTable) {
    if (static_cast<std::uint32_t>(row.id) == id) {
      return &row;
    }
  }
  return nullptr;
}

/// One value: a number or a text, by its kind.
struct Value {
  std::uint32_t number = 0;
  std::string_view text;
};

std::optional<Value> number(std::optional<std::uint32_t> read) {
  return read ? std::optional(Value{*read, {}}) : std::nullopt;
}

std::optional<Value> text(std::optional<std::string_view> read) {
  return read ? std::optional(Value{0, *read}) : std::nullopt;
}

std::optional<Value> read_value(std::string_view& rest, Kind kind) {
  switch (kind) {
    case Kind::byte:
      return number(get_u8(rest));
    case Kind::two_bytes:
      return number(get_big16(rest));
    case Kind::four_bytes:
      return number(get_big32(rest));
    case Kind::variable:
      return number(get_variable(rest));
    case Kind::text:
      return text(get_text(rest));
    case Kind::binary:
      return text(get_binary(rest));
    case Kind::text_pair:
      return get_text(rest) ? text(get_text(rest)) : std::nullopt;
  }
  return std::nullopt;
}

/// What section 3 says of single values: switches are 0 or 1, some counts are not 0.
bool is_allowed(Id id, std::uint32_t value) {
  switch (id) {
    case Id::payload_format:
    case Id::qos_max:
    case Id::retain_available:
    case Id::wildcards:
    case Id::subscription_ids:
    case Id::shared_subscriptions:
      return value <= 1;
    case Id::receive_max:
    case Id::packet_bytes_max:
    case Id::subscription_id:
      return value != 0;
    default:
      return true;
  }
}

void keep(Properties& out, Id id, const Value& value) {
  const auto short_number = static_cast<std::uint16_t>(value.number);
  switch (id) {
    case Id::session_expiry:
      out.session_expiry_s = value.number;
      break;
    case Id::server_keep_alive:
      out.server_keep_alive_s = short_number;
      break;
    case Id::receive_max:
      out.receive_max = short_number;
      break;
    case Id::topic_alias:
      out.topic_alias = short_number;
      break;
    case Id::qos_max:
      out.qos_max = static_cast<std::uint8_t>(value.number);
      break;
    case Id::packet_bytes_max:
      out.packet_bytes_max = value.number;
      break;
    case Id::wildcards:
      out.wildcards = value.number != 0;
      break;
    case Id::shared_subscriptions:
      out.shared_subscriptions = value.number != 0;
      break;
    case Id::assigned_client_id:
      out.assigned_client_id = value.text;
      break;
    case Id::reason_text:
      out.reason_text = value.text;
      break;
    default:
      break;  // Checked, and nothing that this client needs.
  }
}

/// MQTT 5.0 lets these come more than once (3.3.2.3.7, 3.3.2.3.8).
bool may_repeat(Id id) {
  return id == Id::user_property || id == Id::subscription_id;
}

}  // namespace

Parsed<Properties> read_properties(std::string_view& in, Carrier carrier) {
  const auto size = get_variable(in);
  const auto bytes = size ? get_bytes(in, *size) : std::nullopt;
  if (!bytes) {
    return violation(Reason::malformed_packet, "properties longer than their packet");
  }
  Properties out;
  std::bitset<256> seen;
  for (std::string_view rest = *bytes; !rest.empty();) {
    const auto id = get_variable(rest);
    const Row* const row = id ? find_row(*id) : nullptr;
    if (row == nullptr) {
      return violation(Reason::malformed_packet, "a property that MQTT 5.0 does not have");
    }
    if ((row->carriers & static_cast<unsigned>(carrier)) == 0) {
      return violation(Reason::protocol_error,
                       fmt::format("property 0x{:02X} in a packet that may not have it", *id));
    }
    if (seen.test(*id) && !may_repeat(row->id)) {
      return violation(Reason::protocol_error, fmt::format("property 0x{:02X} twice", *id));
    }
    seen.set(*id);
    const std::optional<Value> value = read_value(rest, row->kind);
    if (!value) {
      return violation(Reason::malformed_packet,
                       fmt::format("a value of property 0x{:02X} that is none", *id));
    }
    if (!is_allowed(row->id, value->number)) {
      return violation(Reason::protocol_error,
                       fmt::format("property 0x{:02X} may not be {}", *id, value->number));
    }
    keep(out, row->id, *value);
  }
  return out;
}

}  // namespace cems::mqtt
