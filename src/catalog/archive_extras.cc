// Demand response and the demand contract go by their models; the rest is archive_figures.h's.
#include "catalog/archive_extras.h"

#include <algorithm>
#include <functional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "base/quote.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::FieldInfo;
using model::Model;

class ExtrasChecker {
 public:
  ExtrasChecker(const CollectedArchive& archive, const spec::Wire& wire, Problems& problems)
      : cems_id_(archive.cems_id), wire_(wire), problems_(problems) {
    for (const CollectedPoint& point : archive.points) {
      points_.insert(point.id);
    }
  }

  void extra(const CollectedExtra& extra);

  std::vector<std::string> schemes;  ///< Ids of touSchedules.

 private:
  void list(const CollectedExtra& extra);
  void schedules(const CollectedExtra& extra);
  void events(const CollectedExtra& extra);
  void demand(const CollectedExtra& extra);
  void contract(const CollectedExtra& extra, Model model, Field cems_id);
  void points(const CollectedExtra& extra, Field list);
  void controllable_points(const CollectedExtra& extra);
  void point(const json::Value& id, std::string_view pointer);
  void object(Model model, const json::Value& value, std::string_view pointer,
              std::span<const Field> inherited);
  void member(const FieldInfo& field, const json::Value& value, std::string_view pointer);

  void add(std::string_view pointer, std::string reason) {
    problems_.push_back({std::string(pointer), std::move(reason)});
  }

  const std::string& cems_id_;
  std::set<std::string, std::less<>> points_;  // Ids.
  const spec::Wire& wire_;
  Problems& problems_;
};

void ExtrasChecker::extra(const CollectedExtra& extra) {
  switch (extra.field) {
    case Field::archive_tou_schedules:
      return schedules(extra);
    case Field::archive_dr_resource:
      contract(extra, Model::dr_resource, Field::dr_resource_cems_id);
      points(extra, Field::dr_resource_points);
      return controllable_points(extra);
    case Field::archive_demand:
      return demand(extra);
    case Field::archive_dr_events:
      return events(extra);
    default:  // holidays, outputs and prices are archive_figures.h's.
      return;
  }
}

void ExtrasChecker::list(const CollectedExtra& extra) {
  if (!extra.value->is(json::Kind::array)) {
    add(extra.pointer, "must be an array");
  }
}

void ExtrasChecker::schedules(const CollectedExtra& extra) {
  const std::string_view name = wire_.member_name(Field::tou_schedule_id);
  for (const json::Value& schedule : extra.value->items) {
    const json::Value* id = schedule.find(name);
    if (id != nullptr && id->is(json::Kind::string) && !id->text.empty()) {
      schemes.push_back(id->text);
    }
  }
}

void ExtrasChecker::events(const CollectedExtra& extra) {
  list(extra);
  const std::string_view name = wire_.member_name(Field::dr_event_event_id);
  std::set<std::string, std::less<>> seen;
  for (std::size_t i = 0; i < extra.value->items.size(); ++i) {
    const json::Value* id = extra.value->items[i].find(name);
    const std::string place = json::pointer(extra.pointer, i);
    if (id == nullptr || !id->is(json::Kind::string) || id->text.empty()) {
      add(place, "must be an object with a text " + std::string(name));
    } else if (!seen.insert(id->text).second) {
      add(json::pointer(place, name), "event " + quote(id->text) + " is there twice");
    }
  }
}

void ExtrasChecker::point(const json::Value& id, std::string_view pointer) {
  if (id.is(json::Kind::string) && !points_.contains(id.text)) {
    add(pointer, "there is no point " + quote(id.text) + " in this archive");
  }
}

void ExtrasChecker::points(const CollectedExtra& extra, Field list) {
  const std::string_view name = wire_.member_name(list);
  const json::Value* ids = extra.value->find(name);
  std::set<std::string, std::less<>> seen;  // What is there twice would be added twice.
  for (std::size_t i = 0; ids != nullptr && i < ids->items.size(); ++i) {
    const std::string place = json::pointer(json::pointer(extra.pointer, name), i);
    point(ids->items[i], place);
    if (!seen.insert(ids->items[i].text).second) {
      add(place, "point " + quote(ids->items[i].text) + " is there twice");
    }
  }
}

void ExtrasChecker::controllable_points(const CollectedExtra& extra) {
  const std::string_view name = wire_.member_name(Field::dr_resource_controllable_points);
  const std::string_view id_name = wire_.member_name(Field::controllable_point_point_id);
  const json::Value* entries = extra.value->find(name);
  for (std::size_t i = 0; entries != nullptr && i < entries->items.size(); ++i) {
    if (const json::Value* id = entries->items[i].find(id_name)) {
      const std::string place = json::pointer(json::pointer(extra.pointer, name), i);
      point(*id, json::pointer(place, id_name));
    }
  }
}

// One contract, or one after the other: then each says from which day on it holds.
void ExtrasChecker::demand(const CollectedExtra& extra) {
  if (!extra.value->is(json::Kind::array)) {
    contract(extra, Model::demand_info, Field::demand_info_cems_id);
    return points(extra, Field::demand_info_points);
  }
  const std::string_view name = wire_.member_name(Field::demand_info_valid_from);
  std::set<std::string, std::less<>> seen;
  for (std::size_t i = 0; i < extra.value->items.size(); ++i) {
    const CollectedExtra one{extra.field, &extra.value->items[i], json::pointer(extra.pointer, i)};
    contract(one, Model::demand_info, Field::demand_info_cems_id);
    points(one, Field::demand_info_points);
    const json::Value* from = one.value->find(name);
    if (from == nullptr) {
      add(json::pointer(one.pointer, name), "is required in a list of contracts");
    } else if (!seen.insert(from->text).second) {
      add(json::pointer(one.pointer, name),
          "two contracts begin on " + quote(from->text) + "; keep one");
    }
  }
}

void ExtrasChecker::contract(const CollectedExtra& extra, Model model, Field cems_id) {
  object(model, *extra.value, extra.pointer, {&cems_id, 1});
  const std::string_view name = wire_.member_name(cems_id);
  const json::Value* given = extra.value->find(name);
  if (given != nullptr && given->is(json::Kind::string) && !cems_id_.empty() &&
      given->text != cems_id_) {
    add(json::pointer(extra.pointer, name),
        "must be " + quote(cems_id_) + ", the site of this archive, or be left out");
  }
}

void ExtrasChecker::object(Model model, const json::Value& value, std::string_view pointer,
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

void ExtrasChecker::member(const FieldInfo& field, const json::Value& value,
                           std::string_view pointer) {
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
  ExtrasChecker check(archive, wire, problems);
  for (const CollectedExtra& extra : archive.extras) {
    check.extra(extra);
  }
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
