// Flags to a plan.
#include "app/serve_plan.h"

#include <charconv>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "app/data_folder.h"
#include "base/file.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/time.h"
#include "base/zone.h"

namespace cems::app {
namespace {

constexpr std::int64_t kAuditDaysMax = 36'500;

constexpr std::int64_t kRequestTimeoutMaxS = 3'600;

/// `what` is the flag and its unit, e.g. "--audit-days is a number of days".
Result<std::int64_t> parse_number(const std::string& text, std::string_view what, std::int64_t min,
                                  std::int64_t max) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < min || number > max) {
    return Error{Errc::invalid_argument, fmt::format("{} from {} to {}", what, min, max)};
  }
  return number;
}

Status plan_quota(const ServeOptions& options, ServePlan& plan) {
  const Result<std::int64_t> seconds = parse_number(
      options.request_timeout, "--request-timeout is a number of seconds", 1, kRequestTimeoutMaxS);
  if (!seconds) {
    return seconds.error();
  }
  plan.request_timeout_ms = *seconds * kMsPerSecond;
  Result<api::QuotaRules> rules = quota_rules(options.quota);
  if (!rules) {
    return rules.error();
  }
  plan.quota = *rules;
  return Unit{};
}

Status check_tls_flags(const ServeOptions& options) {
  if (options.certificate.empty() != options.key.empty()) {
    return Error{Errc::invalid_argument, "--tls-cert and --tls-key belong together"};
  }
  if (options.client_ca.empty() != options.client_certificate.empty() ||
      (!options.client_ca.empty() && options.insecure_h2c)) {
    return Error{Errc::invalid_argument,
                 "--client-ca and --client-cert belong together, and to TLS"};
  }
  if (!options.client_certificate.empty() && options.client_certificate != "optional" &&
      options.client_certificate != "required") {
    return Error{Errc::invalid_argument, "--client-cert is optional or required"};
  }
  return Unit{};
}

}  // namespace

Result<ServePlan> plan_serve(const ServeOptions& options) {
  const Result<Listen> listen = parse_listen(options.listen);
  if (!listen) {
    return listen.error();
  }
  if (options.insecure_h2c && !is_loopback(*listen)) {
    return Error{Errc::invalid_argument,
                 "--insecure-h2c sends tokens in the clear and is for 127.0.0.1 and ::1 only"};
  }
  if (!options.clock.empty() && !is_loopback(*listen)) {
    return Error{Errc::invalid_argument, "--clock is for demonstrations on 127.0.0.1 and ::1 only"};
  }
  if (const Status tls = check_tls_flags(options); !tls) {
    return tls.error();
  }
  ServePlan plan{*listen, std::make_unique<SystemClock>()};
  if (!options.clock.empty()) {
    const Result<TimeMs> start = parse_time(options.clock, Zone::fixed(8 * 60));
    if (!start) {
      return Error{Errc::invalid_argument, "--clock: " + start.error().message};
    }
    plan.clock = std::make_unique<ShiftedClock>(*start);
  }
  const Result<std::int64_t> days = parse_number(
      options.audit_days, "--audit-days is a number of days", limits::kAuditDaysMin, kAuditDaysMax);
  if (!days) {
    return days.error();
  }
  plan.audit_days = *days;
  if (const Status planned = plan_quota(options, plan); !planned) {
    return planned.error();
  }
  if (!options.memory.empty()) {
    const Result<std::size_t> bytes = parse_memory(options.memory);
    if (!bytes) {
      return bytes.error();
    }
    plan.memory = Memory(*bytes);
  }
  if (!options.admin_listen.empty()) {
    const Result<Listen> admin = parse_admin_listen(options.admin_listen);
    if (!admin) {
      return admin.error();
    }
    plan.admin_listen = *admin;
  }
  return plan;
}

Result<net::ServerOptions> server_options_of(const ServeOptions& options, const Listen& listen) {
  net::ServerOptions server;
  server.address = listen.address;
  server.port = listen.port;
  server.tls = !options.insecure_h2c;
  server.client_ca_file = options.client_ca;
  server.client_certificate_required = options.client_certificate == "required";
  if (!server.tls) {
    return server;
  }
  if (!options.certificate.empty()) {
    server.certificate_file = options.certificate;
    server.key_file = options.key;
    if (const Status kept = check_secret_file(options.key); !kept) {
      return kept.error();
    }
    return server;
  }
  server.certificate_file = certificate_path(options.data);
  server.key_file = key_path(options.data);
  if (std::filesystem::exists(server.certificate_file) &&
      std::filesystem::exists(server.key_file)) {
    if (const Status kept = check_secret_file(server.key_file); !kept) {
      return kept.error();
    }
    return server;
  }
  if (const Status made = make_directories(options.data + "/tls"); !made) {
    return made.error();
  }
  spdlog::info("making a self-signed certificate, {}", server.certificate_file);
  if (const Status made = net::make_self_signed(server.certificate_file, server.key_file); !made) {
    return made.error();
  }
  return server;
}

}  // namespace cems::app
