// Wire names of fields, and a profile's renames (dictionary R9).
#include "model/names.h"

#include <gtest/gtest.h>

namespace cems::model {
namespace {

TEST(Names, StandardOnesGoThereAndBack) {
  const Names names;
  for (const FieldInfo& field : all_fields()) {
    EXPECT_EQ(names.name(field.field), field.name);
    EXPECT_EQ(names.field_named(field.model, field.name), field.field);
    EXPECT_EQ(names.member(field.field).text(), '"' + std::string(field.name) + "\":");
  }
}

TEST(Names, AreThoseOfOneModel) {
  const Names names;
  EXPECT_EQ(names.field_named(Model::point, "name"), Field::point_name);
  EXPECT_EQ(names.field_named(Model::cems, "name"), Field::cems_name);
  EXPECT_EQ(names.field_named(Model::reading, "name"), std::nullopt);
}

// Dictionary R0 Spelling: Part 3-2 writes readingTypeID, which is understood and never written.
TEST(Names, UnderstandReadingTypeID) {
  const Names names;
  EXPECT_EQ(names.field_named(Model::parameter, "readingTypeID"), Field::parameter_reading_type_id);
  EXPECT_EQ(names.field_named(Model::reading, "readingTypeID"), Field::reading_reading_type_id);
  EXPECT_EQ(names.name(Field::parameter_reading_type_id), "readingTypeId");
}

TEST(Names, RenamedFieldHasItsNewNameOnly) {
  const Rename renames[] = {{Field::point_point_id, "accessPointId"},
                            {Field::parameter_reading_type_id, "readingType"}};
  const auto names = Names::with(renames);
  ASSERT_TRUE(names) << names.error().message;
  EXPECT_EQ(names->member(Field::point_point_id).text(), "\"accessPointId\":");
  EXPECT_EQ(names->field_named(Model::point, "accessPointId"), Field::point_point_id);
  EXPECT_EQ(names->field_named(Model::point, "pointId"), std::nullopt);
  EXPECT_EQ(names->field_named(Model::parameter, "readingTypeID"), std::nullopt);
  EXPECT_EQ(names->field_named(Model::simple_point, "pointId"), Field::simple_point_point_id);
}

TEST(Names, TwoFieldsMaySwapButNotShare) {
  const Rename swap[] = {{Field::cems_area, "employees"}, {Field::cems_employees, "area"}};
  EXPECT_TRUE(Names::with(swap));
  const Rename share[] = {{Field::cems_area, "employees"}};
  const auto shared = Names::with(share);
  ASSERT_FALSE(shared);
  EXPECT_EQ(shared.error().code, Errc::conflict);
  EXPECT_NE(shared.error().message.find("Cems"), std::string::npos);
}

TEST(Names, EmptyNameIsRefused) {
  const Rename renames[] = {{Field::cems_area, ""}};
  const auto names = Names::with(renames);
  ASSERT_FALSE(names);
  EXPECT_EQ(names.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace cems::model
