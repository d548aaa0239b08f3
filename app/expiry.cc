// See expiry.h.
#include "app/expiry.h"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "base/zone.h"

namespace cems::app {
namespace {

constexpr std::int64_t kDaysMax = 366 * 1000;

constexpr std::array<std::pair<char, std::int64_t>, 4> kTimeUnits{
    {{'s', kMsPerSecond}, {'m', kMsPerMinute}, {'h', kMsPerHour}, {'d', kMsPerDay}}};

/// `24h` and its like.
std::optional<std::int64_t> short_lifetime(std::string_view text) {
  for (const auto& [letter, ms] : kTimeUnits) {
    std::int64_t count = 0;
    const char* const end = text.data() + text.size() - 1;
    if (text.size() < 2 || text.back() != letter) {
      continue;
    }
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error == std::errc() && stop == end && count > 0 && count <= kDaysMax * kMsPerDay / ms) {
      return count * ms;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::int64_t> parse_lifetime(std::string_view text) {
  if (const std::optional<std::int64_t> ms = short_lifetime(text)) {
    return *ms;
  }
  const Result<Duration> duration = parse_duration(text);
  if (!duration || duration->months != 0 || duration->ms > kDaysMax * kMsPerDay) {
    return Error{Errc::invalid_argument,
                 quote(text) + " is no lifetime; write e.g. 90d, 24h, 15m or PT24H"};
  }
  return duration->ms;
}

Result<TimeMs> parse_expiry(std::string_view text, TimeMs now) {
  if (const Result<std::int64_t> lifetime = parse_lifetime(text)) {
    return now + *lifetime;
  }
  const Result<TimeMs> moment = parse_time(text, Zone::fixed(kChina));
  if (!moment) {
    return Error{Errc::invalid_argument,
                 quote(text) +
                     " is neither a moment such as 2027-01-01 nor a lifetime such as "
                     "90d, 24h or PT24H"};
  }
  return *moment;
}

}  // namespace cems::app
