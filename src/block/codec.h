/// Readings of one series to bytes and back, exactly (docs/internals/format/block.md).
///
/// A block is 1 to limits::kBlockReadingsMax readings, strictly ascending in time. Every byte of it
/// is under a checksum; the header has one of its own, so that counts and times can be trusted
/// without reading the body. Pure functions on bytes; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "block/columns.h"

namespace cems::block {

/// How the body is laid out. The numbers are on disk: never renumbered.
enum class Encoding : std::uint8_t {
  plain = 1,   ///< Varints.
  packed = 2,  ///< Bit-packed rows; nearly every block.
};

/// What a block says about itself.
struct Header {
  Encoding encoding = Encoding::packed;
  std::uint16_t count = 0;  ///< 1 to limits::kBlockReadingsMax.
  TimeMs first;             ///< Of the first reading; inclusive.
  TimeMs last;              ///< Of the last reading; inclusive.

  friend bool operator==(const Header&, const Header&) = default;
};

inline constexpr std::size_t kHeaderBytes = 28;

/// Appends the block of `readings` to `out`, in the encoding that is shorter.
/// REQUIRES: 1 to limits::kBlockReadingsMax readings, strictly ascending, each with
/// kTimeMin <= at < kTimeMax.
void encode(std::span<const Reading> readings, std::string& out);

/// The header alone; verifies its checksum and limits, does not look at the body. `block` may be
/// just the first kHeaderBytes of one.
/// Errors: corrupt.
[[nodiscard]] Result<Header> peek(std::string_view block);

/// Appends the readings of `block`, which is exactly one block, to `out`. Never reads outside
/// `block`, whatever its bytes are; `out` grows by at most limits::kBlockReadingsMax.
/// Errors: corrupt; then `out` is as it was.
[[nodiscard]] Status decode(std::string_view block, std::vector<Reading>& out);

/// The same as columns: `out` is replaced; reuse it, its memory stays. For Shape::mixed `out` is
/// left in any state, and the other decode() gives the readings.
/// Errors: corrupt; then `out` is left in any state.
[[nodiscard]] Result<Shape> decode(std::string_view block, Columns& out);

}  // namespace cems::block
