// What every subcommand shares.
#include "app/command.h"

#include <fmt/format.h>

namespace cems::app {

void add_data_option(CLI::App& command, std::string& data) {
  data = "./cems-data";
  command.add_option("--data", data, "Folder of archives, readings and tokens")
      ->envname("CEMS_DATA")
      ->type_name("DIR")
      ->capture_default_str();
}

int fail(std::string_view message) {
  fmt::print(stderr, "cems: {}\n", message);
  return 1;
}

}  // namespace cems::app
