// `cems serve`: the master station's server, from flags to a clean stop.
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <fmt/format.h>

#include "api/service.h"
#include "api/settlement.h"
#include "api/token_watch.h"
#include "api/watch_hub.h"
#include "app/audit.h"
#include "app/build_info.h"
#include "app/command.h"
#include "app/console_front.h"
#include "app/data_folder.h"
#include "app/guard.h"
#include "app/http_connection.h"
#include "app/listen.h"
#include "app/memory.h"
#include "app/mqtt_plan.h"
#include "app/mqtt_way.h"
#include "app/observation.h"
#include "app/profile_option.h"
#include "app/retention.h"
#include "app/serve_options.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/limits_access.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/workers.h"
#include "events/event_book.h"
#include "net/server.h"
#include "query/rollups.h"
#include "spec/wire.h"

namespace cems::app {
namespace {

constexpr std::int64_t kAuditDaysMax = 36'500;

/// What the flags ask for, checked. Errors say which flag.
struct Plan {
  Listen listen;
  std::unique_ptr<Clock> clock;
  Memory memory{};
  std::optional<Listen> admin_listen{};
  std::int64_t audit_days = limits::kAuditDaysMin;
};

Result<Plan> plan_of(const ServeOptions& options) {
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
  Plan plan{*listen, std::make_unique<SystemClock>()};
  if (!options.clock.empty()) {
    const Result<TimeMs> start = parse_time(options.clock, Zone::fixed(8 * 60));
    if (!start) {
      return Error{Errc::invalid_argument, "--clock: " + start.error().message};
    }
    plan.clock = std::make_unique<ShiftedClock>(*start);
  }
  const char* const end = options.audit_days.data() + options.audit_days.size();
  const auto [stop, error] = std::from_chars(options.audit_days.data(), end, plan.audit_days);
  if (error != std::errc() || stop != end || plan.audit_days < limits::kAuditDaysMin ||
      plan.audit_days > kAuditDaysMax) {
    return Error{Errc::invalid_argument,
                 fmt::format("--audit-days is a number of days from {} to {}",
                             limits::kAuditDaysMin, kAuditDaysMax)};
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

/// Where and how to listen; a self-signed certificate is made at the first start.
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

/// A connection is a descriptor, and RocksDB needs some to write: as many as the system allows.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

/// Keys and the tokens of requests are in this process's memory: it leaves no core, and nobody else
/// of its user looks into it.
void keep_memory_private() {
  constexpr rlimit kNone{0, 0};
  setrlimit(RLIMIT_CORE, &kNone);
  prctl(PR_SET_DUMPABLE, 0);
}

/// SIGTERM, SIGINT and SIGHUP are blocked everywhere and taken by one thread, which may call
/// stop().
sigset_t taken_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

/// Waits for a stop signal, re-reading the tokens meanwhile: a revocation takes effect within a
/// second (contract), so the files are looked at four times as often. SIGHUP opens the access log
/// anew, for who rotates it.
void watch(net::Server& server, api::TokenWatch& tokens, api::WatchHub& streams,
           Observation& observed, const std::stop_token& over) {
  const sigset_t set = taken_signals();
  const timespec quarter{0, 250'000'000};
  while (!over.stop_requested()) {
    const int signal = sigtimedwait(&set, nullptr, &quarter);
    if (signal == SIGHUP) {
      observed.reopen_log();
    } else if (signal == SIGTERM || signal == SIGINT) {
      spdlog::info("stopping");
      streams.stop();  // They have no end that a drain could wait for.
      server.stop();
    }
    tokens.refresh();
  }
}

/// Lets the store keep what months and days that are over come to.
void roll_up(store::Store& store, const catalog::Catalog& catalog, const Clock& clock,
             const std::stop_token& over) {
  constexpr std::chrono::seconds kPause{10};
  query::Rollups rollups(store, catalog);
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!over.stop_requested()) {
    const auto begun = std::chrono::steady_clock::now();
    const Result<std::uint64_t> made = rollups.look(clock.now(), over);
    if (!made) {
      spdlog::warn("pieces of past time are not kept: {}", made.error().message);
    } else if (*made > 0) {
      const auto took = std::chrono::steady_clock::now() - begun;
      spdlog::info("kept pieces of past time, {} kinds of series, in {} ms", *made,
                   std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    }
    woken.wait_for(lock, over, kPause, [] { return false; });
  }
}

/// Gives up what sites keep no more, at the start and every hour.
void keep_retention(store::Store& store, const catalog::Catalog& catalog, const Clock& clock,
                    const std::stop_token& over) {
  constexpr std::chrono::hours kPause{1};
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!over.stop_requested()) {
    drop_old_readings(store, *catalog.get(), clock.now(), over);
    woken.wait_for(lock, over, kPause, [] { return false; });
  }
}

/// Looks once a minute at what events have come to.
void settle(const store::Store& store, const catalog::Catalog& catalog, events::EventBook& events,
            const Clock& clock, const std::stop_token& over) {
  constexpr std::chrono::minutes kPause{1};
  api::Settlement settlement(store, catalog, events);
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!over.stop_requested()) {
    settlement.look(clock.now(), over);
    woken.wait_for(lock, over, kPause, [] { return false; });
  }
}

Result<std::optional<MqttPlan>> plan_broker(const ServeOptions& options, const spec::Wire& wire) {
  if (options.mqtt.url.empty()) {
    return std::optional<MqttPlan>();
  }
  Result<MqttPlan> plan = plan_mqtt(options.mqtt, options.data, wire.csv_columns());
  if (!plan) {
    return plan.error();
  }
  return std::optional(std::move(*plan));
}

/// What is done beside answering, until it is over.
using Clerk = std::function<void(const std::stop_token& over)>;

std::vector<Clerk> clerks_of(store::Store& store, const catalog::Catalog& catalog,
                             events::EventBook& events, const Clock& clock,
                             audit::Recorder& recorder) {
  return {[&](const std::stop_token& over) { recorder.run(over); },
          [&](const std::stop_token& over) { settle(store, catalog, events, clock, over); },
          [&](const std::stop_token& over) { roll_up(store, catalog, clock, over); },
          [&](const std::stop_token& over) { keep_retention(store, catalog, clock, over); }};
}

/// Serves until a stop signal, with what runs beside the server. `mqtt` may be null.
void work(net::Server& server, api::TokenWatch& tokens, api::WatchHub& streams,
          Observation& observed, MqttWay* mqtt, const std::vector<Clerk>& clerks) {
  const std::jthread watcher(
      [&](const std::stop_token& over) { watch(server, tokens, streams, observed, over); });
  std::vector<std::jthread> at_work;
  for (const Clerk& clerk : clerks) {
    at_work.emplace_back([&clerk](const std::stop_token& over) { clerk(over); });
  }
  const std::jthread taker([mqtt] {
    if (mqtt != nullptr) {
      mqtt->run();
    }
  });
  allow_pools_for_loops();
  server.run();
  observed.hide();  // It looks at the others.
  if (mqtt != nullptr) {
    mqtt->stop();
  }
}

Result<std::unique_ptr<net::Server>> open_server(const net::ServerOptions& options,
                                                 std::optional<api::Console>& console,
                                                 api::Service& service) {
  http::Handler& handler = console ? static_cast<http::Handler&>(*console) : service;
  return net::Server::open(options, accept_http(handler));
}

/// The line that scripts wait for.
void say_ready(const Listen& listen, bool tls) {
  fmt::print("cems: ready on {}\n", url_of(listen, tls));
  std::fflush(stdout);
}

int run(const ServeOptions& options) {
  Result<Plan> plan = plan_of(options);
  if (!plan) {
    fail(plan.error().message);
    return kWrongUsage;
  }
  const std::optional<spec::Wire> wire = load_profile(options.profile);
  if (!wire) {
    return 1;
  }
  Result<DataFolder> folder = DataFolder::open(options.data, plan->memory);
  if (!folder) {
    return fail(folder.error().message);
  }
  Result<std::optional<MqttPlan>> broker = plan_broker(options, *wire);
  if (!broker) {
    return fail(broker.error().message);
  }
  Result<std::shared_ptr<const catalog::Snapshot>> archives = folder->archives().load();
  if (!archives) {
    return fail(archives.error().message);
  }
  const Result<net::ServerOptions> server_options = server_options_of(options, plan->listen);
  if (!server_options) {
    return fail(server_options.error().message);
  }

  store::Store& store = folder->readings();
  catalog::Catalog catalog(*archives);
  api::TokenWatch tokens(token_path(options.data));
  tokens.refresh();
  Result<std::unique_ptr<events::EventBook>> events = events::EventBook::open(options.data);
  if (!events) {
    return fail(events.error().message);
  }
  Result<std::unique_ptr<Observation>> observed = Observation::open(options.access_log);
  if (!observed) {
    return fail(observed.error().message);
  }
  const Result<Guard> guard = begin_guard(options.data, plan->audit_days, options.listen);
  if (!guard) {
    return fail(guard.error().message);
  }
  Workers workers(limits::kIngestThreads);
  api::WatchHub streams(*wire, store, catalog, *plan->clock);
  api::Service service({*wire, catalog, folder->archives(), store, **events, tokens, *plan->clock,
                        [&store] { return store.writable(); }, &workers, &folder->quarantine(),
                        plan->memory.sums_bytes(), &streams,
                        fmt::format("{} {}", kVersion, kCommit), &(*observed)->calls(),
                        guard->nonces.get(), guard->recorder.get()});
  Result<std::optional<api::Console>> console = open_console(options.console, service);
  if (!console) {
    return fail(console.error().message);
  }
  Result<std::unique_ptr<net::Server>> server = open_server(*server_options, *console, service);
  if (!server) {
    return fail(server.error().message);
  }

  std::optional<MqttWay> mqtt;
  if (*broker) {
    mqtt.emplace(std::move(**broker), catalog, store, folder->quarantine(), *plan->clock, *wire);
  }

  if (const Status shown = (*observed)->show(
          plan->admin_listen,
          {*server->get(), store, catalog, plan->memory, mqtt ? &*mqtt : nullptr});
      !shown) {
    return fail(shown.error().message);
  }
  say_ready({plan->listen.address, (*server)->port()}, server_options->tls);
  std::vector<Clerk> clerks = clerks_of(store, catalog, **events, *plan->clock, *guard->recorder);
  clerks.emplace_back([&](const std::stop_token& over) { streams.run(over); });
  work(**server, tokens, streams, **observed, mqtt ? &*mqtt : nullptr, clerks);
  workers.stop();  // Before the loops that they wake go.
  if (const Status sealed = store.seal(); !sealed) {
    return fail(sealed.error().message);
  }
  spdlog::info("stopped");
  const Status ended = guard->recorder->record(local_entry("serve.stop", options.listen));
  return ended ? 0 : fail(ended.error().message);
}

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
  add_profile_option(*command, options->profile);
  add_memory_option(*command, options->memory);
  command->add_option("--console", options->console,
                      "Folder of the console, or none (default: that of the installation)");
  add_mqtt_options(*command, options->mqtt);
  command->add_option("--config", options->config,
                      "TOML file with options by these names, e.g. listen = \"[::]:8443\", those "
                      "of --mqtt in a table [mqtt]; flags win over it");
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
    const sigset_t set = taken_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    keep_memory_private();
    status = run(*options);
  });
}

}  // namespace cems::app
