// The frame of the document, and what its parts share.
#include "api/openapi.h"

#include <fmt/format.h>

#include "api/openapi_parts.h"
#include "spec/code_tables.h"
#include "spec/scope.h"

namespace cems::api {
namespace {

using json::Writer;

constexpr std::string_view kAbout =
    "The application-side interface of a customer energy management system, after GB/T "
    "35031.5—2025. Only the front matter of the standard is public: the names and clauses of the "
    "24 interfaces and the names of the 14 models of clause 6 come from it (x-cems-origin: seed). "
    "Everything else — addresses, parameters, members, codes, Annexes A and B — is a "
    "reconstruction by this project (x-cems-origin: inferred, with x-cems-confidence in percent), "
    "and not the standard's text. x-cems-implemented says what this server answers; "
    "x-cems-extension marks what is beyond the standard (clause 5.6).\n\n"
    "除前言部分公开的名称外，本文档的名称均为本项目的推定，不是标准原文。";

struct Extension {
  std::string_view id;
  std::string_view what;
};

constexpr Extension kExtensions[] = {
    {"X1", "receipts of statistics: explain=true"},
    {"X2", "live streams: WatchCemsDynamicData, WatchPointDynamicData, since, Last-Event-ID"},
    {"X3", "Historic and Statistic data as CSV: Accept: text/csv"},
    {"X4", "a stable cursor beside the page number: page.next, cursor="},
    {"X5", "conditional reads and compression: ETag, If-None-Match, Accept-Encoding"},
    {"X6", "writing, outside the standard's addresses and with scopes of its own"},
    {"X7", "the baseline methods compared on the site's own history: CompareDrBaselines"},
    {"X8", "what the caller's token may see: /access/v1/cems"}};

struct Tag {
  std::string_view name;
  std::string_view description;
};

constexpr Tag kTags[] = {{"static", "clause 7: archives 静态数据"},
                         {"dynamic", "clause 8: newest values 动态实时数据"},
                         {"historic", "clause 9: readings of the past 历史数据"},
                         {"statistic", "clause 10: statistics 统计数据"},
                         {"dr", "Annex A: demand response 需求响应"},
                         {"demand", "Annex B: demand management 需量管理"},
                         {"ingest", "extension X6: readings into the server 数据写入"},
                         {"admin", "extension X6: archives into the server 档案维护"},
                         {"operation", "state of the server, and this document 运行维护"}};

void write_info(Writer& writer) {
  writer.key("info").begin_object();
  writer.key("title").value("cems: GB/T 35031.5—2025 用户端能源管理系统 应用侧接口");
  writer.key("version").value("1.0.0");
  writer.key("summary").value("Energy data of customers for energy service platforms");
  writer.key("description").value(kAbout);
  writer.key("contact").begin_object().key("name").value("the operator of this server");
  writer.end_object();
  writer.key("license").begin_object().key("name").value("the licence of cems");
  writer.key("identifier").value("LicenseRef-cems").end_object();
  writer.end_object();
}

void write_servers(Writer& writer) {
  writer.key("servers").begin_array();
  writer.begin_object().key("url").value("/").key("description");
  writer.value("the server that this document came from").end_object();
  writer.begin_object().key("url").value("https://{host}:{port}").key("description");
  writer.value("HTTP/2 over TLS").key("variables").begin_object();
  writer.key("host").begin_object().key("default").value("127.0.0.1").end_object();
  writer.key("port").begin_object().key("default").value("8443").end_object();
  writer.end_object().end_object();
  writer.end_array();
}

void write_tags(Writer& writer) {
  writer.key("tags").begin_array();
  for (const Tag& tag : kTags) {
    writer.begin_object().key("name").value(tag.name);
    writer.key("description").value(tag.description).end_object();
  }
  writer.end_array();
}

void write_security(Writer& writer, const spec::Wire& wire) {
  const std::string_view field = wire.header_name(spec::Header::authorization);
  writer.key("securitySchemes").begin_object().key("bearer").begin_object();
  if (field == spec::info(spec::Header::authorization).name) {
    writer.key("type").value("http").key("scheme").value("bearer");
  } else {  // The scheme `http` is always in Authorization (RFC 9110 11.6.2).
    writer.key("type").value("apiKey").key("in").value("header").key("name").value(field);
  }
  writer.key("description")
      .value(
          "the word Bearer and a token of `cems token add`, for some sites and the scopes "
          "static, dynamic, historic, statistic, dr, demand, ingest, admin 访问令牌");
  writer.end_object().end_object();
}

void write_components(Writer& writer, const spec::Wire& wire, const Refusals& refusals) {
  writer.key("components").begin_object();
  write_security(writer, wire);
  writer.key("parameters").begin_object();
  write_parameters(writer, wire);
  writer.end_object();
  writer.key("responses").begin_object();
  refusals.write_components(writer);
  writer.end_object();
  writer.key("headers").begin_object();
  write_header_components(writer);
  writer.end_object();
  writer.key("schemas").begin_object();
  write_schemas(writer, wire);
  writer.end_object();
  writer.end_object();
}

/// The values of an enumeration as (value, english, chinese): qualities have a table of their own.
template <class Each>
void for_each_value(std::string_view enumeration, Each&& each) {
  const auto values = spec::enumeration(enumeration);
  for (const spec::EnumerationValue& value : values) {
    each(std::string(value.value), value.english, value.chinese);
  }
  if (enumeration == "quality") {
    for (const spec::QualityEntry& quality : spec::qualities()) {
      each(std::to_string(quality.value), quality.english, quality.chinese);
    }
  }
}

}  // namespace

std::string bilingual(std::string_view english, std::string_view chinese) {
  return fmt::format("{} {}", english, chinese);
}

void write_reference(Writer& writer, std::string_view kind, std::string_view name) {
  writer.begin_object().key("$ref").value(fmt::format("#/components/{}/{}", kind, name));
  writer.end_object();
}

void write_provenance(Writer& writer, std::string_view clause, model::Origin origin,
                      std::uint8_t confidence, std::string_view extension) {
  writer.key("x-cems-clause").value(clause);
  writer.key("x-cems-origin").value(origin == model::Origin::seed ? "seed" : "inferred");
  writer.key("x-cems-confidence").value(std::int64_t{confidence});
  if (!extension.empty()) {
    writer.key("x-cems-extension").value(extension);
  }
}

void write_enumeration(Writer& writer, std::string_view name, bool is_number, bool is_nullable) {
  writer.key("enum").begin_array();
  for_each_value(name, [&](const std::string& value, std::string_view, std::string_view) {
    is_number ? writer.raw(value) : writer.value(value);
  });
  if (is_nullable) {
    writer.null();
  }
  writer.end_array();
}

std::string enumeration_text(std::string_view name) {
  std::string text;
  for_each_value(
      name, [&](const std::string& value, std::string_view english, std::string_view chinese) {
        text += fmt::format("{}{} {} {}", text.empty() ? ": " : "; ", value, english, chinese);
      });
  return text;
}

std::string openapi_document(const spec::Wire& wire) {
  std::string text;
  Writer writer(text);
  Refusals refusals(wire);
  writer.begin_object();
  writer.key("openapi").value("3.1.0");
  write_info(writer);
  write_servers(writer);
  writer.key("security").begin_array().begin_object().key("bearer").begin_array().end_array();
  writer.end_object().end_array();
  write_tags(writer);
  writer.key("paths").begin_object();
  write_interface_paths(writer, wire, refusals);
  write_paths_beside(writer, wire, refusals);
  writer.end_object();
  write_components(writer, wire, refusals);
  writer.key("x-cems-extensions").begin_object();
  for (const Extension& extension : kExtensions) {
    writer.key(extension.id).value(extension.what);
  }
  writer.end_object();
  writer.end_object();
  return text;
}

}  // namespace cems::api
