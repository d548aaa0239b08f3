// `cems spec`: the standard as this program knows it, as a list, an OpenAPI document, or Markdown.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "api/openapi.h"
#include "app/command.h"
#include "app/profile_option.h"
#include "app/spec_markdown.h"
#include "json/value.h"
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

int openapi(const std::string& profile) {
  const std::optional<spec::Wire> wire = load_profile(profile);
  if (!wire) {
    return 1;
  }
  const Result<json::Value> document = json::parse(api::openapi_document(*wire));
  if (!document) {
    return fail(document.error().message);
  }
  std::string text;
  json::write_pretty(text, *document);
  fmt::print("{}", text);
  return 0;
}

/// All pages where none is named.
int markdown(const std::string& page) {
  for (const ReferencePage& one : reference_pages()) {
    if (page.empty() || page == one.name) {
      fmt::print("{}", one.make(spec::Wire::standard()));
    }
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
  CLI::App* openapi_command =
      spec->add_subcommand("openapi", "The OpenAPI 3.1 document; a server has it at /openapi.json");
  const auto profile = std::make_shared<std::string>();
  add_profile_option(*openapi_command, *profile);
  openapi_command->footer("Example: cems spec openapi > openapi.json");
  openapi_command->callback([&status, profile] { status = openapi(*profile); });
  CLI::App* markdown_command = spec->add_subcommand("markdown", "The reference pages");
  const auto page = std::make_shared<std::string>();
  std::vector<std::string> names;
  std::string known;
  for (const ReferencePage& one : reference_pages()) {
    names.emplace_back(one.name);
    known += (known.empty() ? "" : ", ") + names.back();
  }
  markdown_command->add_option("PAGE", *page, "One of " + known + "; all where absent")
      ->check(CLI::IsMember(names));
  markdown_command->footer("Example: cems spec markdown codes > codes.md");
  markdown_command->callback([&status, page] { status = markdown(*page); });
}

}  // namespace cems::app
