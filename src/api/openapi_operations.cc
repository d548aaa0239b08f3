// One path an interface (clauses 7 to 10, Annexes A and B): GET, HEAD and POST.
#include <fmt/format.h>

#include "api/openapi_parts.h"
#include "spec/code_tables.h"
#include "spec/method.h"

namespace cems::api {
namespace {

using json::Writer;
using spec::Code;
using spec::Family;
using spec::InterfaceInfo;
using spec::Method;
using spec::Param;

/// The codes that one interface may refuse with (dictionary R2).
std::set<Code> codes_of(const InterfaceInfo& interface, Method method) {
  std::set<Code> codes = {Code::parameter_missing, Code::parameter_invalid, Code::token_missing,
                          Code::token_invalid,     Code::token_expired,     Code::cems_forbidden,
                          Code::family_forbidden,  Code::cems_unknown,      Code::not_acceptable,
                          Code::uri_too_long,      Code::headers_too_large, Code::rate_limited,
                          Code::internal_error,    Code::source_unavailable};
  const auto add = [&](Param param, std::initializer_list<Code> more) {
    if (interface.use_of(param) != nullptr) {
      codes.insert(more);
    }
  };
  add(Param::start_time, {Code::time_invalid, Code::time_range_invalid, Code::range_too_large});
  add(Param::since, {Code::time_invalid, Code::time_range_invalid});
  add(Param::page_no, {Code::page_invalid});
  add(Param::aggregate, {Code::statistic_unsupported});
  add(Param::point_id, {Code::point_unknown});
  add(Param::category_code, {Code::category_unknown});
  add(Param::parameter_id, {Code::parameter_unknown});
  add(Param::event_id, {Code::event_unknown});
  if (interface.family == Family::demand) {
    add(Param::interval, {Code::statistic_unsupported});
  }
  if (method == Method::post) {
    codes.insert({Code::body_too_long, Code::media_type_unsupported});
  }
  if (!interface.implemented) {
    codes.insert(Code::interface_unknown);
  }
  return codes;
}

bool has_csv(const InterfaceInfo& interface) {
  return interface.family == Family::historic || interface.family == Family::statistic;
}

/// OpenAPI 3.1 has no words for a stream of events; contentSchema says what is in one's data.
void write_stream_content(Writer& writer, const InterfaceInfo& interface) {
  std::string events;
  for (const spec::EnumerationValue& event : spec::enumeration("streamEvent")) {
    events += fmt::format("{}{}: {} {}", events.empty() ? "" : "; ", event.value, event.english,
                          event.chinese);
  }
  writer.key("text/event-stream").begin_object().key("schema").begin_object();
  writer.key("type").value("string");
  writer.key("description")
      .value(fmt::format("server-sent events, the data of each one line of JSON ({}). data is a "
                         "{}, skipped and revised are a StreamNotice, end is an envelope without "
                         "data",
                         events, model::name(interface.response)));
  writer.key("contentMediaType").value("text/event-stream");
  writer.key("contentSchema").begin_object().key("anyOf").begin_array();
  for (const std::string_view schema :
       {model::name(interface.response), model::name(model::Model::stream_notice), kErrorSchema}) {
    write_reference(writer, "schemas", schema);
  }
  writer.end_array().end_object();
  writer.end_object().end_object().end_object();
}

void write_content(Writer& writer, const spec::Wire& wire, const InterfaceInfo& interface,
                   Method method) {
  writer.key("content").begin_object();
  if (interface.streams) {
    write_stream_content(writer, interface);
    return;
  }
  writer.key("application/json").begin_object().key("schema");
  write_reference(writer, "schemas", envelope_schema(interface.response));
  if (method == Method::get) {
    write_examples(writer, wire, interface);
  }
  writer.end_object();
  if (has_csv(interface)) {
    writer.key("text/csv").begin_object().key("schema").begin_object();
    writer.key("type").value("string");
    writer.key("description")
        .value("the rows of the answer with a line of names, RFC 4180, UTF-8 数据行");
    writer.key("x-cems-extension").value("X3").end_object().end_object();
  }
  writer.end_object();
}

void write_responses(Writer& writer, const spec::Wire& wire, Refusals& refusals,
                     const InterfaceInfo& interface, Method method) {
  const bool has_body = method != Method::head;
  writer.key("responses").begin_object();
  writer.key("200").begin_object();
  writer.key("description")
      .value(fmt::format("{} {}", model::name(interface.response),
                         model::info(interface.response).chinese));
  const bool is_kept = method != Method::post && !interface.streams;
  write_response_headers(writer, wire, is_kept);
  if (has_body) {
    write_content(writer, wire, interface, method);
  }
  writer.end_object();
  if (is_kept) {
    writer.key("304").begin_object();
    writer.key("description").value("what the caller has is still right 未修改");
    write_response_headers(writer, wire, true);
    writer.key("x-cems-extension").value("X5").end_object();
  }
  refusals.write(writer, codes_of(interface, method), has_body);
  writer.end_object();
}

/// The parameters of the interface as members of one object.
void write_request_body(Writer& writer, const spec::Wire& wire, const InterfaceInfo& interface) {
  writer.key("requestBody").begin_object();
  writer.key("required").boolean(true);
  writer.key("description").value("the parameters of GET under the same names 请求参数");
  writer.key("content").begin_object().key("application/json").begin_object();
  writer.key("schema").begin_object().key("type").value("object");
  writer.key("required").begin_array();
  for (const spec::ParamUse& use : interface.parameters) {
    if (use.required) {
      writer.value(wire.param_name(use.param));
    }
  }
  writer.end_array().key("properties").begin_object();
  for (const spec::ParamUse& use : interface.parameters) {
    writer.key(wire.param_name(use.param));
    write_parameter_schema(writer, use);
  }
  writer.end_object().end_object().end_object().end_object().end_object();
}

struct MethodWords {
  std::string_view key;
  std::string_view suffix;  ///< Of the operationId.
  std::string_view summary;
};

/// By spec::Method.
constexpr MethodWords kWords[] = {{"get", "", ""},
                                  {"head", "Head", "fields of the answer only: "},
                                  {"post", "Post", "parameters in the body: "}};

void write_operation(Writer& writer, const spec::Wire& wire, Refusals& refusals,
                     const InterfaceInfo& interface, Method method) {
  const MethodWords& words = kWords[static_cast<std::size_t>(method)];
  writer.key(words.key).begin_object();
  writer.key("operationId").value(fmt::format("{}{}", interface.name, words.suffix));
  writer.key("tags").begin_array().value(spec::name(interface.family)).end_array();
  writer.key("summary").value(fmt::format("{}{}", words.summary, interface.english));
  writer.key("description")
      .value(fmt::format("{} {} {}", interface.clause, interface.name, interface.chinese));
  writer.key("parameters").begin_array();
  if (method == Method::post) {
    write_header_references(writer);
  } else {
    write_parameter_references(writer, interface);
  }
  writer.end_array();
  if (method == Method::post) {
    write_request_body(writer, wire, interface);
  }
  write_responses(writer, wire, refusals, interface, method);
  write_provenance(writer, interface.clause, interface.origin, interface.confidence,
                   interface.extension);
  writer.key("x-cems-implemented").boolean(interface.implemented);
  if (interface.page_unit != model::Model::none) {
    writer.key("x-cems-page-unit").value(model::name(interface.page_unit));
  }
  writer.end_object();
}

}  // namespace

void write_interface_paths(Writer& writer, const spec::Wire& wire, Refusals& refusals) {
  for (const InterfaceInfo& interface : spec::all_interfaces()) {
    writer.key(wire.interface_path(interface.id)).begin_object();
    for (const Method method : wire.methods(interface.id)) {
      write_operation(writer, wire, refusals, interface, method);
    }
    writer.end_object();
  }
}

}  // namespace cems::api
