// Good archives: one Site whatever the layout (dictionary R4 "points may be flat or nested", I-09).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/catalog/archive_examples.h"

namespace cems::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kSmall = R"json({
  "cems": {"cemsId": "S1", "name": "site", "rootPointId": "P0"},
  "categories": [{"categoryCode": "05", "name": "supply"}],
  "points": [{"pointId": "P0", "name": "root", "categoryCode": "05", "energyType": "01"}]
})json";

std::shared_ptr<const Site> site_of(const json::Value& archive) {
  const ArchiveReading reading = read(archive);
  EXPECT_EQ(lines(reading.problems), "");
  EXPECT_NE(reading.site, nullptr);
  return reading.site;
}

TEST(ArchiveAccept, EveryLayoutMeansTheSameSite) {
  const auto nested = site_of(parsed(nested_archive()));
  ASSERT_NE(nested, nullptr);
  const std::string expected = describe(*nested);
  for (const std::string_view layout : {flat_archive(), mixed_archive()}) {
    const auto site = site_of(parsed(layout));
    ASSERT_NE(site, nullptr);
    EXPECT_EQ(describe(*site), expected);
  }
}

/// kSmall with `count` points in one chain below P0, listed flat and out of order.
json::Value chain_of(std::size_t count) {
  json::Value archive = parsed(kSmall);
  json::Value& points = *archive.find("points");
  for (std::size_t level = count; level > 0; --level) {
    json::Value point = points.items.front();
    point.find("pointId")->text = "P" + std::to_string(level);
    point.members.push_back(
        {"parentPointId", json::Value::string("P" + std::to_string(level - 1))});
    points.items.push_back(std::move(point));
  }
  return archive;
}

TEST(ArchiveAccept, PointsMayStandAsDeepAsTheLimitAndNoDeeper) {
  EXPECT_NE(site_of(chain_of(limits::kLevelsMax - 1)), nullptr);
  const ArchiveReading reading = read(chain_of(limits::kLevelsMax + 5));
  EXPECT_EQ(reading.site, nullptr);
  ASSERT_EQ(reading.problems.size(), 1U) << "the first too deep, not all below it";
  EXPECT_THAT(reading.problems[0].reason, HasSubstr("levels deep"));
}

TEST(ArchiveAccept, SiteIsLinkedAndSorted) {
  const auto site = site_of(parsed(mixed_archive()));
  ASSERT_NE(site, nullptr);
  EXPECT_EQ(site->id.str(), "CEMS-EXAMPLE-01");
  EXPECT_EQ(site->name, "示例工厂");
  EXPECT_EQ(site->root, site->point(PointId("P0")));
  EXPECT_EQ(site->point(PointId("P")), nullptr);
  EXPECT_EQ(site->category(CategoryCode("99")), nullptr);

  const Point* root = site->root;
  ASSERT_EQ(root->children.size(), 3U);
  EXPECT_EQ(root->children[0]->id.str(), "IN-01");
  EXPECT_EQ(root->children[2]->id.str(), "T1");
  EXPECT_EQ(root->children[2]->parent, root);

  const Category* supply = site->category(CategoryCode("05"));
  const Category* transformers = site->category(CategoryCode("0501"));
  ASSERT_NE(transformers, nullptr);
  EXPECT_EQ(transformers->parent, supply);
  EXPECT_TRUE(transformers->is_within(*supply));
  EXPECT_TRUE(supply->is_within(*supply));
  EXPECT_FALSE(supply->is_within(*transformers));
  EXPECT_EQ(supply->points.size(), 2U);
  EXPECT_EQ(supply->points_below, 3U);
  EXPECT_EQ(transformers->points_below, 1U);
  ASSERT_EQ(site->top_categories.size(), 3U);
  EXPECT_EQ(site->top_categories[1]->code.str(), "10");

  const Point* transformer = site->point(PointId("T1"));
  ASSERT_NE(transformer, nullptr);
  EXPECT_EQ(transformer->parameters.front().id.str(), "OT");
  const Parameter* power = transformer->parameter(ParameterId("P"));
  ASSERT_NE(power, nullptr);
  EXPECT_EQ(power->unit, "kW");
  EXPECT_EQ(power->interval, (Duration{0, 60'000}));
  EXPECT_EQ(power->reading_type->multiplier(), 3);
  EXPECT_EQ(transformer->parameter(ParameterId("Q")), nullptr);
}

TEST(ArchiveAccept, RecordsAreCompleteForTheStaticAnswer) {
  const auto site = site_of(parsed(nested_archive()));
  ASSERT_NE(site, nullptr);
  const std::string text = describe(*site);
  EXPECT_THAT(text, HasSubstr(R"({"pointId":"IN-01","name":"进线","cemsId":"CEMS-EXAMPLE-01",)"
                              R"("parentPointId":"P0","pointType":1,"categoryCode":"05",)"));
  EXPECT_THAT(text, HasSubstr(R"({"categoryCode":"0501","name":"变压器","parentCode":"05",)"));
  EXPECT_THAT(text, HasSubstr(R"("area":52000.5,)"));  // Numbers in canonical spelling.
  EXPECT_THAT(text, Not(HasSubstr("pointCount")));
}

TEST(ArchiveAccept, ExtrasAreKeptInTheDictionarysOrder) {
  const auto site = site_of(parsed(flat_archive()));
  ASSERT_NE(site, nullptr);
  std::vector<std::string> names;
  for (const ExtraMember& extra : site->extras) {
    names.push_back(extra.name);
  }
  EXPECT_THAT(names, ElementsAre("touSchedules", "holidays", "drResource", "drEvents", "demand",
                                 "outputs", "prices"));
  EXPECT_EQ(site->extras[4].json, R"({"billingMode":4,"contractDemand":4000})");
}

TEST(ArchiveAccept, SiteHasWhatStatisticsNeed) {
  const auto site = site_of(parsed(mixed_archive()));
  ASSERT_NE(site, nullptr);
  ASSERT_NE(site->tariff, nullptr);
  const TimeRange day{parse_time("2024-04-01", site->zone).value(),
                      parse_time("2024-04-02", site->zone).value()};
  EXPECT_THAT(site->tariff->used_in(day), ElementsAre(TariffUse{"OWN-SCHEDULE", "1"}));
  ASSERT_EQ(site->outputs.size(), 1U);
  EXPECT_EQ(site->outputs[0].value, Decimal::from_integer(36'000));
  ASSERT_EQ(site->prices.size(), 1U);
  EXPECT_EQ(site->prices[0].price->to_string(), "0.72");
  EXPECT_EQ(site->factors, find_factor_set("CN-2023"));
}

TEST(ArchiveAccept, WithoutSchemeThereIsNoTariffAndTheNewestFactors) {
  const auto site = site_of(parsed(kSmall));
  EXPECT_EQ(site->tariff, nullptr);
  EXPECT_EQ(site->factors, &factor_sets().front());
  const auto named = site_of(edited(kSmall, {{"/cems/extension", R"({"factorSet":"CN-2022"})"}}));
  EXPECT_EQ(named->factors, find_factor_set("CN-2022"));
}

// D-40; the site is in +08:00.
TEST(ArchiveAccept, RetentionCountsBackByTheSitesCalendar) {
  const TimeMs now = *parse_time("2024-03-31T01:30:00+08:00", Zone());
  EXPECT_EQ(site_of(parsed(kSmall))->kept_from(now), kTimeMin) << "for ever";
  const auto kept = [](const std::string& retention) {
    return site_of(edited(kSmall, {{"/cems/extension", "{\"retention\":\"" + retention + "\"}"}}));
  };
  for (const auto& [retention, from] : std::vector<std::pair<const char*, const char*>>{
           {"P3Y", "2021-03-31T01:30:00+08:00"},
           {"P1M", "2024-02-29T01:30:00+08:00"},  // March's last day is none of February's.
           {"P400D", "2023-02-25T01:30:00+08:00"},
           {"P1M1D", "2024-02-28T01:30:00+08:00"}}) {
    SCOPED_TRACE(retention);
    EXPECT_EQ(kept(retention)->kept_from(now), *parse_time(from, Zone()));
  }
  EXPECT_GE(kept("P9999Y")->kept_from(now), kTimeMin);
}

TEST(ArchiveAccept, SchedulesOfTheArchiveFollowItsHolidays) {
  const auto site = site_of(
      edited(kSmall,
             {{"/cems/touScheme", "\"A\""},
              {"/touSchedules", R"([{"id":"A","versions":[{"version":"1","validFrom":"2023-01-01",)"
                                R"("rules":[{"holidays":["Founding"],"periods":[)"
                                R"({"tou":5,"from":"00:00","to":"24:00"}]}]}]}])"},
              {"/holidays", R"([{"year":2024,"version":"1","holidays":[)"
                            R"({"name":"Founding","from":"2024-04-01","to":"2024-04-02"}]}])"}}));
  ASSERT_NE(site, nullptr);
  std::vector<model::ClassSpan> spans;
  site->tariff->append_spans(
      {parse_time("2024-04-01", site->zone).value(), parse_time("2024-04-02", site->zone).value()},
      spans);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].tou, model::TouClass::deep_valley);
}

TEST(ArchiveAccept, ZoneDefaultsToChina) {
  EXPECT_EQ(site_of(parsed(kSmall))->zone.offset_at({0}), 8 * kMsPerHour);
  const auto named = site_of(edited(kSmall, {{"/cems/timeZone", "\"Asia/Urumqi\""}}));
  EXPECT_EQ(named->zone.offset_at({0}), 6 * kMsPerHour);
}

TEST(ArchiveAccept, BuiltInTariffNeedsNoSchedule) {
  site_of(edited(kSmall, {{"/cems/touScheme", "\"SH-2022-50-TWOPART\""}}));
}

TEST(ArchiveAccept, ClassIsUnderItsTableParentOnlyWhereThatIsDeclared) {
  const auto alone =
      site_of(edited(kSmall, {{"/categories/-", R"({"categoryCode":"1001","name":"pv"})"}}));
  EXPECT_EQ(alone->category(CategoryCode("1001"))->parent, nullptr);
  const auto both =
      site_of(edited(kSmall, {{"/categories/-", R"({"categoryCode":"1001","name":"pv"})"},
                              {"/categories/-", R"({"categoryCode":"10","name":"distributed"})"}}));
  ASSERT_NE(both->category(CategoryCode("1001"))->parent, nullptr);
  EXPECT_EQ(both->category(CategoryCode("1001"))->parent->code.str(), "10");
}

TEST(ArchiveAccept, PointsWithoutParentBesideTheRootAreLegal) {
  const auto site = site_of(edited(
      kSmall,
      {{"/points/-", R"({"pointId":"X","name":"x","categoryCode":"05","energyType":"02"})"}}));
  EXPECT_EQ(site->point(PointId("X"))->parent, nullptr);
  EXPECT_FALSE(site->point(PointId("X"))->record.has(model::Field::point_parent_point_id));
}

TEST(ArchiveAccept, NestedPointInheritsTheClassOrNamesItsOwn) {
  const auto site = site_of(edited(
      kSmall, {{"/categories/-", R"({"categoryCode":"10","name":"d"})"},
               {"/points/0/points", R"([{"pointId":"A","name":"a","energyType":"01","points":[
           {"pointId":"B","name":"b","energyType":"01","categoryCode":"10","points":[
             {"pointId":"C","name":"c","energyType":"01"}]}]}])"}}));
  EXPECT_EQ(site->point(PointId("A"))->category->code.str(), "05");
  EXPECT_EQ(site->point(PointId("B"))->category->code.str(), "10");
  EXPECT_EQ(site->point(PointId("C"))->category->code.str(), "10");
}

TEST(ArchiveAccept, UnknownReadingTypeCodesOnlyWarn) {
  const ArchiveReading reading =
      read(edited(kSmall, {{"/points/0/parameters",
                            R"([{"parameterId":"SOC","name":"荷电状态","unit":"%",
                     "readingTypeId":"0.0.0.12.0.1.1199.0.0.0.0.0.0.0.0.-2.0.0"}])"}}));
  EXPECT_EQ(lines(reading.problems), "");
  ASSERT_NE(reading.site, nullptr);
  ASSERT_EQ(reading.warnings.size(), 1U);
  EXPECT_EQ(reading.warnings[0].pointer, "/points/0/parameters/0/readingTypeId");
  EXPECT_THAT(reading.warnings[0].reason, HasSubstr("1199"));
}

TEST(ArchiveAccept, ComputedIndicatorsNeedNoReadingType) {
  for (const char* id : {"UNIT_OUTPUT_ENERGY", "LOAD_RATE", "COAL", "CO2", "FEE"}) {
    site_of(edited(kSmall, {{"/points/0/parameters", R"([{"parameterId":")" + std::string(id) +
                                                         R"(","name":"n","unit":"1"}])"}}));
  }
}

TEST(ArchiveAccept, DrAndDemandMayNameTheSite) {
  site_of(edited(kSmall, {{"/demand", R"({"cemsId":"S1","billingMode":3})"},
                          {"/drResource", R"({"cemsId":"S1","responseTypes":[1],
                             "responseModes":[1],"controllablePoints":[{"pointId":"P0"}]})"}}));
}

TEST(ArchiveAccept, DemandMayBeOneContractAfterTheOther) {
  // Dictionary E: 4,400 kW until 2023-12, 4,000 kW from 2024-01.
  site_of(edited(kSmall, {{"/demand", R"([
      {"billingMode":4,"contractDemand":4400,"validFrom":"2023-01-01","points":["P0"]},
      {"billingMode":4,"contractDemand":4000,"validFrom":"2024-01-01"}])"}}));
}

TEST(ArchiveAccept, RenamedMembersAreReadByTheirNewNames) {
  spec::WireOverrides overrides;
  overrides.fields = {{model::Field::point_point_id, "accessPointId"},
                      {model::Field::static_data_points, "accessPoints"},
                      {model::Field::archive_demand, "demandContract"}};
  const auto wire = spec::Wire::with(overrides);
  ASSERT_TRUE(wire.has_value());
  const ArchiveReading reading = read_archive(parsed(R"json({
    "cems": {"cemsId": "S1", "name": "site", "rootPointId": "P0"},
    "categories": [{"categoryCode": "05", "name": "supply"}],
    "accessPoints": [{"accessPointId": "P0", "name": "root", "categoryCode": "05",
                      "energyType": "01"}],
    "demandContract": {"billingMode": 1}
  })json"),
                                              *wire);
  EXPECT_EQ(lines(reading.problems), "");
  EXPECT_NE(reading.site, nullptr);
  EXPECT_EQ(read_archive(parsed(kSmall), *wire).site, nullptr);
}

}  // namespace
}  // namespace cems::catalog
