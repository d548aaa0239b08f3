// Messages in: what each says, judged and put with those that wait for the commit.
#include "ingest/mqtt_intake.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"
#include "base/random.h"

namespace cems::ingest {
namespace {

std::uint32_t random_seed() {
  std::array<std::byte, 4> noise{};
  fill_random(noise);
  std::string_view bytes = as_text(noise);
  return get_u32(bytes).value_or(1);
}

}  // namespace

MqttIntake::MqttIntake(mqtt::SessionOptions options, MqttIntakeParts parts)
    : parts_(std::move(parts)),
      session_(std::move(options), *this),
      retry_(limits::kMqttRetryMinMs, limits::kMqttRetryMaxMs, random_seed()) {}

void MqttIntake::open(TimeMs now) {
  now_ = now;
  subscribed_ = false;
  messages_.clear();
  waiting_.clear();
  retry_at_.reset();
  session_.open(now);
}

void MqttIntake::feed(std::string_view bytes, TimeMs now) {
  now_ = now;
  // Readings that wait point into the check, so it is replaced between commits.
  if (std::shared_ptr<const catalog::Snapshot> sites = parts_.catalog.get();
      check_ == nullptr || (sites != sites_ && waiting_.empty())) {
    sites_ = std::move(sites);
    check_ =
        std::make_unique<ReadingCheck>(sites_, parts_.clock.now(), std::nullopt, parts_.quarantine);
    layouts_.clear();
    form_bytes_ = 0;
  }
  check_->set_now(parts_.clock.now());
  session_.feed(bytes, now);
}

bool MqttIntake::wants_input() const {
  return waiting_.size() < limits::kMqttWaitingReadings;
}

TimeMs MqttIntake::deadline() const {
  return retry_at_ ? std::min(*retry_at_, session_.deadline()) : session_.deadline();
}

void MqttIntake::expire(TimeMs now) {
  if (now >= session_.deadline()) {
    session_.expire(now);
  }
  // A commit that is due is tried by the drain() that follows.
}

void MqttIntake::shut_down(TimeMs now) {
  now_ = now;
  if (!retry_at_) {
    commit(now);
  }
  session_.shut_down(now);
}

// --- What the session says

void MqttIntake::on_subscribed(bool session_present) {
  subscribed_ = true;
  if (session_present) {
    spdlog::info("mqtt: subscribed; the broker knows us and sends what came meanwhile");
  } else if (known_before_) {
    spdlog::warn(
        "mqtt: subscribed, but the broker has forgotten us: what came meanwhile is lost unless "
        "gateways repeat it; a broker that keeps sessions has persistence on");
  } else {
    spdlog::info("mqtt: subscribed; a new session");
  }
  known_before_ = true;
}

void MqttIntake::on_publish_refused(const std::string& why) {
  ++counts_.reports_lost;
  spdlog::warn("mqtt: a report for a gateway is lost: {}", why);
}

void MqttIntake::on_message(const mqtt::Message& message) {
  messages_.emplace_back().packet_id = message.packet_id;
  read_payload(message);
  Waiting& read = messages_.back();
  if (read.report.rejected_count > 0) {
    log_rejected(message.topic, read.report, now_);
  }
}

void MqttIntake::read_payload(const mqtt::Message& message) {
  Waiting& out = messages_.back();
  TopicLevels levels;
  for (const MqttMapping& mapping : parts_.mappings) {
    if (const std::optional<TopicLevels> matched = mapping.topic.match(message.topic)) {
      out.mapping = &mapping;
      levels = *matched;
      break;
    }
  }
  if (out.mapping == nullptr) {
    refused(std::nullopt, {Refusal::malformed, Field::row, "the topic is of no mapping"});
    return;
  }
  if (out.mapping->report) {
    out.report_topic = out.mapping->report->topic(levels);
  }
  if (message.too_large) {
    refused(std::nullopt, {Refusal::malformed, Field::row,
                           "longer than " + std::to_string(limits::kMqttPacketBytesMax) +
                               " bytes: send fewer readings a message"});
    return;
  }
  if (layouts_.size() >= limits::kMqttLayoutsMax || form_bytes_ > limits::kMqttFormsBytesMax) {
    layouts_.clear();
    form_bytes_ = 0;
  }
  layout_ = &layouts_[std::string(message.topic)];
  const std::size_t before = waiting_.size();
  if (layout_->form.read(message.payload, *check_, waiting_)) {
    layout_->misses = 0;
    out.readings = waiting_.size() - before;
    return;
  }
  ++layout_->misses;
  examples_.clear();
  const std::string_view site = levels.cems.empty() ? out.mapping->cems : levels.cems;
  payload_.read(message.payload, *out.mapping, levels, site, *this);
  learn_form(message.payload);
}

/// Takes the payload that was just read as the form of its topic. Where one after another is
/// different, less and less often.
void MqttIntake::learn_form(std::string_view payload) {
  const Waiting& read = messages_.back();
  if (!std::has_single_bit(layout_->misses) || read.report.rejected_count > 0 ||
      !read.report.message_id.empty() || examples_.size() != read.readings) {
    return;
  }
  form_bytes_ -= layout_->form.bytes();
  layout_->form.learn(payload, examples_, *check_);
  form_bytes_ += layout_->form.bytes();
}

// --- What a payload says

void MqttIntake::reading(std::size_t index, const RawReading& raw) {
  Checked<CheckedReading> checked = check(index, raw);
  if (!checked) {
    refused(index, std::move(checked.error()));
    return;
  }
  ++messages_.back().readings;
  waiting_.push_back(*checked);
  if (examples_.size() == index && std::has_single_bit(layout_->misses)) {
    examples_.push_back({raw.time, raw.value, *checked});
  }
}

/// As ReadingCheck::check(), with a guess at the series: comparing is cheaper than looking it up.
Checked<CheckedReading> MqttIntake::check(std::size_t index, const RawReading& raw) {
  if (index < layout_->series.size()) {
    KnownSeries* const guess = layout_->series[index];
    if (guess != nullptr && guess->key.point.view() == raw.point &&
        guess->key.parameter.view() == raw.parameter && guess->key.cems.view() == raw.cems) {
      return check_->check(*guess, raw);
    }
  }
  const Checked<KnownSeries*> series = check_->find_series(raw.cems, raw.point, raw.parameter);
  if (!series) {
    return tl::make_unexpected(series.error());
  }
  if (index < limits::kMqttLayoutReadings) {
    layout_->series.resize(std::max(layout_->series.size(), index + 1));
    layout_->series[index] = *series;
  }
  return check_->check(**series, raw);
}

void MqttIntake::refused(std::optional<std::size_t> index, Fault fault) {
  messages_.back().report.reject(index, std::move(fault));
}

void MqttIntake::message_id(std::string json) {
  messages_.back().report.message_id = std::move(json);
}

// --- The log

void MqttIntake::log_rejected(std::string_view topic, const MqttReport& report, TimeMs now) {
  constexpr std::int64_t kEveryMs = 10'000;
  if (rejected_logged_at_.ms != 0 && now < rejected_logged_at_ + kEveryMs) {
    return;  // The summary counts it.
  }
  rejected_logged_at_ = now;
  spdlog::warn("mqtt: {} reading(s) of a message to {} rejected, first: {}", report.rejected_count,
               quote(topic), report.rejected.front().fault.reason);
}

void MqttIntake::log_summary(TimeMs now) {
  if (now < summary_at_) {
    return;
  }
  if (counts_.messages != logged_.messages && summary_at_.ms != 0) {
    spdlog::info(
        "mqtt: {} messages in the last minute: {} readings accepted, {} corrected, {} duplicate, "
        "{} rejected",
        counts_.messages - logged_.messages, counts_.accepted - logged_.accepted,
        counts_.corrected - logged_.corrected, counts_.duplicate - logged_.duplicate,
        counts_.rejected - logged_.rejected);
  }
  logged_ = counts_;
  summary_at_ = now + kMsPerMinute;
}

}  // namespace cems::ingest
