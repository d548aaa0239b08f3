/// `cems serve` once its flags are read (serve_flags.cc).
#pragma once

#include "app/serve_options.h"

namespace cems::app {

/// Serves until a stop signal; what goes wrong is told on stderr. The program's exit status.
[[nodiscard]] int serve(const ServeOptions& options);

}  // namespace cems::app
