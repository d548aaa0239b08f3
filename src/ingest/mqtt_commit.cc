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
    const std::size_t end = next_run(message);
    const std::vector<Result<store::CommitReport>> done = commit_messages(message, end, reading);
    bool takes = true;
    for (const Result<store::CommitReport>& each : done) {
      takes = takes_readings(each, now);
      if (!takes) {
        break;
      }
      const std::size_t count = messages_[message].readings;
      settle(messages_[message++], each, std::span(waiting_).subspan(reading, count));
      reading += count;
    }
    if (parts_.quarantine != nullptr) {
      parts_.quarantine->flush();
    }
    if (!takes) {
      break;
    }
  }
  messages_.erase(messages_.begin(), messages_.begin() + static_cast<std::ptrdiff_t>(message));
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(reading));
  publish_reports();
}

/// False where the store takes nothing now: then all messages wait. Damage that one of them meets
/// is that one's affair.
bool MqttIntake::takes_readings(const Result<store::CommitReport>& done, TimeMs now) {
  if (!done && done.error().code != Errc::corrupt) {
    if (!retry_at_) {
      spdlog::error("mqtt: the store takes no readings, nothing is acknowledged: {}",
                    done.error().message);
    }
    retry_at_ = now + retry_.next_ms();
    return false;
  }
  if (std::exchange(retry_at_, std::nullopt)) {
    spdlog::info("mqtt: the store takes readings again");
    retry_.reset();
  }
  return true;
}

/// The end of the run of messages from `first` on that are committed together.
std::size_t MqttIntake::next_run(std::size_t first) const {
  std::size_t readings = 0;
  std::size_t end = first;
  do {
    readings += messages_[end].readings;
    ++end;
  } while (end < messages_.size() &&
           readings + messages_[end].readings <= limits::kMqttBatchReadings);
  return end;
}

Status MqttIntake::put_in_batch(const CheckedReading& checked) {
  KnownSeries& series = *checked.series;
  if (!series.id) {
    const Result<SeriesId> id = parts_.store.intern(series.key);
    if (!id) {
      return id.error();
    }
    series.id = *id;
  }
  batch_.push_back({.series = *series.id, .reading = checked.reading});
  return Unit{};
}

/// One result for each message; `reading` is the first one's first reading.
std::vector<Result<store::CommitReport>> MqttIntake::commit_messages(std::size_t first,
                                                                     std::size_t end,
                                                                     std::size_t reading) {
  batch_.clear();
  std::vector<std::size_t> ends;
  for (std::size_t i = first; i < end; ++i) {
    for (const std::size_t until = reading + messages_[i].readings; reading < until; ++reading) {
      if (const Status put = put_in_batch(waiting_[reading]); !put) {
        return {put.error()};
      }
    }
    ends.push_back(batch_.size());
  }
  std::vector<std::span<const store::SeriesReading>> batches;
  std::size_t begin = 0;
  for (const std::size_t each : ends) {
    batches.push_back(std::span<const store::SeriesReading>(batch_).subspan(begin, each - begin));
    begin = each;
  }
  return parts_.store.commit_each(batches, parts_.clock.now());
}

/// Readings that belong into damaged blocks: refused with a report, and kept for people to see.
void MqttIntake::refuse_all(Waiting& message, const Error& why,
                            std::span<const CheckedReading> readings) {
  spdlog::error("mqtt: {} readings of one message are refused: {}", readings.size(), why.message);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    message.report.reject(std::nullopt,
                          {Refusal::not_stored, Field::row,
                           "it belongs to a damaged part of the store; send it again later"});
    if (parts_.quarantine != nullptr) {
      const SeriesKey& key = readings[i].series->key;
      const std::string time = format_time(readings[i].reading.at, *readings[i].series->zone);
      const std::string value = readings[i].reading.value.to_string();
      const std::string quality = std::to_string(static_cast<int>(readings[i].reading.quality));
      parts_.quarantine->add({.cems = key.cems.view(),
                              .point = key.point.view(),
                              .parameter = key.parameter.view(),
                              .time = time,
                              .value = value,
                              .quality = quality},
                             now_);
    }
  }
}

/// A message is durable, or refused: says so to the broker and, later, to the gateway.
void MqttIntake::settle(Waiting& message, const Result<store::CommitReport>& done,
                        std::span<const CheckedReading> readings) {
  if (!done) {
    refuse_all(message, done.error(), readings);
  }
  MqttReport& report = message.report;
  const store::CommitReport counts = done.value_or(store::CommitReport{});
  report.accepted = counts.accepted;
  report.corrected = counts.corrected;
  report.duplicate = counts.duplicate;
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
