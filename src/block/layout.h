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
/// Worst case a reading: time 7 + 2, value segment 2 + 2 + 16, quality 1 + 2 bytes.
inline constexpr std::size_t kBodyBytesMax =
    limits::kBlockReadingsMax * (7 + 2 + 2 + 2 + kWideMantissaBytes + 1 + 2);

}  // namespace cems::block
