// See quota_options.h.
#include "app/quota_options.h"

#include <array>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace cems::app {
namespace {

constexpr std::int64_t kHeavyMax = 10'000;
constexpr std::int64_t kUnreadMiBMax = 1 << 20;

Status check_bound(std::string_view name, std::int64_t given, std::int64_t max) {
  return given <= max
             ? Status(Unit{})
             : Error{Errc::invalid_argument, fmt::format("[quota] {} is {} at most", name, max)};
}

/// Of options that were checked; 0 is the default.
void set_bounds(const QuotaOptions& options, api::QuotaRules& rules) {
  constexpr std::int64_t kMiB = 1 << 20;
  const auto set = [](auto& rule, std::int64_t given) {
    if (given > 0) {
      rule = static_cast<std::remove_reference_t<decltype(rule)>>(given);
    }
  };
  set(rules.heavy_per_token, options.heavy_per_token);
  set(rules.heavy, options.heavy);
  set(rules.held_per_token, options.unread_per_token * kMiB);
  set(rules.held, options.unread * kMiB);
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
  const std::array<std::pair<std::string_view, std::int64_t*>, 8> all{{
      {"token-rate", &options.token_rate},
      {"token-burst", &options.token_burst},
      {"address-rate", &options.address_rate},
      {"address-burst", &options.address_burst},
      {"heavy-per-token", &options.heavy_per_token},
      {"heavy", &options.heavy},
      {"unread-per-token", &options.unread_per_token},
      {"unread", &options.unread},
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
                           "address-rate, address-burst, heavy-per-token, heavy, "
                           "unread-per-token and unread",
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
  for (const auto& [name, given, max] :
       {std::tuple("heavy-per-token", options.heavy_per_token, kHeavyMax),
        std::tuple("heavy", options.heavy, kHeavyMax),
        std::tuple("unread-per-token", options.unread_per_token, kUnreadMiBMax),
        std::tuple("unread", options.unread, kUnreadMiBMax)}) {
    if (const Status good = check_bound(name, given, max); !good) {
      return good.error();
    }
  }
  api::QuotaRules rules{*token, *address};
  set_bounds(options, rules);
  return rules;
}

}  // namespace cems::app
