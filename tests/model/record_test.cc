// Records: the values of one object in table order.
#include "model/record.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/base/seed.h"

namespace cems::model {
namespace {

TEST(Record, FindsWhatWasSetAndNothingElse) {
  Record record(Model::point);
  record.set_text(Field::point_point_id, "P1");
  record.set_integer(Field::point_level, 2);
  record.set(Field::point_controllable, true);
  record.set(Field::point_parent_point_id, Null{});
  EXPECT_EQ(record.text(Field::point_point_id), "P1");
  EXPECT_EQ(record.integer(Field::point_level), 2);
  EXPECT_EQ(record.number(Field::point_level), Decimal::from_integer(2));
  EXPECT_EQ(record.boolean(Field::point_controllable), true);
  EXPECT_TRUE(record.has(Field::point_parent_point_id));
  EXPECT_EQ(record.text(Field::point_parent_point_id), std::nullopt);
  EXPECT_FALSE(record.has(Field::point_name));
  EXPECT_EQ(record.text(Field::point_name), std::nullopt);
}

TEST(Record, EntriesStandInTableOrderHoweverTheyCame) {
  std::vector<Field> texts;
  for (const FieldInfo& field : fields_of(Model::cems)) {
    if (field.type == FieldType::string && !field.list) {
      texts.push_back(field.field);
    }
  }
  std::mt19937_64 random = cems::seeds::seeded_engine();
  for (int round = 0; round < 50; ++round) {
    std::vector<Field> shuffled = texts;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    Record record(Model::cems);
    for (const Field field : shuffled) {
      record.set_text(field, "x");
    }
    ASSERT_EQ(record.entries().size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(record.entries()[i].field, texts[i]);
    }
  }
}

TEST(Record, SetReplacesAndEraseTakesAway) {
  Record record(Model::cems);
  record.set_text(Field::cems_phone, "13800000000");
  record.set_text(Field::cems_phone, "138****0000");
  EXPECT_EQ(record.entries().size(), 1U);
  EXPECT_EQ(record.text(Field::cems_phone), "138****0000");
  record.erase(Field::cems_phone);
  record.erase(Field::cems_contact);
  EXPECT_TRUE(record.empty());
}

TEST(Record, EqualWhenModelAndEntriesAre) {
  Record a(Model::cems);
  Record b(Model::cems);
  EXPECT_EQ(a, b);
  a.set(Field::cems_area, Decimal::from(520, 1));
  b.set(Field::cems_area, Decimal::from_integer(52));
  EXPECT_EQ(a, b);
  b.set_text(Field::cems_name, "x");
  EXPECT_NE(a, b);
  EXPECT_NE(Record(Model::cems), Record(Model::point));
}

TEST(RecordDeath, RefusesFieldsOfOtherModelsAndWrongTypes) {
  Record record(Model::cems);
  EXPECT_DEATH(record.set_text(Field::point_name, "x"), "model_");
  EXPECT_DEATH(record.set_text(Field::cems_area, "x"), "fits");
  EXPECT_DEATH(record.set(Field::cems_name, Null{}), "fits");
  EXPECT_DEATH(record.set(Field::cems_points, JsonText{"[]"}), "fits");
}

TEST(ToInteger, TakesWhatFits64Bits) {
  EXPECT_EQ(to_integer(Decimal()), 0);
  EXPECT_EQ(to_integer(Decimal::from(12, -2)), 1200);
  EXPECT_EQ(to_integer(*Decimal::parse("9223372036854775807")), INT64_MAX);
  EXPECT_EQ(to_integer(*Decimal::parse("-9223372036854775808")), INT64_MIN);
  EXPECT_EQ(to_integer(*Decimal::parse("1e18")), 1'000'000'000'000'000'000);
}

TEST(ToInteger, RefusesFractionsAndWhatDoesNotFit) {
  for (const char* text : {"0.5", "-1.25", "9223372036854775808", "-9223372036854775809", "1e19",
                           "99999999999999999999999999999999999999", "3e300", "1e-300"}) {
    EXPECT_EQ(to_integer(*Decimal::parse(text)), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cems::model
