// `cems load --data`: into a data folder that no server is using.
#include <utility>

#include <fmt/format.h>

#include "app/data_folder.h"
#include "app/load_target.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "catalog/snapshot.h"
#include "ingest/csv_file.h"

namespace cems::app {

namespace {

class FolderTarget final : public LoadTarget {
 public:
  FolderTarget(DataFolder folder, std::shared_ptr<const catalog::Snapshot> sites,
               const spec::Wire& wire)
      : folder_(std::move(folder)), sites_(std::move(sites)), wire_(wire) {}

  Status load_archive(const std::string& file, LoadTalk& talk) override {
    const Result<std::string> text = read_file(file, limits::kArchiveBytesMax);
    if (!text) {
      return text.error();
    }
    const Result<catalog::ArchiveReading> reading =
        folder_.archives().apply(*text, std::nullopt, wire_);
    if (!reading) {
      return reading.error();
    }
    for (const model::Problem& warning : reading->warnings) {
      talk.warning(warning.pointer + ": " + warning.reason);
    }
    for (const model::Problem& problem : reading->problems) {
      talk.problem(problem.pointer, problem.reason);
    }
    if (reading->site == nullptr) {
      return Error{Errc::invalid_argument, fmt::format("the archive is refused, {} to put right; "
                                                       "nothing was changed",
                                                       reading->problems.size())};
    }
    const catalog::Site& site = *reading->site;
    std::size_t parameters = 0;
    for (const auto& point : site.points) {
      parameters += point->parameters.size();
    }
    talk.archive_done(fmt::format("archive of {}: {} points, {} parameters", site.id.view(),
                                  with_thousands(site.points.size()), with_thousands(parameters)));
    sites_ = sites_->with(reading->site);
    return Unit{};
  }

  Status load_readings(const std::string& file, const ReadingsPlan& plan, LoadTalk& talk) override {
    const ingest::FileLoad load{.csv = {.wide = plan.wide,
                                        .zone = plan.zone,
                                        .now = real_now(),
                                        .columns = wire_.csv_columns(),
                                        .quarantine = &folder_.quarantine(),
                                        .commits_aside = true},
                                .strict = plan.strict,
                                .on_rejected =
                                    [&talk](const ingest::RejectedCell& cell) {
                                      talk.rejected(cell.line, cell.column, cell.fault.reason);
                                    },
                                .on_progress =
                                    [&talk](const ingest::FileProgress& progress) {
                                      talk.progress().show(progress.bytes, progress.bytes_total,
                                                           progress.rows);
                                    }};
    const Result<ingest::LoadReport> report =
        ingest::load_csv_file(file, load, sites_, folder_.readings());
    if (!report) {
      return report.error();
    }
    // What is in blocks can be repaired (docs/repair.md), and the next opening is quicker.
    if (Status sealed = folder_.readings().seal(); !sealed) {
      return sealed;
    }
    talk.readings_done(*report, plan.strict);
    return Unit{};
  }

 private:
  DataFolder folder_;
  std::shared_ptr<const catalog::Snapshot> sites_;
  const spec::Wire& wire_;
};

}  // namespace

Result<std::unique_ptr<LoadTarget>> open_folder_target(const std::string& data,
                                                       const spec::Wire& wire, Memory memory) {
  Result<DataFolder> folder = DataFolder::open(data, memory);
  if (!folder) {
    return folder.error();
  }
  Result<std::shared_ptr<const catalog::Snapshot>> sites = folder->archives().load();
  if (!sites) {
    return sites.error();
  }
  return std::unique_ptr<LoadTarget>(
      std::make_unique<FolderTarget>(*std::move(folder), *std::move(sites), wire));
}

}  // namespace cems::app
