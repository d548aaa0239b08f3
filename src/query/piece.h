/// A piece of time of a series: what its readings come to, in all time and in each class of it, so
/// that pieces can be put together instead of reading the readings again (query/piece_sums.h).
///
/// There are pieces of whole local months and, of series with many readings, of whole local days;
/// and those of the parts of them that a range begins or ends with, which are never kept. Values.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "base/ids.h"
#include "base/reading.h"
#include "base/time.h"
#include "model/class_calendar.h"

namespace cems::query {

/// What the readings are read as.
enum class ReadAs : std::uint8_t {
  consumption,  ///< What a register counted or deltas add up to.
  samples,      ///< Values by their stamps: their number, their sum, the greatest, the smallest.
  held_power,   ///< Power × milliseconds.
};

/// How long a piece is on the local calendar.
enum class Level : std::uint8_t { month, day };

inline constexpr std::size_t kLevels = 2;

/// Names the pieces of a series that are kept together.
struct PieceKey {
  SeriesId series{};
  ReadAs read_as = ReadAs::consumption;
  Level level = Level::month;
  bool by_class = false;  ///< Cut at the edges of the site's tariff.

  friend auto operator<=>(const PieceKey&, const PieceKey&) = default;
};

struct PieceKeyHash {
  std::size_t operator()(const PieceKey& key) const {
    constexpr std::size_t kReadings = 3;
    const std::size_t kind = static_cast<std::size_t>(key.read_as) +
                             kReadings * (static_cast<std::size_t>(key.level) +
                                          kLevels * static_cast<std::size_t>(key.by_class));
    return static_cast<std::size_t>(key.series) * kReadings * kLevels * 2 + kind;
  }
};

/// What is known about how good a number is, in two bytes.
struct Marks {
  bool touched : 1 = false;       ///< A part was measured.
  bool questionable : 1 = false;  ///< A part was not, or a meter was exchanged.
  bool estimated : 1 = false;     ///< An edge was interpolated.
  bool any : 1 = false;           ///< `quality` says something.
  bool mixed : 1 = false;         ///< Qualities differ.
  Quality quality = Quality::valid;

  void add(Marks other) {
    touched = touched || other.touched;
    questionable = questionable || other.questionable;
    estimated = estimated || other.estimated;
    mixed = mixed || other.mixed || (any && other.any && quality != other.quality);
    quality = any ? quality : other.quality;
    any = any || other.any;
  }
};

/// The part of a piece that is of one class.
struct PieceCell {
  std::int64_t sum = 0;         ///< × 10^-scale of its piece.
  std::uint32_t present = 0;    ///< Readings.
  std::uint32_t length_ms = 0;  ///< Time of the class; a month has fewer than 2^32.
  Marks marks;                  ///< Of samples; else of the edges inside the piece.
};

/// The greatest and the smallest sample of that part, where there is one.
struct PieceExtremes {
  std::int64_t maximum = 0;  ///< × 10^-scale of its piece.
  std::int64_t minimum = 0;
  std::uint32_t maximum_ms = 0;  ///< Where it first is, from the piece's begin on.
  std::uint32_t minimum_ms = 0;

  friend bool operator==(const PieceExtremes&, const PieceExtremes&) = default;
};

/// What sums need stands together at the front: a question may go through tens of thousands.
struct Piece {
  TimeRange range;
  int scale = 0;
  Marks begin;  ///< Of the edge that it begins with.
  Marks end;
  model::TouClass first = model::TouClass::none;  ///< Class of its first moment.
  model::TouClass last = model::TouClass::none;
  bool gap = false;      ///< A part of it has no class.
  bool painted = false;  ///< A part has one.
  bool fits = true;  ///< Otherwise its numbers are too long for this or a delta crosses an edge.
  std::array<PieceCell, model::kTouClasses> cells;         ///< By TouClass; `none` is all time.
  std::array<PieceExtremes, model::kTouClasses> extremes;  ///< Likewise.
};

}  // namespace cems::query
