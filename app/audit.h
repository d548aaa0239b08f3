/// What commands that work on a data folder leave in its audit log.
#pragma once

#include <string>
#include <string_view>

#include "audit/entry.h"
#include "base/result.h"

namespace cems::app {

/// DATA/audit.
std::string audit_path(const std::string& data);

/// The user of this process did `action` to `object`, now.
[[nodiscard]] audit::Entry local_entry(std::string_view action, std::string_view object);

/// One line, on the disk when this returns without an error. Errors: those of audit::Log::append.
Status record_local(const std::string& data, std::string_view action, std::string_view object);

}  // namespace cems::app
