// Random schedules, holidays, zones and ranges against a painter that shares nothing with the
// engine but the holiday lists: it asks of every minute which rule was the last to cover it.
#include <algorithm>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "base/civil.h"
#include "tests/base/seed.h"
#include "tests/catalog/tariff_examples.h"

namespace cems::catalog {
namespace {

using seeds::pick;

struct Period {
  int tou;
  int from;
  int to;
};

struct Rule {
  std::vector<int> months;
  std::vector<std::string> days;
  std::string holiday;
  std::vector<Period> periods;
};

struct Version {
  std::int64_t from;
  std::optional<std::int64_t> to;
  std::vector<Rule> rules;
};

std::string clock_text(int minutes) {
  const auto two = [](int value) {
    return std::string(value < 10 ? "0" : "") + std::to_string(value);
  };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

std::string date_text(std::int64_t day) {
  return format_time({day * kMsPerDay}, Zone()).substr(0, 10);
}

template <class Items, class Write>
std::string joined(const Items& items, Write write) {
  std::string text;
  for (const auto& item : items) {
    text += (text.empty() ? "" : ",") + write(item);
  }
  return "[" + text + "]";
}

std::string written(const Rule& rule) {
  std::string text = "{";
  if (!rule.months.empty()) {
    text += R"("months":)" + joined(rule.months, [](int m) { return std::to_string(m); }) + ",";
  }
  if (!rule.days.empty()) {
    text += R"("days":)" + joined(rule.days, [](const auto& d) { return '"' + d + '"'; }) + ",";
  }
  if (!rule.holiday.empty()) {
    text += R"("holidays":[")" + rule.holiday + "\"],";
  }
  return text + R"("periods":)" +
         joined(rule.periods,
                [](const Period& period) {
                  return R"({"tou":)" + std::to_string(period.tou) + R"(,"from":")" +
                         clock_text(period.from) + R"(","to":")" + clock_text(period.to) + "\"}";
                }) +
         "}";
}

std::string written(const std::vector<Version>& versions) {
  int number = 0;
  return R"([{"id":"OWN","versions":)" +
         joined(versions,
                [&number](const Version& version) {
                  const std::string end =
                      version.to ? R"("validTo":")" + date_text(*version.to) + "\"," : "";
                  return R"({"version":")" + std::to_string(++number) + R"(","validFrom":")" +
                         date_text(version.from) + "\"," + end + R"("rules":)" +
                         joined(version.rules, [](const Rule& rule) { return written(rule); }) +
                         "}";
                }) +
         "}]";
}

Rule random_rule(std::mt19937_64& random) {
  Rule rule;
  for (int month = 1; month <= 12; ++month) {
    if (pick(random, 0, 2) == 0) {
      rule.months.push_back(month);
    }
  }
  const std::int64_t kind = pick(random, 0, 4);
  if (kind == 0) {
    rule.holiday = pick(random, 0, 1) == 0 ? "SpringFestival" : "MidAutumn";
  } else if (kind < 3) {
    const char* const kinds[] = {"weekday", "rest", "holiday"};
    rule.days = {kinds[pick(random, 0, 2)]};
  }
  int at = static_cast<int>(pick(random, 0, 600));
  const int first = at;
  while (at < 1440 && rule.periods.size() < 5) {
    const int to = std::min(1440, at + static_cast<int>(pick(random, 1, 400)));
    rule.periods.push_back({static_cast<int>(pick(random, 1, 5)), at, to});
    at = to + static_cast<int>(pick(random, 0, 100));
  }
  if (first > 0 && rule.periods.back().to == 1440) {
    rule.periods.back().to = static_cast<int>(pick(random, 0, first));  // Over midnight.
    if (rule.periods.back().to == rule.periods.back().from) {
      rule.periods.back().to = 0;
    }
  }
  return rule;
}

std::vector<Version> random_versions(std::mt19937_64& random, std::int64_t begin) {
  std::vector<Version> versions;
  std::int64_t from = begin + pick(random, -20, 40);
  for (std::int64_t i = pick(random, 1, 3); i > 0; --i) {
    Version version{from, std::nullopt, {}};
    const std::int64_t length = pick(random, 1, 200);
    if (pick(random, 0, 1) == 0) {
      version.to = from + length;
    }
    for (std::int64_t rules = pick(random, 1, 4); rules > 0; --rules) {
      version.rules.push_back(random_rule(random));
    }
    versions.push_back(version);
    from += length + (version.to ? pick(random, 0, 5) : 0);
  }
  return versions;
}

bool is_in(const Period& period, int minute) {
  return period.from < period.to ? minute >= period.from && minute < period.to
                                 : minute >= period.from || minute < period.to;
}

/// The class of a minute of a local day, by looking at everything.
int painted(const std::vector<Version>& versions, std::int64_t day, int minute) {
  const Version* in_force = nullptr;
  for (const Version& version : versions) {  // Ascending: the last that has begun.
    in_force = version.from <= day ? &version : in_force;
  }
  if (in_force == nullptr || (in_force->to && day >= *in_force->to)) {
    return 0;
  }
  const HolidayCalendar::Day kind = HolidayCalendar::built_in().day(day);
  const char* const kinds[] = {"weekday", "rest", "holiday"};
  int tou = 0;
  for (const Rule& rule : in_force->rules) {
    const auto has = [](const auto& list, const auto& item) {
      return std::find(list.begin(), list.end(), item) != list.end();
    };
    const bool matches =
        (rule.months.empty() || has(rule.months, civil_from_days(day).month)) &&
        (rule.days.empty() || has(rule.days, kinds[static_cast<int>(kind.kind)])) &&
        (rule.holiday.empty() || has(kind.holidays, rule.holiday));
    for (const Period& period : rule.periods) {
      tou = matches && is_in(period, minute) ? period.tou : tou;
    }
  }
  return tou;
}

void expect_same(const Tariff& tariff, const std::vector<Version>& versions, TimeRange range,
                 const Zone& zone) {
  std::vector<model::ClassSpan> spans;
  tariff.append_spans(range, spans);
  ASSERT_FALSE(spans.empty());
  EXPECT_EQ(spans.front().range.begin, range.begin);
  EXPECT_EQ(spans.back().range.end, range.end);
  auto span = spans.begin();
  for (TimeMs t = range.begin; t < range.end; t = t + kMsPerMinute) {
    while (span->range.end <= t) {
      ++span;
      ASSERT_NE(span, spans.end());
      ASSERT_EQ(span->range.begin, std::prev(span)->range.end);
      ASSERT_NE(span->tou, std::prev(span)->tou);
    }
    const std::int64_t local = zone.to_local(t).ms;
    const std::int64_t day = local / kMsPerDay;
    const int minute = static_cast<int>(local % kMsPerDay / kMsPerMinute);
    ASSERT_EQ(static_cast<int>(span->tou), painted(versions, day, minute))
        << format_time(t, zone) << " of " << written(versions);
  }
}

TEST(TariffRandom, SpansAreWhatAMinuteByMinutePainterSees) {
  std::mt19937_64 random = seeds::seeded_engine();
  const char* const zones[] = {"+08:00", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe",
                               "-03:30"};
  for (int round = 0; round < 60; ++round) {
    const std::string_view zone_name = zones[pick(random, 0, 4)];
    const Zone zone = zone_named(zone_name);
    const std::int64_t first = days_from_civil({2022, 1, 1}) + pick(random, 0, 1500);
    const std::vector<Version> versions = random_versions(random, first);
    const auto tariff = own_tariff(written(versions), zone_name);
    ASSERT_NE(tariff, nullptr) << written(versions);
    const TimeMs begin{first * kMsPerDay + pick(random, 0, 1439) * kMsPerMinute};
    expect_same(*tariff, versions, {begin, begin + pick(random, 1, 60 * 1440) * kMsPerMinute},
                zone);
  }
}

}  // namespace
}  // namespace cems::catalog
