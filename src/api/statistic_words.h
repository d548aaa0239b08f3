/// The words of statistic questions and answers: periods and aggregates (dictionary R3).
///
/// Pure functions; safe from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "query/bucket.h"

namespace cems::query {
enum class Aggregate : std::uint8_t;  // In query/statistic.h, which few need whole.
}

namespace cems::api {

/// `P1M`, or its alias `month`; nothing for another word.
[[nodiscard]] std::optional<query::Period> parse_period(std::string_view word);

/// e.g. "P1M". REQUIRES: not Period::whole, which has no word.
[[nodiscard]] std::string_view period_word(query::Period period);

/// sum, avg, max or min; nothing for another word.
[[nodiscard]] std::optional<query::Aggregate> parse_aggregate(std::string_view word);

[[nodiscard]] std::string_view aggregate_word(query::Aggregate aggregate);

}  // namespace cems::api
