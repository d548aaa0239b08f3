/// Which time-of-use class each moment has (6.13 tou): what statistics and rollups split time by.
///
/// Implementations are immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.h"

namespace cems::model {

/// In the order of dictionary F1; `none` is time that no schedule classifies.
enum class TouClass : std::uint8_t {
  none = 0,
  sharp = 1,
  peak = 2,
  flat = 3,
  valley = 4,
  deep_valley = 5
};

inline constexpr std::size_t kTouClasses = 6;  ///< `none` included.

struct ClassSpan {
  TimeRange range;
  TouClass tou = TouClass::none;

  friend bool operator==(const ClassSpan&, const ClassSpan&) = default;
};

class ClassCalendar {
 public:
  virtual ~ClassCalendar() = default;

  /// Appends the spans that cover `range` without a hole, ascending; neighbours differ in class.
  /// REQUIRES: range not empty.
  virtual void append_spans(TimeRange range, std::vector<ClassSpan>& out) const = 0;

 protected:
  ClassCalendar() = default;
  ClassCalendar(const ClassCalendar&) = default;
  ClassCalendar& operator=(const ClassCalendar&) = default;
};

}  // namespace cems::model
