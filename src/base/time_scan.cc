/// Shared pieces of the time readers; see time_scan.h.
#include "base/time_scan.h"

namespace cems {
std::optional<int> read_offset(TextCursor& cursor, bool blank_is_plus) {
  const bool negative = cursor.take('-');
  if (!negative && !cursor.take('+') && !(blank_is_plus && cursor.take(' '))) {
    return std::nullopt;
  }
  const auto hours = cursor.take_number(2);
  if (!hours || *hours > 23) {
    return std::nullopt;
  }
  std::int64_t minutes = 0;
  if (cursor.take(':') || cursor.digits_ahead() > 0) {
    const auto read = cursor.take_number(2);
    if (!read || *read > 59) {
      return std::nullopt;
    }
    minutes = *read;
  }
  const auto total = static_cast<int>(*hours * 60 + minutes);
  return negative ? -total : total;
}

std::optional<std::int64_t> read_fraction(TextCursor& cursor, std::int64_t unit_ms) {
  std::size_t digits = cursor.digits_ahead();
  if (digits == 0) {
    return std::nullopt;
  }
  const std::string_view all = cursor.rest().substr(0, digits);
  const std::size_t last = all.find_last_not_of('0');
  const std::size_t used = last == std::string_view::npos ? 0 : last + 1;
  // A week is 2^10·3^3·5^5·7 ms and the smaller units divide it, so a fraction of more than ten
  // digits is never a whole number of ms; and ten keep the product below within 64 bits.
  if (used > 10) {
    return std::nullopt;
  }
  std::int64_t ms = 0;
  if (used > 0) {
    std::int64_t product = *cursor.take_number(used) * unit_ms;
    for (std::size_t i = 0; i < used; ++i) {
      if (product % 10 != 0) {
        return std::nullopt;
      }
      product /= 10;
    }
    ms = product;
  }
  for (; digits > used; --digits) {
    (void)cursor.take('0');
  }
  return ms;
}

}  // namespace cems
