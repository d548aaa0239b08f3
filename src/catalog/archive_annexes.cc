// The three members one after the other; each in a file of its own where it is long.
#include "catalog/archive_annexes.h"

#include <algorithm>
#include <tuple>

#include "catalog/archive_figures.h"
#include "json/writer.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;

std::vector<DrEvent> read_events(const CollectedExtra& extra, const Zone& zone,
                                 const spec::Wire& wire, Problems& problems) {
  std::vector<DrEvent> events;
  for (std::size_t i = 0; i < extra.value->items.size(); ++i) {
    const json::Value& item = extra.value->items[i];
    const std::string pointer = json::pointer(extra.pointer, i);
    const json::Value* id = item.find(wire.member_name(Field::dr_event_event_id));
    if (!item.is(json::Kind::object) || id == nullptr || id->text.empty()) {
      continue;  // archive_extras.h has said so.
    }
    const auto take_all = [](const model::FieldInfo*, const json::Member&, std::string_view) {
      return true;
    };
    const std::size_t problems_before = problems.size();
    const model::Record record =
        model::read_record(Model::dr_record, item, pointer, wire.names(), problems, take_all);
    if (problems.size() > problems_before) {
      continue;
    }
    std::vector<DrEventFault> faults;
    std::optional<DrEvent> event = make_dr_event(record, zone, faults);
    for (const DrEventFault& fault : faults) {
      problems.push_back({json::pointer(pointer, wire.member_name(fault.field)), fault.reason});
    }
    if (event) {
      events.push_back(std::move(*event));
    }
  }
  std::sort(events.begin(), events.end(), [](const DrEvent& a, const DrEvent& b) {
    return std::tie(a.range.begin, a.id) < std::tie(b.range.begin, b.id);
  });
  return events;
}

/// What a site without the member offers: nothing, by the same defaults.
void complete(DrResource& resource, const CollectedArchive& archive) {
  if (resource.points.empty()) {
    resource.points.emplace_back(archive.cems.text_of(Field::cems_root_point_id));
  }
  resource.record.set_text(Field::dr_resource_cems_id, archive.cems_id);
  resource.record.set(Field::dr_resource_points, id_list_of(resource.points));
  if (!resource.is_given) {
    resource.record.set(Field::dr_resource_response_types, model::JsonText{"[]"});
    resource.record.set(Field::dr_resource_response_modes, model::JsonText{"[]"});
  }
}

}  // namespace

Annexes read_annexes(const CollectedArchive& archive, const spec::Wire& wire, Problems& problems) {
  Annexes annexes;
  for (const CollectedExtra& extra : archive.extras) {
    if (extra.field == Field::archive_demand) {
      annexes.contracts = read_contracts(archive, extra, wire, problems);
    } else if (extra.field == Field::archive_dr_resource) {
      annexes.dr_resource = read_resource(extra, wire, problems);
    } else if (extra.field == Field::archive_dr_events) {
      annexes.dr_events = read_events(extra, zone_of(archive.cems.record), wire, problems);
    }
  }
  complete(annexes.dr_resource, archive);
  return annexes;
}

std::vector<std::string> texts_of(const json::Value& object, std::string_view name) {
  std::vector<std::string> texts;
  if (const json::Value* list = object.find(name); list != nullptr) {
    for (const json::Value& item : list->items) {
      if (item.is(json::Kind::string)) {
        texts.push_back(item.text);
      }
    }
  }
  return texts;
}

model::JsonText id_list_of(const std::vector<PointId>& ids) {
  model::JsonText list{"["};
  for (const PointId& id : ids) {
    list.json += list.json.size() > 1 ? "," : "";
    json::append_string(list.json, id.view());
  }
  list.json += ']';
  return list;
}

std::optional<std::int64_t> whole_minutes(std::string_view text) {
  const Result<Duration> duration = parse_duration(text);
  if (!duration || duration->months != 0 || duration->ms % kMsPerMinute != 0) {
    return std::nullopt;
  }
  return duration->ms;
}

}  // namespace cems::catalog
