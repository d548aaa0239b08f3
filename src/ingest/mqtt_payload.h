/// From the payload of a message to readings as text, by a mapping.
///
/// A payload is a JSON value, or one a line (NDJSON). An object with a value is a reading; one with
/// `readings` is a group, whose other members stand for those its readings leave out; one with
/// `values` is a group of one moment. The topic stands for what no object says (docs/mqtt.md). What
/// a reading means is judged elsewhere (reading_check.h).
///
/// Thread-safety: one reader, one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/flat_object.h"
#include "ingest/mqtt_mapping.h"
#include "ingest/reading_check.h"
#include "json/flat.h"

namespace cems::ingest {

/// Takes what a payload says, in its order.
class PayloadSink {
 public:
  virtual ~PayloadSink() = default;

  /// `index` counts the payload's readings from 0. Time and value are views of the payload where
  /// they are spelt so there; the others live until this returns.
  virtual void reading(std::size_t index, const RawReading& raw) = 0;

  /// A reading that cannot be read; without an index it is the payload, or a line of it.
  virtual void refused(std::optional<std::size_t> index, Fault fault) = 0;

  /// The payload's own id, a JSON text or number as it is spelt in JSON. At most once, and before
  /// any reading when it stands before them.
  virtual void message_id(std::string json) = 0;
};

class PayloadReader {
 public:
  /// Hands everything in the payload to the sink. `site` is the one that the topic, or the mapping,
  /// names: a reading that names another is refused.
  void read(std::string_view payload, const MqttMapping& mapping, const TopicLevels& levels,
            std::string_view site, PayloadSink& sink);

 private:
  /// What holds for a reading: its own members over those of its groups.
  struct Fields {
    json::Nodes cems, point, parameter, time, quality;
  };

  /// The members of one object by what they are.
  struct Members {
    Fields fields;
    json::Nodes value, readings, values, message;
  };

  [[nodiscard]] bool read_flat(std::string_view payload);
  [[nodiscard]] bool is_whole(FlatReading& reading) const;
  void read_document(std::string_view text, std::optional<std::size_t> index);
  void take(json::Nodes value, const Fields& outer, bool top);
  [[nodiscard]] bool read_members(json::Nodes object, Members& out);
  void take_values(json::Nodes values, const Fields& fields);
  void take_reading(const Fields& fields, std::string_view parameter, json::Nodes value);
  [[nodiscard]] std::string_view time_text(const json::Node& node);
  [[nodiscard]] std::string_view of_payload(std::string_view text) const;
  void take_message_id(json::Nodes id);
  void refuse(Refusal refusal, Field field, std::string reason);

  json::FlatReader json_;
  std::vector<RawReading> flat_;  // Scratch of read_flat().
  std::string_view document_;     // Of the payload, which json_ reads.
  // Of the call of read() under way.
  const MqttMapping* mapping_ = nullptr;
  TopicLevels levels_;
  std::string_view site_;
  PayloadSink* sink_ = nullptr;
  std::size_t index_ = 0;
  bool has_message_id_ = false;
  // The number of time last read, and its text: readings of a moment come together.
  std::string epoch_;
  std::string epoch_text_;
};

}  // namespace cems::ingest
