// Writing records, and reading back what was written.
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model/record_read.h"
#include "model/record_write.h"
#include "tests/base/seed.h"

namespace cems::model {
namespace {

std::string written(const Record& record, const Names& names) {
  std::string out;
  json::Writer writer(out);
  write_record(writer, record, names);
  return out;
}

/// A value that suits the field, different from draw to draw.
FieldValue some_value(const FieldInfo& field, std::mt19937_64& random) {
  const auto draw = [&random](std::uint64_t bound) { return random() % bound; };
  if (field.nullable && !field.list && draw(4) == 0) {
    return Null{};
  }
  const std::string digit = std::to_string(draw(10));
  std::string text = "“" + digit + "”\n海";
  switch (field.type) {
    case FieldType::integer:
      return field.list ? FieldValue(JsonText{"[1," + digit + "]"})
                        : FieldValue(Decimal::from_integer(static_cast<std::int64_t>(random())));
    case FieldType::number:
      return Decimal::from(static_cast<std::int64_t>(random()), static_cast<int>(draw(40)) - 10);
    case FieldType::boolean:
      return draw(2) == 0;
    case FieldType::object:
      return JsonText{field.list ? R"([{"x":)" + digit + "}]" : R"({"x":)" + digit + "}"};
    case FieldType::code:
      text = digit;
      break;
    case FieldType::date:
      text = "2024-02-1" + digit;
      break;
    case FieldType::date_time:
      text = "2024-02-1" + digit + "T08:00:00+08:00";
      break;
    case FieldType::duration:
      text = "PT1" + digit + "M";
      break;
    case FieldType::month:
      text = "202" + digit + "-12";
      break;
    case FieldType::time_of_day_range:
      text = "1" + digit + ":00/24:00";
      break;
    case FieldType::time_interval:
      text = "2024-01-01T00:00:00Z/2024-02-1" + digit + "T00:00:00Z";
      break;
    default:
      break;
  }
  return field.list ? FieldValue(JsonText{R"([")" + text + R"("])"}) : FieldValue(text);
}

TEST(RecordRoundTrip, WrittenAndReadIsTheSame) {
  std::mt19937_64 random = cems::seeds::seeded_engine();
  const Names names;
  for (int round = 0; round < 20; ++round) {
    for (const ModelInfo& model : all_models()) {
      Record record(model.model);
      for (const FieldInfo& field : fields_of(model.model)) {
        if (field.type != FieldType::model && random() % 3 != 0 &&
            !(field.list && field.type == FieldType::string)) {
          record.set(field.field, some_value(field, random));
        }
      }
      const std::string text = written(record, names);
      const auto value = json::parse(text);
      ASSERT_TRUE(value) << text;
      std::vector<Problem> problems;
      const Record back = read_record(model.model, *value, "", names, problems);
      ASSERT_TRUE(problems.empty()) << problems[0].pointer << ' ' << problems[0].reason;
      ASSERT_EQ(back, record) << text;
      ASSERT_EQ(written(back, names), text);
    }
  }
}

TEST(RecordWrite, MembersStandInTableOrderInCanonicalSpelling) {
  const auto value = json::parse(
      R"({"status": 1.0, "area": 5.20e4, "name": "厂", "cemsId": "C", "energyTypes": [ "01" ]})");
  std::vector<Problem> problems;
  const Names names;
  const Record record = read_record(Model::cems, *value, "", names, problems);
  EXPECT_EQ(written(record, names),
            R"({"cemsId":"C","name":"厂","area":52000,"energyTypes":["01"],"status":1})");
}

TEST(RecordWrite, CallerWritesModelsAtTheirPlace) {
  Record record(Model::point);
  record.set_text(Field::point_point_id, "P");
  record.set(Field::point_extension, JsonText{"{}"});
  record.set_integer(Field::point_status, 1);
  const Names names;
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  write_members(writer, record, names, [&](const FieldInfo& field) {
    if (field.field == Field::point_parameters) {
      writer.key(names.member(field.field)).begin_array().end_array();
    }
  });
  writer.end_object();
  EXPECT_EQ(out, R"({"pointId":"P","status":1,"parameters":[],"extension":{}})");
}

TEST(RecordWrite, UsesTheProfilesNames) {
  const Rename renames[] = {{Field::page_page_no, "no"}};
  const auto names = Names::with(renames);
  ASSERT_TRUE(names);
  Record record(Model::page);
  record.set_integer(Field::page_page_no, 7);
  EXPECT_EQ(written(record, *names), R"({"no":7})");
}

}  // namespace
}  // namespace cems::model
