/// The series that readings have been for so far, found by their names once and known from then on.
///
/// Finding one in the archives costs about a microsecond, more than all else about a reading; so a
/// table outlives the body or file that filled it where the next one is judged by the same
/// archives. It keeps them alive. Thread-safety: one table, one thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/ids.h"
#include "base/reading.h"
#include "base/zone.h"
#include "catalog/snapshot.h"
#include "ingest/fault.h"
#include "ingest/series_memo.h"

namespace cems::ingest {

/// A series that some archive has. Made and owned by a SeriesTable.
struct KnownSeries {
  SeriesKey key;
  const Zone* zone = nullptr;                     ///< The site's, for times without an offset.
  std::optional<SeriesId> id;                     ///< The store's, once somebody has asked for it.
  const catalog::Parameter* parameter = nullptr;  ///< Never null in a result.
  const catalog::Site* site = nullptr;            ///< Likewise.
  TimeMs kept_from = kTimeMin;                    ///< Of the site, at `judged_at`.
  TimeMs judged_at = kTimeMin;

  /// Whether a value is within the parameter's limits, where it has any.
  [[nodiscard]] bool takes(const Decimal& value) const {
    return (!parameter->minimum || value >= *parameter->minimum) &&
           (!parameter->maximum || value <= *parameter->maximum);
  }

  /// Whether the site keeps readings of that time no more.
  [[nodiscard]] bool is_too_old(TimeMs at, TimeMs now) {
    if (!site->retention) {
      return false;
    }
    if (judged_at != now) {
      kept_from = site->kept_from(now);
      judged_at = now;
    }
    return at < kept_from;
  }
};

class SeriesTable {
 public:
  explicit SeriesTable(std::shared_ptr<const catalog::Snapshot> sites) : sites_(std::move(sites)) {}

  SeriesTable(const SeriesTable&) = delete;
  SeriesTable& operator=(const SeriesTable&) = delete;

  /// The series of three ids, compared byte for byte; never null in a result, and living as long as
  /// the table. About 30 ns where it has been met before. Faults: unknown_series.
  [[nodiscard]] Checked<KnownSeries*> find(std::string_view cems, std::string_view point,
                                           std::string_view parameter);

  /// How many series it knows.
  [[nodiscard]] std::size_t size() const { return series_.size(); }

  /// What rows of CSV and lines of NDJSON have begun with.
  [[nodiscard]] SeriesMemo& csv_rows() { return csv_rows_; }

  [[nodiscard]] SeriesMemo& ndjson_lines() { return ndjson_lines_; }

 private:
  struct TextHash {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  std::shared_ptr<const catalog::Snapshot> sites_;
  std::unordered_map<std::string, KnownSeries, TextHash, std::equal_to<>> series_;
  std::string key_;  // Scratch of find().
  SeriesMemo csv_rows_;
  SeriesMemo ndjson_lines_;
};

}  // namespace cems::ingest
