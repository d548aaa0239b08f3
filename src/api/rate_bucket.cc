// Quotas as they are written.
#include "api/rate_bucket.h"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "base/limits_serving.h"
#include "base/quote.h"

namespace cems::api {

Result<Quota> make_quota(std::int64_t per_second, std::int64_t burst) {
  constexpr std::int64_t kUsualSeconds = 4;
  if (per_second < 1 || per_second > limits::kQuotaRateMax) {
    return Error{
        Errc::invalid_argument,
        fmt::format("a rate is a number of units a second from 1 to {}", limits::kQuotaRateMax)};
  }
  const Quota quota{per_second, burst == 0 ? kUsualSeconds * per_second : burst};
  if (quota.burst < 1 || quota.burst > limits::kQuotaBurstMax) {
    return Error{Errc::invalid_argument,
                 fmt::format("a burst is a number of units from 1 to {}", limits::kQuotaBurstMax)};
  }
  return quota;
}

Result<Quota> parse_quota(std::string_view rate, std::int64_t burst) {
  const std::string_view number = rate.substr(0, rate.size() - (rate.ends_with("/s") ? 2 : 0));
  const char* const end = number.data() + number.size();
  std::int64_t per_second = 0;
  const auto [stop, error] = std::from_chars(number.data(), end, per_second);
  if (error != std::errc() || stop != end) {
    return Error{Errc::invalid_argument,
                 fmt::format("{} is no rate; write units a second, e.g. 50/s", quote(rate))};
  }
  return make_quota(per_second, burst);
}

}  // namespace cems::api
