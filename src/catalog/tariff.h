/// A site's time-of-use tariff: the schedule that cems.touScheme names, with its versions, in the
/// site's zone, on the site's holidays (docs/statistics.md "Classes of time").
///
/// Immutable once made; safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "catalog/holiday_calendar.h"
#include "json/value.h"
#include "model/class_calendar.h"
#include "model/record_read.h"

namespace cems::catalog {

/// What a part of a range was classified by: a schedule's id and its version.
struct TariffUse {
  std::string scheme;   ///< e.g. "SH-2022-50-TWOPART"
  std::string version;  ///< e.g. "2022"

  friend bool operator==(const TariffUse&, const TariffUse&) = default;
  friend auto operator<=>(const TariffUse&, const TariffUse&) = default;
};

class Tariff final : public model::ClassCalendar {
 public:
  /// The schedule `scheme` of `own` (the archive's touSchedules, at `pointer`; null where there are
  /// none), else the built-in one of that id. Faults of any of the schedules go to `problems`; null
  /// then, or when no schedule has that id (e.g. an empty one, to have the schedules checked).
  [[nodiscard]] static std::unique_ptr<const Tariff> make(
      std::string_view scheme, const json::Value* own, std::string_view pointer,
      HolidayCalendar holidays, const Zone& zone, std::vector<model::Problem>& problems);

  ~Tariff() override;

  /// The class of a moment is that of the zone's wall clock: what the clock skips in spring is not
  /// there, and what it repeats in autumn has its classes twice. A year has some 2,500 spans:
  /// of a long range ask for no more than there are readings of.
  void append_spans(TimeRange range, std::vector<model::ClassSpan>& out) const override;

  /// The versions in force in the range, ascending by their begin. A version that names another
  /// schedule is followed by the version of that one.
  [[nodiscard]] std::vector<TariffUse> used_in(TimeRange range) const;

  /// What a digest has of the tariff in the range: a line `id,version` for each of used_in, then
  /// where a rule asks for holidays a line `holidays,year,version` for each year with a list.
  [[nodiscard]] std::string digest_lines(TimeRange range) const;

  /// What the receipt has to say about the range: time without a schedule, years without a list of
  /// holidays where a rule asks for them. English sentences for `notes`.
  [[nodiscard]] std::vector<std::string> notes_on(TimeRange range) const;

 private:
  struct Impl;
  explicit Tariff(std::unique_ptr<const Impl> impl);

  /// The years of the range in which a rule asks for holidays, ascending.
  [[nodiscard]] std::vector<int> holiday_years(TimeRange range) const;

  /// The first moment of the range that no schedule classifies.
  [[nodiscard]] std::optional<TimeMs> first_gap(TimeRange range) const;

  std::unique_ptr<const Impl> impl_;
};

}  // namespace cems::catalog
