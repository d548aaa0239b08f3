/// Fuzzes the readers of base: times, durations, zones, numbers and base64url.
///
/// Whatever they accept must come back from its own spelling.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/base64.h"
#include "base/decimal.h"
#include "base/quote.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/zone.h"

namespace {

void check_time(std::string_view text) {
  static const cems::Zone zone = cems::Zone::parse("Asia/Shanghai").value_or(cems::Zone());
  const auto moment = cems::parse_time(text, zone);
  if (!moment) {
    CEMS_ASSERT(cems::is_valid_utf8(moment.error().message));
    return;
  }
  CEMS_ASSERT(cems::kTimeMin <= *moment && *moment < cems::kTimeMax);
  const auto again = cems::parse_time(cems::format_time(*moment, zone), cems::Zone());
  CEMS_ASSERT(again && *again == *moment);
}

void check_number(std::string_view text) {
  const auto number = cems::Decimal::parse(text);
  if (!number) {
    return;
  }
  const std::string spelling = number->to_string();
  const auto again = cems::Decimal::parse(spelling);
  CEMS_ASSERT(again && *again == *number && again->to_string() == spelling);
  const auto twice = cems::Decimal::add(*number, *number);
  CEMS_ASSERT(!twice || number->is_zero() || (*twice > *number) == !number->is_negative());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_time(text);
  check_number(text);
  if (const auto duration = cems::parse_duration(text)) {
    CEMS_ASSERT(duration->months > 0 || duration->ms > 0);
  }
  if (const auto zone = cems::Zone::parse(text)) {
    CEMS_ASSERT(zone->name() == text && zone->offset_at({}) < cems::kMsPerDay);
  }
  if (const auto bytes = cems::base64url_decode(text)) {
    CEMS_ASSERT(cems::base64url_encode(*bytes) == text);
  }
  (void)cems::is_date(text);
  return 0;
}
