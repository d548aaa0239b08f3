// The names of the table [mqtt].
#include "app/mqtt_options.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace cems::app {
namespace {

template <class T>
using Named = std::pair<std::string_view, T MqttOptions::*>;

constexpr std::array<Named<std::string>, 9> kTexts{{
    {"url", &MqttOptions::url},
    {"user", &MqttOptions::user},
    {"password-file", &MqttOptions::password_file},
    {"ca", &MqttOptions::ca},
    {"cert", &MqttOptions::certificate},
    {"key", &MqttOptions::key},
    {"client-id", &MqttOptions::client_id},
    {"group", &MqttOptions::group},
    {"mapping", &MqttOptions::mapping},
}};

constexpr std::array<Named<std::int64_t>, 3> kNumbers{{
    {"version", &MqttOptions::version},
    {"receive-maximum", &MqttOptions::receive_max},
    {"keep-alive", &MqttOptions::keep_alive_s},
}};

Error must_be(std::string_view name, std::string_view what) {
  return {Errc::invalid_argument, fmt::format("[mqtt] {} must be {}", name, what)};
}

}  // namespace

Status set_mqtt_option(MqttOptions& options, std::string_view name, const MqttValue& value) {
  for (const auto& [known, place] : kTexts) {
    if (known == name) {
      const auto* const text = std::get_if<std::string>(&value);
      if (text == nullptr) {
        return must_be(name, "a text in quotes");
      }
      options.*place = *text;
      return Unit{};
    }
  }
  for (const auto& [known, place] : kNumbers) {
    if (known == name) {
      const auto* const number = std::get_if<std::int64_t>(&value);
      if (number == nullptr) {
        return must_be(name, "a whole number");
      }
      options.*place = *number;
      return Unit{};
    }
  }
  if (name == "topics") {
    if (const auto* const one = std::get_if<std::string>(&value)) {
      options.topics = {*one};
      return Unit{};
    }
    if (const auto* const many = std::get_if<std::vector<std::string>>(&value)) {
      options.topics = *many;
      return Unit{};
    }
    return must_be(name, "a text or an array of texts");
  }
  return Error{Errc::invalid_argument,
               fmt::format("[mqtt] has no option {}; known are url, user, password-file, ca, cert, "
                           "key, client-id, group, mapping, topics, version, receive-maximum and "
                           "keep-alive",
                           name)};
}

}  // namespace cems::app
