// Query parameters and request headers as OpenAPI parameters.
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "api/openapi_parts.h"
#include "base/limits.h"

namespace cems::api {
namespace {

using json::Writer;
using spec::HeaderUse;
using spec::ParamInfo;
using spec::ParamType;
using spec::ParamUse;

constexpr std::string_view kIfNoneMatch = "if-none-match";

/// One way in which interfaces take a parameter, and its place in components/parameters.
struct Variant {
  std::string key;
  ParamUse use;
};

bool same_use(const ParamUse& a, const ParamUse& b) {
  return a.param == b.param && a.required == b.required && a.default_value == b.default_value &&
         a.max == b.max && a.extension == b.extension;
}

/// Every different use. The first of a parameter has its name (the standard profile's, so that
/// references stay), a later one that of its first interface as well.
std::vector<Variant> variants() {
  std::vector<Variant> found;
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    for (const ParamUse& use : interface.parameters) {
      bool is_known = false;
      bool is_first = true;
      for (const Variant& other : found) {
        is_known = is_known || same_use(other.use, use);
        is_first = is_first && other.use.param != use.param;
      }
      if (!is_known) {
        const std::string_view name = spec::info(use.param).name;
        found.push_back(
            {is_first ? std::string(name) : fmt::format("{}_{}", name, interface.name), use});
      }
    }
  }
  return found;
}

void write_text_schema(Writer& writer, const ParamInfo& info) {
  writer.key("type").value("string");
  switch (info.type) {
    case ParamType::id:
    case ParamType::code:
      if (info.enumeration.empty()) {
        writer.key("minLength").value(std::int64_t{1});
        writer.key("maxLength").value(std::int64_t{info.chars_max});
      } else {
        write_enumeration(writer, info.enumeration, false);
      }
      return;
    case ParamType::duration:
      writer.key("format").value("duration");
      return;
    case ParamType::reading_type:
      writer.key("pattern").value("^-?[0-9]+([.]-?[0-9]+){17}$");
      writer.key("maxLength").value(std::int64_t{info.chars_max});
      return;
    case ParamType::cursor:
      writer.key("maxLength").value(std::int64_t{info.chars_max});
      return;
    case ParamType::integer:
    case ParamType::boolean:
    case ParamType::time:  // More forms than the format date-time has; the description says which.
    case ParamType::period:
      return;
  }
}

void write_one_schema(Writer& writer, const ParamInfo& info, std::int64_t max) {
  if (info.type == ParamType::boolean) {
    writer.key("type").value("boolean");
    return;
  }
  if (info.type != ParamType::integer) {
    write_text_schema(writer, info);
    return;
  }
  writer.key("type").value("integer");
  if (!info.enumeration.empty()) {
    write_enumeration(writer, info.enumeration, true);
  } else if (info.min != info.max) {
    writer.key("minimum").value(info.min);
    writer.key("maximum").value(max != 0 ? max : info.max);
  }
}

void write_default(Writer& writer, const ParamInfo& info, std::string_view text) {
  writer.key("default");
  if (info.list) {
    writer.begin_array();
  }
  const bool is_bare = info.type == ParamType::integer || info.type == ParamType::boolean;
  is_bare ? writer.raw(text) : writer.value(text);
  if (info.list) {
    writer.end_array();
  }
}

std::string_view form_text(ParamType type) {
  switch (type) {
    case ParamType::time:
      return "; a moment or a date of GB/T 7408, in the site's time zone where it names none";
    case ParamType::duration:
      return "; a duration of GB/T 7408 such as PT15M";
    case ParamType::period:
      return "; PT15M, PT30M, PT1H, P1D, P1W, P1M, P3M or P1Y, or the words 15min, 30min, hour, "
             "day, week, month, quarter, year";
    case ParamType::reading_type:
      return "; 18 numbers of IEC 61968-9";
    case ParamType::id:
    case ParamType::code:
    case ParamType::integer:
    case ParamType::boolean:
    case ParamType::cursor:
      break;
  }
  return "";
}

std::string description_of(const ParamInfo& info) {
  std::string text = bilingual(info.english, info.chinese);
  text += enumeration_text(info.enumeration);
  text += form_text(info.type);
  if (info.list) {
    text += fmt::format("; at most {} values", limits::kFilterValuesMax);
  }
  if (!info.alias.empty()) {
    text += fmt::format("; {} is understood too", info.alias);
  }
  return text;
}

void write_query_parameter(Writer& writer, const spec::Wire& wire, const Variant& variant) {
  const ParamUse& use = variant.use;
  const ParamInfo& info = spec::info(use.param);
  writer.key(variant.key).begin_object();
  writer.key("name").value(wire.param_name(use.param)).key("in").value("query");
  writer.key("required").boolean(use.required);
  writer.key("description").value(description_of(info));
  if (info.list) {
    writer.key("style").value("form").key("explode").boolean(false);
  }
  writer.key("schema");
  write_parameter_schema(writer, use);
  write_provenance(writer, info.clause, info.origin, info.confidence, use.extension);
  writer.end_object();
}

/// OpenAPI leaves Accept, Content-Type and Authorization to the operation and to `security`.
bool is_parameter(const spec::HeaderInfo& header) {
  return header.header != spec::Header::authorization && header.header != spec::Header::accept &&
         header.header != spec::Header::content_type;
}

void write_header_parameter(Writer& writer, const spec::Wire& wire,
                            const spec::HeaderInfo& header) {
  const bool is_signing = header.use == HeaderUse::signing;
  writer.key(header.name).begin_object();
  writer.key("name").value(wire.header_name(header.header)).key("in").value("header");
  writer.key("required").boolean(false);
  writer.key("description")
      .value(bilingual(header.english, header.chinese) +
             (is_signing ? "; where the deployment asks for signatures" : ""));
  writer.key("schema").begin_object().key("type").value("string");
  if (header.chars_min != 0) {
    writer.key("minLength").value(std::int64_t{header.chars_min});
  }
  if (header.chars_max != 0) {
    writer.key("maxLength").value(std::int64_t{header.chars_max});
  }
  if (!header.default_value.empty()) {
    writer.key("default").value(header.default_value);
  }
  writer.end_object();
  write_provenance(writer, header.clause, header.origin, header.confidence, "");
  if (is_signing) {
    writer.key("x-cems-implemented").boolean(false);
  }
  writer.end_object();
}

}  // namespace

void write_parameter_schema(Writer& writer, const ParamUse& use) {
  const ParamInfo& info = spec::info(use.param);
  writer.begin_object();
  if (info.list) {
    writer.key("type").value("array").key("items").begin_object();
    write_one_schema(writer, info, use.max);
    writer.end_object().key("maxItems").value(std::int64_t{limits::kFilterValuesMax});
  } else {
    write_one_schema(writer, info, use.max);
  }
  if (!use.default_value.empty()) {
    write_default(writer, info, use.default_value);
  }
  writer.end_object();
}

void write_parameters(Writer& writer, const spec::Wire& wire) {
  for (const Variant& variant : variants()) {
    write_query_parameter(writer, wire, variant);
  }
  for (const spec::HeaderInfo& header : spec::all_headers()) {
    if (is_parameter(header)) {
      write_header_parameter(writer, wire, header);
    }
  }
  writer.key(kIfNoneMatch).begin_object();
  writer.key("name").value(kIfNoneMatch).key("in").value("header").key("required").boolean(false);
  writer.key("description").value("etag of an answer that the caller still has 缓存标识");
  writer.key("schema").begin_object().key("type").value("string").end_object();
  writer.key("x-cems-extension").value("X5").end_object();
}

void write_header_references(Writer& writer) {
  for (const spec::HeaderInfo& header : spec::all_headers()) {
    if (is_parameter(header)) {
      write_reference(writer, "parameters", header.name);
    }
  }
}

void write_parameter_references(Writer& writer, const spec::InterfaceInfo& interface) {
  const std::vector<Variant> all = variants();
  for (const ParamUse& use : interface.parameters) {
    for (const Variant& variant : all) {
      if (same_use(variant.use, use)) {
        write_reference(writer, "parameters", variant.key);
      }
    }
  }
  write_header_references(writer);
  write_reference(writer, "parameters", kIfNoneMatch);
}

}  // namespace cems::api
