// Two small tables.
#include "api/statistic_words.h"

#include <array>

#include "base/assert.h"
#include "query/statistic.h"

namespace cems::api {
namespace {

struct PeriodWord {
  query::Period period;
  std::string_view word;
  std::string_view alias;
};

constexpr std::array<PeriodWord, 8> kPeriods{{{query::Period::quarter_hour, "PT15M", "15min"},
                                              {query::Period::half_hour, "PT30M", "30min"},
                                              {query::Period::hour, "PT1H", "hour"},
                                              {query::Period::day, "P1D", "day"},
                                              {query::Period::week, "P1W", "week"},
                                              {query::Period::month, "P1M", "month"},
                                              {query::Period::quarter, "P3M", "quarter"},
                                              {query::Period::year, "P1Y", "year"}}};

struct AggregateWord {
  query::Aggregate aggregate;
  std::string_view word;
};

constexpr std::array<AggregateWord, 4> kAggregates{{{query::Aggregate::sum, "sum"},
                                                    {query::Aggregate::average, "avg"},
                                                    {query::Aggregate::maximum, "max"},
                                                    {query::Aggregate::minimum, "min"}}};

}  // namespace

std::optional<query::Period> parse_period(std::string_view word) {
  for (const PeriodWord& one : kPeriods) {
    if (word == one.word || word == one.alias) {
      return one.period;
    }
  }
  return std::nullopt;
}

std::string_view period_word(query::Period period) {
  for (const PeriodWord& one : kPeriods) {
    if (one.period == period) {
      return one.word;
    }
  }
  CEMS_ASSERT(false);
  return {};
}

std::optional<query::Aggregate> parse_aggregate(std::string_view word) {
  for (const AggregateWord& one : kAggregates) {
    if (word == one.word) {
      return one.aggregate;
    }
  }
  return std::nullopt;
}

std::string_view aggregate_word(query::Aggregate aggregate) {
  return kAggregates[static_cast<std::size_t>(aggregate)].word;
}

}  // namespace cems::api
