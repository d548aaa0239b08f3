/// The Date field of an answer (RFC 9110 6.6.1).
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace cems::http {

/// IMF-fixdate of RFC 9110 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
/// REQUIRES: kTimeMin <= t < kTimeMax.
[[nodiscard]] std::string format_date(TimeMs t);

/// The same of the real time, up to a few milliseconds old. Lives until the next call on this
/// thread.
[[nodiscard]] std::string_view current_date();

}  // namespace cems::http
