// `cems audit verify | list`: reads the audit log of a data folder, beside a server or without.
#include "app/audit.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/command.h"
#include "app/expiry.h"
#include "app/table.h"
#include "audit/log.h"
#include "audit/verify.h"
#include "base/clock.h"
#include "base/zone.h"

namespace cems::app {
namespace {

struct AuditOptions {
  std::string data;
  std::string anchor;
  std::string since;
  bool json = false;
};

int verify(const AuditOptions& options) {
  audit::Walk what;
  what.on_finding = [](std::string_view finding) { fmt::print("damaged: {}\n", finding); };
  if (!options.anchor.empty()) {
    what.anchor = audit::parse_anchor(options.anchor);
    if (!what.anchor) {
      throw CLI::ValidationError("--anchor", "write NUMBER:HASH, as cems audit verify prints it");
    }
  }
  const Result<audit::WalkReport> report = audit::walk(audit_path(options.data), what);
  if (!report) {
    return fail(report.error().message);
  }
  fmt::print("checked: {} records, {} to {}; {}\n", report->lines, report->first.number,
             report->last.number,
             report->findings == 0 ? std::string("nothing was altered")
                                   : fmt::format("{} findings", report->findings));
  fmt::print("anchor: {}:{}\n", report->last.number, report->last.hash);
  if (report->findings > 0) {
    return fail("the audit log is not as it was written; compare it with a backup");
  }
  return 0;
}

int list(const AuditOptions& options) {
  std::optional<TimeMs> since;
  if (!options.since.empty()) {
    const Result<TimeMs> time = parse_time(options.since, Zone::fixed(kChina));
    if (!time) {
      throw CLI::ValidationError("--since", time.error().message);
    }
    since = *time;
  }
  const Zone zone = Zone::fixed(kChina);
  Table table({"NO", "TIME", "ACTOR", "TOKEN", "ACTION", "OBJECT", "RESULT", "SOURCE", "TIMES"});
  audit::Walk what;
  what.on_line = [&](const audit::Line& line, std::string_view text) {
    const audit::Entry& entry = line.entry;
    if (since && entry.time < *since) {
      return;
    }
    if (options.json) {
      fmt::print("{}\n", text);
      return;
    }
    table.add({std::to_string(line.link.number), format_time(entry.time, zone), entry.actor,
               entry.token, entry.action, entry.object, entry.result, entry.source,
               std::to_string(entry.count)});
  };
  const Result<audit::WalkReport> report = audit::walk(audit_path(options.data), what);
  if (!report) {
    return fail(report.error().message);
  }
  if (!options.json) {
    std::string text;
    table.write(text);
    fmt::print("{}", text);
  }
  if (report->findings > 0) {
    fmt::print(stderr, "cems: the log is not as it was written; see cems audit verify\n");
  }
  return 0;
}

}  // namespace

std::string audit_path(const std::string& data) {
  return data + "/audit";
}

audit::Entry local_entry(std::string_view action, std::string_view object) {
  return {real_now(),
          fmt::format("uid:{}", ::getuid()),
          "",
          std::string(action),
          std::string(object),
          "ok",
          "local"};
}

Status record_local(const std::string& data, std::string_view action, std::string_view object) {
  // Only a server knows how long lines are kept; a command removes none.
  constexpr std::int64_t kForEver = 100'000;
  Result<audit::Log> log = audit::Log::open(audit_path(data), {kForEver});
  if (!log) {
    return log.error();
  }
  const audit::Entry entry = local_entry(action, object);
  return log->append({&entry, 1}, entry.time);
}

void add_audit(CLI::App& root, int& status) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* audit = root.add_subcommand("audit", "Read the log of who was refused, and who wrote");
  audit->require_subcommand(1);
  audit->footer("Example: cems audit verify --data ./cems-data");

  CLI::App* verify_command = audit->add_subcommand(
      "verify", "Check that no record was altered, deleted, moved or cut off; exit 1 if one was");
  add_data_option(*verify_command, options->data);
  verify_command
      ->add_option("--anchor", options->anchor,
                   "NUMBER:HASH that an earlier verify printed: that record must be there still")
      ->type_name("NUMBER:HASH");
  verify_command->footer("Example: cems audit verify --data ./cems-data");
  verify_command->callback([options, &status] { status = verify(*options); });

  CLI::App* list_command = audit->add_subcommand("list", "Show the records, the oldest first");
  add_data_option(*list_command, options->data);
  list_command->add_option("--since", options->since, "Only from this moment on")
      ->type_name("TIME");
  list_command->add_flag("--json", options->json, "As they are kept, one JSON object a line");
  list_command->footer("Example: cems audit list --data ./cems-data --since 2026-11-27");
  list_command->callback([options, &status] { status = list(*options); });
}

}  // namespace cems::app
