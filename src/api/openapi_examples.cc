// The examples of spec/examples under the names of a profile.
#include <fmt/format.h>

#include "api/openapi_parts.h"
#include "base/assert.h"
#include "json/value.h"
#include "model/rename.h"

namespace cems::api {
namespace {

using json::Writer;

struct Example {
  spec::InterfaceId interface;
  std::string_view id;       ///< e.g. "C.2"
  std::string_view english;  ///< What is asked.
  std::string_view chinese;
  std::string_view request;  ///< Target in the standard profile's names.
  std::string_view data;     ///< JSON of the envelope's data, likewise.
};

constexpr Example kExamples[] = {
#define CEMS_EXAMPLE(interface, id, english, chinese, request, data) \
  {spec::InterfaceId::interface, id, english, chinese, request, data},
#include "api/openapi_examples.inc"
#undef CEMS_EXAMPLE
};

/// `/path?name=value&…` with the profile's path and names.
std::string renamed_target(const spec::Wire& wire, const Example& example) {
  std::string target(wire.interface_path(example.interface));
  char separator = '?';
  std::string_view rest = example.request.substr(example.request.find('?') + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::size_t equals = rest.find('=');
    const std::string_view name = rest.substr(0, equals);
    std::string_view written = name;
    for (const spec::ParamInfo& info : spec::all_params()) {
      if (info.name == name) {
        written = wire.param_name(info.param);
      }
    }
    target += fmt::format("{}{}{}", separator, written, rest.substr(equals, end - equals));
    separator = '&';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return target;
}

void write_envelope(Writer& writer, const spec::Wire& wire, const Example& example) {
  Result<json::Value> data = json::parse(example.data);
  CEMS_ASSERT(data.has_value());
  model::rename_members(*data, spec::info(example.interface).response,
                        spec::Wire::standard().names(), wire.names());
  std::string text;
  json::write(text, *data);
  writer.begin_object();
  writer.key(wire.member(model::Field::envelope_code))
      .value(std::int64_t{wire.code_number(spec::Code::success)});
  writer.key(wire.member(model::Field::envelope_message))
      .value(wire.message(spec::Code::success, spec::Language::english));
  writer.key(wire.member(model::Field::envelope_request_id)).value("r-1");
  writer.key(wire.member(model::Field::envelope_timestamp)).value("2024-07-18T14:30:00+08:00");
  writer.key(wire.member(model::Field::envelope_data)).raw(text);
  writer.end_object();
}

}  // namespace

void write_examples(Writer& writer, const spec::Wire& wire, const spec::InterfaceInfo& interface) {
  bool is_first = true;
  for (const Example& example : kExamples) {
    if (example.interface != interface.id) {
      continue;
    }
    if (is_first) {
      writer.key("examples").begin_object();
      is_first = false;
    }
    writer.key(example.id).begin_object();
    writer.key("summary").value(bilingual(example.english, example.chinese));
    writer.key("description").value(fmt::format("GET {}", renamed_target(wire, example)));
    writer.key("value");
    write_envelope(writer, wire, example);
    writer.end_object();
  }
  if (!is_first) {
    writer.end_object();
  }
}

}  // namespace cems::api
