// See tariff_examples.h; spans of a day are checked for holes while they are made into text.
#include "tests/catalog/tariff_examples.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/catalog/archive_examples.h"

namespace cems::catalog {

Zone zone_named(std::string_view name) {
  return Zone::parse(name).value();
}

TimeMs moment(std::string_view text, const Zone& zone) {
  return parse_time(text, zone).value();
}

std::unique_ptr<const Tariff> built_in_tariff(std::string_view scheme, std::string_view zone) {
  std::vector<model::Problem> problems;
  return Tariff::make(scheme, nullptr, "", HolidayCalendar::built_in(), zone_named(zone), problems);
}

std::unique_ptr<const Tariff> own_tariff(std::string_view schedules, std::string_view zone) {
  const json::Value list = parsed(schedules);
  std::vector<model::Problem> problems;
  auto tariff = Tariff::make("OWN", &list, "/touSchedules", HolidayCalendar::built_in(),
                             zone_named(zone), problems);
  EXPECT_EQ(lines(problems), "");
  return tariff;
}

std::string schedule_of(std::string_view rules) {
  return R"([{"id":"OWN","versions":[{"version":"1","validFrom":"2020-01-01","rules":)" +
         std::string(rules) + "}]}]";
}

namespace {

std::vector<model::ClassSpan> spans_of_day(const Tariff& tariff, std::string_view date,
                                           const Zone& zone) {
  const TimeMs begin = moment(date, zone);
  const TimeMs noon_after = begin + 36 * kMsPerHour;
  const std::string next = format_time(noon_after, zone).substr(0, 10);
  const TimeRange range{begin, moment(next, zone)};
  std::vector<model::ClassSpan> spans;
  tariff.append_spans(range, spans);
  EXPECT_FALSE(spans.empty());
  TimeMs at = range.begin;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    EXPECT_EQ(spans[i].range.begin, at) << "no hole";
    EXPECT_FALSE(spans[i].range.empty());
    EXPECT_TRUE(i == 0 || spans[i].tou != spans[i - 1].tou) << "neighbours differ";
    at = spans[i].range.end;
  }
  EXPECT_EQ(at, range.end);
  return spans;
}

}  // namespace

std::string day_text(const Tariff& tariff, std::string_view date, std::string_view zone_name) {
  constexpr std::array<std::string_view, model::kTouClasses> kNames = {"none", "sharp",  "peak",
                                                                       "flat", "valley", "deep"};
  const Zone zone = zone_named(zone_name);
  std::string text;
  for (const model::ClassSpan& span : spans_of_day(tariff, date, zone)) {
    text += (text.empty() ? "" : ", ") + format_time(span.range.begin, zone).substr(11, 5) + " ";
    text += kNames[static_cast<std::size_t>(span.tou)];
  }
  return text;
}

std::string hours_text(const Tariff& tariff, std::string_view date) {
  std::string text;
  for (const model::ClassSpan& span : spans_of_day(tariff, date, zone_named("+08:00"))) {
    const std::int64_t length = span.range.end - span.range.begin;
    EXPECT_EQ(length % kMsPerHour, 0);
    text.append(static_cast<std::size_t>(length / kMsPerHour),
                static_cast<char>('0' + static_cast<int>(span.tou)));
  }
  return text;
}

}  // namespace cems::catalog
