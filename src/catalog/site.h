/// One site's archive as the program uses it: checked whole, immutable, cheap to share.
///
/// A Site is made by archive_reader.h and never changes afterwards; readers hold a
/// std::shared_ptr<const Site> (or the Snapshot it is in) as long as they need it, and every
/// pointer and view below lives as long as that. Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/demand_contract.h"
#include "catalog/dr_event.h"
#include "catalog/dr_resource.h"
#include "catalog/factors.h"
#include "catalog/holiday_calendar.h"
#include "catalog/tariff.h"
#include "model/record.h"
#include "spec/reading_type.h"

namespace cems::catalog {

struct Point;
struct Category;

/// 6.8 Parameter of a point: what a series of readings means.
struct Parameter {
  ParameterId id;
  std::string name;
  std::string reading_type_id;                    ///< As spelled; empty for an indicator.
  std::optional<spec::ReadingType> reading_type;  ///< Present where reading_type_id is.
  std::string unit;                               ///< Display unit with its multiplier.
  std::optional<Duration> interval;               ///< Collection period.
  std::optional<Decimal> rollover;                ///< Of a register: extension.rollover, above 0.
  std::optional<Decimal> minimum;                 ///< Of a reading: extension.minimum.
  std::optional<Decimal> maximum;                 ///< Of a reading: extension.maximum.
  std::uint32_t index = 0;                        ///< Among all of its Site, by point, then by id.
  model::Record record{model::Model::parameter};  ///< Every scalar field, as given.
};

/// 6.9 Point. Owned by its Site.
struct Point {
  PointId id;
  std::uint32_t index = 0;  ///< Its place in Site::points.
  std::string name;
  const Point* parent = nullptr;
  const Category* category = nullptr;  ///< Never null in a Site.
  std::vector<const Point*> children;  ///< By id.
  std::vector<Parameter> parameters;   ///< By id.

  /// Every scalar field; cemsId, categoryCode and (where there is a parent) parentPointId are
  /// always there, inherited from the place in the file or as given.
  model::Record record{model::Model::point};

  [[nodiscard]] const Parameter* parameter(const ParameterId& id) const;
};

/// 6.2 Category. Owned by its Site.
struct Category {
  CategoryCode code;
  std::string name;
  const Category* parent = nullptr;
  std::vector<const Category*> children;  ///< By code.
  std::vector<const Point*> points;       ///< Of this very class, by id.
  std::size_t points_below = 0;           ///< Of this class and its subclasses.

  /// Every scalar field but pointCount, which is `points_below`; parentCode is there exactly where
  /// there is a parent.
  model::Record record{model::Model::category};

  /// True for `ancestor` itself and everything below it.
  [[nodiscard]] bool is_within(const Category& ancestor) const;
};

/// A member of the archive beyond the full static answer (dictionary S), kept as JSON text.
struct ExtraMember {
  std::string name;  ///< e.g. "touSchedules"
  std::string json;  ///< Compact.
};

class Site {
 public:
  CemsId id;
  std::string name;
  std::string version;  ///< Digest of the archive's content: equal archives, equal versions.
  Zone zone;            ///< 6.3 timeZone, +08:00 where the archive gives none.
  model::Record record{model::Model::cems};
  const Point* root = nullptr;                              ///< rootPointId; never null.
  std::vector<std::unique_ptr<const Point>> points;         ///< By id.
  std::size_t parameter_count = 0;                          ///< Of all points.
  std::vector<std::unique_ptr<const Category>> categories;  ///< By code.
  std::vector<const Category*> top_categories;              ///< Those without a parent, by code.
  std::vector<ExtraMember> extras;                          ///< In the dictionary's order.
  std::unique_ptr<const Tariff> tariff;                     ///< Null without touScheme.
  std::vector<OutputValue> outputs;                         ///< By begin of their period.
  std::vector<EnergyPrice> prices;                          ///< By begin of their validity.
  const FactorSet* factors = nullptr;                       ///< Never null in a Site.
  HolidayCalendar holidays;                                 ///< With the site's own lists.
  std::vector<DemandContract> contracts;                    ///< Annex B, by their begin.
  DrResource dr_resource;                                   ///< Annex A.
  std::vector<DrEvent> dr_events;                           ///< The archive's, by begin, then id.

  /// How long readings are kept, cems.extension.retention; without it for ever.
  std::optional<Duration> retention;
  std::string retention_text;  ///< As spelled.

  Site() = default;
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// The moment from which on readings are kept: `now` less the retention by the site's calendar;
  /// kTimeMin where they are for ever.
  [[nodiscard]] TimeMs kept_from(TimeMs now) const;

  [[nodiscard]] const Point* point(const PointId& id) const;
  [[nodiscard]] const Category* category(const CategoryCode& code) const;
};

}  // namespace cems::catalog
