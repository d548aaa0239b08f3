/// What the flags of `cems serve` ask for, checked before anything is opened.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "api/admission.h"
#include "app/listen.h"
#include "app/memory.h"
#include "app/serve_options.h"
#include "base/clock.h"
#include "base/limits_access.h"
#include "base/limits_serving.h"
#include "base/result.h"
#include "net/server.h"

namespace cems::app {

struct ServePlan {
  Listen listen;
  std::unique_ptr<Clock> clock;
  Memory memory{};
  std::optional<Listen> admin_listen{};
  std::int64_t audit_days = limits::kAuditDaysMin;
  api::QuotaRules quota{};
  std::int64_t request_timeout_ms = limits::kRequestTimeoutMs;
};

/// Errors: invalid_argument, saying which flag.
[[nodiscard]] Result<ServePlan> plan_serve(const ServeOptions& options);

/// Where and how to listen; a self-signed certificate is made at the first start.
/// Errors: a key that others may read; those of files.
[[nodiscard]] Result<net::ServerOptions> server_options_of(const ServeOptions& options,
                                                           const Listen& listen);

}  // namespace cems::app
