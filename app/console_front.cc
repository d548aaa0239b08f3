// Looks for the console beside the program that runs.
#include "app/console_front.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/log.h"

namespace cems::app {
namespace {

std::optional<std::filesystem::path> console_folder(std::string_view option) {
  if (option == "none") {
    return std::nullopt;
  }
  if (!option.empty()) {
    return std::filesystem::path(option);
  }
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) {
    return std::nullopt;
  }
  const std::filesystem::path folder = program.parent_path();
  for (const std::filesystem::path& known : {folder.parent_path() / "share" / "cems" / "console",
                                             folder.parent_path().parent_path() / "web" / "dist"}) {
    if (std::filesystem::is_regular_file(known / "index.html", failed)) {
      return known;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<api::Console>> open_console(std::string_view option, http::Handler& behind) {
  const std::optional<std::filesystem::path> folder = console_folder(option);
  if (!folder) {
    return std::optional<api::Console>();
  }
  Result<api::ConsoleFiles> files = api::ConsoleFiles::load(*folder);
  if (!files) {
    return Error{files.error().code, "--console: " + files.error().message};
  }
  spdlog::info("serving the console of {}", folder->string());
  return std::optional<api::Console>(std::in_place, *std::move(files), behind);
}

}  // namespace cems::app
