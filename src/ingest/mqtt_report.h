/// What became of the readings of one message, and its JSON text for the gateway.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ingest/mqtt_mapping.h"
#include "ingest/reading_check.h"

namespace cems::ingest {

/// The return code (dictionary R2) that goes with a refusal: api's business, given from above.
using CodeOf = std::function<int(Refusal)>;

struct MqttReport {
  struct Rejected {
    std::optional<std::size_t> index;  ///< Of the reading in its payload; none: the payload itself.
    Fault fault;
  };

  std::string message_id;  ///< JSON; empty where the payload has none.
  std::uint64_t accepted = 0;
  std::uint64_t corrected = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t rejected_count = 0;
  std::vector<Rejected> rejected;  ///< The first limits::kMqttRejectedListedMax.

  void reject(std::optional<std::size_t> index, Fault fault);
};

/// Appends one line: `{"messageId":…,"accepted":…,"corrected":…,"duplicate":…,"rejectedCount":…,
/// "rejected":[{"index":…,"field":…,"code":…,"reason":…}]}`, fields by their names in the mapping.
void append_report(std::string& out, const MqttReport& report, const MemberNames& names,
                   const CodeOf& code_of);

}  // namespace cems::ingest
