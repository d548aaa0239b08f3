// Reading the configuration file of `cems serve` through toml++.
#include "app/serve_options.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

// Errors as values: nothing of ours catches what a library throws.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "base/file.h"

namespace cems::app {
namespace {

constexpr std::size_t kConfigBytesMax = 1U << 20U;

/// The option a name stands for, or null.
std::string* text_option(ServeOptions& options, std::string_view name) {
  const std::array<std::pair<std::string_view, std::string*>, 14> all{{
      {"data", &options.data},
      {"listen", &options.listen},
      {"tls-cert", &options.certificate},
      {"tls-key", &options.key},
      {"client-ca", &options.client_ca},
      {"client-cert", &options.client_certificate},
      {"clock", &options.clock},
      {"profile", &options.profile},
      {"memory", &options.memory},
      {"admin-listen", &options.admin_listen},
      {"access-log", &options.access_log},
      {"audit-days", &options.audit_days},
      {"console", &options.console},
      {"request-timeout", &options.request_timeout},
  }};
  for (const auto& [known, option] : all) {
    if (known == name) {
      return option;
    }
  }
  return nullptr;
}

Error wrong(const ServeOptions& options, std::string_view what) {
  return {Errc::invalid_argument, fmt::format("{}: {}", options.config, what)};
}

std::optional<MqttValue> mqtt_value(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) {
    return *text;
  }
  if (const auto number = node.value_exact<std::int64_t>()) {
    return *number;
  }
  if (const toml::array* const array = node.as_array()) {
    std::vector<std::string> texts;
    for (const toml::node& item : *array) {
      const auto text = item.value_exact<std::string>();
      if (!text) {
        return std::nullopt;
      }
      texts.push_back(*text);
    }
    return texts;
  }
  return std::nullopt;
}

Status read_mqtt_table(ServeOptions& options, const toml::node& node,
                       const std::function<bool(std::string_view)>& given) {
  const toml::table* const table = node.as_table();
  if (table == nullptr) {
    return wrong(options, "mqtt must be a table: write [mqtt] and its options below");
  }
  for (const auto& [key, value] : *table) {
    const std::string_view name = key.str();
    const std::optional<MqttValue> read = mqtt_value(value);
    if (!read) {
      return wrong(options,
                   fmt::format("[mqtt] {} must be a text, a number or an array of texts", name));
    }
    MqttOptions checked = options.mqtt;
    if (const Status set = set_mqtt_option(checked, name, *read); !set) {
      return wrong(options, set.error().message);
    }
    if (!given(name == "url" ? "mqtt" : "mqtt-" + std::string(name))) {
      options.mqtt = std::move(checked);
    }
  }
  return Unit{};
}

Status read_quota_table(ServeOptions& options, const toml::node& node) {
  const toml::table* const table = node.as_table();
  if (table == nullptr) {
    return wrong(options, "quota must be a table: write [quota] and its options below");
  }
  for (const auto& [key, value] : *table) {
    const std::optional<std::int64_t> number = value.value_exact<std::int64_t>();
    if (!number) {
      return wrong(options, fmt::format("[quota] {} must be a whole number", key.str()));
    }
    if (const Status set = set_quota_option(options.quota, key.str(), *number); !set) {
      return wrong(options, set.error().message);
    }
  }
  const auto rules = quota_rules(options.quota);
  return rules ? Status(Unit{}) : wrong(options, rules.error().message);
}

}  // namespace

Status read_serve_config(ServeOptions& options,
                         const std::function<bool(std::string_view)>& given) {
  if (options.config.empty()) {
    return Unit{};
  }
  const Result<std::string> text = read_file(options.config, kConfigBytesMax);
  if (!text) {
    return text.error();
  }
  const toml::parse_result parsed = toml::parse(*text, options.config);
  if (!parsed) {
    return wrong(options, fmt::format("line {}: {}", parsed.error().source().begin.line,
                                      parsed.error().description()));
  }
  for (const auto& [key, node] : parsed.table()) {
    const std::string_view name = key.str();
    if (name == "mqtt") {
      if (const Status read = read_mqtt_table(options, node, given); !read) {
        return read;
      }
      continue;
    }
    if (name == "quota") {
      if (const Status read = read_quota_table(options, node); !read) {
        return read;
      }
      continue;
    }
    std::string* const text_value = text_option(options, name);
    if (text_value == nullptr && name != "insecure-h2c") {
      return wrong(options,
                   fmt::format("there is no option {}; known are data, listen, tls-cert, "
                               "tls-key, client-ca, client-cert, clock, profile, memory, "
                               "console, admin-listen, access-log, audit-days, request-timeout, "
                               "insecure-h2c, [quota] and [mqtt]",
                               name));
    }
    const bool fits = text_value != nullptr ? node.is_string() : node.is_boolean();
    if (!fits) {
      return wrong(options,
                   fmt::format("{} must be {}", name,
                               text_value != nullptr ? "a text in quotes" : "true or false"));
    }
    if (given(name)) {
      continue;  // A flag wins over the file.
    }
    if (text_value != nullptr) {
      *text_value = node.value<std::string>().value_or(*text_value);
    } else {
      options.insecure_h2c = node.value<bool>().value_or(options.insecure_h2c);
    }
  }
  return Unit{};
}

}  // namespace cems::app
