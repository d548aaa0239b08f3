// `cems spec list`: the interfaces of the standard, and which of them this build answers.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "app/command.h"
#include "spec/interface.h"

namespace cems::app {
namespace {

int list() {
  std::size_t name = 0;
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    name = std::max(name, interface.name.size());
  }
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    fmt::print("{:<{}}  {:<5}  {:<9}  {:<11}  {}  {}\n", interface.name, name, interface.clause,
               spec::name(interface.family), interface.implemented ? "implemented" : "not yet",
               interface.chinese, interface.english);
  }
  return 0;
}

}  // namespace

void add_spec(CLI::App& root, int& status) {
  CLI::App* spec = root.add_subcommand("spec", "The standard as this program knows it");
  spec->require_subcommand(1);
  spec->footer("Example: cems spec list");
  CLI::App* list_command = spec->add_subcommand(
      "list", "The interfaces, one a line: name, clause, family, whether implemented, title");
  list_command->footer("Example: cems spec list | grep implemented");
  list_command->callback([&status] { status = list(); });
}

}  // namespace cems::app
