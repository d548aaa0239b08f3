/// The gzip stream of make_encoder(). Internal to flate.
#pragma once

#include <memory>

#include "flate/encoder.h"

namespace cems::flate {

/// Errors: internal.
[[nodiscard]] Result<std::unique_ptr<Encoder>> make_gzip_encoder();

}  // namespace cems::flate
