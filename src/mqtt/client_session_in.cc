// What the broker says, packet by packet.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/quote.h"
#include "mqtt/client_session.h"
#include "mqtt/topic.h"

namespace cems::mqtt {
namespace {

/// `: text` of a broker that explains itself, empty for one that does not.
std::string explained(std::string_view text) {
  return text.empty() ? std::string() : ": " + quote(text);
}

}  // namespace

void ClientSession::feed(std::string_view bytes, TimeMs now) {
  if (phase_ == Phase::closed || phase_ == Phase::ended) {
    return;
  }
  if (in_.empty()) {
    in_ = take_packets(bytes, now);
    return;
  }
  in_.append(bytes);
  const std::size_t left = take_packets(in_, now).size();
  in_.erase(0, in_.size() - left);
}

/// Gives what is left: the beginning of a packet.
std::string_view ClientSession::take_packets(std::string_view bytes, TimeMs now) {
  while (phase_ != Phase::ended) {
    const std::size_t skipped = std::min(skip_, bytes.size());
    bytes.remove_prefix(skipped);
    skip_ -= skipped;
    const Parsed<bool> taken = take_packet(bytes, now);
    if (!taken) {
      end(End::violation, "the broker broke the protocol: " + taken.error().text,
          taken.error().reason);
    } else if (!*taken) {
      return bytes;
    }
  }
  return {};
}

/// False: there is none whole.
Parsed<bool> ClientSession::take_packet(std::string_view& rest, TimeMs now) {
  const auto header = read_fixed_header(rest);
  if (!header) {
    return tl::make_unexpected(header.error());
  }
  if (!*header) {
    return false;
  }
  const std::size_t whole = (*header)->header_bytes + (*header)->body_bytes;
  if (whole > options_.packet_bytes_max) {
    return skip_large(**header, rest);
  }
  if (rest.size() < whole) {
    return false;
  }
  const std::string_view body = rest.substr((*header)->header_bytes, (*header)->body_bytes);
  rest.remove_prefix(whole);
  if (const auto handled = handle(**header, body, now); !handled) {
    return tl::make_unexpected(handled.error());
  }
  return true;
}

/// A packet longer than allowed. 5.0 has told the broker so; a message of 3.1.1 is passed over
/// without being held, all but its topic and identifier.
Parsed<bool> ClientSession::skip_large(const FixedHeader& header, std::string_view& rest) {
  if (options_.version == Version::v5 || header.type != PacketType::publish ||
      phase_ == Phase::connecting) {
    return violation(Reason::packet_too_large,
                     "a packet of " + std::to_string(header.body_bytes) + " bytes");
  }
  const auto publish = read_publish_head(header.flags, rest.substr(header.header_bytes));
  if (!publish) {
    return tl::make_unexpected(publish.error());
  }
  if (!*publish) {
    return false;
  }
  if (!is_topic_name((*publish)->topic)) {
    return violation(Reason::malformed_packet, "PUBLISH to what is no topic name");
  }
  if (const auto taken = on_publish(**publish, true); !taken) {
    return tl::make_unexpected(taken.error());
  }
  const std::size_t whole = header.header_bytes + header.body_bytes;
  const std::size_t here = std::min(whole, rest.size());
  rest.remove_prefix(here);
  skip_ = whole - here;
  return true;
}

Parsed<Unit> ClientSession::handle(const FixedHeader& header, std::string_view body, TimeMs now) {
  if ((phase_ == Phase::connecting) != (header.type == PacketType::connack)) {
    return violation(Reason::protocol_error, phase_ == Phase::connecting
                                                 ? "its first packet is not CONNACK"
                                                 : "a second CONNACK");
  }
  switch (header.type) {
    case PacketType::connack:
      return on_connack(body, now);
    case PacketType::publish: {
      const auto publish = read_publish(options_.version, header.flags, body);
      if (!publish) {
        return tl::make_unexpected(publish.error());
      }
      return on_publish(*publish, false);
    }
    case PacketType::puback:
      return on_puback(body);
    case PacketType::suback:
      return on_suback(body, now);
    case PacketType::pingresp:
      if (!body.empty()) {
        return violation(Reason::malformed_packet, "PINGRESP with a body");
      }
      if (phase_ == Phase::open) {
        due_.reset();
      }
      return Unit{};
    case PacketType::disconnect:
      return on_disconnect(body);
    case PacketType::connect:
    case PacketType::subscribe:
    case PacketType::pingreq:
      break;
  }
  CEMS_ASSERT(false && "read_fixed_header() lets no other packet through");
  return Unit{};
}

Parsed<Unit> ClientSession::on_connack(std::string_view body, TimeMs now) {
  // A broker of 3.1.1 answers a CONNECT of 5.0 in its own form: return code 1, no properties.
  if (options_.version == Version::v5 && body == std::string_view("\0\1", 2)) {
    end(End::refused, "the broker does not speak MQTT 5.0: set version = 3", std::nullopt);
    return Unit{};
  }
  const auto connack = read_connack(options_.version, body);
  if (!connack) {
    return tl::make_unexpected(connack.error());
  }
  const Properties& properties = connack->properties;
  if (connack->reason != 0) {
    const bool v5 = options_.version == Version::v5;
    end(End::refused,
        "the broker refuses the connection, " +
            (v5 ? describe(connack->reason) : describe_return_code(connack->reason)) +
            explained(properties.reason_text.value_or(std::string_view())),
        std::nullopt);
    return Unit{};
  }
  phase_ = Phase::subscribing;
  if (properties.qos_max.value_or(1) == 0) {
    end(End::refused, "the broker offers QoS 0 only, at which messages are lost", Reason::success);
    return Unit{};
  }
  keep_alive_ms_ = properties.server_keep_alive_s.value_or(options_.keep_alive_s) * kMsPerSecond;
  peer_receive_max_ = properties.receive_max.value_or(peer_receive_max_);
  peer_packet_bytes_max_ = properties.packet_bytes_max.value_or(peer_packet_bytes_max_);
  session_present_ = connack->session_present;
  due_ = now + limits::kMqttAnswerMs;
  put_subscribe(out_, options_.version, kSubscribeId, options_.filters);
  return Unit{};
}

Parsed<Unit> ClientSession::on_suback(std::string_view body, TimeMs /*now*/) {
  const auto suback = read_suback(options_.version, body);
  if (!suback) {
    return tl::make_unexpected(suback.error());
  }
  if (phase_ != Phase::subscribing || suback->packet_id != kSubscribeId ||
      suback->codes.size() != options_.filters.size()) {
    return violation(Reason::protocol_error, "SUBACK of no SUBSCRIBE");
  }
  for (std::size_t i = 0; i < suback->codes.size(); ++i) {
    const auto code = static_cast<std::uint8_t>(suback->codes[i]);
    if (code == 1) {
      continue;
    }
    if (code == 2) {
      return violation(Reason::protocol_error, "SUBACK that grants QoS 2 where 1 was asked for");
    }
    const std::string filter = quote(options_.filters[i]);
    end(End::refused,
        code == 0 ? "the broker grants QoS 0 only to " + filter + ", at which messages are lost"
                  : "the broker refuses the subscription to " + filter + ", " + describe(code) +
                        explained(suback->reason_text),
        Reason::success);
    return Unit{};
  }
  phase_ = Phase::open;
  due_.reset();
  listener_.on_subscribed(session_present_);
  send_outbox();
  return Unit{};
}

Parsed<Unit> ClientSession::on_publish(const Publish& publish, bool too_large) {
  if (publish.qos == 1) {
    if (in_hand_.test(publish.packet_id)) {
      if (publish.duplicate) {
        return Unit{};  // Some brokers repeat by the clock; it will be acknowledged once.
      }
      return violation(Reason::packet_id_in_use, "PUBLISH with a packet identifier in use");
    }
    // mosquitto 2.0 oversteps the maximum by a few when a queue is behind it, and an end for
    // that would come again for ever: a broker is given twice as much as it was told.
    if (options_.version == Version::v5 && in_hand_count_ == 2U * options_.receive_max) {
      return violation(Reason::receive_maximum_exceeded,
                       "twice as many messages as the receive maximum");
    }
    in_hand_.set(publish.packet_id);
    ++in_hand_count_;
  }
  listener_.on_message({.topic = publish.topic,
                        .payload = publish.payload,
                        .packet_id = publish.packet_id,
                        .too_large = too_large});
  return Unit{};
}

Parsed<Unit> ClientSession::on_puback(std::string_view body) {
  const auto puback = read_puback(options_.version, body);
  if (!puback) {
    return tl::make_unexpected(puback.error());
  }
  // Those on this connection stand at the front, and mostly it is the first.
  for (std::size_t i = 0; i < unsent_; ++i) {
    Outgoing& outgoing = outbox_[i];
    if (outgoing.packet_id != puback->packet_id) {
      continue;
    }
    if (!std::exchange(outgoing.done, true)) {
      --in_flight_;
    }
    break;
  }
  if (puback->reason >= 0x80) {
    listener_.on_publish_refused("the broker refuses a message of ours, " +
                                 describe(puback->reason));
  }
  if (phase_ == Phase::open) {
    send_outbox();
  }
  return Unit{};
}

Parsed<Unit> ClientSession::on_disconnect(std::string_view body) {
  if (options_.version == Version::v311) {
    return violation(Reason::protocol_error, "DISCONNECT, which a server of 3.1.1 does not send");
  }
  const auto disconnect = read_disconnect(body);
  if (!disconnect) {
    return tl::make_unexpected(disconnect.error());
  }
  const bool taken = disconnect->reason == static_cast<std::uint8_t>(Reason::session_taken_over);
  end(taken ? End::taken_over : End::dismissed,
      "the broker ended the connection, " + describe(disconnect->reason) +
          explained(disconnect->reason_text),
      std::nullopt);
  return Unit{};
}

}  // namespace cems::mqtt
