/// The log: lines on stderr through spdlog, set up in one place.
///
/// Modules include this and call `spdlog::info("…", …)` and its sisters; all are safe from any
/// thread. Text that came from outside goes in through quote() (base/quote.h), so that nobody can
/// forge a line. Never logged: tokens, signatures, contact and phone.
#pragma once

#include <string_view>

#include <spdlog/spdlog.h>

#include "base/result.h"

namespace cems {

/// Sends the default logger to stderr, with `level` (trace, debug, info, warn, error or off) as the
/// least that is shown. Call it before threads start.
/// Errors: invalid_argument for another level.
Status set_up_log(std::string_view level);

}  // namespace cems
