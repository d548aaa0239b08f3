/// Tariffs of the tests, and their days as text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/zone.h"
#include "catalog/tariff.h"

namespace cems::catalog {

[[nodiscard]] Zone zone_named(std::string_view name);
[[nodiscard]] TimeMs moment(std::string_view text, const Zone& zone);

/// A built-in schedule in the given zone.
[[nodiscard]] std::unique_ptr<const Tariff> built_in_tariff(std::string_view scheme,
                                                            std::string_view zone = "+08:00");

/// The schedule "OWN" of an archive whose touSchedules are `schedules`; null, and a failure of the
/// test, where they have faults.
[[nodiscard]] std::unique_ptr<const Tariff> own_tariff(std::string_view schedules,
                                                       std::string_view zone = "+08:00");

/// A schedule "OWN" with one version from 2020 and these rules.
[[nodiscard]] std::string schedule_of(std::string_view rules);

/// The spans of a local day: "00:00 valley, 08:00 peak". Checks what append_spans promises.
[[nodiscard]] std::string day_text(const Tariff& tariff, std::string_view date,
                                   std::string_view zone = "+08:00");

/// The classes hour by hour, from midnight: "44444433222…", 0 is none. REQUIRES: spans on whole
/// hours of a day with 24 of them.
[[nodiscard]] std::string hours_text(const Tariff& tariff, std::string_view date);

}  // namespace cems::catalog
