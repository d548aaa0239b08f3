/// What `cems serve` is told about its MQTT broker: by flags, or by the table `[mqtt]` of its
/// configuration file (docs/mqtt.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace cems::app {

struct MqttOptions {
  std::string url;  ///< mqtt://HOST[:PORT] or mqtts://…; empty: no MQTT.
  std::string user;
  std::string password_file;  ///< Its first line is the password.
  std::string ca;             ///< PEM; empty: what the system trusts.
  std::string certificate;    ///< PEM, of ours; with key.
  std::string key;
  std::string client_id;  ///< Empty: one made at the first start and kept in the data folder.
  std::string group;      ///< Shared subscription; 5.0 only.
  std::string mapping;    ///< File; empty for the topics and members of our own.
  std::vector<std::string> topics;  ///< Filters; empty: those of the mapping.
  std::int64_t version = 5;         ///< 5 or 3.
  std::int64_t receive_max = 0;     ///< 0: limits::kMqttReceiveMax.
  std::int64_t keep_alive_s = 60;
};

/// A value of the configuration file: a text, an integer, or an array of texts.
using MqttValue = std::variant<std::string, std::int64_t, std::vector<std::string>>;

/// Sets one option by its name in the table: url, user, password-file, ca, cert, key, client-id,
/// group, mapping, topics (one text or several), version, receive-maximum, keep-alive.
/// Errors: invalid_argument for another name or a value of another type.
[[nodiscard]] Status set_mqtt_option(MqttOptions& options, std::string_view name,
                                     const MqttValue& value);

}  // namespace cems::app
