// Profiles as files: what one renames, and everything that may be wrong with one, said at once.
#include "spec/profile.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace cems::spec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> pointers_of(const ProfileReading& reading) {
  std::vector<std::string> pointers;
  for (const model::Problem& problem : reading.problems) {
    pointers.push_back(problem.pointer);
  }
  return pointers;
}

TEST(Profile, AnEmptyOneIsTheStandard) {
  const ProfileReading reading = read_profile("{}");
  ASSERT_TRUE(reading.wire);
  for (const model::FieldInfo& field : model::all_fields()) {
    EXPECT_EQ(reading.wire->member_name(field.field), field.name);
  }
  EXPECT_EQ(reading.wire->interface_path(InterfaceId::get_cems_static_data),
            "/cems/v1/GetCemsStaticData");
}

TEST(Profile, RenamesEveryKindOfName) {
  const ProfileReading reading = read_profile(R"({
    "name": "another edition", "note": "made for this test",
    "pathTemplate": "/api/v2/{name}",
    "members": {"Point.pointId": "accessPointId", "cemsId": "siteId", "Cems.cemsId": "id"},
    "parameters": {"cemsId": "site"},
    "headers": {"x-request-id": "X-Trace-Id"},
    "interfaces": {"GetPointStaticData": {"path": "/points/static", "methods": ["POST", "GET"]}},
    "codes": {"40001": {"code": 1001, "message": {"en": "give it"}}, "200": {"code": 0}}})");
  ASSERT_TRUE(reading.wire) << reading.problems.front().reason;
  const Wire& wire = *reading.wire;
  EXPECT_EQ(reading.name, "another edition");
  EXPECT_EQ(wire.member_name(model::Field::point_point_id), "accessPointId");
  EXPECT_EQ(wire.member_name(model::Field::simple_point_point_id), "pointId");
  EXPECT_EQ(wire.member_name(model::Field::point_cems_id), "siteId") << "of every model";
  EXPECT_EQ(wire.member_name(model::Field::cems_cems_id), "id") << "but where it is said otherwise";
  EXPECT_EQ(wire.param_named("site"), Param::cems_id);
  EXPECT_EQ(wire.header_name(Header::x_request_id), "x-trace-id");
  EXPECT_EQ(wire.interface_at("/points/static"), InterfaceId::get_point_static_data);
  EXPECT_EQ(wire.allow(InterfaceId::get_point_static_data), "GET, POST");
  EXPECT_EQ(wire.interface_at("/api/v2/GetCemsStaticData"), InterfaceId::get_cems_static_data);
  EXPECT_EQ(wire.code_number(Code::parameter_missing), 1001);
  EXPECT_EQ(wire.message(Code::parameter_missing, Language::english), "give it");
  EXPECT_EQ(wire.message(Code::parameter_missing, Language::chinese), "缺少必填参数");
}

TEST(Profile, EveryNameThatTheStandardHasNotIsAFault) {
  const ProfileReading reading = read_profile(R"({
    "name": 1, "colour": "red",
    "members": {"Pont.pointId": "a", "Point.pointld": "b", "nothing": "c", "Point.name": 5},
    "parameters": {"cemsID": "d"},
    "headers": {"X-Nothing": "e"},
    "interfaces": {"GetNothing": {"path": "/f"}, "GetCemsStaticData": {"url": "/g"},
                   "GetPointStaticData": {"methods": ["GET", "PUT"]}},
    "codes": {"40099": {"code": 1}, "40001": {"code": "1", "message": {"fr": "h"}},
              "x": {}, "40002": 3}})");
  EXPECT_FALSE(reading.wire);
  EXPECT_THAT(
      pointers_of(reading),
      ElementsAre("/name", "/colour", "/members/Pont.pointId", "/members/Point.pointld",
                  "/members/nothing", "/members/Point.name", "/parameters/cemsID",
                  "/headers/X-Nothing", "/interfaces/GetNothing",
                  "/interfaces/GetCemsStaticData/url", "/interfaces/GetPointStaticData/methods/1",
                  "/codes/40099", "/codes/40001/code", "/codes/40001/message/fr", "/codes/x",
                  "/codes/40002"));
}

TEST(Profile, NamesThatMeetAreFaultsOfWhatWasRenamed) {
  const ProfileReading reading = read_profile(R"({
    "members": {"Point.pointId": "name", "StaticData.page": "cems", "Archive.points": "p",
                "Reading.value": ""},
    "parameters": {"pageNo": "cursor", "cemsId": "readingTypeID"},
    "headers": {"Accept": "authorization", "X-Cems-Nonce": "Host"},
    "interfaces": {"GetCemsStaticData": {"path": "/cems/v1/GetPointStaticData"},
                   "GetCemsFullStaticData": {"path": "/admin/v1", "methods": []}},
    "codes": {"40001": {"code": 40002}}})");
  EXPECT_FALSE(reading.wire);
  EXPECT_THAT(pointers_of(reading),
              testing::UnorderedElementsAre(
                  "/members/Point.pointId", "/members/StaticData.page", "/members/Archive.points",
                  "/members/Reading.value", "/parameters/pageNo", "/parameters/cemsId",
                  "/headers/Accept", "/headers/X-Cems-Nonce", "/interfaces/GetCemsStaticData",
                  "/interfaces/GetCemsFullStaticData", "/interfaces/GetCemsFullStaticData",
                  "/codes/40001"));
}

TEST(Profile, CodesMayBeNegative) {  // Dictionary F10: siblings say -1 for "busy".
  const ProfileReading reading = read_profile(R"({"codes": {"50001": {"code": -1}}})");
  ASSERT_TRUE(reading.wire) << reading.problems.front().reason;
  EXPECT_EQ(reading.wire->code_number(Code::internal_error), -1);
  EXPECT_EQ(read_profile(R"({"codes": {"50001": {"code": 4294967296}}})").problems.size(), 1U);
}

// What names exchange is no conflict.
TEST(Profile, TwoNamesMayChangePlaces) {
  const ProfileReading reading = read_profile(
      R"({"parameters": {"pageNo": "pageSize", "pageSize": "pageNo"},
          "codes": {"40001": {"code": 40002}, "40002": {"code": 40001}}})");
  ASSERT_TRUE(reading.wire) << reading.problems.front().reason;
  EXPECT_EQ(reading.wire->param_named("pageSize"), Param::page_no);
  EXPECT_EQ(reading.wire->code_numbered(40001), Code::parameter_invalid);
}

// The example of docs/profile.md, as it is printed.
TEST(Profile, TheDocumentedExampleIsOne) {
  const Result<std::string> document = read_file("docs/profile.md", 1U << 20U);
  ASSERT_TRUE(document) << "run from the project's root";
  const std::string fence = "```json profile\n";
  const std::size_t begin = document->find(fence);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t end = document->find("```\n", begin + fence.size());
  const ProfileReading reading =
      read_profile(document->substr(begin + fence.size(), end - begin - fence.size()));
  ASSERT_TRUE(reading.wire) << reading.problems.front().reason;
  EXPECT_EQ(reading.wire->allow(InterfaceId::get_cems_static_data), "POST");
  EXPECT_EQ(reading.wire->interface_at("/api/v2/GetPointStaticData"),
            InterfaceId::get_point_static_data);
}

// Readings as CSV have six columns: a profile must keep them apart.
TEST(Profile, ColumnsOfReadingsDiffer) {
  const ProfileReading reading = read_profile(R"({"parameters": {"pointId": "value"}})");
  EXPECT_THAT(pointers_of(reading), ElementsAre("/parameters/pointId"));
  const ProfileReading by_member = read_profile(R"({"members": {"Reading.quality": "pointId"}})");
  EXPECT_EQ(by_member.problems.size(), 1U);
}

TEST(Profile, WhatIsNoProfileSaysSo) {
  EXPECT_THAT(read_profile("[]").problems.at(0).reason, HasSubstr("object"));
  EXPECT_FALSE(read_profile("{").wire);
  EXPECT_FALSE(read_profile(R"({"pathTemplate": "/api/v2"})").wire);
  EXPECT_FALSE(read_profile(R"({"members": []})").wire);
}

}  // namespace
}  // namespace cems::spec
