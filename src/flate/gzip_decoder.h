/// The gzip stream of make_decoder(). Internal to flate.
#pragma once

#include <memory>

#include "flate/decoder.h"

namespace cems::flate {

/// Errors: internal.
[[nodiscard]] Result<std::unique_ptr<Decoder>> make_gzip_decoder(DecodeLimits limits);

}  // namespace cems::flate
