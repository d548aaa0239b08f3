/// What a server remembers about its callers beside their tokens: nonces and the audit log.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/nonces.h"
#include "audit/recorder.h"
#include "base/result.h"

namespace cems::app {

struct Guard {
  std::unique_ptr<api::Nonces> nonces;
  std::unique_ptr<audit::Recorder> recorder;
};

/// Opens both in a data folder and records `serve.start`. Lines of the log are kept for `days`.
/// Errors: those of api::Nonces and audit::Log.
[[nodiscard]] Result<Guard> begin_guard(const std::string& data, std::int64_t days,
                                        std::string_view listen);

}  // namespace cems::app
