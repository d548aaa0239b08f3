// Messages through the commit: runs of them with one fsync, then acknowledgements and reports.
#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "ingest/mqtt_intake.h"

namespace cems::ingest {

void MqttIntake::drain(std::string& out, TimeMs now) {
  now_ = now;
  if (!messages_.empty() && (!retry_at_ || now >= *retry_at_)) {
    commit(now);
  }
  log_summary(now);
  session_.set_deaf(!wants_input());
  session_.drain(out, now);
}

void MqttIntake::commit(TimeMs now) {
  std::size_t message = 0;
  std::size_t reading = 0;
  while (message < messages_.size()) {
    std::size_t count = 0;
    const std::size_t end = next_run(message, count);
    Result<store::CommitReport> done = commit_readings(reading, count);
    if (!done) {
      if (!retry_at_) {
        spdlog::error("mqtt: the store takes no readings, nothing is acknowledged: {}",
                      done.error().message);
      }
      retry_at_ = now + retry_.next_ms();
      break;
    }
    if (std::exchange(retry_at_, std::nullopt)) {
      spdlog::info("mqtt: the store takes readings again");
      retry_.reset();
    }
    if (parts_.quarantine != nullptr) {
      parts_.quarantine->flush();
    }
    if (!messages_[message].fresh) {
      const bool of_one_kind =
          done->accepted == count || done->corrected == count || done->duplicate == count;
      late_run_ = of_one_kind ? std::min<std::size_t>(2 * late_run_, limits::kMqttReceiveMax) : 1;
    }
    for (; message < end; ++message) {
      settle(messages_[message], *done);
    }
    reading += count;
  }
  messages_.erase(messages_.begin(), messages_.begin() + static_cast<std::ptrdiff_t>(message));
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(reading));
  publish_reports();
}

/// The end of the run of messages from `first` on that are committed together, and their readings.
std::size_t MqttIntake::next_run(std::size_t first, std::size_t& readings) const {
  const bool fresh = messages_[first].fresh;
  const std::size_t messages_max = fresh ? messages_.size() : late_run_;
  std::size_t end = first;
  do {
    readings += messages_[end].readings;
    ++end;
  } while (end < messages_.size() && messages_[end].fresh == fresh && end - first < messages_max &&
           readings + messages_[end].readings <= limits::kMqttBatchReadings);
  return end;
}

Result<store::CommitReport> MqttIntake::commit_readings(std::size_t first, std::size_t count) {
  batch_.clear();
  for (std::size_t i = first; i < first + count; ++i) {
    KnownSeries& series = *waiting_[i].series;
    if (!series.id) {
      const Result<SeriesId> id = parts_.store.intern(series.key);
      if (!id) {
        return id.error();
      }
      series.id = *id;
    }
    batch_.push_back({.series = *series.id, .reading = waiting_[i].reading});
  }
  return batch_.empty() ? store::CommitReport{} : parts_.store.commit(batch_, parts_.clock.now());
}

/// A message is durable: says so to the broker and, later, to the gateway. `left` is what its run's
/// commit has counted and no message before it has had.
void MqttIntake::settle(Waiting& message, store::CommitReport& left) {
  MqttReport& report = message.report;
  report.duplicate = std::min<std::uint64_t>(left.duplicate, message.readings);
  report.corrected = std::min<std::uint64_t>(left.corrected, message.readings - report.duplicate);
  report.accepted = message.readings - report.duplicate - report.corrected;
  left.duplicate -= report.duplicate;
  left.corrected -= report.corrected;
  ++counts_.messages;
  counts_.accepted += report.accepted;
  counts_.corrected += report.corrected;
  counts_.duplicate += report.duplicate;
  counts_.rejected += report.rejected_count;
  if (message.packet_id != 0) {
    session_.acknowledge(message.packet_id);
  }
  if (message.report_topic.empty()) {
    return;
  }
  std::string& lines = reports_[message.report_topic];
  append_report(lines, report, message.mapping->members, parts_.code_of);
  if (lines.size() >= limits::kMqttReportBytesMax) {
    publish_reports();
  }
}

void MqttIntake::publish_reports() {
  for (auto& [topic, lines] : reports_) {
    lines.pop_back();  // Lines are between line ends here.
    if (!session_.publish(topic, lines)) {
      ++counts_.reports_lost;
    }
  }
  reports_.clear();
}

}  // namespace cems::ingest
