// What a file leaves out, or shows masked, is as it was. The given file's own members stay where
// they are, so that the places of its problems are the places its author sees; what is taken from
// the stored one is appended.
#include <string_view>
#include <utility>

#include "catalog/archive_reader.h"

namespace cems::catalog {
namespace {

using model::Field;

constexpr std::string_view kMask = "*";

void remove(json::Value& object, std::string_view name) {
  std::erase_if(object.members, [name](const json::Member& member) { return member.name == name; });
}

/// The list `name` of an archive, from the top and from inside its `cems`; null where it has none.
json::Value list_of(const json::Value& archive, std::string_view name, std::string_view cems) {
  json::Value all;
  const json::Value* inside = archive.find(cems);
  for (const json::Value* holder : {&archive, inside}) {
    const json::Value* list = holder == nullptr ? nullptr : holder->find(name);
    if (list != nullptr && list->is(json::Kind::array)) {
      all.kind = json::Kind::array;
      all.items.insert(all.items.end(), list->items.begin(), list->items.end());
    }
  }
  return all;
}

bool has_list(const json::Value& archive, std::string_view name, std::string_view cems) {
  const json::Value* inside = archive.find(cems);
  return archive.find(name) != nullptr || (inside != nullptr && inside->find(name) != nullptr);
}

/// Takes the points out of categories and their subcategories.
void remove_points(json::Value& categories, const spec::Wire& wire) {
  for (json::Value& category : categories.items) {
    remove(category, wire.member_name(Field::category_points));
    if (json::Value* inner = category.find(wire.member_name(Field::category_categories))) {
      remove_points(*inner, wire);
    }
  }
}

void keep_lists(json::Value& archive, const json::Value& previous, const spec::Wire& wire) {
  const std::string_view cems = wire.member_name(Field::static_data_cems);
  const std::string_view categories = wire.member_name(Field::static_data_categories);
  const std::string_view points = wire.member_name(Field::static_data_points);
  if (has_list(archive, categories, cems)) {
    return;
  }
  json::Value old_categories = list_of(previous, categories, cems);
  const bool has_points = has_list(archive, points, cems);
  if (has_points) {
    remove_points(old_categories, wire);
  }
  if (!old_categories.is(json::Kind::null)) {
    archive.members.push_back({std::string(categories), std::move(old_categories)});
  }
  json::Value old_points = list_of(previous, points, cems);
  if (!has_points && !old_points.is(json::Kind::null)) {
    archive.members.push_back({std::string(points), std::move(old_points)});
  }
}

void keep_extras_of(json::Value& archive, const json::Value& previous, const spec::Wire& wire) {
  for (const model::FieldInfo& field : model::fields_of(model::Model::archive)) {
    const std::string_view name = wire.member_name(field.field);
    if (field.field < Field::archive_tou_schedules || archive.find(name) != nullptr) {
      continue;
    }
    if (const json::Value* old = previous.find(name)) {
      archive.members.push_back({std::string(name), *old});
    }
  }
}

void unmask(json::Value& archive, const json::Value& previous, const spec::Wire& wire) {
  const std::string_view cems = wire.member_name(Field::static_data_cems);
  json::Value* given = archive.find(cems);
  const json::Value* old = previous.find(cems);
  if (given == nullptr || old == nullptr) {
    return;
  }
  for (const Field field : {Field::cems_contact, Field::cems_phone}) {
    json::Value* shown = given->find(wire.member_name(field));
    const json::Value* clear = old->find(wire.member_name(field));
    const bool is_masked = shown != nullptr && shown->is(json::Kind::string) &&
                           shown->text.find(kMask) != std::string::npos;
    if (is_masked && clear != nullptr && clear->is(json::Kind::string)) {
      *shown = *clear;
    }
  }
}

}  // namespace

void complete_archive(json::Value& archive, const json::Value* previous, const spec::Wire& wire) {
  if (!archive.is(json::Kind::object)) {
    return;
  }
  remove(archive, wire.member_name(Field::static_data_data_count));
  remove(archive, wire.member_name(Field::static_data_page));
  if (previous == nullptr || !previous->is(json::Kind::object)) {
    return;
  }
  keep_lists(archive, *previous, wire);
  keep_extras_of(archive, *previous, wire);
  unmask(archive, *previous, wire);
}

}  // namespace cems::catalog
