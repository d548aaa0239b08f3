// Addresses beside the standard: writing (X6), health, this document.
#include <fmt/format.h>

#include "api/openapi_parts.h"
#include "api/route.h"

namespace cems::api {
namespace {

using json::Writer;
using spec::Code;

void open_operation(Writer& writer, std::string_view method, std::string_view id,
                    std::string_view tag, std::string_view summary, std::string_view description) {
  writer.key(method).begin_object();
  writer.key("operationId").value(id);
  writer.key("tags").begin_array().value(tag).end_array();
  writer.key("summary").value(summary);
  writer.key("description").value(description);
}

void write_json_answer(Writer& writer, const spec::Wire& wire, std::string_view status,
                       std::string_view description, std::string_view schema) {
  writer.key(status).begin_object();
  writer.key("description").value(description);
  write_response_headers(writer, wire, false);
  writer.key("content").begin_object().key("application/json").begin_object().key("schema");
  write_reference(writer, "schemas", schema);
  writer.end_object().end_object().end_object();
}

/// GET of an address that asks for no token.
void write_open_path(Writer& writer, const spec::Wire& wire, Refusals& refusals,
                     std::string_view path, std::string_view id, std::string_view summary,
                     bool may_be_unready) {
  writer.key(path).begin_object();
  open_operation(writer, "get", id, "operation", summary, "Asks for no token.");
  writer.key("security").begin_array().end_array();
  writer.key("responses").begin_object();
  write_json_answer(writer, wire, "200", "the server answers 正常", kHealthSchema);
  if (may_be_unready) {
    write_json_answer(writer, wire, "503", "nothing can be written; reads go on 不可写",
                      kHealthSchema);
  }
  refusals.write(writer, {Code::method_not_allowed, Code::headers_too_large}, true);
  writer.end_object().end_object().end_object();
}

void write_document_path(Writer& writer, const spec::Wire& wire, Refusals& refusals) {
  writer.key(kDocumentPath).begin_object();
  open_operation(writer, "get", "GetOpenApiDocument", "operation", "this document 接口文档",
                 "Asks for no token; in the names of the profile that the server speaks.");
  writer.key("security").begin_array().end_array();
  writer.key("responses").begin_object();
  writer.key("200").begin_object().key("description").value("OpenAPI 3.1");
  write_response_headers(writer, wire, false);
  writer.key("content").begin_object().key("application/json").begin_object();
  writer.key("schema").begin_object().key("type").value("object");
  writer.key("additionalProperties").boolean(true);
  writer.end_object().end_object().end_object().end_object();
  refusals.write(writer, {Code::method_not_allowed, Code::headers_too_large}, true);
  writer.end_object().end_object().end_object();
}

void write_text_content(Writer& writer, std::string_view type, std::string_view description) {
  writer.key(type).begin_object().key("schema").begin_object();
  writer.key("type").value("string").key("description").value(description);
  writer.end_object().end_object();
}

/// 404 where no console is installed.
void write_console_path(Writer& writer, Refusals& refusals) {
  writer.key(kConsolePath).begin_object();
  open_operation(writer, "get", "GetConsole", "operation", "the console 控制台",
                 "Asks for no token; the page does, and calls what this document says.");
  writer.key("security").begin_array().end_array();
  writer.key("responses").begin_object();
  writer.key("200").begin_object().key("description").value("a page for browsers 页面");
  writer.key("content").begin_object();
  write_text_content(writer, "text/html", "HTML");
  writer.end_object().end_object();
  refusals.write(writer, {Code::interface_unknown, Code::headers_too_large}, true);
  writer.end_object().end_object().end_object();
}

std::set<Code> writing_codes() {
  return {Code::parameter_missing, Code::parameter_invalid,      Code::token_missing,
          Code::token_invalid,     Code::token_expired,          Code::family_forbidden,
          Code::body_too_long,     Code::media_type_unsupported, Code::headers_too_large,
          Code::internal_error,    Code::source_unavailable,     Code::disk_reserve};
}

void write_readings_path(Writer& writer, const spec::Wire& wire, Refusals& refusals) {
  writer.key(kReadingsPath).begin_object();
  open_operation(writer, "post", "PostReadings", "ingest", "sends readings 写入读数",

                 "An answer means that what it counts is durable; a refused row refuses no other. "
                 "The body may have the Content-Encoding gzip or zstd. Needs the scope ingest.");
  writer.key("requestBody").begin_object().key("required").boolean(true);
  writer.key("content").begin_object();
  write_text_content(
      writer, "text/csv",
      fmt::format("header {}, then a line a reading; the last column may be left out",
                  fmt::join(wire.csv_columns(), ",")));
  write_text_content(writer, "application/x-ndjson",
                     fmt::format("a line a reading, an object with the members {}; the last one "
                                 "may be left out",
                                 fmt::join(wire.csv_columns(), ", ")));
  writer.end_object().end_object();
  writer.key("responses").begin_object();
  write_json_answer(writer, wire, "200", "what became of each row 写入结果", kLoadReportSchema);
  refusals.write(writer, writing_codes(), true);
  writer.end_object();
  writer.key("x-cems-extension").value("X6").end_object().end_object();
}

/// POST of a model's object, answered with what became of the event.
void write_dr_path(Writer& writer, const spec::Wire& wire, Refusals& refusals,
                   std::string_view path, std::string_view id, std::string_view summary,
                   std::string_view schema) {
  writer.key(path).begin_object();
  open_operation(writer, "post", id, "ingest", summary,
                 "An answer means that the change is durable; once more the same changes nothing. "
                 "Needs the scope ingest.");
  writer.key("requestBody").begin_object().key("required").boolean(true);
  writer.key("content").begin_object().key("application/json").begin_object().key("schema");
  write_reference(writer, "schemas", schema);
  writer.end_object().end_object().end_object();
  writer.key("responses").begin_object();
  write_json_answer(writer, wire, "200", "the event as it is now 处理结果",
                    envelope_schema(model::Model::dr_outcome));
  std::set<Code> codes = writing_codes();
  codes.insert({Code::cems_forbidden, Code::cems_unknown, Code::event_unknown, Code::conflict,
                Code::time_range_invalid});
  refusals.write(writer, codes, true);
  writer.end_object();
  writer.key("x-cems-extension").value("X6").end_object().end_object();
}

void write_archive_path(Writer& writer, const spec::Wire& wire, Refusals& refusals) {
  const std::string_view cems = wire.param_name(spec::Param::cems_id);
  writer.key(fmt::format("{}{{{}}}", kArchivesPath, cems)).begin_object();
  open_operation(writer, "put", "PutArchive", "admin", "replaces the archive of a site 载入档案",
                 "Members that the archive does not have stay as they are. Needs the scope admin.");
  writer.key("parameters").begin_array().begin_object();
  writer.key("name").value(cems).key("in").value("path").key("required").boolean(true);
  writer.key("description").value("the site, as in the archive 用户端标识");
  writer.key("schema").begin_object().key("type").value("string").key("minLength");
  writer.value(std::int64_t{1}).key("maxLength");
  writer.value(std::int64_t{spec::info(spec::Param::cems_id).chars_max}).end_object();
  writer.end_object().end_array();
  writer.key("requestBody").begin_object().key("required").boolean(true);
  writer.key("content").begin_object().key("application/json").begin_object().key("schema");
  write_reference(writer, "schemas", kArchiveSchema);
  writer.end_object().end_object().end_object();
  writer.key("responses").begin_object();
  write_json_answer(writer, wire, "200", "the archive is stored 已载入", kArchiveReportSchema);
  std::set<Code> codes = writing_codes();
  codes.insert({Code::cems_forbidden, Code::conflict});
  refusals.write(writer, codes, true);
  writer.end_object();
  writer.key("x-cems-extension").value("X6").end_object().end_object();
}

void write_access_path(Writer& writer, const spec::Wire& wire, Refusals& refusals) {
  writer.key(kAccessPath).begin_object();
  open_operation(writer, "get", "GetAccess", "operation", "what the token may see 令牌权限",
                 "The sites that are there and that the caller's token names, by id, at most 1000 "
                 "of them, and the scopes that the token has.");
  writer.key("responses").begin_object();
  write_json_answer(writer, wire, "200", "sites and scopes 用户端与权限", kAccessSchema);
  refusals.write(writer,
                 {Code::token_missing, Code::token_invalid, Code::token_expired,
                  Code::method_not_allowed, Code::headers_too_large},
                 true);
  writer.end_object();
  writer.key("x-cems-extension").value("X8").end_object().end_object();
}

}  // namespace

void write_paths_beside(Writer& writer, const spec::Wire& wire, Refusals& refusals) {
  write_readings_path(writer, wire, refusals);
  write_dr_path(writer, wire, refusals, kDrEventsPath, "PostDrEvent",
                "creates, changes, cancels or settles an event 下达需求响应事件", kDrOrderSchema);
  write_dr_path(writer, wire, refusals, kDrRepliesPath, "PostDrReply",
                "answers an invitation 回复邀约", kDrReplySchema);
  write_archive_path(writer, wire, refusals);
  write_access_path(writer, wire, refusals);
  write_open_path(writer, wire, refusals, kHealthPath, "GetHealth",
                  "whether the server runs 存活检查", false);
  write_open_path(writer, wire, refusals, kReadyPath, "GetReadiness",
                  "whether the server can write 就绪检查", true);
  write_document_path(writer, wire, refusals);
  write_console_path(writer, refusals);
}

}  // namespace cems::api
