// `cems verify`: reads every file of a data folder and lists what is damaged.
#include "store/rocks/verify.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "api/token_file.h"
#include "app/command.h"
#include "app/data_folder.h"
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

/// Gives up what the log has lost, once and for all.
int accept_loss(const std::string& data) {
  store::RocksOptions options;
  options.accept_loss = true;
  const Result<std::unique_ptr<store::Store>> store =
      store::open_rocks_store(store_path(data), options);
  if (!store) {
    return fail(store.error().message);
  }
  fmt::print("cems: what the log has lost is given up; load it again where you have it\n");
  return 0;
}

int verify(const std::string& data, bool accepts_loss) {
  if (!std::filesystem::exists(data)) {
    return fail(fmt::format("{} does not exist; name the data folder with --data", data));
  }
  const Result<FileLock> lock = FileLock::acquire(data);
  if (!lock) {
    return fail(lock.error().message + "; stop it first");
  }
  if (accepts_loss) {
    return accept_loss(data);
  }
  Findings findings;
  const store::VerifyCounts counts = store::verify_rocks_store(
      store_path(data), [&findings](std::string_view what) { findings.add(what); });
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
  fmt::print(
      "checked: {} sites, {} series, {} readings in {} blocks and {} batches of the log, "
      "{} corrections, {} summaries; {}\n",
      sites, counts.series, counts.readings, counts.blocks, counts.batches, counts.corrections,
      counts.summaries,
      findings.count() == 0 ? std::string("nothing is damaged")
                            : fmt::format("{} damaged", findings.count()));
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
  };

  auto options = std::make_shared<Options>();
  CLI::App* command = root.add_subcommand(
      "verify", "Check every file of a data folder that no server is using; list what is damaged");
  add_data_option(*command, options->data);
  command->add_flag("--accept-loss", options->accepts_loss,
                    "Open a store whose log has lost batches, giving them up");
  command->footer(
      "Examples:\n"
      "  cems verify --data ./cems-data\n"
      "  cems verify --data ./cems-data --accept-loss");
  command->callback([options, &status] { status = verify(options->data, options->accepts_loss); });
}

}  // namespace cems::app
