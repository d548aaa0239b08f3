/// `--profile FILE`: the wire profile that a command speaks (docs/profile.md).
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "spec/wire.h"

namespace cems::app {

/// Adds `--profile FILE`; without it the standard's names hold.
void add_profile_option(CLI::App& command, std::string& file);

/// The profile of a file, the standard's where `file` is empty. Nothing when the file cannot be
/// read or has faults; each has been told on stderr then, one a line: `cems: FILE: POINTER:
/// reason`.
[[nodiscard]] std::optional<spec::Wire> load_profile(const std::string& file);

}  // namespace cems::app
