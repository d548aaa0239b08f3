// The demonstration's archive: it passes the checks of any archive, and its site is C.2's.
#include <map>
#include <set>
#include <string>

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

}  // namespace
}  // namespace cems::demo
