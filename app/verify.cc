// `cems verify`: reads every file of a data folder and lists what is damaged; gives up what is.
#include "store/rocks/verify.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "api/token_file.h"
#include "app/audit.h"
#include "app/command.h"
#include "app/data_folder.h"
#include "audit/verify.h"
#include "base/clock.h"
#include "events/event_book.h"
#include "store/rocks/rocks_store.h"

namespace cems::app {
namespace {

class Findings {
 public:
  void add(std::string_view what) {
    ++count_;
    fmt::print("damaged: {}\n", what);
  }

  void add(const Error& error) { add(std::string_view(error.message)); }

  [[nodiscard]] int count() const { return count_; }

 private:
  int count_ = 0;
};

/// "1 site", "2 sites".
std::string counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string show(const store::VerifyCounts& counts) {
  return fmt::format("{} series, {} in {} and {} of the log, {}, {}", counts.series,
                     counted(counts.readings, "reading", "readings"),
                     counted(counts.blocks, "block", "blocks"),
                     counted(counts.batches, "batch", "batches"),
                     counted(counts.corrections, "correction", "corrections"),
                     counted(counts.summaries, "summary", "summaries"));
}

/// Gives up what is missing, once and for all.
int accept_loss(const std::string& data) {
  store::RocksOptions options;
  options.accept_loss = true;
  const Result<std::unique_ptr<store::Store>> store =
      store::open_rocks_store(store_path(data), options);
  if (!store) {
    return fail(store.error().message);
  }
  if (const Status recorded = record_local(data, "verify.accept-loss", "store"); !recorded) {
    return fail(recorded.error().message);
  }
  fmt::print("cems: what is missing is given up; load it again where you have it\n");
  return 0;
}

/// Makes a store of what is whole, with a note of what is missing.
int drop_damaged(const std::string& data) {
  Findings findings;
  const Result<store::DropReport> report = store::drop_damaged(
      store_path(data), real_now(), [&findings](std::string_view what) { findings.add(what); });
  if (!report) {
    return fail(report.error().message);
  }
  if (const Status recorded = record_local(data, "verify.drop-damaged", "store"); !recorded) {
    return fail(recorded.error().message);
  }
  fmt::print("whole: {}\n", show(report->whole));
  if (!report->dropped) {
    fmt::print("cems: nothing is damaged, nothing was changed\n");
    return 0;
  }
  fmt::print(
      "cems: what is damaged is out of the way, in {}.damaged; load what it held again, then say "
      "that this is all there is: cems verify --data {} --accept-loss\n",
      store_path(data), data);
  return 0;
}

enum class Act : std::uint8_t { look, drop_damaged, accept_loss };

int verify(const std::string& data, Act act) {
  if (!std::filesystem::exists(data)) {
    return fail(fmt::format("{} does not exist; name the data folder with --data", data));
  }
  const Result<FileLock> lock = FileLock::acquire(data);
  if (!lock) {
    return fail(lock.error().message + "; stop it first");
  }
  switch (act) {
    case Act::accept_loss:
      return accept_loss(data);
    case Act::drop_damaged:
      return drop_damaged(data);
    case Act::look:
      break;
  }
  Findings findings;
  const store::VerifyCounts counts = store::verify_rocks_store(
      store_path(data), real_now(), [&findings](std::string_view what) { findings.add(what); });
  const int in_store = findings.count();
  std::size_t sites = 0;
  if (const auto archives = catalog::ArchiveFolder(archive_path(data)).load(); archives) {
    sites = (*archives)->sites().size();
  } else {
    findings.add(archives.error());
  }
  if (const auto tokens = api::TokenFile(token_path(data)).read(); !tokens) {
    findings.add(tokens.error());
  }
  if (const auto events = events::EventBook::open(data); !events) {
    findings.add(events.error());
  }
  audit::Walk records;
  records.on_finding = [&findings](std::string_view what) {
    findings.add(fmt::format("the audit log: {}", what));
  };
  const auto walked = audit::walk(audit_path(data), records);
  if (!walked) {
    findings.add(walked.error());
  }
  fmt::print("checked: {}, {}; {}\n", counted(sites, "site", "sites"), show(counts),
             findings.count() == 0 ? std::string("nothing is damaged")
                                   : fmt::format("{} damaged", findings.count()));
  if (in_store > 0) {
    return fail(
        "restore the folder from a backup; or give up what of the readings is damaged with "
        "cems verify --drop-damaged and load it again (docs/repair.md)");
  }
  if (findings.count() > 0) {
    return fail("restore what is damaged from a backup, or load it again");
  }
  return 0;
}

}  // namespace

void add_verify(CLI::App& root, int& status) {
  struct Options {
    std::string data;
    bool accepts_loss = false;
    bool drops_damaged = false;
  };

  auto options = std::make_shared<Options>();
  CLI::App* command = root.add_subcommand(
      "verify", "Check every file of a data folder that no server is using; list what is damaged");
  add_data_option(*command, options->data);
  CLI::Option* const drop =
      command->add_flag("--drop-damaged", options->drops_damaged,
                        "Take damaged readings out of the store, so that they can be loaded again; "
                        "until --accept-loss their periods answer an error");
  command
      ->add_flag("--accept-loss", options->accepts_loss,
                 "Give up readings that are missing: batches of a log, and what was dropped and is "
                 "not loaded again")
      ->excludes(drop);
  command->footer(
      "Examples:\n"
      "  cems verify --data ./cems-data\n"
      "  cems verify --data ./cems-data --drop-damaged\n"
      "  cems verify --data ./cems-data --accept-loss");
  command->callback([options, &status] {
    status = verify(options->data, options->drops_damaged  ? Act::drop_damaged
                                   : options->accepts_loss ? Act::accept_loss
                                                           : Act::look);
  });
}

}  // namespace cems::app
