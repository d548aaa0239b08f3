/// Which rules hold when: a schedule with the schedules that its versions name put in their places.
/// Internal to catalog.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/tariff.h"
#include "catalog/tou_schedule.h"
#include "model/record_read.h"

namespace cems::catalog {

/// One version with rules of its own on the local days [from_day, to_day).
struct TimelinePiece {
  std::int64_t from_day = 0;
  std::int64_t to_day = 0;
  const TouVersion* version = nullptr;
  std::vector<TariffUse> uses;  ///< The way to it: the asked schedule's version first.
};

/// Adds a problem for each version that names a schedule which is not there, or one that leads back
/// to it, or a chain of more than kSchemeChainMax schedules. Names are looked up among `own`, then
/// among the built-in ones.
void check_references(std::span<const TouSchedule> own, std::vector<model::Problem>& problems);

inline constexpr std::size_t kSchemeChainMax = 8;

/// Null where there is none of that id.
[[nodiscard]] const TouSchedule* find_schedule(std::span<const TouSchedule> own,
                                               std::string_view id);

/// The pieces of a schedule, ascending; they point into the schedules.
/// REQUIRES: check_references found nothing.
[[nodiscard]] std::vector<TimelinePiece> timeline(std::span<const TouSchedule> own,
                                                  const TouSchedule& schedule);

}  // namespace cems::catalog
