/// Numbers of the block format that writer and reader share (docs/internals/format/block.md).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/limits.h"

namespace cems::block {

inline constexpr std::uint8_t kVersion = 0xB1;

/// What the header's checksum covers: all of the header before itself.
inline constexpr std::size_t kCheckedHeaderBytes = 24;

inline constexpr std::size_t kWideMantissaBytes = 16;

/// A scale's svarint is at most 2 bytes (|scale| <= 400), a run's or segment's varint at most 2
/// (2 × 4,096 + 1), a time delta's at most 7 (10,000 years are below 2^49 ms).
/// Worst case a reading: time 7 + 2, value segment 2 + 2 + 16, quality 1 + 2 bytes. That is of
/// encoding 1; another one is written only where it is shorter.
inline constexpr std::size_t kBodyBytesMax =
    limits::kBlockReadingsMax * (7 + 2 + 2 + 2 + kWideMantissaBytes + 1 + 2);

// --- Encoding 2 -------------------------------------------------------------------------------

/// Fields of the byte `shape`.
enum class TimesForm : std::uint8_t { even = 0, runs = 1, packed = 2 };
enum class QualitiesForm : std::uint8_t { all_valid = 0, all_same = 1, runs = 2 };
enum class Kind : std::uint8_t {
  decimal = 0,
  near64 = 1,
  near32 = 2,
  binary32 = 3,
  binary64 = 4,
  wide = 5,
};
inline constexpr unsigned kTimesBits = 0x03;
inline constexpr unsigned kQualitiesShift = 2;
inline constexpr unsigned kQualitiesBits = 0x03;  ///< Once shifted.
inline constexpr unsigned kKindShift = 4;
inline constexpr unsigned kKindBits = 0x07;  ///< Once shifted.
inline constexpr unsigned kSeveralSegments = 0x80;

/// How a row brings its integers down to few bits.
enum class RowForm : std::uint8_t { constant = 0, level = 1, steps = 2, rises = 3, bends = 4 };
inline constexpr unsigned kRowFormBits = 0x07;
inline constexpr unsigned kWidthBitsShift = 3;
inline constexpr unsigned kWidthBitsMax = 7;
inline constexpr unsigned kWidthMax = 64;

/// Numbers that share a width.
inline constexpr std::size_t kMini = 32;
inline constexpr std::size_t kMinisMax = (limits::kBlockReadingsMax + kMini - 1) / kMini;

/// The powers of ten that are binary64 themselves, and the integers that all are.
inline constexpr int kNearScaleMax = 22;
inline constexpr std::int64_t kNearMantissaMax = std::int64_t{1} << 53;

}  // namespace cems::block
