/// What `cems serve` is told: by flags, or by a TOML file with the same names.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/mqtt_options.h"
#include "app/quota_options.h"
#include "base/result.h"

namespace cems::app {

struct ServeOptions {
  std::string data;
  std::string listen = "127.0.0.1:8443";
  std::string certificate;         ///< --tls-cert
  std::string key;                 ///< --tls-key
  std::string client_ca;           ///< --client-ca
  std::string client_certificate;  ///< --client-cert: "optional" or "required".
  std::string clock;
  std::string profile;             ///< Wire profile; empty for the standard's names.
  std::string memory;              ///< e.g. "512MB"; empty for the default.
  std::string console;             ///< Folder of the console (console_front.h).
  std::string audit_days = "180";  ///< How long records of the audit log are kept.
  std::string admin_listen;        ///< Empty for none.
  /// A file, "-" for stdout, "off". Off unless asked: a file that grows needs somebody who rotates
  /// it, and holds addresses of callers; what the law wants kept is in the audit log.
  std::string access_log = "off";
  std::string request_timeout = "30";  ///< Seconds for a heavy question.
  std::string config;
  bool insecure_h2c = false;
  QuotaOptions quota;
  MqttOptions mqtt;
};

/// Takes from the file at options.config what was not `given` as a flag. The file is TOML with the
/// flags' names without dashes in front:
///
///     data = "/var/lib/cems"
///     listen = "[::]:8443"
///     tls-cert = "/etc/cems/cert.pem"
///     tls-key = "/etc/cems/key.pem"
///     client-ca = "/etc/cems/clients.pem"
///     client-cert = "required"
///     profile = "/etc/cems/profile.json"
///     memory = "512MB"
///     audit-days = "365"
///
/// The table `[mqtt]` holds the options of app/mqtt_options.h; the flag of one is its name behind
/// `--mqtt-`, that of url is `--mqtt`. The table `[quota]` holds those of app/quota_options.h, for
/// which there are no flags.
///
/// Errors: not_found where there is no such file; invalid_argument for a file that is no TOML, a
/// name that is none of these, or a value of another type: a mistyped line must not mean the
/// default.
[[nodiscard]] Status read_serve_config(ServeOptions& options,
                                       const std::function<bool(std::string_view)>& given);

}  // namespace cems::app
