// The program `cems`: its command line. Each subcommand is in the file of its name.
#include <cstdio>
#include <exception>
#include <string>

#include <fmt/format.h>

#include "app/build_info.h"
#include "app/command.h"
#include "base/log.h"

namespace cems::app {
namespace {

int run(int argc, char** argv) {
  if (const Status ready = set_up_log("info"); !ready) {
    return fail(ready.error().message);
  }
  CLI::App root{
      "A customer energy management system's side of GB/T 35031.5-2025: takes readings in, keeps "
      "them, and answers energy service platforms",
      "cems"};
  root.footer(
      "Example: a demonstration site, a token for it, and its server:\n"
      "  cems demo --data ./cems-data\n"
      "  cems token add --data ./cems-data --name platform --cems CEMS-SH-0001\n"
      "  cems serve --data ./cems-data");
  root.set_version_flag("--version", fmt::format("cems {}", kVersion),
                        "Print the version and exit");
  root.require_subcommand(0, 1);  // None at all is told below, after an unknown word has been.
  int status = 0;
  add_serve(root, status);
  add_load(root, status);
  add_quarantine(root, status);
  add_token(root, status);
  add_audit(root, status);
  add_get(root, status);
  add_demo(root, status);
  add_spec(root, status);
  add_verify(root, status);
  add_version(root, status);
  try {
    root.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help and --version.
    return root.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    std::string command = "cems";
    for (const CLI::App* app = &root; !app->get_subcommands().empty();) {
      app = app->get_subcommands().front();
      command += ' ' + app->get_name();
    }
    fmt::print(stderr, "cems: {}; try {} --help\n", wrong.what(), command);
    return kWrongUsage;
  }
  if (root.get_subcommands().empty()) {
    fmt::print(stderr, "cems: a command is missing; try cems --help\n");
    return kWrongUsage;
  }
  // A token or an answer that did not reach the disk or the pipe is not a success.
  return std::fflush(stdout) == 0 ? status : fail("cannot write to standard output");
}

}  // namespace
}  // namespace cems::app

int main(int argc, char** argv) {
  // The last stop of what libraries throw: one line instead of an abort.
  try {
    return cems::app::run(argc, argv);
  } catch (const std::exception& error) {
    std::fputs("cems: unexpected failure: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return 1;
  }
}
