// Factors of dictionary F4, F5 and S "Indicators"; outputs and prices of an archive.
#include "catalog/factors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/time_period.h"
#include "tests/catalog/archive_examples.h"
#include "tests/catalog/tariff_examples.h"

namespace cems::catalog {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string text_of(const std::optional<Decimal>& number) {
  return number ? number->to_string() : "none";
}

TEST(Factors, NewestNationalSetComesFirst) {
  const FactorSet& newest = factor_sets().front();
  EXPECT_EQ(newest.id, "CN-2023");
  EXPECT_EQ(newest.version, "2023");
  EXPECT_EQ(find_factor_set("CN-1999"), nullptr);
  const std::tuple<const char*, const char*, const char*, const char*> factors[] = {
      {"01", "kWh", "0.1229", "0.5306"}, {"02", "t", "0.2571", "none"},
      {"03", "m³", "1.33", "2.162"},     {"04", "GJ", "34.12", "110"},
      {"07", "kg", "0.7143", "none"},    {"08", "kg", "1.7143", "none"},
      {"10", "kg", "1.4714", "none"},    {"12", "kg", "1.4571", "none"}};
  for (const auto& [type, unit, coal, co2] : factors) {
    const EnergyFactor* factor = newest.of(type);
    ASSERT_NE(factor, nullptr) << type;
    EXPECT_EQ(factor->unit, unit);
    EXPECT_EQ(text_of(factor->coal), coal);
    EXPECT_EQ(text_of(factor->co2), co2);
  }
  EXPECT_EQ(newest.of("05"), nullptr) << "the dictionary has no factor of cooling";
}

TEST(Factors, RegionsAndYearsDifferInTheGridFactorOnly) {
  const std::pair<const char*, const char*> grids[] = {
      {"CN-2022", "0.5366"},       {"CN-2023-NORTH", "0.6361"},    {"CN-2023-NORTHEAST", "0.5122"},
      {"CN-2023-EAST", "0.55"},    {"CN-2023-CENTRAL", "0.5271"},  {"CN-2023-NORTHWEST", "0.5543"},
      {"CN-2023-SOUTH", "0.4042"}, {"CN-2023-SOUTHWEST", "0.2472"}};
  for (const auto& [id, co2] : grids) {
    const FactorSet* set = find_factor_set(id);
    ASSERT_NE(set, nullptr) << id;
    EXPECT_EQ(text_of(set->of("01")->co2), co2) << id;
    EXPECT_EQ(text_of(set->of("03")->coal), "1.33") << id;
  }
}

std::string period_text(std::string_view text, std::string_view zone_name = "+08:00") {
  const Zone zone = zone_named(zone_name);
  const Result<TimeRange> range = parse_period(text, zone);
  return range ? format_time(range->begin, zone) + "/" + format_time(range->end, zone)
               : range.error().message;
}

TEST(TimePeriod, IsAnIntervalOfGbt7408InTheSitesZone) {
  const std::string year = "2023-01-01T00:00:00+08:00/2024-01-01T00:00:00+08:00";
  for (const char* text :
       {"2023/2024", "2023-01-01/2024-01-01", "2023/P1Y", "P1Y/2024", "2023-01/P12M",
        "20230101/P365D", "2022-12-31T16:00Z/20240101T000000+0800", "2023-001/2023-12-31T24:00"}) {
    EXPECT_EQ(period_text(text), year) << text;
  }
  EXPECT_EQ(period_text("2023-01/P1M"), "2023-01-01T00:00:00+08:00/2023-02-01T00:00:00+08:00");
  EXPECT_EQ(period_text("2024-01-31/P1M"), "2024-01-31T00:00:00+08:00/2024-02-29T00:00:00+08:00");
  EXPECT_EQ(period_text("P1M/2024-03-31"), "2024-02-29T00:00:00+08:00/2024-03-31T00:00:00+08:00");
  EXPECT_EQ(period_text("2023-W01/P1W"), "2023-01-02T00:00:00+08:00/2023-01-09T00:00:00+08:00");
  EXPECT_EQ(period_text("2024-03-10/P1D", "America/New_York"),
            "2024-03-10T00:00:00-05:00/2024-03-11T00:00:00-04:00")
      << "a day of 23 hours";
  EXPECT_EQ(period_text("2024-03-10/PT24H30M", "America/New_York"),
            "2024-03-10T00:00:00-05:00/2024-03-11T00:30:00-04:00");
}

TEST(TimePeriod, OtherTextsAreRefused) {
  for (const char* text :
       {"2023", "", "/", "2023/", "/2024", "2024/2023", "2024/2024", "P1Y/P1Y", "2023/P0D",
        "2023/24", "2023/2024/2025", "9999/P1Y1M", "P1M/0000", "yesterday/P1D"}) {
    EXPECT_FALSE(parse_period(text, Zone())) << text;
  }
  EXPECT_THAT(period_text("2023"), HasSubstr("2023-01/P1M")) << "says what is accepted";
}

TEST(TimePeriod, DayWithoutMidnightBeginsWhereTheClockGoesOn) {
  const Zone zone = zone_named("America/Sao_Paulo");  // 2018-11-04: 00:00 is 01:00 at once.
  EXPECT_EQ(format_time(start_of_day(17'839, zone), zone), "2018-11-04T01:00:00-02:00");
}

using Problems = std::vector<model::Problem>;

std::vector<OutputValue> outputs_of(std::string_view list, Problems& problems) {
  return read_outputs(parsed(list), "/outputs", Zone::fixed(480), problems);
}

std::vector<EnergyPrice> prices_of(std::string_view list, Problems& problems) {
  return read_prices(parsed(list), "/prices", Zone::fixed(480), problems);
}

TEST(Outputs, MoneyAndProductsAreByTheirBegin) {
  Problems problems;
  const auto outputs = outputs_of(R"([
    {"timePeriod":"2024/2025","value":36000.10,"unit":"万元"},
    {"timePeriod":"2023/2024","product":"机床","value":1200,"unit":"台"},
    {"timePeriod":"2023/2024","value":0.30000000000000000004,"unit":"万元"}])",
                                  problems);
  EXPECT_EQ(lines(problems), "");
  ASSERT_EQ(outputs.size(), 3U);
  EXPECT_EQ(outputs[0].product, "机床");
  EXPECT_EQ(outputs[0].unit, "台");
  EXPECT_EQ(outputs[1].value.to_string(), "0.30000000000000000004") << "exact as written";
  EXPECT_EQ(format_time(outputs[2].period.begin, Zone::fixed(480)), "2024-01-01T00:00:00+08:00");
}

TEST(Outputs, FaultsAreSaidAtTheirPlace) {
  const std::tuple<const char*, const char*, const char*> faults[] = {
      {R"({})", "/outputs", "array"},
      {R"([{"period":"2023","value":1,"unit":"万元"}])", "/outputs/0/period", "no member"},
      {R"([{"timePeriod":"2023","value":1,"unit":"万元"}])", "/outputs/0/timePeriod", "slash"},
      {R"([{"timePeriod":"2023/2024","value":"1","unit":"万元"}])", "/outputs/0/value", "number"},
      {R"([{"timePeriod":"2023/2024","value":-1,"unit":"万元"}])", "/outputs/0/value", "negative"},
      {R"([{"timePeriod":"2023/2024","value":1,"unit":"元"}])", "/outputs/0/unit", "万元"},
      {R"([{"timePeriod":"2023/2024","value":1,"unit":"万元"},
           {"timePeriod":"2023-01/P1Y","value":2,"unit":"万元"}])",
       "/outputs/1/timePeriod", "/outputs/0"},
  };
  for (const auto& [list, pointer, reason] : faults) {
    Problems problems;
    (void)outputs_of(list, problems);
    ASSERT_FALSE(problems.empty()) << list;
    EXPECT_EQ(problems.front().pointer, pointer) << lines(problems);
    EXPECT_THAT(problems.front().reason, HasSubstr(reason));
  }
}

TEST(Prices, NextPriceEndsTheOneBefore) {
  Problems problems;
  const auto prices = prices_of(R"([
    {"energyType":"01","unit":"kWh","validFrom":"2024-01-01","tou":{"1":1.20,"5":0.2},"price":0.7},
    {"energyType":"03","unit":"m³","validFrom":"2023-06-01","price":3.5},
    {"energyType":"01","unit":"kWh","validFrom":"2023-01-01","price":0.6}])",
                                problems);
  EXPECT_EQ(lines(problems), "");
  ASSERT_EQ(prices.size(), 3U);
  EXPECT_EQ(text_of(prices[0].price), "0.6");
  EXPECT_EQ(format_time(prices[0].valid.end, Zone::fixed(480)), "2024-01-01T00:00:00+08:00");
  EXPECT_EQ(prices[1].valid.end, kTimeMax) << "another energy type ends nothing";
  EXPECT_EQ(text_of(prices[2].of_class[1]), "1.2");
  EXPECT_EQ(text_of(prices[2].of_class[2]), "none");
  EXPECT_EQ(text_of(prices[2].of_class[5]), "0.2");
}

TEST(Prices, TheFirstAndTheLastDayOfAllAreMomentsInEveryZone) {
  const json::Value list = json::parse(R"([
    {"energyType":"01","unit":"kWh","validFrom":"0000-01-01","validTo":"9999-12-31","price":1},
    {"energyType":"03","unit":"m³","validFrom":"9999-12-31","price":1}])")
                               .value();
  for (const char* zone : {"+08:00", "-11:00", "Asia/Shanghai", "America/Los_Angeles"}) {
    Problems problems;
    const auto prices = read_prices(list, "/prices", zone_named(zone), problems);
    EXPECT_EQ(lines(problems), "") << zone;
    ASSERT_EQ(prices.size(), 2U);
    for (const EnergyPrice& price : prices) {
      EXPECT_GE(price.valid.begin, kTimeMin) << zone << ": what is printed in FEE's receipt";
      EXPECT_LT(price.valid.begin, kTimeMax) << zone;
      EXPECT_LE(price.valid.end, kTimeMax) << zone;
      EXPECT_FALSE(price.valid.empty());
      EXPECT_FALSE(format_time(price.valid.begin, zone_named(zone)).empty());
    }
  }
}

TEST(Prices, FaultsAreSaidAtTheirPlace) {
  const std::tuple<const char*, const char*, const char*> faults[] = {
      {R"({"01":0.72})", "/prices", "array"},
      {R"([{"energyType":"77","unit":"kWh","validFrom":"2023-01-01","price":1}])",
       "/prices/0/energyType", "'77'"},
      {R"([{"energyType":"01","unit":"kWh","validFrom":"2023-01-01"}])", "/prices/0", "price"},
      {R"([{"energyType":"01","unit":"kWh","validFrom":"2023-01-01","tou":{}}])", "/prices/0",
       "price"},
      {R"([{"energyType":"01","unit":"kWh","validFrom":"2023-01-01","tou":{"6":1}}])",
       "/prices/0/tou/6", "class"},
      {R"([{"energyType":"01","unit":"kWh","validFrom":"2023-01-01","tou":{"1":"1"}}])",
       "/prices/0/tou/1", "number"},
      {R"([{"energyType":"01","unit":"kWh","validFrom":"2023-01-01","validTo":"2022-01-01",
            "price":1}])",
       "/prices/0/validTo", "after"},
      {R"([{"energyType":"01","unit":"kWh","validFrom":"2023-01-01","price":1},
           {"energyType":"01","unit":"kWh","validFrom":"2023-01-01","price":1}])",
       "/prices/1/validFrom", "/prices/0"},
      {R"([{"energyType":"01","unit":"kWh","validFrom":"2023-01-01","validTo":"2024-01-01",
            "price":1},
           {"energyType":"01","unit":"kWh","validFrom":"2023-12-31","price":1}])",
       "/prices/1/validFrom", "/prices/0"},
  };
  for (const auto& [list, pointer, reason] : faults) {
    Problems problems;
    (void)prices_of(list, problems);
    ASSERT_FALSE(problems.empty()) << list;
    EXPECT_EQ(problems.front().pointer, pointer) << lines(problems);
    EXPECT_THAT(problems.front().reason, HasSubstr(reason));
  }
}

}  // namespace
}  // namespace cems::catalog
