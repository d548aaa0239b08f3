// The life of a session: opening, keep-alive, what goes out, the end.
#include "mqtt/client_session.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/assert.h"
#include "mqtt/topic.h"

namespace cems::mqtt {

ClientSession::ClientSession(SessionOptions options, Listener& listener)
    : options_(std::move(options)), listener_(listener) {
  CEMS_ASSERT(!options_.client_id.empty() && !options_.filters.empty() && options_.receive_max > 0);
  CEMS_ASSERT(options_.user || !options_.password);
}

void ClientSession::open(TimeMs now) {
  phase_ = Phase::connecting;
  ending_ = {};
  in_.clear();
  skip_ = 0;
  out_.clear();
  session_present_ = false;
  in_hand_.reset();
  in_hand_count_ = 0;
  unsent_ = 0;
  in_flight_ = 0;
  sent_at_ = now;
  due_ = now + limits::kMqttAnswerMs;
  keep_alive_ms_ = options_.keep_alive_s * kMsPerSecond;
  // What 3.1.1 brokers bear is unknown; 5.0 has these for a broker that says nothing (3.2.2.3).
  peer_receive_max_ = options_.version == Version::v5 ? 65'535 : limits::kMqttReceiveMax;
  peer_packet_bytes_max_ = std::numeric_limits<std::size_t>::max();
  put_connect(out_, {.version = options_.version,
                     .client_id = options_.client_id,
                     .user = options_.user,
                     .password = options_.password,
                     .clean_start = false,
                     .keep_alive_s = options_.keep_alive_s,
                     .session_expiry_s = options_.session_expiry_s,
                     .receive_max = options_.receive_max,
                     .packet_bytes_max = options_.packet_bytes_max});
}

void ClientSession::drain(std::string& out, TimeMs now) {
  if (out_.empty()) {
    return;
  }
  sent_at_ = now;
  out += out_;
  out_.clear();
}

bool ClientSession::finished() const {
  return phase_ == Phase::ended && out_.empty();
}

void ClientSession::shut_down(TimeMs /*now*/) {
  if (phase_ != Phase::closed && phase_ != Phase::ended) {
    end(End::asked, "stopped", Reason::success);
  }
}

TimeMs ClientSession::deadline() const {
  constexpr TimeMs kNever{std::numeric_limits<std::int64_t>::max()};
  if (phase_ == Phase::closed || phase_ == Phase::ended) {
    return kNever;
  }
  if (due_) {
    return *due_;
  }
  return keep_alive_ms_ == 0 ? kNever : sent_at_ + keep_alive_ms_;
}

void ClientSession::expire(TimeMs now) {
  if (now < deadline()) {
    return;
  }
  if (!due_) {
    put_pingreq(out_);
    due_ = now + limits::kMqttAnswerMs;
    return;
  }
  if (deaf_) {
    // The answer may be there, unread. Pings go on: the broker has a deadline of its own.
    put_pingreq(out_);
    due_ = now + std::max(keep_alive_ms_, limits::kMqttAnswerMs);
    return;
  }
  const char* const asked = phase_ == Phase::connecting    ? "CONNECT"
                            : phase_ == Phase::subscribing ? "SUBSCRIBE"
                                                           : "PINGREQ";
  end(End::silence, std::string("the broker did not answer a ") + asked, std::nullopt);
}

void ClientSession::acknowledge(std::uint16_t packet_id) {
  CEMS_ASSERT(in_hand_.test(packet_id));
  in_hand_.reset(packet_id);
  --in_hand_count_;
  if (phase_ != Phase::ended) {
    put_puback(out_, packet_id);
  }
}

bool ClientSession::publish(std::string_view topic, std::string_view payload) {
  CEMS_ASSERT(is_topic_name(topic));
  if (outbox_.size() >= limits::kMqttOutboxMax || outbox_bytes_ >= limits::kMqttOutboxBytesMax) {
    return false;
  }
  Outgoing& outgoing = outbox_.emplace_back(Outgoing{next_id(), {}});
  put_publish(outgoing.packet, options_.version, outgoing.packet_id, topic, payload);
  outbox_bytes_ += outgoing.packet.size();
  if (phase_ == Phase::open) {
    send_outbox();
  }
  return true;
}

void ClientSession::send_outbox() {
  for (; unsent_ < outbox_.size() && in_flight_ < peer_receive_max_; ++unsent_) {
    Outgoing& outgoing = outbox_[unsent_];
    if (outgoing.done) {
      continue;
    }
    if (outgoing.packet.size() > peer_packet_bytes_max_) {  // MQTT-3.2.2-15
      outgoing.done = true;
      listener_.on_publish_refused("the broker takes no packets of " +
                                   std::to_string(outgoing.packet.size()) + " bytes");
      continue;
    }
    if (std::exchange(outgoing.sent_before, true)) {
      mark_duplicate(outgoing.packet);
    }
    out_ += outgoing.packet;
    ++in_flight_;
  }
  for (; unsent_ > 0 && outbox_.front().done; --unsent_) {
    outbox_bytes_ -= outbox_.front().packet.size();
    outbox_.pop_front();
  }
}

// Identifiers are given in turn and come back in turn, and the queue is shorter than their number:
// none is in use twice. The last one is kSubscribeId.
std::uint16_t ClientSession::next_id() {
  static_assert(limits::kMqttOutboxMax < kSubscribeId);
  last_id_ = static_cast<std::uint16_t>(last_id_ % (kSubscribeId - 1) + 1);
  return last_id_;
}

void ClientSession::end(End end, std::string text, std::optional<Reason> say) {
  if (phase_ == Phase::ended) {
    return;
  }
  // Only a client that the broker has let in may say goodbye (3.1.1, 3.14; 5.0, 3.14.4).
  const bool let_in = phase_ == Phase::subscribing || phase_ == Phase::open;
  phase_ = Phase::ended;
  ending_ = {end, std::move(text)};
  due_.reset();
  if (say && let_in) {
    put_disconnect(out_, options_.version, *say);
  } else {
    out_.clear();
  }
}

}  // namespace cems::mqtt
