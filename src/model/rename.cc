// A walk through a document along the table of fields.
#include "model/rename.h"

namespace cems::model {

namespace {

/// The model of a field's values. That of a statistic's extension is ours and written by its names;
/// other extensions are passed through as a deployment gave them.
Model model_of(const FieldInfo& field) {
  return field.field == Field::simple_statistic_point_extension ? Model::statistic_receipt
                                                                : field.target;
}

}  // namespace

void rename_members(json::Value& object, Model model, const Names& from, const Names& to) {
  for (json::Member& member : object.members) {
    const std::optional<Field> field = from.field_named(model, member.name);
    if (!field) {
      continue;
    }
    member.name = to.name(*field);
    const Model target = model_of(info(*field));
    if (target == Model::none) {
      continue;
    }
    rename_members(member.value, target, from, to);
    for (json::Value& item : member.value.items) {
      rename_members(item, target, from, to);
    }
  }
}

}  // namespace cems::model
