/// Readings from an MQTT broker into the store, each acknowledged when it is durable.
///
/// What has arrived together is judged and committed together, with one fsync; then its messages
/// are acknowledged to the broker, and a report on each is published for the gateway. What cannot
/// be stored, ever (a payload that is no JSON, an unknown series), is acknowledged too, or it would
/// come for ever, and stands in the report; so does a message that belongs to a damaged part of the
/// store, whose readings are listed in quarantine as well. While the store takes nothing (a full
/// disk) nothing is acknowledged and the commit is tried again; the broker keeps what it has sent
/// and, at the receive maximum, what is to come.
///
/// A session without I/O, like mqtt::ClientSession, whose members these mirror: the owner carries
/// bytes and keeps the time. Commits block the caller, for an fsync mostly.
///
/// Thread-safety: one thread; catalog and store may be in use by others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/time.h"
#include "catalog/snapshot.h"
#include "ingest/backoff.h"
#include "ingest/mqtt_mapping.h"
#include "ingest/mqtt_payload.h"
#include "ingest/mqtt_report.h"
#include "ingest/payload_form.h"
#include "ingest/quarantine.h"
#include "ingest/reading_check.h"
#include "mqtt/client_session.h"
#include "store/store.h"

namespace cems::ingest {

/// Everything an intake works on. All of it outlives the intake.
struct MqttIntakeParts {
  const catalog::Catalog& catalog;
  store::Store& store;
  const Clock& clock;  ///< The future is measured from it, corrections bear it.
  const std::vector<MqttMapping>& mappings;
  CodeOf code_of;
  Quarantine* quarantine = nullptr;  ///< For readings too far ahead; null for none.
};

/// What has come since the intake was made.
struct MqttCounts {
  std::uint64_t messages = 0;  ///< Committed, or refused as a whole.
  std::uint64_t accepted = 0;  ///< Readings, as in the reports.
  std::uint64_t corrected = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t rejected = 0;
  std::uint64_t reports_lost = 0;  ///< Reports that found the outbox full, or the broker refused.
};

class MqttIntake final : private mqtt::Listener, private PayloadSink {
 public:
  MqttIntake(mqtt::SessionOptions options, MqttIntakeParts parts);

  MqttIntake(const MqttIntake&) = delete;
  MqttIntake& operator=(const MqttIntake&) = delete;

  /// A connection stands. What was not committed is forgotten: the broker sends it again.
  void open(TimeMs now);

  void feed(std::string_view bytes, TimeMs now);

  /// Commits what has arrived, then appends what is to be sent.
  void drain(std::string& out, TimeMs now);

  [[nodiscard]] bool finished() const { return session_.finished(); }

  /// False while the store takes nothing and enough waits.
  [[nodiscard]] bool wants_input() const;

  /// Commits what has arrived, if the store lets it, and says goodbye.
  void shut_down(TimeMs now);

  [[nodiscard]] TimeMs deadline() const;
  void expire(TimeMs now);

  [[nodiscard]] const mqtt::Ending& ending() const { return session_.ending(); }

  /// Whether the broker has granted the subscriptions on this connection.
  [[nodiscard]] bool subscribed() const { return subscribed_; }

  [[nodiscard]] const MqttCounts& counts() const { return counts_; }

 private:
  /// A message whose readings stand in waiting_, in the order they came.
  struct Waiting {
    std::uint16_t packet_id = 0;
    const MqttMapping* mapping = nullptr;  ///< Null for a topic of none.
    std::string report_topic;
    MqttReport report;
    std::size_t readings = 0;
  };

  /// How a gateway writes: much the same each time.
  struct Layout {
    std::vector<KnownSeries*> series;  ///< Of the last message, by index.
    PayloadForm form;
    std::uint64_t misses = 0;  ///< Messages of another form since the last that had it.
  };

  void on_subscribed(bool session_present) override;
  void on_message(const mqtt::Message& message) override;
  void on_publish_refused(const std::string& why) override;
  void reading(std::size_t index, const RawReading& raw) override;
  void refused(std::optional<std::size_t> index, Fault fault) override;
  void message_id(std::string json) override;

  void read_payload(const mqtt::Message& message);
  void learn_form(std::string_view payload);
  [[nodiscard]] Checked<CheckedReading> check(std::size_t index, const RawReading& raw);

  void commit(TimeMs now);
  [[nodiscard]] std::size_t next_run(std::size_t first) const;
  [[nodiscard]] Status put_in_batch(const CheckedReading& checked);
  [[nodiscard]] std::vector<Result<store::CommitReport>> commit_messages(std::size_t first,
                                                                         std::size_t end,
                                                                         std::size_t reading);
  [[nodiscard]] bool takes_readings(const Result<store::CommitReport>& done, TimeMs now);
  void refuse_all(Waiting& message, const Error& why, std::span<const CheckedReading> readings);
  void settle(Waiting& message, const Result<store::CommitReport>& done,
              std::span<const CheckedReading> readings);
  void publish_reports();
  void log_rejected(std::string_view topic, const MqttReport& report, TimeMs now);
  void log_summary(TimeMs now);

  MqttIntakeParts parts_;
  mqtt::ClientSession session_;
  std::unique_ptr<ReadingCheck> check_;
  std::shared_ptr<const catalog::Snapshot> sites_;  // What check_ judges by.
  PayloadReader payload_;
  std::unordered_map<std::string, Layout> layouts_;  // By topic.
  std::size_t form_bytes_ = 0;                       // Of all layouts.
  Layout* layout_ = nullptr;                         // Of the message under way.
  std::vector<PayloadForm::Example> examples_;  // Its readings, where its form is to be learnt.
  TimeMs now_;                                  // Of the call under way.
  bool subscribed_ = false;
  bool known_before_ = false;  // The broker has had our session.

  std::vector<Waiting> messages_;
  std::vector<CheckedReading> waiting_;
  std::vector<store::SeriesReading> batch_;               // Scratch of commit_messages.
  std::unordered_map<std::string, std::string> reports_;  // By topic: lines to publish.
  std::optional<TimeMs> retry_at_;
  Backoff retry_;

  MqttCounts counts_;
  MqttCounts logged_;  // As of the last summary.
  TimeMs summary_at_;
  TimeMs rejected_logged_at_;
};

}  // namespace cems::ingest
