/// The console in front of the interfaces of `cems serve`.
#pragma once

#include <optional>
#include <string_view>

#include "api/console.h"
#include "base/result.h"
#include "http/message.h"

namespace cems::app {

/// The console of the folder that `option` names; nothing for `none`. Where it is empty, that of
/// PREFIX/share/cems/console of an installed PREFIX/bin/cems, or of web/dist of the source tree
/// that build/PRESET/cems stands in; nothing where neither is there.
/// Errors: those of api::ConsoleFiles::load. REQUIRES: `behind` outlives it.
[[nodiscard]] Result<std::optional<api::Console>> open_console(std::string_view option,
                                                               http::Handler& behind);

}  // namespace cems::app
