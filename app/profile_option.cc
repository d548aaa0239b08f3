// Reading the file of --profile, and telling what is wrong with it.
#include "app/profile_option.h"

#include <utility>

#include "app/command.h"
#include "base/file.h"
#include "spec/profile.h"

namespace cems::app {
namespace {

constexpr std::size_t kProfileBytesMax = 1U << 20U;

}  // namespace

void add_profile_option(CLI::App& command, std::string& file) {
  command.add_option("--profile", file,
                     "Wire profile: a JSON file with other names for what travels");
}

std::optional<spec::Wire> load_profile(const std::string& file) {
  if (file.empty()) {
    return spec::Wire::standard();
  }
  const Result<std::string> text = read_file(file, kProfileBytesMax);
  if (!text) {
    fail(text.error().message);
    return std::nullopt;
  }
  spec::ProfileReading reading = spec::read_profile(*text);
  for (const model::Problem& problem : reading.problems) {
    fail(file + ": " + problem.pointer + (problem.pointer.empty() ? "" : ": ") + problem.reason);
  }
  return std::move(reading.wire);
}

}  // namespace cems::app
