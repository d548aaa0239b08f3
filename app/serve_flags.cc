// The flags of `cems serve`.
#include <memory>
#include <string>
#include <string_view>

#include "app/command.h"
#include "app/memory.h"
#include "app/profile_option.h"
#include "app/serve.h"
#include "app/serve_options.h"

namespace cems::app {
namespace {

void add_mqtt_options(CLI::App& command, MqttOptions& mqtt) {
  command.add_option("--mqtt", mqtt.url,
                     "Take readings from this broker, mqtts://HOST:8883 (docs/mqtt.md)");
  command.add_option("--mqtt-user", mqtt.user, "Who we are to the broker");
  command.add_option("--mqtt-password-file", mqtt.password_file,
                     "File whose first line is the password");
  command.add_option("--mqtt-ca", mqtt.ca, "Certificates to trust, PEM (default: the system's)");
  command.add_option("--mqtt-client-id", mqtt.client_id,
                     "Name of our session (default: made once, kept in DATA/mqtt-client-id)");
  command.add_option("--mqtt-group", mqtt.group, "Share the readings with others of this group");
  command.add_option("--mqtt-mapping", mqtt.mapping, "What topics and payloads mean, JSON");
  command.add_option("--mqtt-version", mqtt.version, "5 (MQTT 5.0) or 3 (3.1.1)")
      ->capture_default_str();
}

}  // namespace

void add_serve(CLI::App& root, int& status) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = root.add_subcommand("serve", "Answer energy service platforms over HTTP/2");
  add_data_option(*command, options->data);
  command->add_option("--listen", options->listen, "ADDRESS:PORT to listen on; port 0 picks one")
      ->capture_default_str();
  command->add_option("--tls-cert", options->certificate,
                      "Certificate chain, PEM (default: DATA/tls/cert.pem, made when missing)");
  command->add_option("--tls-key", options->key, "Its private key, PEM");
  command->add_option("--client-ca", options->client_ca,
                      "CA certificates, PEM, that may vouch for clients (docs/access.md)");
  command->add_option("--client-cert", options->client_certificate,
                      "Whether a client must show a certificate: optional or required");
  command->add_flag("--insecure-h2c", options->insecure_h2c,
                    "Cleartext HTTP/2 and HTTP/1.1, on loopback only");
  command->add_option(
      "--clock", options->clock,
      "Believe that it is TIME at the start and run on from there, on loopback only");
  command->add_option("--admin-listen", options->admin_listen,
                      "ADDRESS:PORT, or a port of 127.0.0.1, for /metrics and /healthz in clear "
                      "text (default: none)");
  command
      ->add_option("--access-log", options->access_log,
                   "File for one JSON line an answer, - for stdout, or off; SIGHUP opens it anew")
      ->capture_default_str();
  command
      ->add_option("--audit-days", options->audit_days,
                   "Days that records of refused and writing calls are kept, 180 or more")
      ->capture_default_str();
  command
      ->add_option("--request-timeout", options->request_timeout,
                   "Seconds that a heavy question may wait for its turn, and be worked at")
      ->capture_default_str();
  add_profile_option(*command, options->profile);
  add_memory_option(*command, options->memory);
  command->add_option("--console", options->console,
                      "Folder of the console, or none (default: that of the installation)");
  add_mqtt_options(*command, options->mqtt);
  command->add_option("--config", options->config,
                      "TOML file with options by these names, e.g. listen = \"[::]:8443\", those "
                      "of --mqtt in a table [mqtt], and quotas (docs/operations.md); flags win "
                      "over it");
  command->footer(
      "Example:\n  cems serve --data ./cems-data --listen 127.0.0.1:8443\n"
      "A token for a caller: cems token add --data ./cems-data --name platform --cems '*'");
  command->callback([options, command, &status] {
    const Status read = read_serve_config(*options, [&](std::string_view name) {
      // Not every option of the file is a flag.
      const CLI::Option* const flag = command->get_option_no_throw("--" + std::string(name));
      return flag != nullptr && flag->count() > 0;
    });
    if (!read) {
      status = fail(read.error().message);
      return;
    }
    status = serve(*options);
  });
}

}  // namespace cems::app
