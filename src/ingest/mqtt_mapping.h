/// What the topics and payloads of gateways mean, as data: a default of our own, or a file
/// (docs/mqtt.md).
///
/// Values; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/reading_check.h"
#include "ingest/topic_pattern.h"

namespace cems::ingest {

/// What the members of a payload's objects are called.
struct MemberNames {
  std::string cems;
  std::string point;
  std::string parameter;
  std::string time;
  std::string value;
  std::string quality;
  std::string readings = "readings";  ///< Of a group: its readings, or smaller groups.
  std::string values = "values";      ///< Of a group of one moment: parameter → value.
  std::string message = "messageId";  ///< What the report on the message repeats.
};

struct MqttMapping {
  TopicPattern topic;
  std::optional<TopicPattern> report;  ///< Where reports on messages are published; may be none.
  std::string cems;                    ///< The site where the topic does not name it.
  MemberNames members;
  std::int64_t epoch_unit_ms = 1;  ///< What a time that is a number counts, since 1970 UTC.
};

/// `cems/{cems}/gateway/{gateway}/readings`, reports on `…/ack`, members called as in a wire
/// profile's (or the standard's) CSV.
[[nodiscard]] MqttMapping standard_mapping(const ColumnNames& columns = standard_columns());

/// Reads a mapping file: one mapping or an array of them; what a mapping leaves out is as in
/// standard_mapping(columns). A topic is of the first mapping that fits.
/// Errors: invalid_argument, for a file that is not of this form, a mapping that does not say the
/// site, and a report topic that would be taken for readings.
[[nodiscard]] Result<std::vector<MqttMapping>> parse_mappings(std::string_view text,
                                                              const ColumnNames& columns);

}  // namespace cems::ingest
