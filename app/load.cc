// `cems load`: archives and readings from files into a data folder or a running server.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/command.h"
#include "app/load_target.h"
#include "app/profile_option.h"
#include "app/proof_options.h"

namespace cems::app {

namespace {

struct LoadOptions {
  std::string data;
  ServerAddress server;
  std::vector<std::string> files;
  std::string cems;
  std::string time;
  std::string zone;
  std::string map;
  std::string profile;
  std::string memory;
  bool strict = false;
};

enum class FileKind : unsigned char { archive, readings, other };

FileKind kind_of(const std::string& file) {
  std::string extension = std::filesystem::path(file).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == ".json") {
    return FileKind::archive;
  }
  return extension == ".csv" ? FileKind::readings : FileKind::other;
}

/// CLI11's way to say 2 for an option that is there but wrong.
[[noreturn]] void usage(const std::string& option, const std::string& message) {
  throw CLI::ValidationError(option, message);
}

ReadingsPlan plan_of(const LoadOptions& options) {
  ReadingsPlan plan;
  plan.strict = options.strict;
  if (!options.zone.empty()) {
    Result<Zone> zone = Zone::parse(options.zone);
    if (!zone) {
      usage("--zone", zone.error().message);
    }
    plan.zone = *std::move(zone);
  }
  const int wide = (options.cems.empty() ? 0 : 1) + (options.time.empty() ? 0 : 1) +
                   (options.map.empty() ? 0 : 1);
  if (wide == 0) {
    return plan;
  }
  if (wide != 3) {
    usage("--map", "the wide form needs --cems, --time and --map together");
  }
  Result<std::vector<ingest::MappedColumn>> columns = ingest::parse_column_map(options.map);
  if (!columns) {
    usage("--map", columns.error().message);
  }
  plan.wide = ingest::WideForm{
      .cems = options.cems, .time_column = options.time, .columns = *std::move(columns)};
  return plan;
}

Memory memory_of(const LoadOptions& options) {
  if (options.memory.empty()) {
    return Memory();
  }
  const Result<std::size_t> bytes = parse_memory(options.memory);
  if (!bytes) {
    usage("--memory", bytes.error().message);
  }
  return Memory(*bytes);
}

void check_files(const LoadOptions& options) {
  for (const std::string& file : options.files) {
    if (kind_of(file) == FileKind::other) {
      usage(file, "is neither an archive (.json) nor readings (.csv)");
    }
  }
  if (options.strict && !options.server.url.empty()) {
    usage("--strict", "is for --data: a server keeps every batch that it has answered");
  }
}

int run(const LoadOptions& options) {
  const ReadingsPlan plan = plan_of(options);
  check_files(options);
  const std::optional<spec::Wire> wire = load_profile(options.profile);
  if (!wire) {
    return 1;
  }
  const Result<std::unique_ptr<LoadTarget>> target =
      options.server.url.empty() ? open_folder_target(options.data, *wire, memory_of(options))
                                 : open_server_target(options.server, *wire);
  if (!target) {
    return fail(target.error().message);
  }
  bool all_taken = true;
  for (const std::string& file : options.files) {
    LoadTalk talk(file);
    const Status loaded = kind_of(file) == FileKind::archive
                              ? (*target)->load_archive(file, talk)
                              : (*target)->load_readings(file, plan, talk);
    if (!loaded) {
      talk.failed(loaded.error().message);
    }
    all_taken = all_taken && !talk.has_failed();
  }
  return all_taken ? 0 : 1;
}

}  // namespace

void add_load(CLI::App& root, int& status) {
  auto options = std::make_shared<LoadOptions>();
  CLI::App* command = root.add_subcommand(
      "load", "Load archives (.json) and readings (.csv) into a folder or a running server");
  add_data_option(*command, options->data);
  command->add_option("FILE", options->files, "Files, loaded in the order given")->required();
  command->add_option("--url", options->server.url,
                      "Load into the server at this address instead of a folder");
  command
      ->add_option("--token", options->server.token,
                   "Its token, with the scopes ingest (readings) and admin (archives)")
      ->envname("CEMS_TOKEN");
  add_proof_options(*command, options->server.proof);
  command->add_option("--cacert", options->server.ca_file,
                      "Trust this certificate, e.g. DIR/tls/cert.pem of the server's folder");
  command->add_flag("--insecure", options->server.insecure, "Trust any certificate");
  add_memory_option(*command, options->memory);
  command->add_flag("--strict", options->strict,
                    "Write nothing of a readings file with any bad row");
  command->add_option("--cems", options->cems, "Wide form: the site of all columns");
  command->add_option("--time", options->time, "Wide form: the column of the times");
  command->add_option("--map", options->map,
                      "Wide form: which column is which series, COLUMN=POINT/PARAMETER[,...]");
  command->add_option("--zone", options->zone,
                      "Zone of times without an offset, e.g. +08:00 or Asia/Shanghai (default: the "
                      "site's)");
  add_profile_option(*command, options->profile);
  command->footer(
      "Examples:\n"
      "  cems load --data ./cems-data site.json readings.csv\n"
      "  cems load --data ./cems-data --cems SITE-1 --time date --zone +08:00 \\\n"
      "    --map HUFL=T1-HV/P,OT=T1/OT transformer.csv\n"
      "The long form has the header cemsId,pointId,parameterId,timeStamp,value[,quality].\n"
      "With --profile archives and that header are in the profile's names; a folder keeps archives "
      "in\nthe standard's, so it can be served under any profile.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace cems::app
