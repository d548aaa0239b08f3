// Reading objects by the field table: what is accepted, what is a problem, and where.
#include "model/record_read.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cems::model {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

json::Value parsed(std::string_view text) {
  const Result<json::Value> value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return *value;
}

class RecordRead : public testing::Test {
 protected:
  Record read(Model model, std::string_view text, const MemberSink& others = take_nothing) {
    problems.clear();
    return read_record(model, parsed(text), "/data", names, problems, others);
  }

  Names names;
  std::vector<Problem> problems;
};

TEST_F(RecordRead, KeepsValuesExactly) {
  const Record record = read(Model::point, R"({
      "pointId": "PV-01", "name": "光伏", "parentPointId": null, "level": 1,
      "multiplier": 0.0035999998450279236, "controllable": false, "installDate": "2023-02-28",
      "extension": {"b": [1, 2.50], "a": null}})");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(record.text(Field::point_name), "光伏");
  EXPECT_EQ(record.number(Field::point_multiplier)->to_string(), "0.0035999998450279236");
  EXPECT_EQ(record.boolean(Field::point_controllable), false);
  EXPECT_EQ(record.text(Field::point_install_date), "2023-02-28");
  EXPECT_EQ(*record.find(Field::point_parent_point_id), FieldValue(Null{}));
  EXPECT_EQ(*record.find(Field::point_extension),
            FieldValue(JsonText{R"({"b":[1,2.50],"a":null})"}));
}

TEST_F(RecordRead, ListsOfScalarsBecomeCompactJson) {
  const Record record = read(Model::cems, R"({"energyTypes": ["01", "02"]})");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(*record.find(Field::cems_energy_types), FieldValue(JsonText{R"(["01","02"])"}));
}

TEST_F(RecordRead, WholeNumbersMayBeSpelledWithAPoint) {
  EXPECT_EQ(read(Model::page, R"({"pageNo": 2.0, "pageSize": 1e2})").integer(Field::page_page_size),
            100);
  EXPECT_THAT(problems, IsEmpty());
}

struct Fault {
  Model model;
  const char* text;
  const char* pointer;
  const char* reason;  // A part of it.
};

class RecordReadFault : public RecordRead, public testing::WithParamInterface<Fault> {};

TEST_P(RecordReadFault, IsOneProblemWithItsPlace) {
  const Fault& fault = GetParam();
  const Record record = read(fault.model, fault.text);
  ASSERT_EQ(problems.size(), 1U) << fault.text;
  EXPECT_EQ(problems[0].pointer, fault.pointer);
  EXPECT_THAT(problems[0].reason, HasSubstr(fault.reason));
  EXPECT_TRUE(record.empty()) << "a faulty member is not in the record";
}

const std::string kLong65 = R"({"cemsId": ")" + std::string(65, 'x') + "\"}";

INSTANTIATE_TEST_SUITE_P(
    Types, RecordReadFault,
    testing::Values(
        Fault{Model::cems, "[]", "/data", "object"},
        Fault{Model::cems, R"({"name": 5})", "/data/name", "is a number, must be a string"},
        Fault{Model::cems, R"({"name": null})", "/data/name", "leave the member out"},
        Fault{Model::cems, R"({"name": ""})", "/data/name", "must not be empty"},
        Fault{Model::cems, R"({"area": "52"})", "/data/area", "is a string, must be a number"},
        Fault{Model::cems, R"({"employees": 3.5})", "/data/employees", "whole number"},
        Fault{Model::cems, R"({"employees": 1e30})", "/data/employees", "64 bits"},
        Fault{Model::cems, R"({"extension": []})", "/data/extension", "must be an object"},
        Fault{Model::cems, R"({"energyTypes": "01"})", "/data/energyTypes", "must be an array"},
        Fault{Model::cems, R"({"energyTypes": ["01", 2]})", "/data/energyTypes/1", "string"},
        Fault{Model::cems, R"({"energyTypes": [null]})", "/data/energyTypes/0", "null"},
        Fault{Model::point, R"({"controllable": 1})", "/data/controllable", "true or false"},
        Fault{Model::cems, R"({"regionCode": "3101140"})", "/data/regionCode", "at most 6"},
        Fault{Model::cems, kLong65.c_str(), "/data/cemsId", "has 65 characters, at most 64"}));

INSTANTIATE_TEST_SUITE_P(
    Forms, RecordReadFault,
    testing::Values(
        Fault{Model::cems, R"({"commissioningDate": "2023-02-29"})", "/data/commissioningDate",
              "2023-02-29"},
        Fault{Model::cems, R"({"commissioningDate": "2023-02-01T00:00:00Z"})",
              "/data/commissioningDate", "date"},
        Fault{Model::cems, R"({"updateTime": "yesterday"})", "/data/updateTime", "yesterday"},
        Fault{Model::parameter, R"({"interval": "15min"})", "/data/interval", "15min"},
        Fault{Model::parameter, R"({"interval": "PT0S"})", "/data/interval", "PT0S"},
        Fault{Model::reading, R"({"timePeriod": "2024-07-01"})", "/data/timePeriod", "slash"},
        Fault{Model::demand_record, R"({"month": "2024-13"})", "/data/month", "2024-07"},
        Fault{Model::demand_record, R"({"month": "202407"})", "/data/month", "2024-07"},
        Fault{Model::dr_resource, R"({"availablePeriods": ["14:00/17:00", "25:00/26:00"]})",
              "/data/availablePeriods/1", "14:00/17:00"},
        Fault{Model::dr_resource, R"({"availablePeriods": ["14:00-17:00"]})",
              "/data/availablePeriods/0", "14:00/17:00"}));

INSTANTIATE_TEST_SUITE_P(
    Members, RecordReadFault,
    testing::Values(Fault{Model::page, R"({"pageno": 1})", "/data/pageno",
                          "'pageno' is no member of Page; it has pageNo, pageSize"},
                    Fault{Model::cems, R"({"a/b~c": 1})", "/data/a~1b~0c", "no member of Cems"}));

// 64 characters are 64 code points, not bytes: 64 Chinese characters are 192 bytes.
TEST_F(RecordRead, LengthCountsCharacters) {
  std::string text;
  for (int i = 0; i < 64; ++i) {
    text += "海";
  }
  read(Model::point, R"({"name": ")" + text + "\"}");
  EXPECT_THAT(problems, IsEmpty());
  read(Model::point, R"({"name": ")" + text + "海\"}");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].reason, HasSubstr("has 65 characters"));
}

TEST_F(RecordRead, ListsEveryFault) {
  read(Model::cems, R"({"name": 1, "area": "x", "what": 2, "cemsId": "A"})");
  EXPECT_EQ(problems.size(), 3U);
}

TEST_F(RecordRead, TimesOfGbt7408AreKeptAsGiven) {
  for (const char* text : {"2024-07-18T14:30:00+08:00", "20240718T143000+0800", "2024-200T14:30Z",
                           "2024-W29-4T14:30:00.5+08:00", "2024-07-18T24:00:00"}) {
    const Record record = read(Model::cems, R"({"updateTime": ")" + std::string(text) + "\"}");
    EXPECT_THAT(problems, IsEmpty()) << text;
    EXPECT_EQ(record.text(Field::cems_update_time), text);
  }
}

// Dictionary R0: readingTypeID is read as readingTypeId; giving both is a contradiction.
TEST_F(RecordRead, TakesReadingTypeIDOnce) {
  const Record record = read(Model::parameter, R"({"readingTypeID": "1.2"})");
  EXPECT_EQ(record.text(Field::parameter_reading_type_id), "1.2");
  EXPECT_THAT(problems, IsEmpty());
  read(Model::parameter, R"({"readingTypeId": "1.2", "readingTypeID": "1.3"})");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].pointer, "/data/readingTypeID");
}

TEST_F(RecordRead, HandsModelsAndUnknownMembersToTheSink) {
  std::string seen;
  const auto sink = [&seen](const FieldInfo* field, const json::Member& member,
                            std::string_view pointer) {
    seen += std::string(field != nullptr ? field->name : "?") + "=" + std::string(pointer) + " ";
    return member.name == "mine" || member.name == "points";
  };
  read(Model::cems, R"({"points": [], "mine": 1, "yours": 2, "categories": [], "name": "n"})",
       sink);
  EXPECT_EQ(seen, "points=/data/points ?=/data/mine ?=/data/yours categories=/data/categories ");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].pointer, "/data/yours");
}

TEST_F(RecordRead, RenamedMembersAreReadByTheirNewName) {
  const Rename renames[] = {{Field::page_page_no, "no"}};
  names = *Names::with(renames);
  EXPECT_EQ(read(Model::page, R"({"no": 3})").integer(Field::page_page_no), 3);
  EXPECT_THAT(problems, IsEmpty());
  read(Model::page, R"({"pageNo": 3})");
  EXPECT_EQ(problems.size(), 1U);
}

TEST_F(RecordRead, RequiredMembersAreCheckedApart) {
  const json::Value point = parsed(R"({"pointId": "P", "name": "", "parameters": 1})");
  const Field inherited[] = {Field::point_cems_id};
  check_required(Model::point, point, "/p", names, inherited, problems);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].pointer, "/p/categoryCode");
  EXPECT_EQ(problems[1].pointer, "/p/energyType");
  EXPECT_THAT(problems[1].reason, HasSubstr("is missing"));
}

}  // namespace
}  // namespace cems::model
