// Faulty archives: each is refused whole, with the JSON pointer of every fault and a reason that
// says what to do. Dictionary R4, R6, T1 rules, S; traps of section Z.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/catalog/archive_examples.h"

namespace cems::catalog {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kBase = R"json({
  "cems": {"cemsId": "S1", "name": "site", "rootPointId": "P0"},
  "categories": [
    {"categoryCode": "05", "name": "supply", "points": [
      {"pointId": "P0", "name": "root", "energyType": "01"},
      {"pointId": "P1", "name": "one", "parentPointId": "P0", "energyType": "01", "parameters": [
        {"parameterId": "P", "name": "power", "unit": "kW", "interval": "PT1M",
         "readingTypeId": "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"},
        {"parameterId": "EPI", "name": "energy", "unit": "kWh",
         "readingTypeId": "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}],
       "points": [{"pointId": "P2", "name": "two", "energyType": "01"}]}]},
    {"categoryCode": "10", "name": "distributed", "categories": [
      {"categoryCode": "1001", "name": "pv"}]}
  ],
  "points": [{"pointId": "Q1", "name": "loose", "categoryCode": "10", "energyType": "01"}]
})json";

struct Fault {
  const char* name;
  std::vector<Edit> edits;
  std::vector<std::string> pointers;  ///< Exactly these, in this order.
  const char* reason;                 ///< Part of the first one's reason.
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

const std::string kP0 = "/categories/0/points/0";
const std::string kP1 = "/categories/0/points/1";
const std::string kP2 = "/categories/0/points/1/points/0";

std::vector<Fault> shape_faults() {
  return {
      {"NotAnObject", {{"", "[]"}}, {""}, "object"},
      {"Null", {{"", "null"}}, {""}, "object"},
      {"NoCems", {{"/cems", ""}}, {"/cems"}, "required"},
      {"CemsIsText", {{"/cems", "\"S1\""}}, {"/cems"}, "object"},
      {"UnknownAtTheTop", {{"/pionts", "[]"}}, {"/pionts"}, "no member"},
      {"UnknownInCems", {{"/cems/nam", "1"}}, {"/cems/nam"}, "no member"},
      {"UnknownInCategory", {{"/categories/1/codes", "1"}}, {"/categories/1/codes"}, "no member"},
      {"UnknownInPoint", {{kP2 + "/a~1b", "1"}}, {kP2 + "/a~1b"}, "no member"},
      {"UnknownInParameter",
       {{kP1 + "/parameters/0/x", "1"}},
       {kP1 + "/parameters/0/x"},
       "no member"},
      {"CategoriesIsObject",
       {{"/categories", "{}"}, {"/points", ""}},
       {"/cems/rootPointId", "/categories"},
       ""},
      {"PointsIsText", {{"/points", "\"Q1\""}}, {"/points"}, "array"},
      {"PointIsNumber", {{"/points/0", "1"}}, {"/points/0"}, "object"},
      {"ParametersIsObject", {{"/points/0/parameters", "{}"}}, {"/points/0/parameters"}, "array"},
      {"ParameterIsNull",
       {{"/points/0/parameters", "[null]"}},
       {"/points/0/parameters/0"},
       "object"},
      {"NestedCategoryIsText",
       {{"/categories/1/categories/-", "\"1002\""}},
       {"/categories/1/categories/1"},
       "object"},
  };
}

std::vector<Fault> field_faults() {
  const std::string parameter = kP1 + "/parameters/0";
  const std::string too_long(65, 'x');
  return {
      {"NoCemsId", {{"/cems/cemsId", ""}}, {"/cems/cemsId"}, "required"},
      {"NoName", {{"/cems/name", ""}}, {"/cems/name"}, "required"},
      {"NoRoot", {{"/cems/rootPointId", ""}}, {"/cems/rootPointId"}, "required"},
      {"EmptyCemsId", {{"/cems/cemsId", "\"\""}}, {"/cems/cemsId"}, "empty"},
      {"CemsIdOf65Characters", {{"/cems/cemsId", '"' + too_long + '"'}}, {"/cems/cemsId"}, "64"},
      {"CemsIdWithLineEnd", {{"/cems/cemsId", R"("S\n1")"}}, {"/cems/cemsId"}, "control"},
      {"CemsIdIsNumber", {{"/cems/cemsId", "1"}}, {"/cems/cemsId"}, "string"},
      {"PointIdWithDelete", {{kP2 + "/pointId", R"("P\u007f")"}}, {kP2 + "/pointId"}, "control"},
      {"PointIdOf65Characters",
       {{kP2 + "/pointId", '"' + too_long + '"'}},
       {kP2 + "/pointId"},
       "64"},
      {"EmptyPointId", {{kP2 + "/pointId", "\"\""}}, {kP2 + "/pointId"}, "empty"},
      {"NoPointId", {{kP2 + "/pointId", ""}}, {kP2 + "/pointId"}, "required"},
      {"NoPointName", {{kP2 + "/name", ""}}, {kP2 + "/name"}, "required"},
      {"NoEnergyType", {{kP2 + "/energyType", ""}}, {kP2 + "/energyType"}, "required"},
      {"NoCategoryAtTheTop",
       {{"/points/0/categoryCode", ""}},
       {"/points/0/categoryCode"},
       "required"},
      {"ParameterIdOf33Characters",
       {{parameter + "/parameterId", '"' + std::string(33, 'P') + '"'}},
       {parameter + "/parameterId"},
       "32"},
      {"NoParameterName", {{parameter + "/name", ""}}, {parameter + "/name"}, "required"},
      {"NoUnit", {{parameter + "/unit", ""}}, {parameter + "/unit"}, "required"},
      {"NoReadingType",
       {{parameter + "/readingTypeId", ""}},
       {parameter + "/readingTypeId"},
       "indicator"},
      {"ReadingTypeOf17Fields",
       {{parameter + "/readingTypeId", "\"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38\""}},
       {parameter + "/readingTypeId"},
       "18"},
      {"ReadingTypeWithNegativeUnit",
       {{parameter + "/readingTypeId", "\"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.-38.0\""}},
       {parameter + "/readingTypeId"},
       ""},
      {"RolloverIsText",
       {{parameter + "/extension", R"({"rollover":"10000"})"}},
       {parameter + "/extension/rollover"},
       "number above 0"},
      {"MinimumIsText",
       {{parameter + "/extension", R"({"minimum":"0"})"}},
       {parameter + "/extension/minimum"},
       "must be a number"},
      {"MaximumBelowMinimum",
       {{parameter + "/extension", R"({"minimum":1,"maximum":0.5})"}},
       {parameter + "/extension/maximum"},
       "is below the minimum"},
      {"RolloverAtZero",
       {{parameter + "/extension", R"({"rollover":0})"}},
       {parameter + "/extension/rollover"},
       "number above 0"},
      {"BadInterval", {{parameter + "/interval", "\"15min\""}}, {parameter + "/interval"}, ""},
      {"Readings", {{parameter + "/readings", "[]"}}, {parameter + "/readings"}, "cems load"},
      {"StatusIsText", {{kP0 + "/status", "\"1\""}}, {kP0 + "/status"}, ""},
      {"BadDate", {{kP0 + "/installDate", "\"2023-02-29\""}}, {kP0 + "/installDate"}, ""},
      {"BadUpdateTime", {{"/cems/updateTime", "\"yesterday\""}}, {"/cems/updateTime"}, ""},
  };
}

std::vector<Fault> code_faults() {
  return {
      {"UnknownZone", {{"/cems/timeZone", "\"Mars/Base\""}}, {"/cems/timeZone"}, "+08:00"},
      {"UnknownEnergyOfSite",
       {{"/cems/energyTypes", R"(["01","77","88"])"}},
       {"/cems/energyTypes/1", "/cems/energyTypes/2"},
       "01"},
      {"UnknownTariff", {{"/cems/touScheme", "\"NOWHERE\""}}, {"/cems/touScheme"}, "touSchedules"},
      {"UnknownEnergyOfPoint", {{kP2 + "/energyType", "\"1\""}}, {kP2 + "/energyType"}, "01"},
      {"UnknownSubItem", {{kP2 + "/subItem", "\"E\""}}, {kP2 + "/subItem"}, "A"},
      {"UnknownEnergyOfCategory",
       {{"/categories/1/energyType", "\"99\""}},
       {"/categories/1/energyType"},
       "01"},
      {"UnknownSubItemOfCategory",
       {{"/categories/1/subItem", "\"Z\""}},
       {"/categories/1/subItem"},
       "A"},
      {"UnknownCategory",
       {{"/categories/1/categories/0/categoryCode", "\"1099\""}},
       {"/categories/1/categories/0/categoryCode"},
       "1099"},
  };
}

std::vector<Fault> reference_faults() {
  return {
      {"DuplicatePoint", {{"/points/0/pointId", "\"P2\""}}, {"/points/0/pointId"}, "/points/0"},
      {"DuplicateCategory",
       {{"/categories/1/categories/-", R"({"categoryCode":"05","name":"again"})"}},
       {"/categories/1/categories/1/categoryCode"},
       "/categories/0"},
      {"DuplicateParameter",
       {{kP1 + "/parameters/1/parameterId", "\"P\""}},
       {kP1 + "/parameters/1/parameterId"},
       "/parameters/0"},
      {"RootIsNowhere", {{"/cems/rootPointId", "\"P9\""}}, {"/cems/rootPointId"}, "P9"},
      {"ParentIsNowhere",
       {{"/points/0/parentPointId", "\"P9\""}},
       {"/points/0/parentPointId"},
       "P9"},
      {"NestedUnderAnother", {{kP2 + "/parentPointId", "\"P0\""}}, {kP2 + "/parentPointId"}, "P1"},
      {"NestedWithNullParent", {{kP2 + "/parentPointId", "null"}}, {kP2 + "/parentPointId"}, "P1"},
      {"ForeignSite", {{kP2 + "/cemsId", "\"S2\""}}, {kP2 + "/cemsId"}, "S1"},
      {"CategoryOfPointDiffersFromItsPlace",
       {{kP0 + "/categoryCode", "\"10\""}},
       {kP0 + "/categoryCode"},
       "05"},
      {"CategoryNotDeclared",
       {{"/points/0/categoryCode", "\"20\""}},
       {"/points/0/categoryCode"},
       "categories"},
      {"ParentCodeIsNowhere",
       {{"/categories/0/parentCode", "\"20\""}},
       {"/categories/0/parentCode"},
       "20"},
      {"ParentCodeDiffersFromItsPlace",
       {{"/categories/1/categories/0/parentCode", "\"05\""}},
       {"/categories/1/categories/0/parentCode"},
       "10"},
      {"OwnParent", {{kP0 + "/parentPointId", "\"P0\""}}, {kP0 + "/parentPointId"}, "P0 → P0"},
      {"CycleOfThree",
       {{kP0 + "/parentPointId", "\"P2\""}},
       {kP0 + "/parentPointId"},
       "P0 → P2 → P1 → P0"},
      {"CycleOfCategories",
       {{"/categories/0/parentCode", "\"1001\""}, {"/categories/1/parentCode", "\"05\""}},
       {"/categories/0/parentCode"},
       "05 → 1001 → 10 → 05"},
  };
}

/// What statistics read; more of them in tariff_own_test.cc and factors_test.cc.
std::vector<Fault> figure_faults() {
  return {
      {"SchedulesIsObject", {{"/touSchedules", "{}"}}, {"/touSchedules"}, "array"},
      {"ScheduleWithoutId",
       {{"/touSchedules", R"([{"versions":[{"version":"1","validFrom":"2023-01-01",)"
                          R"("scheme":"BJ-TOU"}]}])"}},
       {"/touSchedules/0/id"},
       "required"},
      {"ScheduleIsText", {{"/touSchedules", "[\"A\"]"}}, {"/touSchedules/0"}, "object"},
      {"ScheduleTwice",
       {{"/touSchedules", R"([{"id":"A","versions":[{"version":"1","validFrom":"2023-01-01",)"
                          R"("scheme":"BJ-TOU"}]},{"id":"A","versions":[{"version":"1",)"
                          R"("validFrom":"2023-01-01","scheme":"BJ-TOU"}]}])"}},
       {"/touSchedules/1/id"},
       "/touSchedules/0"},
      {"ScheduleOfUnknownScheme",
       {{"/touSchedules", R"([{"id":"A","versions":[{"version":"1","validFrom":"2023-01-01",)"
                          R"("scheme":"B"}]}])"}},
       {"/touSchedules/0/versions/0/scheme"},
       "built in"},
      {"HolidaysIsText", {{"/holidays", "\"all\""}}, {"/holidays"}, "array of"},
      {"UnknownFactorSet",
       {{"/cems/extension", R"({"factorSet":"CN-1900"})"}},
       {"/cems/extension/factorSet"},
       "CN-2023"},
      {"RetentionOfHours",
       {{"/cems/extension", R"({"retention":"PT1H"})"}},
       {"/cems/extension/retention"},
       "a day or more"},
      {"RetentionIsNumber",
       {{"/cems/extension", R"({"retention":3})"}},
       {"/cems/extension/retention"},
       "P3Y"},
      {"OutputsIsNumber", {{"/outputs", "1"}}, {"/outputs"}, "array"},
      {"PricesIsNull", {{"/prices", "null"}}, {"/prices"}, "array of"},
  };
}

/// Whole events of those ids, and `more` behind them.
std::string event_list(std::initializer_list<std::string_view> ids, std::string_view more) {
  std::string list = "[";
  for (const std::string_view id : ids) {
    list += list.size() > 1 ? "," : "";
    list.append(R"({"eventId":)")
        .append(id)
        .append(
            R"(,"responseType":1,"responseMode":3,"startTime":"2024-07-01","endTime":"2024-07-02"})");
  }
  return list.append(more) + "]";
}

std::vector<Fault> extra_faults() {
  return {
      {"EventsIsObject", {{"/drEvents", "{}"}}, {"/drEvents"}, "array"},
      {"ResourceIsArray", {{"/drResource", "[]"}}, {"/drResource"}, "object"},
      {"ResourceWithoutModes",
       {{"/drResource", R"({"responseTypes":[1]})"}},
       {"/drResource/responseModes"},
       "required"},
      {"ResourceOfForeignSite",
       {{"/drResource", R"({"cemsId":"S2","responseTypes":[1],"responseModes":[3]})"}},
       {"/drResource/cemsId"},
       "S1"},
      {"DemandWithUnknownMember",
       {{"/demand", R"({"billingMode":1,"billing":2})"}},
       {"/demand/billing"},
       "no member"},
      {"DemandOfForeignSite",
       {{"/demand", R"({"billingMode":1,"cemsId":"s1"})"}},
       {"/demand/cemsId"},
       "S1"},
      {"DemandOfAPointThatIsNotThere",
       {{"/demand", R"({"billingMode":1,"points":["P0","ZZ"]})"}},
       {"/demand/points/1"},
       "ZZ"},
      {"DemandsWithoutTheirFirstDay",
       {{"/demand", R"([{"billingMode":1},{"billingMode":1,"validFrom":"2024-01-01"}])"}},
       {"/demand/0/validFrom"},
       "required"},
      {"DemandsOfOneDay",
       {{"/demand", R"([{"billingMode":1,"validFrom":"2024-01-01"},)"
                    R"({"billingMode":1,"validFrom":"2024-01-01"}])"}},
       {"/demand/1/validFrom"},
       "2024-01-01"},
      {"DemandInAListOfAPointThatIsNotThere",
       {{"/demand", R"([{"billingMode":1,"validFrom":"2024-01-01","points":["ZZ"]}])"}},
       {"/demand/0/points/0"},
       "ZZ"},
      {"ControllablePointThatIsNotThere",
       {{"/drResource",
         R"({"responseTypes":[1],"responseModes":[3],"controllablePoints":[{"pointId":"ZZ"}]})"}},
       {"/drResource/controllablePoints/0/pointId"},
       "ZZ"},
      {"EventTwice",
       {{"/drEvents", event_list({R"("a")", R"("a")"}, ",{}")}},
       {"/drEvents/1/eventId", "/drEvents/2"},
       "twice"},
  };
}

std::vector<Fault> annex_faults() {
  return {
      {"EventThatEndsBeforeItBegins",
       {{"/drEvents", R"([{"eventId":"a","responseType":1,"responseMode":3,)"
                      R"("startTime":"2024-07-01T10:00","endTime":"2024-07-01T09:00"}])"}},
       {"/drEvents/0/endTime"},
       ""},
      {"EventWithoutAnEnd",
       {{"/drEvents", R"([{"eventId":"a","responseType":1,"responseMode":3,)"
                      R"("startTime":"2024-07-01T10:00"}])"}},
       {"/drEvents/0/endTime"},
       "missing"},
      {"UnknownBaselineMethod",
       {{"/drResource", R"({"responseTypes":[1],"responseModes":[3],"baselineMethod":"AVG6"})"}},
       {"/drResource/baselineMethod"},
       "AVG5"},
      {"BillingDayThatFebruaryLacks",
       {{"/demand", R"({"billingMode":1,"billingDay":29})"}},
       {"/demand/billingDay"},
       "28"},
      {"NegativeDemandPrice",
       {{"/demand", R"({"billingMode":1,"demandPrice":-1})"}},
       {"/demand/demandPrice"},
       "negative"},
      {"ContractWithoutItsDemand",
       {{"/demand", R"({"billingMode":4})"}},
       {"/demand/contractDemand"},
       "mode 4"},
      {"StepThatDoesNotDivideTheInterval",
       {{"/demand", R"({"billingMode":1,"slidingStep":"PT4M"})"}},
       {"/demand/slidingStep"},
       "divide"},
  };
}

class ArchiveFault : public testing::TestWithParam<Fault> {};

TEST_P(ArchiveFault, IsRefusedAtItsPlace) {
  const Fault& fault = GetParam();
  const ArchiveReading reading = read(edited(kBase, fault.edits));
  EXPECT_EQ(reading.site, nullptr);
  std::vector<std::string> pointers;
  for (const model::Problem& problem : reading.problems) {
    pointers.push_back(problem.pointer);
  }
  EXPECT_EQ(pointers, fault.pointers) << lines(reading.problems);
  ASSERT_FALSE(reading.problems.empty());
  EXPECT_THAT(reading.problems.front().reason, HasSubstr(fault.reason));
}

std::string name_of(const testing::TestParamInfo<Fault>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Shape, ArchiveFault, testing::ValuesIn(shape_faults()), name_of);
INSTANTIATE_TEST_SUITE_P(Field, ArchiveFault, testing::ValuesIn(field_faults()), name_of);
INSTANTIATE_TEST_SUITE_P(Code, ArchiveFault, testing::ValuesIn(code_faults()), name_of);
INSTANTIATE_TEST_SUITE_P(Reference, ArchiveFault, testing::ValuesIn(reference_faults()), name_of);
INSTANTIATE_TEST_SUITE_P(Figure, ArchiveFault, testing::ValuesIn(figure_faults()), name_of);
INSTANTIATE_TEST_SUITE_P(Extra, ArchiveFault, testing::ValuesIn(extra_faults()), name_of);
INSTANTIATE_TEST_SUITE_P(Annex, ArchiveFault, testing::ValuesIn(annex_faults()), name_of);

TEST(ArchiveFaults, TheBaseOfTheTableIsFaultless) {
  EXPECT_EQ(lines(read(parsed(kBase)).problems), "");
  EXPECT_NE(read(parsed(kBase)).site, nullptr);
}

TEST(ArchiveFaults, AllAreListedInTheOrderOfTheFile) {
  const ArchiveReading reading = read(edited(kBase, {{"/cems/rootPointId", "\"X\""},
                                                     {"/cems/area", "\"big\""},
                                                     {kP0 + "/name", ""},
                                                     {kP1 + "/energyType", "\"77\""},
                                                     {kP2 + "/parentPointId", "\"P0\""},
                                                     {"/categories/1/name", "5"},
                                                     {"/points/0/pointId", "\"P1\""},
                                                     {"/outputs", "{}"}}));
  std::vector<std::string> pointers;
  for (const model::Problem& problem : reading.problems) {
    pointers.push_back(problem.pointer);
  }
  EXPECT_EQ(pointers,
            (std::vector<std::string>{"/cems/rootPointId", "/cems/area", kP0 + "/name",
                                      kP1 + "/energyType", kP2 + "/parentPointId",
                                      "/categories/1/name", "/points/0/pointId", "/outputs"}))
      << lines(reading.problems);
}

TEST(ArchiveFaults, ManyAreCountedAtTheEnd) {
  json::Value archive = parsed(kBase);
  for (int i = 0; i < 1200; ++i) {
    archive.find("points")->items.push_back(json::Value::object());
  }
  const ArchiveReading reading = read(archive);
  EXPECT_EQ(reading.site, nullptr);
  ASSERT_EQ(reading.problems.size(), 1001U);
  EXPECT_THAT(reading.problems.back().reason, HasSubstr("more problems"));
}

}  // namespace
}  // namespace cems::catalog
