// Walks the archive once. Nested lists reach the walk through the record reader's member sink, so
// that the names of members are only the wire profile's business.
#include "catalog/archive_collect.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/quote.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::FieldInfo;
using model::Model;

/// Where a list stands: nested in a category, in a point, or in neither.
struct Place {
  std::size_t category = kNoParent;
  std::size_t point = kNoParent;
};

class Collector {
 public:
  Collector(const spec::Wire& wire, Problems& problems) : wire_(wire), problems_(problems) {}

  CollectedArchive run(const json::Value& archive);

 private:
  [[nodiscard]] std::string top_names() const;
  void take_top_member(const json::Member& member);
  void take_cems(const json::Value& value, std::string_view pointer);
  void take_categories(const json::Value& list, std::string_view pointer, std::size_t outer);
  void take_category(const json::Value& value, std::string_view pointer, std::size_t outer);
  void take_points(const json::Value& list, std::string_view pointer, Place place);
  void take_point(const json::Value& value, std::string_view pointer, Place place);
  std::vector<Collected> take_parameters(const json::Value& list, std::string_view pointer);
  void take_parameter(const json::Value& value, std::string_view pointer,
                      std::vector<Collected>& parameters);

  void add(std::string_view pointer, std::string reason) {
    problems_.push_back({std::string(pointer), std::move(reason)});
  }

  bool is_object(const json::Value& value, std::string_view pointer) {
    if (!value.is(json::Kind::object)) {
      add(pointer, "must be an object");
    }
    return value.is(json::Kind::object);
  }

  bool is_array(const json::Value& value, std::string_view pointer) {
    if (!value.is(json::Kind::array)) {
      add(pointer, "must be an array");
    }
    return value.is(json::Kind::array);
  }

  const spec::Wire& wire_;
  Problems& problems_;
  CollectedArchive found_;
};

CollectedArchive Collector::run(const json::Value& archive) {
  if (!is_object(archive, "")) {
    return std::move(found_);
  }
  for (const json::Member& member : archive.members) {
    take_top_member(member);
  }
  const std::string_view cems = wire_.member_name(Field::static_data_cems);
  if (archive.find(cems) == nullptr) {
    add(json::pointer("", cems), "is missing; an object with the site itself is required");
  }
  std::stable_sort(
      found_.extras.begin(), found_.extras.end(),
      [](const CollectedExtra& a, const CollectedExtra& b) { return a.field < b.field; });
  return std::move(found_);
}

std::string Collector::top_names() const {
  std::string names;
  for (const Field field :
       {Field::static_data_cems, Field::static_data_categories, Field::static_data_points}) {
    names += std::string(wire_.member_name(field)) + ", ";
  }
  for (const FieldInfo& field : model::fields_of(Model::archive)) {
    if (field.field >= Field::archive_tou_schedules) {
      names += std::string(wire_.member_name(field.field)) + ", ";
    }
  }
  names.resize(names.size() - 2);
  return names;
}

void Collector::take_top_member(const json::Member& member) {
  const std::string pointer = json::pointer("", member.name);
  // What an answer carries goes by the answer's names, so that a saved answer is an archive under
  // every profile.
  const std::optional<Field> answered = wire_.field_named(Model::static_data, member.name);
  if (answered == Field::static_data_cems) {
    take_cems(member.value, pointer);
  } else if (answered == Field::static_data_categories) {
    take_categories(member.value, pointer, kNoParent);
  } else if (answered == Field::static_data_points) {
    take_points(member.value, pointer, {});
  } else if (!answered) {
    const std::optional<Field> extra = wire_.field_named(Model::archive, member.name);
    if (extra && *extra >= Field::archive_tou_schedules) {
      found_.extras.push_back({*extra, &member.value, pointer});
    } else {
      add(pointer, quote(member.name) + " is no member of an archive; it has " + top_names());
    }
  }
}

void Collector::take_cems(const json::Value& value, std::string_view pointer) {
  if (!is_object(value, pointer)) {
    return;
  }
  const auto sink = [this](const FieldInfo* field, const json::Member& member,
                           std::string_view place) {
    if (field != nullptr && field->field == Field::cems_categories) {
      take_categories(member.value, place, kNoParent);
    } else if (field != nullptr && field->field == Field::cems_points) {
      take_points(member.value, place, {});
    } else {
      return false;
    }
    return true;
  };
  Collected& cems = found_.cems;
  cems.value = &value;
  cems.pointer = pointer;
  cems.record = model::read_record(Model::cems, value, pointer, wire_.names(), problems_, sink);
  model::check_required(Model::cems, value, pointer, wire_.names(), {}, problems_);
  found_.cems_id = cems.text_of(Field::cems_cems_id);
}

void Collector::take_categories(const json::Value& list, std::string_view pointer,
                                std::size_t outer) {
  if (!is_array(list, pointer)) {
    return;
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    take_category(list.items[i], json::pointer(pointer, i), outer);
  }
}

void Collector::take_category(const json::Value& value, std::string_view pointer,
                              std::size_t outer) {
  if (!is_object(value, pointer)) {
    return;
  }
  const std::size_t index = found_.categories.size();
  found_.categories.push_back(
      {{&value, std::string(pointer), model::Record(Model::category)}, "", outer, kNoParent});
  const auto sink = [this, index](const FieldInfo* field, const json::Member& member,
                                  std::string_view place) {
    if (field != nullptr && field->field == Field::category_categories) {
      take_categories(member.value, place, index);
    } else if (field != nullptr && field->field == Field::category_points) {
      take_points(member.value, place, {index, kNoParent});
    } else {
      return false;
    }
    return true;
  };
  // The list grows while the members are read, so the entry is looked up afterwards.
  model::Record record =
      model::read_record(Model::category, value, pointer, wire_.names(), problems_, sink);
  model::check_required(Model::category, value, pointer, wire_.names(), {}, problems_);
  CollectedCategory& category = found_.categories[index];
  category.record = std::move(record);
  category.code = category.text_of(Field::category_category_code);
}

void Collector::take_points(const json::Value& list, std::string_view pointer, Place place) {
  if (!is_array(list, pointer)) {
    return;
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    take_point(list.items[i], json::pointer(pointer, i), place);
  }
}

void Collector::take_point(const json::Value& value, std::string_view pointer, Place place) {
  if (!is_object(value, pointer)) {
    return;
  }
  const std::size_t index = found_.points.size();
  found_.points.push_back({{&value, std::string(pointer), model::Record(Model::point)},
                           "",
                           place.category,
                           place.point,
                           kNoParent,
                           kNoParent,
                           {}});
  std::vector<Collected> parameters;
  const auto sink = [this, index, &parameters](const FieldInfo* field, const json::Member& member,
                                               std::string_view at) {
    if (field != nullptr && field->field == Field::point_points) {
      take_points(member.value, at, {kNoParent, index});
    } else if (field != nullptr && field->field == Field::point_parameters) {
      parameters = take_parameters(member.value, at);
    } else {
      return false;
    }
    return true;
  };
  model::Record record =
      model::read_record(Model::point, value, pointer, wire_.names(), problems_, sink);
  // A point without parameters is a virtual one; the site and, inside another object, the class are
  // inherited (dictionary R4).
  const Field inherited[] = {Field::point_cems_id, Field::point_parameters,
                             Field::point_category_code};
  const bool is_inside = place.category != kNoParent || place.point != kNoParent;
  model::check_required(Model::point, value, pointer, wire_.names(),
                        std::span(inherited).first(is_inside ? 3 : 2), problems_);
  CollectedPoint& point = found_.points[index];
  point.record = std::move(record);
  point.parameters = std::move(parameters);
  point.id = point.text_of(Field::point_point_id);
}

std::vector<Collected> Collector::take_parameters(const json::Value& list,
                                                  std::string_view pointer) {
  std::vector<Collected> parameters;
  if (is_array(list, pointer)) {
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      take_parameter(list.items[i], json::pointer(pointer, i), parameters);
    }
  }
  return parameters;
}

void Collector::take_parameter(const json::Value& value, std::string_view pointer,
                               std::vector<Collected>& parameters) {
  if (!is_object(value, pointer)) {
    return;
  }
  const auto sink = [this](const FieldInfo* field, const json::Member&, std::string_view place) {
    if (field == nullptr || field->field != Field::parameter_readings) {
      return false;
    }
    add(place, "an archive carries no readings; load them from a CSV file with `cems load`");
    return true;
  };
  model::Record record =
      model::read_record(Model::parameter, value, pointer, wire_.names(), problems_, sink);
  model::check_required(Model::parameter, value, pointer, wire_.names(), {}, problems_);
  // Conditional in the table, because only static answers carry it: and this is one.
  if (value.find(wire_.member_name(Field::parameter_name)) == nullptr) {
    add(json::pointer(pointer, wire_.member_name(Field::parameter_name)),
        "is missing; an archive is static data, where it is required");
  }
  parameters.push_back({&value, std::string(pointer), std::move(record)});
}

}  // namespace

std::string Collected::place_of(model::Field field, const spec::Wire& wire) const {
  const std::string_view name = wire.member_name(field);
  const std::string_view alias = model::info(field).alias;
  const bool uses_alias =
      !alias.empty() && value->find(name) == nullptr && value->find(alias) != nullptr;
  return json::pointer(pointer, uses_alias ? alias : name);
}

bool Collected::is_given(model::Field field, const spec::Wire& wire) const {
  const std::string_view alias = model::info(field).alias;
  return value->find(wire.member_name(field)) != nullptr ||
         (!alias.empty() && value->find(alias) != nullptr);
}

std::string Collected::text_of(model::Field field) const {
  return std::string(record.text(field).value_or(std::string_view()));
}

CollectedArchive collect(const json::Value& archive, const spec::Wire& wire, Problems& problems) {
  return Collector(wire, problems).run(archive);
}

}  // namespace cems::catalog
