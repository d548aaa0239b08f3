// `cems version`: what exactly is running, for a bug report.
#include <fmt/format.h>

#include "app/build_info.h"
#include "app/command.h"

namespace cems::app {

void add_version(CLI::App& root, int& status) {
  CLI::App* command =
      root.add_subcommand("version", "Version, commit, build and versions of the libraries");
  command->footer("Example: cems version");
  command->callback([&status] {
    fmt::print("cems {}\ncommit {}\nbuild {}{}{}\ncompiler {}\n", kVersion, kCommit, kBuildType,
               kSanitizers.empty() ? "" : " with -fsanitize=", kSanitizers, kCompiler);
    for (const auto& [name, version] : kLibraries) {
      fmt::print("{} {}\n", name, version);
    }
    status = 0;
  });
}

}  // namespace cems::app
