/// What an archive says for statistics: tariff, outputs, prices, factors. Internal to catalog.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/zone.h"
#include "catalog/archive_collect.h"
#include "catalog/factors.h"
#include "catalog/holiday_calendar.h"
#include "catalog/tariff.h"
#include "model/record.h"
#include "spec/wire.h"

namespace cems::catalog {

/// As a Site has them. Without problems, `tariff` is null exactly where the site names no scheme,
/// and `factors` is never null.
struct Figures {
  std::unique_ptr<const Tariff> tariff;
  std::vector<OutputValue> outputs;
  std::vector<EnergyPrice> prices;
  const FactorSet* factors = nullptr;
  HolidayCalendar holidays;  ///< The built-in lists with the archive's.
  std::optional<Duration> retention;
  std::string retention_text;
};

/// Reads touSchedules, holidays, outputs, prices, and factorSet and retention of cems.extension.
/// Every fault goes to `problems`; that touScheme is known is archive_values.h's.
[[nodiscard]] Figures read_figures(const CollectedArchive& archive, const spec::Wire& wire,
                                   Problems& problems);

/// 6.3 timeZone; +08:00 where the archive gives none, or none that exists.
[[nodiscard]] Zone zone_of(const model::Record& cems);

}  // namespace cems::catalog
