/// The subcommands of `cems`. Each file app/<name>.cc adds one to the command line and runs it.
///
/// A subcommand's callback writes its exit status into `status`: 0 on success, 1 on a failure it
/// has explained on stderr in one line with what to do. Wrong usage (2) is CLI11's and main's
/// business. Standard output carries only the answer; everything for people goes to stderr.
#pragma once

#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace cems::app {

void add_serve(CLI::App& root, int& status);
void add_load(CLI::App& root, int& status);
void add_quarantine(CLI::App& root, int& status);
void add_token(CLI::App& root, int& status);
void add_audit(CLI::App& root, int& status);
void add_get(CLI::App& root, int& status);
void add_demo(CLI::App& root, int& status);
void add_spec(CLI::App& root, int& status);
void add_verify(CLI::App& root, int& status);
void add_version(CLI::App& root, int& status);

/// Adds `--data DIR` (default ./cems-data, or the environment's CEMS_DATA).
void add_data_option(CLI::App& command, std::string& data);

/// Exit status of wrong usage (contract.md).
inline constexpr int kWrongUsage = 2;

/// Prints `cems: <message>` on stderr and returns 1.
int fail(std::string_view message);

}  // namespace cems::app
