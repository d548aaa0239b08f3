// The members are read in the order of what needs what: the holidays before the schedules.
#include "catalog/archive_figures.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/quote.h"
#include "model/rename.h"

namespace cems::catalog {
namespace {

using model::Field;

constexpr int kDefaultZoneMinutes = 8 * 60;  // 6.3 timeZone: +08:00 where the archive gives none.

const CollectedExtra* find_extra(const CollectedArchive& archive, Field field) {
  const auto found = std::find_if(archive.extras.begin(), archive.extras.end(),
                                  [field](const auto& extra) { return extra.field == field; });
  return found == archive.extras.end() ? nullptr : &*found;
}

std::string known_factor_sets() {
  std::string ids;
  for (const FactorSet& set : factor_sets()) {
    ids += (ids.empty() ? "" : ", ") + set.id;
  }
  return ids;
}

/// How long cems.extension says that readings are kept; at least a day.
void read_retention(const Collected& cems, const spec::Wire& wire, Figures& figures,
                    Problems& problems) {
  constexpr std::string_view kRetention = "retention";
  const json::Value* extension =
      cems.value == nullptr ? nullptr : cems.value->find(wire.member_name(Field::cems_extension));
  const json::Value* text = extension == nullptr ? nullptr : extension->find(kRetention);
  if (text == nullptr) {
    return;
  }
  const Result<Duration> duration = text->is(json::Kind::string)
                                        ? parse_duration(text->text)
                                        : Error{Errc::invalid_argument, "no text"};
  if (!duration || (duration->months == 0 && duration->ms < kMsPerDay)) {
    problems.push_back({json::pointer(cems.place_of(Field::cems_extension, wire), kRetention),
                        "must be a duration of a day or more, e.g. P3Y or P400D; leave it out to "
                        "keep readings for ever"});
    return;
  }
  figures.retention = *duration;
  figures.retention_text = text->text;
}

/// The set that cems.extension names, else the newest; null where it names none there is.
const FactorSet* read_factors(const Collected& cems, const spec::Wire& wire, Problems& problems) {
  const json::Value* extension =
      cems.value == nullptr ? nullptr : cems.value->find(wire.member_name(Field::cems_extension));
  const std::string_view name = model::info(Field::cems_extension_factor_set).name;
  const json::Value* id = extension == nullptr ? nullptr : extension->find(name);
  if (id == nullptr) {
    return &factor_sets().front();
  }
  const FactorSet* set = id->is(json::Kind::string) ? find_factor_set(id->text) : nullptr;
  if (set == nullptr) {
    const std::string given = id->is(json::Kind::string) ? quote(id->text) + " " : "";
    problems.push_back({json::pointer(cems.place_of(Field::cems_extension, wire), name),
                        given + "is no factor set; there are " + known_factor_sets()});
  }
  return set;
}

/// The list as the built-in documents have theirs: in the standard's names.
json::Value standard_list(const CollectedExtra& extra, const spec::Wire& wire) {
  json::Value list = *extra.value;
  const model::FieldInfo& field = model::info(extra.field);
  for (json::Value& item : list.items) {
    if (field.target != model::Model::none && item.is(json::Kind::object)) {
      model::rename_members(item, field.target, wire.names(), spec::Wire::standard().names());
    }
  }
  return list;
}

}  // namespace

Zone zone_of(const model::Record& cems) {
  const auto name = cems.text(Field::cems_time_zone);
  const Result<Zone> zone = name ? Zone::parse(*name) : Zone::fixed(kDefaultZoneMinutes);
  return zone ? *zone : Zone::fixed(kDefaultZoneMinutes);
}

Figures read_figures(const CollectedArchive& archive, const spec::Wire& wire, Problems& problems) {
  Figures figures;
  const Zone zone = zone_of(archive.cems.record);
  HolidayCalendar holidays = HolidayCalendar::built_in();
  if (const CollectedExtra* extra = find_extra(archive, Field::archive_holidays)) {
    holidays = holidays.with(standard_list(*extra, wire), extra->pointer, problems);
  }
  const CollectedExtra* own = find_extra(archive, Field::archive_tou_schedules);
  const json::Value schedules = own == nullptr ? json::Value() : standard_list(*own, wire);
  const auto scheme = archive.cems.record.text(Field::cems_tou_scheme);
  figures.tariff =
      Tariff::make(scheme.value_or(std::string_view()), own == nullptr ? nullptr : &schedules,
                   own == nullptr ? std::string_view() : own->pointer, holidays, zone, problems);
  figures.holidays = std::move(holidays);
  if (const CollectedExtra* extra = find_extra(archive, Field::archive_outputs)) {
    figures.outputs = read_outputs(standard_list(*extra, wire), extra->pointer, zone, problems);
  }
  if (const CollectedExtra* extra = find_extra(archive, Field::archive_prices)) {
    figures.prices = read_prices(standard_list(*extra, wire), extra->pointer, zone, problems);
  }
  figures.factors = read_factors(archive.cems, wire, problems);
  read_retention(archive.cems, wire, figures, problems);
  return figures;
}

}  // namespace cems::catalog
