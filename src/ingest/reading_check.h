/// The one judgement over a reading that wants in, the same for every way in (CSV, HTTP, MQTT).
///
/// A reading comes as text and leaves as a time, an exact number and a quality of a known series,
/// or as a Fault that says which field is wrong and why. Dictionary S: "Numbers", "Time stamps",
/// "Readings of any age", "CSV in". Nothing is written here, and the store is not asked.
///
/// Thread-safety: one check, one thread. It keeps the snapshot alive that it judges by.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <tl/expected.hpp>

#include "base/ids.h"
#include "base/reading.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/snapshot.h"

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

/// Which field of a reading is at fault; `row` when it is none of them.
enum class Field : std::uint8_t { row, cems, point, parameter, time, value, quality };

/// Names of the long form's columns: Fields `cems` to `quality` in their order. Whoever reads a
/// wire profile takes them from it (spec::Wire::csv_columns); the views must outlive their user.
using ColumnNames = std::array<std::string_view, 6>;

/// The standard profile's: cemsId, pointId, parameterId, timeStamp, value, quality. Live for ever.
[[nodiscard]] ColumnNames standard_columns();

/// Name of the field's column, empty for `row`.
[[nodiscard]] std::string_view name_of(Field field, const ColumnNames& columns);

/// Why a reading is refused. The return codes of dictionary R2 that go with them are malformed,
/// bad_quality and not_a_number 40002, missing 40001, bad_time 40003, unknown_series and in_future
/// 42201; choosing them is api's business.
enum class Refusal : std::uint8_t {
  malformed,       ///< The row itself cannot be read.
  missing,         ///< An empty time or value.
  unknown_series,  ///< No archive has this site, point or parameter.
  bad_time,        ///< Not GB/T 7408, or a local time that does not exist.
  in_future,       ///< More than limits::kFutureMs ahead of now.
  not_a_number,    ///< NaN and infinity too; or more digits than Decimal holds.
  bad_quality,     ///< Not an integer of 0…255.
};

/// One sentence without a final point for whoever has to put the row right.
struct Fault {
  Refusal refusal = Refusal::malformed;
  Field field = Field::row;
  std::string reason;
};

/// A series that some archive has. Made and owned by a ReadingCheck, which keeps one for each
/// series it has met.
struct KnownSeries {
  SeriesKey key;
  const Zone* zone = nullptr;    ///< For times without an offset.
  std::optional<SeriesId> id;    ///< The store's, once somebody has asked for it.
  std::optional<TimeMs> newest;  ///< Of its readings, as far as the check's user keeps it.
};

struct CheckedReading {
  KnownSeries* series = nullptr;  ///< Lives as long as the check.
  Reading reading;
};

template <class T>
using Checked = tl::expected<T, Fault>;

class ReadingCheck {
 public:
  /// `zone` is for times without an offset; where there is none, each site's own. `now` is what the
  /// future is measured from.
  ReadingCheck(std::shared_ptr<const catalog::Snapshot> sites, TimeMs now,
               std::optional<Zone> zone = std::nullopt);

  ReadingCheck(const ReadingCheck&) = delete;
  ReadingCheck& operator=(const ReadingCheck&) = delete;

  /// Moves the now that the future is measured from, for a check that lives long.
  void set_now(TimeMs now) { now_ = now; }

  /// Judges series, time, value and quality, in this order; the first fault counts.
  [[nodiscard]] Checked<CheckedReading> check(const RawReading& raw);

  /// The same for a series that find_series() has given: all but the ids is judged.
  [[nodiscard]] Checked<CheckedReading> check(KnownSeries& series, const RawReading& raw);

  /// The series alone; never null in a result. About 30 ns where it has been met before.
  [[nodiscard]] Checked<KnownSeries*> find_series(std::string_view cems, std::string_view point,
                                                  std::string_view parameter);

 private:
  struct TextHash {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  [[nodiscard]] Checked<TimeMs> check_time(std::string_view text, const Zone& zone);

  std::shared_ptr<const catalog::Snapshot> sites_;
  TimeMs now_;
  std::optional<Zone> zone_;
  std::unordered_map<std::string, KnownSeries, TextHash, std::equal_to<>> series_;
  std::string key_;  // Scratch of find_series.
  // The time last read: rows of one instant (a wide row, an export by time) come together.
  std::string last_text_;
  const Zone* last_zone_ = nullptr;
  TimeMs last_time_;
};

/// Exact number of a value's text, blanks around it allowed. Faults: missing, not_a_number.
[[nodiscard]] Checked<Decimal> check_value(std::string_view text);

/// `text` without blanks and tabs around it.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace cems::ingest
