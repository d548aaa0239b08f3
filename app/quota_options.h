/// What the table [quota] of a configuration file says (docs/operations.md).
#pragma once

#include <cstdint>
#include <string_view>

#include "api/admission.h"
#include "base/result.h"

namespace cems::app {

/// 0: not given.
struct QuotaOptions {
  std::int64_t token_rate = 0;
  std::int64_t token_burst = 0;
  std::int64_t address_rate = 0;
  std::int64_t address_burst = 0;
  std::int64_t heavy_per_token = 0;
  std::int64_t heavy = 0;
  std::int64_t unread_per_token = 0;  ///< MiB; so is the next.
  std::int64_t unread = 0;
};

/// Sets one by its name in the file, e.g. "token-rate".
/// Errors: invalid_argument for a name that is none, or a number that is not above 0.
[[nodiscard]] Status set_quota_option(QuotaOptions& options, std::string_view name,
                                      std::int64_t value);

/// The rules, whole. Errors: invalid_argument for a burst without a rate, or figures out of bounds.
[[nodiscard]] Result<api::QuotaRules> quota_rules(const QuotaOptions& options);

}  // namespace cems::app
