// Reference pages as Markdown: tables of names with where they come from.
#include "app/spec_markdown.h"

#include <fmt/format.h>

#include "spec/code_tables.h"
#include "spec/reading_type.h"

namespace cems::app {
namespace {

constexpr std::string_view kOrigin =
    "Made by `cems spec markdown` from `spec/`. *seed*: printed in the public front matter of GB/T "
    "35031.5—2025; a percentage: our reconstruction, with our confidence that the standard says "
    "the same ([register](../interpretation.md)).\n";

std::string origin(model::Origin origin, std::uint8_t confidence) {
  return origin == model::Origin::seed ? "seed" : fmt::format("{} %", confidence);
}

/// Text inside a table's cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? "\\|" : std::string(1, c);
  }
  return out;
}

std::string both(std::string_view english, std::string_view chinese) {
  return cell(fmt::format("{} {}", english, chinese));
}

std::string meaning(std::string_view english, std::string_view chinese,
                    std::string_view enumeration) {
  std::string text = both(english, chinese);
  std::string_view separator = ": ";
  for (const spec::EnumerationValue& value : spec::enumeration(enumeration)) {
    text += fmt::format("{}`{}` {}", separator, value.value, both(value.english, value.chinese));
    separator = "; ";
  }
  return text;
}

std::string_view type_name(model::FieldType type) {
  using model::FieldType;
  switch (type) {
    case FieldType::string:
      return "string";
    case FieldType::code:
      return "code";
    case FieldType::integer:
      return "integer";
    case FieldType::number:
      return "number";
    case FieldType::boolean:
      return "boolean";
    case FieldType::date:
      return "date";
    case FieldType::date_time:
      return "dateTime";
    case FieldType::duration:
      return "duration";
    case FieldType::month:
      return "month";
    case FieldType::time_of_day_range:
      return "timeOfDayRange";
    case FieldType::time_interval:
      return "timeInterval";
    case FieldType::object:
    case FieldType::model:
      break;
  }
  return "object";
}

std::string type_of(const model::FieldInfo& field) {
  const bool is_text =
      field.type == model::FieldType::string || field.type == model::FieldType::code;
  return fmt::format(
      "{}{}{}{}",
      field.target == model::Model::none ? type_name(field.type) : model::name(field.target),
      is_text ? fmt::format(" ≤ {}", field.chars_max) : "", field.list ? "[]" : "",
      field.nullable ? " or null" : "");
}

std::string interfaces(const spec::Wire& wire) {
  std::string out = "# Interfaces\n\n" + std::string(kOrigin);
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    out += fmt::format("\n## {} {}\n\n", interface.clause, interface.name);
    out += fmt::format("{} ({}). `GET`, `HEAD` or `POST` `{}` answers `{}`{}.{}\n\n",
                       both(interface.english, interface.chinese),
                       origin(interface.origin, interface.confidence),
                       wire.interface_path(interface.id), model::name(interface.response),
                       interface.page_unit == model::Model::none
                           ? ""
                           : fmt::format(", pages count `{}`", model::name(interface.page_unit)),
                       interface.implemented ? "" : " Not implemented yet.");
    out +=
        "| parameter | | default | most | meaning | clause | origin |\n"
        "|---|---|---|---|---|---|---|\n";
    for (const spec::ParamUse& use : interface.parameters) {
      const spec::ParamInfo& info = spec::info(use.param);
      out += fmt::format("| `{}` | {} | {} | {} | {}{} | {} | {} |\n", wire.param_name(use.param),
                         use.required ? "R" : "O", use.default_value,
                         use.max == 0 ? "" : std::to_string(use.max),
                         meaning(info.english, info.chinese, info.enumeration),
                         use.extension.empty() ? "" : fmt::format(" (extension {})", use.extension),
                         info.clause, origin(info.origin, info.confidence));
    }
  }
  return out;
}

std::string models(const spec::Wire& wire) {
  std::string out = "# Models\n\n" + std::string(kOrigin) +
                    "\nR: always in answers; O: optional; C: on the condition in its meaning.\n";
  for (const model::ModelInfo& info : model::all_models()) {
    out += fmt::format("\n## {} {}\n\n{} ({}).\n\n", info.clause, info.name,
                       both(info.english, info.chinese), origin(info.origin, info.confidence));
    out += "| member | type | | unit | meaning | origin |\n|---|---|---|---|---|---|\n";
    for (const model::FieldInfo& field : model::fields_of(info.model)) {
      out += fmt::format(
          "| `{}` | {} | {} | {} | {}{} | {} |\n", wire.member_name(field.field), type_of(field),
          field.requirement == model::Requirement::required      ? "R"
          : field.requirement == model::Requirement::conditional ? "C"
                                                                 : "O",
          cell(field.unit), meaning(field.english, field.chinese, field.enumeration),
          field.extension.empty() ? "" : fmt::format(" (extension {})", field.extension),
          origin(field.origin, field.confidence));
    }
  }
  return out;
}

template <class Entries>
void add_codes(std::string& out, std::string_view title, const Entries& entries) {
  out += fmt::format("\n## {}\n\n| code | meaning | origin |\n|---|---|---|\n", title);
  for (const auto& entry : entries) {
    out += fmt::format("| `{}` | {} | {} |\n", entry.code, both(entry.english, entry.chinese),
                       origin(entry.origin, entry.confidence));
  }
}

std::string codes(const spec::Wire& wire) {
  std::string out = "# Codes\n\n" + std::string(kOrigin);
  out += "\n## Return codes\n\n| code | HTTP | 中文 | English | origin |\n|---|---|---|---|---|\n";
  for (const spec::CodeInfo& info : spec::all_codes()) {
    out += fmt::format("| {} | {} | {} | {} | {} |\n", wire.code_number(info.code), info.http,
                       cell(wire.message(info.code, spec::Language::chinese)),
                       cell(wire.message(info.code, spec::Language::english)),
                       origin(info.origin, info.confidence));
  }
  add_codes(out, "Classes of equipment", spec::categories());
  add_codes(out, "Energy carriers", spec::energy_types());
  add_codes(out, "Sub-items of electricity use", spec::sub_items());
  out += "\n## Qualities of readings\n\n| value | meaning | origin |\n|---|---|---|\n";
  for (const spec::QualityEntry& quality : spec::qualities()) {
    out += fmt::format("| {} | {} | {} |\n", quality.value, both(quality.english, quality.chinese),
                       origin(quality.origin, quality.confidence));
  }
  return out;
}

std::string reading_types(const spec::Wire& /*wire*/) {
  std::string out = "# Reading types\n\n" + std::string(kOrigin);
  out +=
      "\nA reading type is 18 numbers of IEC 61968-9, separated by dots.\n\n## Built in\n\n"
      "| id | reading type | unit | meaning | origin |\n|---|---|---|---|---|\n";
  for (const spec::BuiltinReadingType& type : spec::builtin_reading_types()) {
    out += fmt::format("| `{}` | `{}` | {} | {} | {} |\n", type.id, type.reading_type_id,
                       cell(type.unit), both(type.english, type.chinese),
                       origin(type.origin, type.confidence));
  }
  out += "\n## Positions\n\n| | position | codes |\n|---|---|---|\n";
  for (const spec::ReadingTypePosition& position : spec::reading_type_positions()) {
    std::string known;
    for (const spec::ReadingTypeCode& code : position.codes) {
      known += fmt::format("{}{} {}", known.empty() ? "" : ", ", code.code, code.name);
    }
    out += fmt::format("| {} | {} {} | {} |\n", position.position, position.name,
                       both(position.english, position.chinese), cell(known));
  }
  return out;
}

constexpr ReferencePage kPages[] = {{"interfaces", interfaces},
                                    {"models", models},
                                    {"codes", codes},
                                    {"reading-types", reading_types}};

}  // namespace

std::span<const ReferencePage> reference_pages() {
  return kPages;
}

}  // namespace cems::app
