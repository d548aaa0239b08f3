// The field table: the 14 models of clause 6 as the front matter prints them, and what every entry
// must have.
#include "model/fields.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace cems::model {
namespace {

/// Clause and name as printed in the table of contents; typed from there, not from the data.
constexpr std::pair<std::string_view, std::string_view> kClause6[] = {
    {"6.2", "Category"},        {"6.3", "Cems"},           {"6.4", "DataCount"},
    {"6.5", "DynamicData"},     {"6.6", "HistoricData"},   {"6.7", "Page"},
    {"6.8", "Parameter"},       {"6.9", "Point"},          {"6.10", "Reading"},
    {"6.11", "SimpleCategory"}, {"6.12", "SimplePoint"},   {"6.13", "SimpleStatisticPoint"},
    {"6.14", "StaticData"},     {"6.15", "StatisticData"},
};

const FieldInfo& field(Model model, std::string_view name) {
  const FieldInfo* found = find_field(model, name);
  EXPECT_NE(found, nullptr) << name;
  return *found;
}

TEST(FieldTable, HasTheFourteenModelsOfClause6AsPrinted) {
  std::map<std::string_view, std::string_view> printed;
  for (const ModelInfo& model : all_models()) {
    if (model.origin == Origin::seed) {
      printed[model.name] = model.clause;
    }
  }
  EXPECT_EQ(printed.size(), 14U);
  for (const auto& [clause, name] : kClause6) {
    EXPECT_EQ(printed[name], clause) << name;
  }
}

TEST(FieldTable, HasTheModelsOfTheAnnexes) {
  std::set<std::string_view> names;
  for (const ModelInfo& model : all_models()) {
    names.insert(model.name);
  }
  for (const std::string_view name :
       {"DrResource", "ControllablePoint", "DrEvent", "DrDynamicData", "DrEventState", "DrRecord",
        "DrSummary", "DrHistoricData", "DrStaticData", "DemandInfo", "DemandDynamicData",
        "DemandRecord", "DemandHistoricData", "DemandStaticData", "Envelope", "Problem"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(FieldTable, EveryFieldHasBothMeaningsAClauseAndAConfidence) {
  for (const FieldInfo& entry : all_fields()) {
    const std::string where = std::string(name(entry.model)) + "." + std::string(entry.name);
    EXPECT_FALSE(entry.english.empty()) << where;
    EXPECT_GE(entry.chinese.size(), 6U) << where;  // At least two characters of three bytes.
    EXPECT_FALSE(entry.clause.empty()) << where;
    EXPECT_LE(entry.confidence, 100) << where;
    // The front matter prints no field: none may pass for the standard's own.
    EXPECT_EQ(entry.origin, Origin::inferred) << where;
  }
}

TEST(FieldTable, IndexedByFieldAndModel) {
  std::size_t index = 0;
  for (const FieldInfo& entry : all_fields()) {
    EXPECT_EQ(static_cast<std::size_t>(entry.field), index++);
    EXPECT_EQ(&info(entry.field), &entry);
  }
  index = 0;
  std::size_t fields = 0;
  for (const ModelInfo& entry : all_models()) {
    EXPECT_EQ(static_cast<std::size_t>(entry.model), index++);
    EXPECT_EQ(entry.first, fields);
    for (const FieldInfo& one : fields_of(entry.model)) {
      EXPECT_EQ(one.model, entry.model);
    }
    fields += fields_of(entry.model).size();
  }
  EXPECT_EQ(fields, all_fields().size());
}

TEST(FieldTable, ModelTypedFieldsHaveATargetAndOthersNone) {
  for (const FieldInfo& entry : all_fields()) {
    EXPECT_EQ(entry.type == FieldType::model, entry.target != Model::none) << entry.name;
  }
}

// Dictionary R4: number = JSON number or null; strings are at most 64 characters unless stated.
// Archive members of our own (prices, factors) are figures to compute with: never null.
TEST(FieldTable, KeepsTheRulesOfTheTypes) {
  for (const FieldInfo& entry : all_fields()) {
    if (entry.type == FieldType::number && info(entry.model).extension.empty()) {
      EXPECT_TRUE(entry.nullable) << entry.name;
    }
  }
  EXPECT_EQ(field(Model::cems, "name").chars_max, 128);
  EXPECT_EQ(field(Model::cems, "creditCode").chars_max, 18);
  EXPECT_EQ(field(Model::cems, "address").chars_max, 256);
  EXPECT_EQ(field(Model::cems, "contact").chars_max, 64);
  EXPECT_EQ(field(Model::category, "categoryCode").chars_max, 16);
  EXPECT_EQ(field(Model::parameter, "parameterId").chars_max, 32);
  EXPECT_EQ(field(Model::parameter, "unit").chars_max, 16);
  EXPECT_TRUE(field(Model::point, "parentPointId").nullable);
  EXPECT_TRUE(field(Model::reading, "value").nullable);
  EXPECT_FALSE(field(Model::reading, "timeStamp").nullable);
}

TEST(FieldTable, OrderOfPointIsTheDictionarys) {
  std::string names;
  for (const FieldInfo& entry : fields_of(Model::point)) {
    names += std::string(entry.name) + " ";
  }
  EXPECT_EQ(names,
            "pointId name cemsId parentPointId level pointType categoryCode energyType subItem "
            "deviceType deviceName manufacturer model serialNo meterNo multiplier ratedPower "
            "ratedCapacity storageCapacity voltageLevel location longitude latitude flow "
            "controllable installDate status parameters points extension ");
}

TEST(FieldTable, ARecordOfAnEventHasTheEventsFieldsFirst) {
  const auto event = fields_of(Model::dr_event);
  const auto record = fields_of(Model::dr_record);
  ASSERT_GT(record.size(), event.size());
  EXPECT_TRUE(std::equal(event.begin(), event.end(), record.begin(),
                         [](const FieldInfo& a, const FieldInfo& b) { return a.name == b.name; }));
}

TEST(FieldTable, FindsByNameAndAlias) {
  EXPECT_EQ(field(Model::parameter, "readingTypeID").field, Field::parameter_reading_type_id);
  EXPECT_EQ(field(Model::parameter, "readingTypeId").field, Field::parameter_reading_type_id);
  EXPECT_EQ(find_field(Model::parameter, "pointId"), nullptr);
  EXPECT_EQ(find_field(Model::parameter, "readingtypeid"), nullptr);
}

}  // namespace
}  // namespace cems::model
