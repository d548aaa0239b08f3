// A thin layer over model/record_read.h.
#include "catalog/object_list.h"

#include "base/assert.h"
#include "base/time.h"
#include "base/zone.h"
#include "spec/wire.h"

namespace cems::catalog {

namespace {

const model::Names& names() {
  return spec::Wire::standard().names();
}

}  // namespace

std::string ListedObject::place_of(model::Field field) const {
  return json::pointer(pointer, names().name(field));
}

const json::Value* ListedObject::member(model::Field field) const {
  return value->find(names().name(field));
}

std::string ListedObject::text_of(model::Field field) const {
  return std::string(record.text(field).value_or(std::string_view()));
}

std::optional<std::int64_t> ListedObject::day_of(model::Field field) const {
  const auto text = record.text(field);
  return text ? std::optional(day_of_date(*text)) : std::nullopt;
}

std::vector<ListedObject> read_objects(model::Model model, const json::Value* list,
                                       std::string_view pointer,
                                       std::vector<model::Problem>& problems) {
  std::vector<ListedObject> objects;
  if (list == nullptr) {
    return objects;
  }
  if (!list->is(json::Kind::array)) {
    problems.push_back({std::string(pointer),
                        "must be an array of objects (" + std::string(model::name(model)) + ")"});
    return objects;
  }
  const auto known = [](const model::FieldInfo* field, const json::Member& /*member*/,
                        std::string_view /*pointer*/) { return field != nullptr; };
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const json::Value& item = list->items[i];
    const std::size_t before = problems.size();
    std::string place = json::pointer(pointer, i);
    model::Record record = model::read_record(model, item, place, names(), problems, known);
    model::check_required(model, item, place, names(), {}, problems);
    objects.push_back({&item, std::move(place), std::move(record), problems.size() == before});
  }
  return objects;
}

std::int64_t day_of_date(std::string_view date) {
  const Result<TimeMs> midnight = parse_time(date, Zone());
  CEMS_ASSERT(midnight.has_value());
  // Floor: dates before 1970 are negative.
  return (midnight->ms - kTimeMin.ms) / kMsPerDay + kTimeMin.ms / kMsPerDay;
}

}  // namespace cems::catalog
