/// The OpenAPI 3.1 document of the interfaces, made from the tables of src/spec and src/model.
///
/// Names are a wire profile's, so a deployment that renames members shows its own document. The
/// text is the same for the same profile and build: nothing of the site, the time or the machine.
#pragma once

#include <string>

#include "spec/wire.h"

namespace cems::api {

/// Compact JSON, without a newline.
[[nodiscard]] std::string openapi_document(const spec::Wire& wire);

}  // namespace cems::api
