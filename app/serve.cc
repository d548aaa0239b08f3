// `cems serve`: the master station's server, from a plan to a clean stop.
#include "app/serve.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/service.h"
#include "api/token_watch.h"
#include "api/watch_hub.h"
#include "app/audit.h"
#include "app/build_info.h"
#include "app/clerks.h"
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
#include "app/process_limits.h"
#include "app/profile_option.h"
#include "app/serve_options.h"
#include "app/serve_plan.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/turn_workers.h"
#include "base/workers.h"
#include "events/event_book.h"
#include "net/server.h"
#include "spec/wire.h"

namespace cems::app {
namespace {

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

/// Serves until a stop signal, with what runs beside the server. `mqtt` may be null.
void work(net::Server& server, api::TokenWatch& tokens, api::WatchHub& streams,
          Observation& observed, MqttWay* mqtt, const std::vector<Clerk>& clerks) {
  const std::jthread watcher(
      [&](const std::stop_token& over) { watch(server, tokens, streams, observed, over); });
  std::vector<std::jthread> at_work;
  at_work.reserve(clerks.size());
  for (const Clerk& clerk : clerks) {
    at_work.emplace_back([&clerk](const std::stop_token& over) { clerk(over); });
  }
  const std::jthread taker([mqtt] {
    if (mqtt != nullptr) {
      mqtt->run();
    }
  });
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

/// What is on the disk and on the wire before there is a server.
struct Opened {
  DataFolder folder;
  std::shared_ptr<const catalog::Snapshot> archives;
  std::optional<MqttPlan> broker;
  net::ServerOptions server;
};

Result<Opened> open_folder(const ServeOptions& options, const ServePlan& plan,
                           const spec::Wire& wire) {
  Result<DataFolder> folder = DataFolder::open(options.data, plan.memory);
  if (!folder) {
    return folder.error();
  }
  Result<std::optional<MqttPlan>> broker = plan_broker(options, wire);
  if (!broker) {
    return broker.error();
  }
  Result<std::shared_ptr<const catalog::Snapshot>> archives = folder->archives().load();
  if (!archives) {
    return archives.error();
  }
  Result<net::ServerOptions> server = server_options_of(options, plan.listen);
  if (!server) {
    return server.error();
  }
  return Opened{std::move(*folder), std::move(*archives), std::move(*broker), std::move(*server)};
}

/// The line that scripts wait for.
void say_ready(const Listen& listen, bool tls) {
  fmt::print("cems: ready on {}\n", url_of(listen, tls));
  std::fflush(stdout);
}

/// Nobody is answered any more: what is in memory goes to the disk.
int end_serving(store::Store& store, audit::Recorder& recorder, const std::string& listen) {
  if (const Status sealed = store.seal(); !sealed) {
    return fail(sealed.error().message);
  }
  spdlog::info("stopped");
  const Status ended = recorder.record(local_entry("serve.stop", listen));
  return ended ? 0 : fail(ended.error().message);
}

/// What answers need beside the loops. Outlives the service.
struct Beside {
  Beside(const ServePlan& plan, const spec::Wire& wire, const store::Store& store,
         const catalog::Catalog& catalog)
      : admission(plan.quota), streams(wire, store, catalog, *plan.clock) {}

  Workers workers{limits::kIngestThreads};
  api::Admission admission;
  TurnWorkers turns{std::max(1U, std::thread::hardware_concurrency())};
  api::DelayedAnswers delayed;
  api::WatchHub streams;

  void lend_to(api::Parts& parts) {
    parts.workers = &workers;
    parts.admission = &admission;
    parts.turns = &turns;
    parts.delayed = &delayed;
    parts.watches = &streams;
  }

  /// Before the loops that they wake go.
  void stop() {
    workers.stop();
    turns.stop();
  }
};

api::KeptBytes kept_bytes(const Memory& memory) {
  return {memory.sums_bytes(), memory.answers_bytes(), memory.rows_bytes()};
}

int run(const ServeOptions& options) {
  Result<ServePlan> plan = plan_serve(options);
  if (!plan) {
    fail(plan.error().message);
    return kWrongUsage;
  }
  const std::optional<spec::Wire> wire = load_profile(options.profile);
  if (!wire) {
    return 1;
  }
  Result<Opened> opened = open_folder(options, *plan, *wire);
  if (!opened) {
    return fail(opened.error().message);
  }
  DataFolder& folder = opened->folder;
  store::Store& store = folder.readings();
  catalog::Catalog catalog(opened->archives);
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
  Beside beside(*plan, *wire, store, catalog);
  api::Parts parts{*wire,    catalog, folder.archives(), store,
                   **events, tokens,  *plan->clock,      [&store] { return store.writable(); }};
  parts.quarantine = &folder.quarantine();
  parts.kept = kept_bytes(plan->memory);
  parts.edition = fmt::format("{} {}", kVersion, kCommit);
  parts.calls = &(*observed)->calls();
  parts.nonces = guard->nonces.get();
  parts.recorder = guard->recorder.get();
  parts.request_timeout_ms = plan->request_timeout_ms;
  beside.lend_to(parts);
  api::Service service(std::move(parts));
  Result<std::optional<api::Console>> console = open_console(options.console, service);
  if (!console) {
    return fail(console.error().message);
  }
  Result<std::unique_ptr<net::Server>> server = open_server(opened->server, *console, service);
  if (!server) {
    return fail(server.error().message);
  }
  std::optional<MqttWay> mqtt;
  if (opened->broker) {
    mqtt.emplace(std::move(*opened->broker), catalog, store, folder.quarantine(), *plan->clock,
                 *wire);
  }
  if (const Status shown = (*observed)->show(
          plan->admin_listen, {*server->get(), store, catalog, service, plan->memory,
                               beside.admission, beside.turns, mqtt ? &*mqtt : nullptr});
      !shown) {
    return fail(shown.error().message);
  }
  say_ready({plan->listen.address, (*server)->port()}, opened->server.tls);
  std::vector<Clerk> clerks = clerks_of(store, catalog, **events, *plan->clock, *guard->recorder);
  clerks.emplace_back([&](const std::stop_token& over) { beside.streams.run(over); });
  clerks.emplace_back([&](const std::stop_token& over) { beside.delayed.run(over); });
  work(**server, tokens, beside.streams, **observed, mqtt ? &*mqtt : nullptr, clerks);
  beside.stop();
  return end_serving(store, *guard->recorder, options.listen);
}

}  // namespace

int serve(const ServeOptions& options) {
  const sigset_t set = taken_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  keep_memory_private();
  return run(options);
}

}  // namespace cems::app
