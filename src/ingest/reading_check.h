/// The one judgement over a reading that wants in, the same for every way in (CSV, HTTP, MQTT).
///
/// A reading comes as text and leaves as a time, an exact number and a quality of a known series,
/// or as a Fault that says which field is wrong and why. Dictionary S: "Numbers", "Time stamps",
/// "Readings of any age", "CSV in". Nothing is written here, and the store is not asked.
///
/// Thread-safety: one check, one thread. It keeps the snapshot alive that it judges by.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/reading.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/snapshot.h"
#include "ingest/fault.h"
#include "ingest/quick_time.h"
#include "ingest/series_table.h"

namespace cems::ingest {

/// A reading as it came. Ids are compared byte for byte; blanks around the other three do not
/// count.
struct RawReading {
  std::string_view cems;
  std::string_view point;
  std::string_view parameter;
  std::string_view time;
  std::string_view value;
  std::string_view quality;  ///< Empty means 0, valid.
};

/// Names of the long form's columns: Fields `cems` to `quality` in their order. Whoever reads a
/// wire profile takes them from it (spec::Wire::csv_columns); the views must outlive their user.
using ColumnNames = std::array<std::string_view, 6>;

/// The standard profile's: cemsId, pointId, parameterId, timeStamp, value, quality. Live for ever.
[[nodiscard]] ColumnNames standard_columns();

/// Name of the field's column, empty for `row`.
[[nodiscard]] std::string_view name_of(Field field, const ColumnNames& columns);

struct CheckedReading {
  KnownSeries* series = nullptr;  ///< Lives as long as its table.
  Reading reading;
};

class Quarantine;

class ReadingCheck {
 public:
  /// `zone` is for times without an offset; where there is none, each site's own. `now` is what the
  /// future is measured from. `quarantine`, where there is one, is given every reading that is
  /// refused as in_future; it outlives this.
  ReadingCheck(std::shared_ptr<const catalog::Snapshot> sites, TimeMs now,
               std::optional<Zone> zone = std::nullopt, Quarantine* quarantine = nullptr);

  /// The same with series that may be known already. REQUIRES: nobody else uses the table
  /// meanwhile.
  ReadingCheck(std::shared_ptr<SeriesTable> series, TimeMs now,
               std::optional<Zone> zone = std::nullopt, Quarantine* quarantine = nullptr);

  ReadingCheck(const ReadingCheck&) = delete;
  ReadingCheck& operator=(const ReadingCheck&) = delete;

  /// Moves the now that the future is measured from, for a check that lives long.
  void set_now(TimeMs now) { now_ = now; }

  /// Judges series, time, value, quality and range, in this order; the first fault counts.
  [[nodiscard]] Checked<CheckedReading> check(const RawReading& raw);

  /// The same for a series that find_series() has given: all but the ids is judged.
  [[nodiscard]] Checked<CheckedReading> check(KnownSeries& series, const RawReading& raw);

  /// The series alone; never null in a result.
  [[nodiscard]] Checked<KnownSeries*> find_series(std::string_view cems, std::string_view point,
                                                  std::string_view parameter) {
    return series_->find(cems, point, parameter);
  }

  [[nodiscard]] SeriesTable& series() { return *series_; }

  /// What gives a time of the series its offset where it has none.
  [[nodiscard]] const Zone& zone_for(const KnownSeries& series) const {
    return zone_ ? *zone_ : *series.zone;
  }

  /// Not too far ahead, and not longer ago than the site keeps readings.
  [[nodiscard]] bool is_in_time(KnownSeries& series, TimeMs at) const {
    return at <= latest() && !series.is_too_old(at, now_);
  }

 private:
  /// The last moment that is not too far ahead.
  [[nodiscard]] TimeMs latest() const;
  [[nodiscard]] Checked<TimeMs> check_time(std::string_view text, const Zone& zone);

  std::shared_ptr<SeriesTable> series_;
  TimeMs now_;
  std::optional<Zone> zone_;
  Quarantine* quarantine_;
  QuickTime quick_time_;
  // The time last read: rows of one instant (a wide row, an export by time) come together.
  std::string last_text_;
  const Zone* last_zone_ = nullptr;
  TimeMs last_time_;
};

/// Reads the quality at the front of `text`, an integer of 0 to 255, and gives how many characters
/// it has; 0 where there is none, and `out` is left alone.
[[nodiscard]] std::size_t scan_quality(std::string_view text, Quality& out);

/// Exact number of a value's text, blanks around it allowed. Faults: missing, not_a_number.
[[nodiscard]] Checked<Decimal> check_value(std::string_view text);

/// `text` without blanks and tabs around it.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace cems::ingest
