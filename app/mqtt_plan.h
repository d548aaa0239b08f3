/// From options to what a connection to a broker needs, checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/mqtt_options.h"
#include "base/result.h"
#include "ingest/mqtt_mapping.h"
#include "mqtt/client_session.h"
#include "net/dial.h"

namespace cems::app {

struct MqttPlan {
  std::string place;  ///< The broker's URL, for the log; without secrets.
  net::DialOptions dial;
  mqtt::SessionOptions session;
  std::vector<ingest::MqttMapping> mappings;
};

/// Reads the files that the options name; makes DATA/mqtt-client-id where no client id is given and
/// there is none yet. `columns`: the names of the wire profile.
/// Errors: those of the files; invalid_argument, saying which option is wrong and what to write.
[[nodiscard]] Result<MqttPlan> plan_mqtt(const MqttOptions& options, const std::string& data,
                                         const ingest::ColumnNames& columns);

/// Host and port of `mqtt://HOST[:PORT]` (1883) or `mqtts://HOST[:PORT]` (8883).
struct BrokerUrl {
  std::string host;  ///< Without brackets.
  std::uint16_t port = 0;
  bool tls = false;
};

/// Errors: invalid_argument, with an example; also for a user or password in it, which every user
/// of the machine could read in its list of processes.
[[nodiscard]] Result<BrokerUrl> parse_broker_url(std::string_view text);

}  // namespace cems::app
