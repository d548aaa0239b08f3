// A walk through a document along the table of fields.
#include "model/rename.h"

namespace cems::model {

void rename_members(json::Value& object, Model model, const Names& from, const Names& to) {
  for (json::Member& member : object.members) {
    const std::optional<Field> field = from.field_named(model, member.name);
    if (!field) {
      continue;
    }
    member.name = to.name(*field);
    const FieldInfo& entry = info(*field);
    if (entry.type != FieldType::model) {
      continue;
    }
    rename_members(member.value, entry.target, from, to);
    for (json::Value& item : member.value.items) {
      rename_members(item, entry.target, from, to);
    }
  }
}

}  // namespace cems::model
