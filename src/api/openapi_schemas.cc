// Models as JSON schemas (clause 6, Annexes A and B): those of answers, and those of an archive,
// which may leave out what it inherits (dictionary R4).
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "api/openapi_parts.h"
#include "base/limits.h"

namespace cems::api {
namespace {

using json::Writer;
using model::Field;
using model::FieldInfo;
using model::FieldType;
using model::Model;
using model::Requirement;

constexpr std::string_view kReferenceSchema = "CemsReference";
constexpr std::string_view kJsonObject = "object";

/// What a schema describes: what the server answers, or what it takes as an archive.
enum class Side : unsigned char { answer, archive };

std::string schema_name(Model model, Side side) {
  return std::string(model::name(model)) + (side == Side::archive ? "Input" : "");
}

/// These models and those that their fields lead to, in the order of the table.
std::vector<Model> reachable(std::vector<Model> found) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const FieldInfo& field : model::fields_of(found[i])) {
      if (field.type == FieldType::model &&
          std::find(found.begin(), found.end(), field.target) == found.end()) {
        found.push_back(field.target);
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct Form {
  std::string_view type;
  std::string_view format;   ///< Or empty.
  std::string_view pattern;  ///< Or empty.
};

Form form_of(FieldType type, Side side) {
  // An archive may use every form of GB/T 7408; answers use one (dictionary S).
  const bool is_answer = side == Side::answer;
  switch (type) {
    case FieldType::string:
    case FieldType::code:
      return {"string", "", ""};
    case FieldType::integer:
      return {"integer", "int64", ""};
    case FieldType::number:
      return {"number", "", ""};
    case FieldType::boolean:
      return {"boolean", "", ""};
    case FieldType::date:
      return {"string", is_answer ? "date" : "", ""};
    case FieldType::date_time:
      return {"string", is_answer ? "date-time" : "", ""};
    case FieldType::duration:
      return {"string", "duration", ""};
    case FieldType::month:
      return {"string", "", "^[0-9]{4}-[0-9]{2}$"};
    case FieldType::time_of_day_range:
      return {"string", "", "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?/[0-9]{2}:[0-9]{2}(:[0-9]{2})?$"};
    case FieldType::time_interval:
      return {"string", "", "^[^/]+/[^/]+$"};
    case FieldType::object:
    case FieldType::model:
      break;
  }
  return {kJsonObject, "", ""};
}

void write_scalar(Writer& writer, const FieldInfo& field, Side side) {
  const Form form = form_of(field.type, side);
  writer.key("type");
  if (field.nullable) {
    writer.begin_array().value(form.type).value("null").end_array();
  } else {
    writer.value(form.type);
  }
  if (!form.format.empty()) {
    writer.key("format").value(form.format);
  }
  if (!form.pattern.empty()) {
    writer.key("pattern").value(form.pattern);
  }
  if (field.type == FieldType::string || field.type == FieldType::code) {
    writer.key("maxLength").value(std::int64_t{field.chars_max});
  }
  if (!field.enumeration.empty()) {
    write_enumeration(writer, field.enumeration, field.type == FieldType::integer, field.nullable);
  }
}

/// The members of a value's schema, without its description.
void write_value_members(Writer& writer, const FieldInfo& field, Side side) {
  if (field.type != FieldType::model) {
    write_scalar(writer, field, side);
    return;
  }
  const bool is_site = field.target == Model::cems && side == Side::answer;
  if (is_site && field.model == Model::static_data) {
    // The whole site in 7.1 and 7.2, a reference elsewhere.
    writer.key("anyOf").begin_array();
    write_reference(writer, "schemas", schema_name(Model::cems, side));
    write_reference(writer, "schemas", kReferenceSchema);
    writer.end_array();
    return;
  }
  writer.key("$ref").value(
      fmt::format("#/components/schemas/{}",
                  is_site ? std::string(kReferenceSchema) : schema_name(field.target, side)));
}

std::string description_of(const spec::Wire& wire, const FieldInfo& field) {
  std::string text = bilingual(field.english, field.chinese);
  if (!field.unit.empty()) {
    text += fmt::format(" [{}]", field.unit);
  }
  text += enumeration_text(field.enumeration);
  // An alias holds only where the profile has not renamed the field (model/names.h).
  if (!field.alias.empty() && wire.member_name(field.field) == field.name) {
    text += fmt::format("; {} is understood on input too", field.alias);
  }
  return text;
}

void write_field(Writer& writer, const spec::Wire& wire, const FieldInfo& field, Side side) {
  writer.key(wire.member(field.field)).begin_object();
  if (field.list) {
    writer.key("type").value("array").key("items").begin_object();
    write_value_members(writer, field, side);
    writer.end_object();
  } else {
    write_value_members(writer, field, side);
  }
  writer.key("description").value(description_of(wire, field));
  if (!field.unit.empty()) {
    writer.key("x-cems-unit").value(field.unit);
  }
  writer.key("x-cems-requirement")
      .value(field.requirement == Requirement::required      ? "R"
             : field.requirement == Requirement::conditional ? "C"
                                                             : "O");
  write_provenance(writer, field.clause, field.origin, field.confidence, field.extension);
  writer.end_object();
}

/// What an archive need not say: it is inherited, made or read from elsewhere (catalog).
bool is_inherited(Field field) {
  switch (field) {
    case Field::archive_data_count:
    case Field::point_cems_id:
    case Field::point_parameters:
    case Field::point_category_code:
    case Field::dr_resource_cems_id:
    case Field::demand_info_cems_id:
    case Field::dr_record_event_status:
    // What a modification or a cancellation need not say again.
    case Field::dr_order_response_type:
    case Field::dr_order_response_mode:
    case Field::dr_order_event_status:
    case Field::dr_order_start_time:
    case Field::dr_order_end_time:
      return true;
    default:
      return false;
  }
}

bool is_required(const FieldInfo& field, Side side) {
  return field.requirement == Requirement::required &&
         (side == Side::answer || !is_inherited(field.field));
}

void write_required(Writer& writer, const spec::Wire& wire, Model model, Side side) {
  writer.key("required").begin_array();
  for (const FieldInfo& field : model::fields_of(model)) {
    if (is_required(field, side)) {
      writer.value(wire.member_name(field.field));
    }
  }
  writer.end_array();
}

void write_model(Writer& writer, const spec::Wire& wire, Model model, Side side) {
  const model::ModelInfo& info = model::info(model);
  writer.key(schema_name(model, side)).begin_object();
  writer.key("type").value(kJsonObject);
  std::string description = bilingual(info.english, info.chinese);
  if (side == Side::archive) {
    description += "; as part of an archive, where inherited members may be left out";
  }
  writer.key("description").value(description);
  write_required(writer, wire, model, side);
  writer.key("properties").begin_object();
  for (const FieldInfo& field : model::fields_of(model)) {
    write_field(writer, wire, field, side);
  }
  writer.end_object();
  write_provenance(writer, info.clause, info.origin, info.confidence, info.extension);
  writer.end_object();
}

void write_reference_model(Writer& writer, const spec::Wire& wire) {
  writer.key(kReferenceSchema).begin_object();
  writer.key("type").value(kJsonObject);
  writer.key("description").value("a site by its id and name 用户端引用");
  writer.key("required").begin_array();
  writer.value(wire.member_name(Field::cems_cems_id));
  writer.value(wire.member_name(Field::cems_name));
  writer.end_array().key("properties").begin_object();
  write_field(writer, wire, model::info(Field::cems_cems_id), Side::answer);
  write_field(writer, wire, model::info(Field::cems_name), Side::answer);
  writer.end_object();
  write_provenance(writer, model::info(Model::cems).clause, model::Origin::inferred,
                   model::info(Model::envelope).confidence, "");
  writer.end_object();
}

/// An envelope around `data` (the members of its schema), or around none for a refusal.
template <class DataWriter>
void write_envelope(Writer& writer, const spec::Wire& wire, std::string_view name,
                    std::string_view description, DataWriter&& data) {
  const model::ModelInfo& info = model::info(Model::envelope);
  const bool is_refusal = name == kErrorSchema;
  writer.key(name).begin_object();
  writer.key("type").value(kJsonObject).key("description").value(description);
  writer.key("required").begin_array();
  for (const FieldInfo& field : model::fields_of(Model::envelope)) {
    if (field.requirement == Requirement::required ||
        (field.field == Field::envelope_data && !is_refusal)) {
      writer.value(wire.member_name(field.field));
    }
  }
  writer.end_array().key("properties").begin_object();
  for (const FieldInfo& field : model::fields_of(Model::envelope)) {
    if (field.field == Field::envelope_data) {
      if (!is_refusal) {
        writer.key(wire.member(field.field)).begin_object();
        data();
        writer.end_object();
      }
    } else if (field.field == Field::envelope_code && !is_refusal) {
      writer.key(wire.member(field.field)).begin_object();
      writer.key("type").value("integer").key("const").value(
          std::int64_t{wire.code_number(spec::Code::success)});
      writer.key("description").value(description_of(wire, field)).end_object();
    } else if (field.field != Field::envelope_errors || is_refusal) {
      write_field(writer, wire, field, Side::answer);
    }
  }
  writer.end_object();
  write_provenance(writer, info.clause, info.origin, info.confidence, "");
  writer.end_object();
}

/// What the interfaces answer, each model once, in the order of their clauses.
std::vector<Model> responses() {
  std::vector<Model> found = {Model::dr_outcome};  // Of X6, whose paths are no interfaces.
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    if (std::find(found.begin(), found.end(), interface.response) == found.end()) {
      found.push_back(interface.response);
    }
  }
  return found;
}

void write_envelopes(Writer& writer, const spec::Wire& wire) {
  for (const Model response : responses()) {
    write_envelope(
        writer, wire, envelope_schema(response),
        bilingual(fmt::format("a whole answer of {}", model::name(response)),
                  model::info(response).chinese),
        [&] {
          writer.key("$ref").value(fmt::format("#/components/schemas/{}", model::name(response)));
        });
  }
  write_envelope(writer, wire, kErrorSchema,
                 "a refusal: the code and what exactly was wrong 错误响应", [] {});
  write_envelope(writer, wire, kArchiveReportSchema, "an archive that was taken 档案载入结果", [&] {
    writer.raw(R"("type":"object","required":["points","warnings"],"properties":{)"
               R"("points":{"type":"integer","format":"int64","minimum":0,)"
               R"("description":"points of the site now"},)"
               R"("warnings":{"type":"array","items":{"type":"string"},)"
               R"("description":"JSON pointer and text, one a doubt"}})");
  });
  write_envelope(writer, wire, kAccessSchema, "what the token may see 令牌权限", [&] {
    writer.raw(R"("type":"object","required":["token","scopes","sites","total"],"properties":{)"
               R"("token":{"type":"string","description":"name of the token 令牌名称"},)"
               R"("scopes":{"type":"array","items":{"type":"string"},)"
               R"("description":"what it may read or write 权限"},)"
               R"("sites":{"type":"array","description":"sites by id, at most 1000 用户端",)"
               R"("items":{"$ref":"#/components/schemas/CemsReference"}},)"
               R"("total":{"type":"integer","format":"int64","minimum":0,)"
               R"("description":"how many sites there are for it 用户端总数"}})");
  });
}

/// What is not the standard's and has no names of its own in the profile (ways_in.cc).
constexpr std::string_view kLoadReport =
    R"({"type":"object","description":"what became of the readings sent 数据写入结果",)"
    R"("required":["accepted","corrected","duplicate","rejectedCount","rejected"],"properties":{)"
    R"("accepted":{"type":"integer","format":"int64","minimum":0,"description":"new readings"},)"
    R"("corrected":{"type":"integer","format":"int64","minimum":0,)"
    R"("description":"readings that replaced another value"},)"
    R"("duplicate":{"type":"integer","format":"int64","minimum":0,)"
    R"("description":"readings that were there already"},)"
    R"("rejectedCount":{"type":"integer","format":"int64","minimum":0,)"
    R"("description":"readings refused, listed or not"},)"
    R"("rejected":{"type":"array","description":"the first of those refused","items":)"
    R"({"type":"object","required":["line","code","reason"],"properties":{)"
    R"("line":{"type":"integer","format":"int64","minimum":1,"description":"line of the body"},)"
    R"("column":{"type":"string","description":"column, where it is known"},)"
    R"("code":{"type":"integer","description":"return code"},)"
    R"("reason":{"type":"string","description":"what is wrong"}}}}}})";

constexpr std::string_view kHealth =
    R"({"type":"object","description":"state of the server 服务状态","required":["status"],)"
    R"("properties":{"status":{"type":"string","description":"ok, or what is amiss"}}})";

}  // namespace

std::string envelope_schema(Model response) {
  return fmt::format("{}Envelope", model::name(response));
}

void write_schemas(Writer& writer, const spec::Wire& wire) {
  write_envelopes(writer, wire);
  write_reference_model(writer, wire);
  std::vector<Model> answered = responses();
  answered.push_back(Model::problem);
  answered.push_back(Model::stream_notice);
  for (const Model model : reachable(std::move(answered))) {
    write_model(writer, wire, model, Side::answer);
  }
  for (const Model model : reachable({Model::archive, Model::dr_order, Model::dr_reply})) {
    write_model(writer, wire, model, Side::archive);
  }
  writer.key(kLoadReportSchema).raw(kLoadReport);
  writer.key(kHealthSchema).raw(kHealth);
}

}  // namespace cems::api
