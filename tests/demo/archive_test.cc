// The demonstration's archive: it passes the checks of any archive, and its site is C.2's.
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "app/demo/site.h"
#include "catalog/archive_reader.h"
#include "json/value.h"

namespace cems::demo {
namespace {

const json::Value& archive() {
  static const json::Value parsed = *json::parse(archive_text());
  return parsed;
}

std::shared_ptr<const catalog::Site> site() {
  const catalog::ArchiveReading reading = catalog::read_archive(archive(), spec::Wire::standard());
  for (const auto& problem : reading.problems) {
    ADD_FAILURE() << problem.pointer << ": " << problem.reason;
  }
  return reading.site;
}

TEST(DemoArchive, PassesEveryCheck) {
  ASSERT_NE(site(), nullptr);
}

TEST(DemoArchive, OnlyThePrivateCodeOfStateOfChargeWarns) {
  // Dictionary T: no public code exists for it, so unknown kind 1101 is kept and warned about.
  const auto reading = catalog::read_archive(archive(), spec::Wire::standard());
  for (const auto& warning : reading.warnings) {
    EXPECT_NE(warning.reason.find("1101"), std::string::npos) << warning.reason;
  }
}

TEST(DemoArchive, SiteHasJustTheMembersOfC2) {
  std::string text;
  json::write(text, *archive().find("cems"));
  EXPECT_EQ(text,
            R"({"cemsId":"CEMS-SH-0001","name":"上海某智能制造工厂","industryCode":"C3821",)"
            R"("regionCode":"310114","voltageLevel":10,"transformerCapacity":6300,"area":52000,)"
            R"("annualOutput":36000,"energyTypes":["01","02","03","04"],"timeZone":"+08:00",)"
            R"("touScheme":"SH-2022-50-TWOPART","rootPointId":"P0001","status":1})");
}

TEST(DemoArchive, CategoriesHaveJustTheMembersOfC2AndPoints) {
  for (const json::Value& category : archive().find("categories")->items) {
    ASSERT_EQ(category.members.size(), 3U);
    EXPECT_EQ(category.members[0].name, "categoryCode");
    EXPECT_EQ(category.members[1].name, "name");
    EXPECT_EQ(category.members[2].name, "points");
  }
}

TEST(DemoArchive, PointsOfEachClassAreAsManyAsC2Counts) {
  const auto found = site();
  ASSERT_NE(found, nullptr);
  std::map<std::string, std::size_t> counts;
  for (const auto& category : found->categories) {
    counts[category->code.str()] = category->points_below;
  }
  EXPECT_EQ(counts, (std::map<std::string, std::size_t>{
                        {"02", 2}, {"05", 2}, {"10", 2}, {"20", 1}, {"21", 1}, {"22", 1}}));
  EXPECT_EQ(found->points.size(), 9U);
  EXPECT_EQ(found->root->id, PointId("P0001"));
}

TEST(DemoArchive, MeteredEnergiesHaveAGatewayPointEach) {
  // Dictionary S: IN-01, W-01, G-01 and H-01 are pointType 1.
  std::set<std::string> gateways;
  for (const json::Value& category : archive().find("categories")->items) {
    for (const json::Value& point : category.find("points")->items) {
      if (point.find("pointType")->text == "1") {
        gateways.insert(point.find("pointId")->text);
      }
    }
  }
  EXPECT_EQ(gateways, (std::set<std::string>{"IN-01", "W-01", "G-01", "H-01"}));
}

TEST(DemoArchive, SeriesAndParametersAreTheSame) {
  const auto found = site();
  ASSERT_NE(found, nullptr);
  std::size_t parameters = 0;
  for (const auto& point : found->points) {
    parameters += point->parameters.size();
  }
  EXPECT_EQ(parameters, kSeries.size());
  for (const Series& series : kSeries) {
    const catalog::Point* point = found->point(PointId(series.point));
    ASSERT_NE(point, nullptr) << series.point;
    const catalog::Parameter* parameter = point->parameter(ParameterId(series.parameter));
    ASSERT_NE(parameter, nullptr) << series.point << series.parameter;
    EXPECT_EQ(parameter->interval, (Duration{0, series.interval_minutes * kMsPerMinute}));
  }
}

/// The member of an object, "" where it is not there.
std::string text_of(const json::Value& object, std::string_view name) {
  const json::Value* member = object.find(name);
  return member == nullptr ? std::string() : member->text;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
  EXPECT_EQ(end, text.data() + text.size()) << text;
  return value;
}

TEST(DemoArchive, OutputsOfAYearAreTheSumOfTheirMonths) {
  // C.4 divides by 36,000 万元; months, quarters and halves answer the other buckets.
  std::map<std::string, std::int64_t> values;
  for (const json::Value& output : archive().find("outputs")->items) {
    if (output.find("product") == nullptr) {
      EXPECT_EQ(text_of(output, "unit"), "万元");
      EXPECT_TRUE(
          values.emplace(text_of(output, "timePeriod"), number(text_of(output, "value"))).second);
    }
  }
  EXPECT_EQ(values.at("2023-01-01/2024-01-01"), 36'000);
  std::map<std::int64_t, std::int64_t> months;
  std::map<std::int64_t, std::int64_t> quarters;
  for (const auto& [period, value] : values) {
    const std::string_view text = period;
    const std::int64_t year = number(text.substr(0, 4));
    const std::int64_t length = (number(text.substr(11, 4)) - year) * 12 +
                                number(text.substr(16, 2)) - number(text.substr(5, 2));
    months[year] += length == 1 ? value : 0;
    quarters[year] += length == 3 ? value : 0;
  }
  EXPECT_EQ(months, (std::map<std::int64_t, std::int64_t>{{2023, 36'000}, {2024, 17'800}}));
  EXPECT_EQ(quarters, months);
  EXPECT_EQ(values.at("2024-01-01/2024-07-01"), 17'800);
}

TEST(DemoArchive, PricesOfElectricityLeaveNoGap) {
  std::string end = "2023-01-01";
  for (const json::Value& price : archive().find("prices")->items) {
    if (text_of(price, "energyType") == "01") {
      EXPECT_EQ(text_of(price, "validFrom"), end);
      end = text_of(price, "validTo");
      // Shanghai: sharp hours in July and August, January and December.
      const bool may_be_sharp = price.find("tou")->find("1") != nullptr;
      const std::string month = text_of(price, "validFrom").substr(5, 2);
      EXPECT_EQ(may_be_sharp, month == "07" || month == "12" || month == "01") << month;
    }
  }
  EXPECT_EQ(end, "") << "the last price is open";
}

TEST(DemoArchive, ContractDemandFallsWithTheYear2024) {
  // Dictionary E: 4,400 kW until 2023-12, 4,000 kW from 2024-01.
  const auto& contracts = archive().find("demand")->items;
  ASSERT_EQ(contracts.size(), 2U);
  EXPECT_EQ(text_of(contracts[0], "validFrom"), "2023-01-01");
  EXPECT_EQ(text_of(contracts[0], "contractDemand"), "4400");
  EXPECT_EQ(text_of(contracts[1], "validFrom"), "2024-01-01");
  EXPECT_EQ(text_of(contracts[1], "contractDemand"), "4000");
}

TEST(DemoArchive, EventOfC6IsAsItPrints) {
  const json::Value& event = archive().find("drEvents")->items.front();
  EXPECT_EQ(text_of(event, "eventId"), "DR20230808001");
  EXPECT_EQ(text_of(event, "responseType"), "1");
  EXPECT_EQ(text_of(event, "responseMode"), "3");
  EXPECT_EQ(text_of(event, "startTime"), "2023-08-08T13:00:00+08:00");
  EXPECT_EQ(text_of(event, "endTime"), "2023-08-08T15:00:00+08:00");
  EXPECT_EQ(text_of(event, "committedPower"), "800");
  EXPECT_EQ(text_of(event, "price"), "4.0");
}

}  // namespace
}  // namespace cems::demo
