// See quota_options.h.
#include "app/quota_options.h"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace cems::app {
namespace {

constexpr std::int64_t kHeavyMax = 10'000;

/// A bound of heavy questions; 0 is the default.
Result<int> bound_of(std::string_view name, std::int64_t given, int usual) {
  if (given > kHeavyMax) {
    return Error{Errc::invalid_argument, fmt::format("[quota] {} is {} at most", name, kHeavyMax)};
  }
  return given == 0 ? usual : static_cast<int>(given);
}

Result<std::optional<api::Quota>> quota_of(std::string_view whose, std::int64_t rate,
                                           std::int64_t burst) {
  if (rate == 0) {
    return burst == 0 ? Result<std::optional<api::Quota>>(std::nullopt)
                      : Error{Errc::invalid_argument,
                              fmt::format("[quota] {0}-burst needs {0}-rate", whose)};
  }
  const Result<api::Quota> quota = api::make_quota(rate, burst);
  if (!quota) {
    return Error{Errc::invalid_argument,
                 fmt::format("[quota] {}: {}", whose, quota.error().message)};
  }
  return std::optional(*quota);
}

}  // namespace

Status set_quota_option(QuotaOptions& options, std::string_view name, std::int64_t value) {
  const std::array<std::pair<std::string_view, std::int64_t*>, 6> all{{
      {"token-rate", &options.token_rate},
      {"token-burst", &options.token_burst},
      {"address-rate", &options.address_rate},
      {"address-burst", &options.address_burst},
      {"heavy-per-token", &options.heavy_per_token},
      {"heavy", &options.heavy},
  }};
  for (const auto& [known, option] : all) {
    if (known == name) {
      if (value < 1) {
        return Error{Errc::invalid_argument, fmt::format("[quota] {} must be above 0", name)};
      }
      *option = value;
      return Unit{};
    }
  }
  return Error{Errc::invalid_argument,
               fmt::format("[quota] has no option {}; known are token-rate, token-burst, "
                           "address-rate, address-burst, heavy-per-token and heavy",
                           name)};
}

Result<api::QuotaRules> quota_rules(const QuotaOptions& options) {
  const auto token = quota_of("token", options.token_rate, options.token_burst);
  if (!token) {
    return token.error();
  }
  const auto address = quota_of("address", options.address_rate, options.address_burst);
  if (!address) {
    return address.error();
  }
  api::QuotaRules rules{*token, *address};
  const Result<int> per_token =
      bound_of("heavy-per-token", options.heavy_per_token, rules.heavy_per_token);
  const Result<int> together = bound_of("heavy", options.heavy, rules.heavy);
  if (!per_token || !together) {
    return per_token ? together.error() : per_token.error();
  }
  rules.heavy_per_token = *per_token;
  rules.heavy = *together;
  return rules;
}

}  // namespace cems::app
