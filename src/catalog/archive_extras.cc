// What each member must be is one row of a table; the two that have models go by those.
#include "catalog/archive_extras.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "base/quote.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::FieldInfo;
using model::Model;

class Checker {
 public:
  Checker(const std::string& cems_id, const spec::Wire& wire, Problems& problems)
      : cems_id_(cems_id), wire_(wire), problems_(problems) {}

  void extra(const CollectedExtra& extra);

  std::vector<std::string> schemes;  ///< Ids of touSchedules.

 private:
  void list(const CollectedExtra& extra);
  void list_or_object(const CollectedExtra& extra);
  void schedules(const CollectedExtra& extra);
  void contract(const CollectedExtra& extra, Model model, Field cems_id);
  void object(Model model, const json::Value& value, std::string_view pointer,
              std::span<const Field> inherited);
  void member(const FieldInfo& field, const json::Value& value, std::string_view pointer);

  void add(std::string_view pointer, std::string reason) {
    problems_.push_back({std::string(pointer), std::move(reason)});
  }

  const std::string& cems_id_;
  const spec::Wire& wire_;
  Problems& problems_;
};

void Checker::extra(const CollectedExtra& extra) {
  switch (extra.field) {
    case Field::archive_tou_schedules:
      return schedules(extra);
    case Field::archive_dr_resource:
      return contract(extra, Model::dr_resource, Field::dr_resource_cems_id);
    case Field::archive_demand:
      return contract(extra, Model::demand_info, Field::demand_info_cems_id);
    case Field::archive_dr_events:
    case Field::archive_outputs:
      return list(extra);
    default:  // holidays, prices, and what the table may have more: either form.
      return list_or_object(extra);
  }
}

void Checker::list(const CollectedExtra& extra) {
  if (!extra.value->is(json::Kind::array)) {
    add(extra.pointer, "must be an array");
  }
}

void Checker::list_or_object(const CollectedExtra& extra) {
  if (!extra.value->is(json::Kind::array) && !extra.value->is(json::Kind::object)) {
    add(extra.pointer, "must be an array or an object");
  }
}

void Checker::schedules(const CollectedExtra& extra) {
  list(extra);
  for (std::size_t i = 0; i < extra.value->items.size(); ++i) {
    const std::string place = json::pointer(extra.pointer, i);
    if (!extra.value->items[i].is(json::Kind::object)) {
      add(place, "must be an object with an id");
      schemes.emplace_back();
      continue;
    }
    const json::Value* id = extra.value->items[i].find("id");
    const bool is_usable = id != nullptr && id->is(json::Kind::string) && !id->text.empty();
    schemes.push_back(is_usable ? id->text : std::string());
    const auto first = std::find(schemes.begin(), schemes.end() - 1, schemes.back());
    if (!is_usable) {
      add(json::pointer(place, "id"), "is required: the text that touScheme names it by");
    } else if (first != schemes.end() - 1) {
      add(json::pointer(place, "id"),
          "schedule " + quote(id->text) + " is already at " +
              json::pointer(extra.pointer, static_cast<std::size_t>(first - schemes.begin())));
    }
  }
}

void Checker::contract(const CollectedExtra& extra, Model model, Field cems_id) {
  object(model, *extra.value, extra.pointer, {&cems_id, 1});
  const std::string_view name = wire_.member_name(cems_id);
  const json::Value* given = extra.value->find(name);
  if (given != nullptr && given->is(json::Kind::string) && !cems_id_.empty() &&
      given->text != cems_id_) {
    add(json::pointer(extra.pointer, name),
        "must be " + quote(cems_id_) + ", the site of this archive, or be left out");
  }
}

void Checker::object(Model model, const json::Value& value, std::string_view pointer,
                     std::span<const Field> inherited) {
  if (!value.is(json::Kind::object)) {
    return add(pointer, "must be an object");
  }
  const auto sink = [this](const FieldInfo* field, const json::Member& inner,
                           std::string_view place) {
    if (field != nullptr) {
      member(*field, inner.value, place);
    }
    return field != nullptr;
  };
  // Only its problems are of use here: the member is kept as it is written.
  (void)model::read_record(model, value, pointer, wire_.names(), problems_, sink);
  model::check_required(model, value, pointer, wire_.names(), inherited, problems_);
}

void Checker::member(const FieldInfo& field, const json::Value& value, std::string_view pointer) {
  if (!field.list) {
    return object(field.target, value, pointer, {});
  }
  if (!value.is(json::Kind::array)) {
    return add(pointer, "must be an array");
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    object(field.target, value.items[i], json::pointer(pointer, i), {});
  }
}

}  // namespace

std::vector<std::string> check_extras(const CollectedArchive& archive, const spec::Wire& wire,
                                      Problems& problems) {
  Checker check(archive.cems_id, wire, problems);
  for (const CollectedExtra& extra : archive.extras) {
    check.extra(extra);
  }
  std::erase(check.schemes, std::string());
  return std::move(check.schemes);
}

std::vector<ExtraMember> keep_extras(const std::vector<CollectedExtra>& extras,
                                     const spec::Wire& wire) {
  std::vector<ExtraMember> kept;
  for (const CollectedExtra& extra : extras) {
    ExtraMember& member = kept.emplace_back();
    member.name = wire.member_name(extra.field);
    json::write(member.json, *extra.value);
  }
  return kept;
}

}  // namespace cems::catalog
