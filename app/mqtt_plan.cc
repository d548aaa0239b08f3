// See mqtt_plan.h.
#include "app/mqtt_plan.h"

#include <array>
#include <charconv>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"
#include "base/random.h"
#include "mqtt/topic.h"

namespace cems::app {
namespace {

Error wrong(std::string what) {
  return {Errc::invalid_argument, "mqtt: " + std::move(what)};
}

/// The first line of a file that only its owner may read.
Result<std::string> read_password(const std::string& path) {
  std::error_code ec;
  const auto status = std::filesystem::status(path, ec);
  constexpr auto kOthers = std::filesystem::perms::others_all;
  if (!ec && (status.permissions() & kOthers) != std::filesystem::perms::none) {
    return wrong("the password file " + path + " is open to every user: chmod 600 " + path);
  }
  Result<std::string> text = read_file(path, 4096);
  if (!text) {
    return text.error();
  }
  std::string password = text->substr(0, text->find_first_of("\r\n"));
  if (password.empty()) {
    return wrong("the first line of the password file " + path + " is empty");
  }
  return password;
}

/// A name that stays: the broker keeps what comes while we are away under it.
Result<std::string> own_client_id(const std::string& data) {
  const std::string path = data + "/mqtt-client-id";
  constexpr std::size_t kIdBytesMax = 256;
  Result<std::string> kept = read_file(path, kIdBytesMax);
  if (kept) {
    std::string id = kept->substr(0, kept->find_first_of("\r\n"));
    return id.empty() ? Result<std::string>(wrong(path + " is empty: delete it")) : id;
  }
  if (kept.error().code != Errc::not_found) {
    return kept.error();
  }
  std::array<std::byte, 6> noise{};
  fill_random(noise);
  std::string id = "cems-";
  for (const std::byte b : noise) {
    id += fmt::format("{:02x}", std::to_integer<unsigned>(b));
  }
  if (const Status written = write_file_atomically(path, id + "\n"); !written) {
    return written.error();
  }
  return id;
}

Status add_identity(const MqttOptions& options, const std::string& data,
                    mqtt::SessionOptions& session) {
  Result<std::string> id =
      options.client_id.empty() ? own_client_id(data) : Result<std::string>(options.client_id);
  if (!id) {
    return id.error();
  }
  session.client_id = std::move(*id);
  if (!options.user.empty()) {
    session.user = options.user;
  }
  if (options.password_file.empty()) {
    return Unit{};
  }
  if (options.user.empty()) {
    return wrong("password-file needs user beside it");
  }
  Result<std::string> password = read_password(options.password_file);
  if (!password) {
    return password.error();
  }
  session.password = std::move(*password);
  return Unit{};
}

Status add_numbers(const MqttOptions& options, mqtt::SessionOptions& session) {
  if (options.version != 5 && options.version != 3) {
    return wrong("version must be 5 (MQTT 5.0) or 3 (3.1.1)");
  }
  session.version = options.version == 5 ? mqtt::Version::v5 : mqtt::Version::v311;
  if (options.receive_max < 0 || options.receive_max > 65'535) {
    return wrong("receive-maximum must be 1 to 65535");
  }
  if (options.receive_max > 0) {
    session.receive_max = static_cast<std::uint16_t>(options.receive_max);
  }
  if (options.keep_alive_s < 1 || options.keep_alive_s > 65'535) {
    return wrong("keep-alive must be 1 to 65535 seconds");
  }
  session.keep_alive_s = static_cast<std::uint16_t>(options.keep_alive_s);
  return Unit{};
}

Status add_filters(const MqttOptions& options, MqttPlan& plan) {
  std::vector<std::string> filters = options.topics;
  if (filters.empty()) {
    for (const ingest::MqttMapping& mapping : plan.mappings) {
      filters.push_back(mapping.topic.filter());
    }
  }
  if (!options.group.empty() && plan.session.version != mqtt::Version::v5) {
    return wrong("group is of MQTT 5.0: set version = 5, or leave it out");
  }
  for (std::string& filter : filters) {
    if (!options.group.empty()) {
      filter.insert(0, "$share/" + options.group + "/");
    }
    if (!mqtt::is_topic_filter(filter)) {
      return wrong(quote(filter) +
                   " is no topic filter; write for example "
                   "\"cems/+/gateway/+/readings\"");
    }
  }
  plan.session.filters = std::move(filters);
  return Unit{};
}

Status add_mappings(const MqttOptions& options, const ingest::ColumnNames& columns,
                    MqttPlan& plan) {
  if (options.mapping.empty()) {
    plan.mappings.push_back(ingest::standard_mapping(columns));
    return Unit{};
  }
  const Result<std::string> text = read_file(options.mapping, limits::kMqttMappingBytesMax);
  if (!text) {
    return text.error();
  }
  Result<std::vector<ingest::MqttMapping>> mappings = ingest::parse_mappings(*text, columns);
  if (!mappings) {
    return Error{mappings.error().code, options.mapping + ": " + mappings.error().message};
  }
  plan.mappings = std::move(*mappings);
  return Unit{};
}

Status add_dial(const MqttOptions& options, MqttPlan& plan) {
  Result<BrokerUrl> url = parse_broker_url(options.url);
  if (!url) {
    return url.error();
  }
  if (options.certificate.empty() != options.key.empty()) {
    return wrong("cert and key belong together");
  }
  if (!url->tls && !(options.ca.empty() && options.certificate.empty())) {
    return wrong("ca, cert and key are for mqtts://, the url is " + quote(options.url));
  }
  plan.place = options.url;
  plan.dial.host = url->host;
  plan.dial.port = url->port;
  if (url->tls) {
    auto tls = net::TlsContext::open_client({options.ca, options.certificate, options.key});
    if (!tls) {
      return wrong(tls.error().message);
    }
    plan.dial.tls = std::move(*tls);
  } else if (plan.session.password && url->host != "localhost" && url->host != "::1" &&
             !url->host.starts_with("127.")) {
    spdlog::warn("mqtt: the password goes to {} in the clear: use mqtts://", quote(url->host));
  }
  return Unit{};
}

}  // namespace

Result<BrokerUrl> parse_broker_url(std::string_view text) {
  const std::string example = "; write for example mqtts://broker.example:8883";
  BrokerUrl out;
  std::string_view rest = text;
  if (rest.starts_with("mqtts://")) {
    out.tls = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("mqtt://")) {
    rest.remove_prefix(7);
  } else {
    return wrong("the url must begin with mqtt:// or mqtts://" + example);
  }
  if (rest.find('@') != std::string_view::npos) {
    return wrong("no user or password in the url: use user and password-file");
  }
  if (rest.ends_with('/')) {
    rest.remove_suffix(1);
  }
  std::string_view port;
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) {
      return wrong("the url has a [ without its ]" + example);
    }
    out.host = rest.substr(1, end - 1);
    port = rest.substr(end + 1);
  } else {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    out.host = rest.substr(0, colon);
    port = rest.substr(colon);
  }
  out.port = out.tls ? 8883 : 1883;
  if (!port.empty()) {
    const char* const end = port.data() + port.size();
    const auto [at, error] = std::from_chars(port.data() + 1, end, out.port);
    if (port.front() != ':' || error != std::errc() || at != end || out.port == 0) {
      return wrong("the url's port is no number of 1 to 65535" + example);
    }
  }
  if (out.host.empty() || out.host.find_first_of("/ ?#") != std::string::npos) {
    return wrong("the url has no host, or more behind it" + example);
  }
  return out;
}

Result<MqttPlan> plan_mqtt(const MqttOptions& options, const std::string& data,
                           const ingest::ColumnNames& columns) {
  MqttPlan plan;
  Status ready = add_numbers(options, plan.session);
  if (ready) {
    ready = add_identity(options, data, plan.session);
  }
  if (ready) {
    ready = add_mappings(options, columns, plan);
  }
  if (ready) {
    ready = add_filters(options, plan);
  }
  if (ready) {
    ready = add_dial(options, plan);
  }
  if (!ready) {
    return ready.error();
  }
  return plan;
}

}  // namespace cems::app
