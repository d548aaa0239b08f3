// Everything that travels, and profiles that rename it (dictionary R9).
#include "spec/wire.h"

#include <string>

#include <gtest/gtest.h>

namespace cems::spec {
namespace {

TEST(Wire, StandardNamesGoThereAndBack) {
  const Wire& wire = Wire::standard();
  for (const ParamInfo& param : all_params()) {
    EXPECT_EQ(wire.param_named(wire.param_name(param.param)), param.param);
  }
  for (const InterfaceInfo& interface : all_interfaces()) {
    EXPECT_EQ(wire.interface_at(wire.interface_path(interface.id)), interface.id);
  }
  for (const CodeInfo& code : all_codes()) {
    EXPECT_EQ(wire.code_number(code.code), code.number);
  }
  EXPECT_EQ(wire.member(model::Field::envelope_request_id).text(), "\"requestId\":");
  EXPECT_EQ(wire.member_name(model::Field::problem_reason), "reason");
  EXPECT_EQ(wire.field_named(model::Model::cems, "cemsId"), model::Field::cems_cems_id);
  EXPECT_EQ(wire.header_name(Header::x_request_id), "x-request-id");
}

TEST(Wire, PathsMatchExactly) {
  const Wire& wire = Wire::standard();
  EXPECT_EQ(wire.interface_at("/cems/v1/GetPointStaticData"), InterfaceId::get_point_static_data);
  for (const char* path : {"", "/", "/cems/v1/", "/cems/v1/GetPointStaticData/",
                           "/cems/v1/getPointStaticData", "/cems/v2/GetPointStaticData",
                           "/cems/v1/GetPointStaticData?x=1", "/cems/v1/GetPointStaticDat"}) {
    EXPECT_EQ(wire.interface_at(path), std::nullopt) << path;
  }
}

TEST(Wire, ReadingTypeIDIsUnderstoodAsAParameterToo) {
  EXPECT_EQ(Wire::standard().param_named("readingTypeID"), Param::reading_type_id);
  EXPECT_EQ(Wire::standard().param_named("pageno"), std::nullopt);
}

// Dictionary S: a 200's message is always `success`.
TEST(Wire, MessagesFollowTheLanguageExceptSuccess) {
  EXPECT_EQ(Wire::standard().message(Code::success, Language::chinese), "success");
  EXPECT_EQ(Wire::standard().message(Code::success, Language::english), "success");
  EXPECT_EQ(Wire::standard().message(Code::parameter_missing, Language::chinese), "缺少必填参数");
  EXPECT_EQ(Wire::standard().message(Code::parameter_missing, Language::english),
            "a required parameter is missing");
}

TEST(Wire, ProfileRenamesWhatItNamesAndNothingElse) {
  WireOverrides overrides;
  overrides.fields = {{model::Field::point_point_id, "accessPointId"}};
  overrides.params = {{Param::cems_id, "cems"}};
  overrides.paths = {{InterfaceId::get_cems_static_data, "/api/cems/static"}};
  overrides.codes = {{Code::success, 0}};
  overrides.headers = {{Header::authorization, "X-Token"}};
  overrides.methods = {{InterfaceId::get_point_static_data, {Method::post}}};
  overrides.messages = {{Code::success, Language::chinese, "好"}};
  const auto wire = Wire::with(overrides);
  ASSERT_TRUE(wire) << wire.error().message;
  EXPECT_EQ(wire->member(model::Field::point_point_id).text(), "\"accessPointId\":");
  EXPECT_EQ(wire->param_named("cems"), Param::cems_id);
  EXPECT_EQ(wire->param_named("cemsId"), std::nullopt);
  EXPECT_EQ(wire->interface_at("/api/cems/static"), InterfaceId::get_cems_static_data);
  EXPECT_EQ(wire->interface_at("/cems/v1/GetCemsStaticData"), std::nullopt);
  EXPECT_EQ(wire->interface_at("/cems/v1/GetPointStaticData"), InterfaceId::get_point_static_data);
  EXPECT_EQ(wire->code_number(Code::success), 0);
  EXPECT_EQ(http_status(Code::success), 200);
  EXPECT_EQ(wire->code_numbered(0), Code::success);
  EXPECT_EQ(wire->code_numbered(200), std::nullopt);
  EXPECT_EQ(wire->header_name(Header::authorization), "x-token");
  EXPECT_EQ(wire->allow(InterfaceId::get_point_static_data), "POST");
  EXPECT_FALSE(wire->takes(InterfaceId::get_point_static_data, Method::get));
  EXPECT_EQ(wire->allow(InterfaceId::get_cems_static_data), "GET, HEAD, POST");
  EXPECT_EQ(wire->message(Code::success, Language::chinese), "好");
  EXPECT_EQ(wire->message(Code::success, Language::english), "success");
}

// A full static answer is an archive: what is renamed in one goes by that name in the other.
TEST(Wire, AModelThatExtendsAnotherSharesItsNames) {
  WireOverrides overrides;
  overrides.fields = {{model::Field::static_data_cems, "site"}};
  const auto wire = Wire::with(overrides);
  ASSERT_TRUE(wire) << wire.error().message;
  EXPECT_EQ(wire->member_name(model::Field::archive_cems), "site");
  EXPECT_EQ(wire->field_named(model::Model::archive, "site"), model::Field::archive_cems);
  overrides.fields = {{model::Field::archive_cems, "site"}};
  EXPECT_EQ(Wire::with(overrides).error().code, Errc::invalid_argument);
}

TEST(Wire, ContradictoryProfilesAreRefused) {
  WireOverrides params;
  params.params = {{Param::cems_id, "pointId"}};
  EXPECT_EQ(Wire::with(params).error().code, Errc::conflict);
  WireOverrides alias;
  alias.params = {{Param::cems_id, "readingTypeID"}};
  EXPECT_EQ(Wire::with(alias).error().code, Errc::conflict);
  WireOverrides paths;
  paths.paths = {{InterfaceId::get_cems_static_data, "/cems/v1/GetPointStaticData"}};
  EXPECT_EQ(Wire::with(paths).error().code, Errc::conflict);
  WireOverrides relative;
  relative.paths = {{InterfaceId::get_cems_static_data, "static"}};
  EXPECT_EQ(Wire::with(relative).error().code, Errc::invalid_argument);
  WireOverrides empty;
  empty.params = {{Param::cems_id, ""}};
  EXPECT_EQ(Wire::with(empty).error().code, Errc::invalid_argument);
  for (const char* path : {"/healthz", "/ingest", "/ingest/v1/readings", "/admin/x"}) {
    WireOverrides own;
    own.paths = {{InterfaceId::get_cems_static_data, path}};
    EXPECT_EQ(Wire::with(own).error().code, Errc::conflict) << path;
  }
  for (const char* path : {"", "/", "/a//b", "/a/", "/a/../b", "/a?b", "/a%20b", "/甲"}) {
    WireOverrides odd;
    odd.paths = {{InterfaceId::get_cems_static_data, path}};
    EXPECT_EQ(Wire::with(odd).error().code, Errc::invalid_argument) << path;
  }
  for (const auto& [name, code] : {std::pair("X Token", Errc::invalid_argument),
                                   {"", Errc::invalid_argument},
                                   {"Content-Length", Errc::conflict},
                                   {"X-Request-ID", Errc::conflict}}) {
    WireOverrides header;
    header.headers = {{Header::authorization, name}};
    EXPECT_EQ(Wire::with(header).error().code, code) << name;
  }
  for (const auto& methods :
       {std::vector<Method>(), {Method::head}, {Method::head, Method::post}}) {
    WireOverrides some;
    some.methods = {{InterfaceId::get_cems_static_data, methods}};
    EXPECT_EQ(Wire::with(some).error().code, Errc::invalid_argument);
  }
  WireOverrides codes;
  codes.codes = {{Code::time_invalid, 40002}};
  EXPECT_EQ(Wire::with(codes).error().code, Errc::conflict);
  WireOverrides fields;
  fields.fields = {{model::Field::point_point_id, "name"}};
  EXPECT_EQ(Wire::with(fields).error().code, Errc::conflict);
}

}  // namespace
}  // namespace cems::spec
