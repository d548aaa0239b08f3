// Refusals by HTTP status with their return codes (5.4), and the header fields of answers.
#include <fmt/format.h>

#include "api/openapi_parts.h"

namespace cems::api {
namespace {

using json::Writer;
using spec::Code;

std::string text_of(const spec::Wire& wire, const std::vector<Code>& codes) {
  std::string text;
  for (const Code code : codes) {
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", wire.code_number(code),
                        bilingual(wire.message(code, spec::Language::english),
                                  wire.message(code, spec::Language::chinese)));
  }
  return text;
}

void write_refusal_content(Writer& writer, const spec::Wire& wire, const std::vector<Code>& codes) {
  writer.key("content").begin_object().key("application/json").begin_object();
  writer.key("schema").begin_object().key("allOf").begin_array();
  write_reference(writer, "schemas", kErrorSchema);
  writer.begin_object().key("type").value("object").key("properties").begin_object();
  writer.key(wire.member(model::Field::envelope_code)).begin_object();
  writer.key("type").value("integer").key("enum").begin_array();
  for (const Code code : codes) {
    writer.value(std::int64_t{wire.code_number(code)});
  }
  writer.end_array().end_object().end_object().end_object();
  writer.end_array().end_object().end_object().end_object();
}

struct HeaderField {
  std::string_view name;
  std::string_view description;
  bool is_number;
  std::string_view extension;
};

constexpr HeaderField kEtag = {"etag", "weak, from the versions of archive, store and request",
                               false, "X5"};
constexpr HeaderField kVary = {"vary", "request fields that the answer depends on", false, "X5"};
constexpr HeaderField kRetryAfter = {"retry-after", "seconds to wait", true, ""};
constexpr HeaderField kAllow = {"allow", "methods that are understood", false, ""};
constexpr HeaderField kAuthenticate = {"www-authenticate", "the scheme to use: Bearer", false, ""};
constexpr HeaderField kHeaderFields[] = {kEtag, kVary, kRetryAfter, kAllow, kAuthenticate};

void write_header_reference(Writer& writer, std::string_view name, std::string_view component) {
  writer.key(name);
  write_reference(writer, "headers", component);
}

void write_request_id(Writer& writer, const spec::Wire& wire) {
  write_header_reference(writer, wire.header_name(spec::Header::x_request_id),
                         spec::info(spec::Header::x_request_id).name);
}

void write_refusal_headers(Writer& writer, const spec::Wire& wire, int status) {
  writer.key("headers").begin_object();
  write_request_id(writer, wire);
  if (status == 401) {
    write_header_reference(writer, kAuthenticate.name, kAuthenticate.name);
  } else if (status == 405) {
    write_header_reference(writer, kAllow.name, kAllow.name);
  } else if (status == 429 || status == 503) {
    write_header_reference(writer, kRetryAfter.name, kRetryAfter.name);
  }
  writer.end_object();
}

}  // namespace

void Refusals::write(Writer& writer, const std::set<Code>& codes, bool has_body) {
  std::map<int, std::vector<Code>> by_status;
  for (const Code code : codes) {
    by_status[spec::http_status(code)].push_back(code);
  }
  for (auto& [status, of_status] : by_status) {
    // Numbers of the standard profile: references stay the same under every other.
    std::string name = has_body ? "Refusal" : "BareRefusal";
    for (const Code code : of_status) {
      name += fmt::format("_{}", spec::info(code).number);
    }
    writer.key(std::to_string(status));
    write_reference(writer, "responses", name);
    by_name_.try_emplace(std::move(name), Refusal{status, std::move(of_status), has_body});
  }
}

void Refusals::write_components(Writer& writer) const {
  for (const auto& [name, refusal] : by_name_) {
    writer.key(name).begin_object();
    writer.key("description").value(text_of(wire_, refusal.codes));
    write_refusal_headers(writer, wire_, refusal.status);
    if (refusal.has_body) {
      write_refusal_content(writer, wire_, refusal.codes);
    }
    writer.end_object();
  }
}

void write_response_headers(Writer& writer, const spec::Wire& wire, bool is_cached) {
  writer.key("headers").begin_object();
  write_request_id(writer, wire);
  if (is_cached) {
    write_header_reference(writer, kEtag.name, kEtag.name);
    write_header_reference(writer, kVary.name, kVary.name);
  }
  writer.end_object();
}

void write_header_components(Writer& writer) {
  const spec::HeaderInfo& request_id = spec::info(spec::Header::x_request_id);
  writer.key(request_id.name).begin_object();
  writer.key("description").value("the request's, or one made for it 请求标识");
  writer.key("schema").begin_object().key("type").value("string").key("maxLength");
  writer.value(std::int64_t{request_id.chars_max}).end_object().end_object();
  for (const HeaderField& field : kHeaderFields) {
    writer.key(field.name).begin_object();
    writer.key("description").value(field.description);
    writer.key("schema").begin_object();
    writer.key("type").value(field.is_number ? "integer" : "string").end_object();
    if (!field.extension.empty()) {
      writer.key("x-cems-extension").value(field.extension);
    }
    writer.end_object();
  }
}

}  // namespace cems::api
