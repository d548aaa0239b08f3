// The OpenAPI document: complete, the same every time, and in the names of the profile.
#include "api/openapi.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "json/value.h"
#include "model/names.h"

namespace cems::api {
namespace {

json::Value document(const spec::Wire& wire) {
  Result<json::Value> parsed = json::parse(openapi_document(wire));
  EXPECT_TRUE(parsed.has_value()) << parsed.error().message;
  return std::move(*parsed);
}

const json::Value& at(const json::Value& from, std::initializer_list<std::string_view> names) {
  const json::Value* value = &from;
  for (const std::string_view name : names) {
    value = value->find(name);
    EXPECT_NE(value, nullptr) << name;
    if (value == nullptr) {
      return from;
    }
  }
  return *value;
}

/// Dictionary R9: another name for everything that has one.
spec::Wire renamed() {
  spec::WireOverrides all;
  for (const model::FieldInfo& field : model::all_fields()) {
    // A model that extends another goes by its names: an archive is a StaticData and more.
    const bool is_shared = model::inherited_from(field.field).has_value();
    if (!is_shared) {
      all.fields.push_back({field.field, "f_" + std::string(field.name)});
    }
  }
  for (const spec::ParamInfo& param : spec::all_params()) {
    all.params.emplace_back(param.param, "p_" + std::string(param.name));
  }
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    all.paths.emplace_back(interface.id, "/other/" + std::string(interface.name));
  }
  for (const spec::CodeInfo& code : spec::all_codes()) {
    all.codes.emplace_back(code.code, code.number + 900000);
  }
  Result<spec::Wire> wire = spec::Wire::with(all);
  EXPECT_TRUE(wire.has_value()) << wire.error().message;
  return std::move(*wire);
}

/// Every member name below a value.
void collect_names(const json::Value& value, std::set<std::string>& names) {
  for (const json::Value& item : value.items) {
    collect_names(item, names);
  }
  for (const json::Member& member : value.members) {
    names.insert(member.name);
    collect_names(member.value, names);
  }
}

TEST(OpenApi, HasEveryInterfaceWithItsMethodsAndWhetherItIsThere) {
  const json::Value all = document(spec::Wire::standard());
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    const json::Value& path = at(all, {"paths", interface.path});
    EXPECT_EQ(path.members.size(), 3U) << interface.name;
    for (const std::string_view method : {"get", "head", "post"}) {
      EXPECT_EQ(at(path, {method, "x-cems-implemented"}).boolean, interface.implemented);
    }
    EXPECT_EQ(at(path, {"get", "operationId"}).text, interface.name);
  }
}

TEST(OpenApi, IsTheSameTextEveryTime) {
  EXPECT_EQ(openapi_document(spec::Wire::standard()), openapi_document(spec::Wire()));
}

TEST(OpenApi, RequiresWhatIsAlwaysInAnswersAndAllowsNullWhereItMayBe) {  // 6.10
  const json::Value all = document(spec::Wire::standard());
  const json::Value& reading = at(all, {"components", "schemas", "Reading"});
  std::string required;
  json::write(required, at(reading, {"required"}));
  EXPECT_EQ(required, R"(["timeStamp","value"])");
  std::string type;
  json::write(type, at(reading, {"properties", "value", "type"}));
  EXPECT_EQ(type, R"(["number","null"])");
}

TEST(OpenApi, AnArchiveMayLeaveOutWhatAPointInherits) {  // R4
  const json::Value all = document(spec::Wire::standard());
  std::string required;
  json::write(required, at(all, {"components", "schemas", "PointInput", "required"}));
  EXPECT_EQ(required, R"(["pointId","name","energyType"])");
}

TEST(OpenApi, SpeaksTheNamesOfTheProfileAndNoOthers) {  // R9
  const json::Value all = document(renamed());
  const std::set<std::string> of_no_profile = {"LoadReport", "Health", "ArchiveReportEnvelope"};
  for (const json::Member& schema : at(all, {"components", "schemas"}).members) {
    if (of_no_profile.contains(schema.name)) {
      continue;
    }
    for (const json::Member& property : at(schema.value, {"properties"}).members) {
      EXPECT_TRUE(property.name.starts_with("f_")) << schema.name << " " << property.name;
    }
    for (const json::Value& name : at(schema.value, {"required"}).items) {
      EXPECT_TRUE(name.text.starts_with("f_")) << schema.name << " " << name.text;
    }
  }
  for (const json::Member& path : at(all, {"paths"}).members) {
    EXPECT_FALSE(path.name.starts_with("/cems/")) << path.name;
  }
  for (const json::Member& parameter : at(all, {"components", "parameters"}).members) {
    if (at(parameter.value, {"in"}).text == "query") {
      EXPECT_TRUE(at(parameter.value, {"name"}).text.starts_with("p_")) << parameter.name;
    }
  }
}

TEST(OpenApi, ExamplesAreInTheNamesOfTheProfile) {  // Annex C, R9
  const json::Value all = document(renamed());
  const json::Value& examples =
      at(all, {"paths", "/other/GetCemsSpecCategoryStatisticData", "get", "responses", "200",
               "content", "application/json", "examples"});
  const json::Value& asked = at(examples, {"C.5"});
  std::set<std::string> names;
  collect_names(at(asked, {"value"}), names);
  EXPECT_GT(names.size(), 20U);
  for (const std::string& name : names) {
    EXPECT_TRUE(name.starts_with("f_")) << name;
  }
  EXPECT_EQ(at(asked, {"description"}).text,
            "GET /other/GetCemsSpecCategoryStatisticData?p_cemsId=CEMS-SH-0001&p_categoryCode=02&"
            "p_startTime=2024-04-01T00:00:00%2B08:00&p_endTime=2024-06-01T00:00:00%2B08:00&"
            "p_period=P1M&p_tou=2&p_parameterId=EPI");
  EXPECT_EQ(at(asked, {"value", "f_code"}).text, "900200");
}

}  // namespace
}  // namespace cems::api
