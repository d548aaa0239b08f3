// `cems demo`: the demonstration site's archive and readings into a data folder.
#include <cstdint>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "app/command.h"
#include "app/data_folder.h"
#include "app/demo/site.h"
#include "app/demo/writer.h"
#include "app/progress.h"
#include "base/clock.h"
#include "base/zone.h"

namespace cems::app {
namespace {

struct DemoOptions {
  std::string data;
  std::string until;
  std::uint64_t seed = demo::kSeedDefault;
};

Result<TimeMs> end_of(const std::string& until, TimeMs now) {
  if (until.empty()) {
    return demo::kBaseEnd;
  }
  return until == "now" ? Result<TimeMs>(now) : parse_time(until, Zone::fixed(8 * 60));
}

Result<std::shared_ptr<const catalog::Snapshot>> apply_archive(const DataFolder& folder) {
  const Result<catalog::ArchiveReading> archive = folder.archives().apply(demo::archive_text());
  if (!archive) {
    return archive.error();
  }
  if (!archive->problems.empty()) {
    const model::Problem& first = archive->problems.front();
    return Error{Errc::conflict,
                 fmt::format("the demonstration's archive does not fit this program: {}: {}",
                             first.pointer, first.reason)};
  }
  return folder.archives().load();
}

int run(const DemoOptions& options) {
  demo::WriteOptions write;
  write.seed = options.seed;
  write.now = real_now();
  const Result<TimeMs> until = end_of(options.until, write.now);
  if (!until) {
    throw CLI::ValidationError("--until", until.error().message);
  }
  if (*until <= demo::kBegin) {
    throw CLI::ValidationError("--until", "the demonstration begins at 2023-01-01");
  }
  write.until = *until;
  const Result<DataFolder> folder = DataFolder::open(options.data);
  if (!folder) {
    return fail(folder.error().message);
  }
  const auto sites = apply_archive(*folder);
  if (!sites) {
    return fail(sites.error().message);
  }
  const std::int64_t begin = steady_ms();
  Progress progress{std::string(demo::kCemsId)};
  write.on_progress = [&](std::uint64_t done, std::uint64_t total) {
    progress.show(done, total, done);
  };
  const Result<demo::WriteReport> report = demo::write_readings(folder->readings(), *sites, write);
  progress.clear();
  if (!report) {
    return fail(report.error().message);
  }
  const std::string end = format_time(write.until, Zone::fixed(8 * 60));
  if (report->written == 0) {
    fmt::print(stderr, "cems: {} has its {} readings up to {} already; nothing changed\n",
               demo::kCemsId, report->present, end);
    return 0;
  }
  fmt::print(stderr, "cems: {} in {}: {} readings written, {} there before, up to {}, in {} ms\n",
             demo::kCemsId, options.data, report->written, report->present, end,
             steady_ms() - begin);
  return 0;
}

}  // namespace

void add_demo(CLI::App& root, int& status) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command =
      root.add_subcommand("demo", "Make the demonstration site, CEMS-SH-0001 of Annex C");
  add_data_option(*command, options->data);
  command
      ->add_option("--until", options->until,
                   "Readings before this moment, or 'now' [2024-07-18T14:30:00+08:00]")
      ->type_name("TIME|now");
  command->add_option("--seed", options->seed, "Another noise; what Annex C prints stays")
      ->type_name("N")
      ->capture_default_str();
  command->footer(
      "Example: cems demo --data ./cems-data\n"
      "         cems demo --data ./cems-data --until now\n"
      "Running it again changes nothing; with a later --until it goes on where it was.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace cems::app
