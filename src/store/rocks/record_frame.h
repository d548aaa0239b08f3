/// What every value of the embedded store begins with: its edition and a checksum over the rest
/// (docs/internals/format/log.md). Internal to store/rocks. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cems::store::rocks {

/// A checked value.
struct Framed {
  std::uint8_t edition = 0;
  std::string_view payload;  ///< Of the bytes that were read.
};

/// Begins a value; the payload is to be appended, then seal_frame() called.
void begin_frame(std::string& out, std::uint8_t edition);

/// Puts the checksum of what was appended in its place. REQUIRES: `out` began with begin_frame().
void seal_frame(std::string& out);

/// Errors: corrupt for what is too short, of an edition above `newest` or 0, or of a wrong
/// checksum.
[[nodiscard]] Result<Framed> read_frame(std::string_view value, std::uint8_t newest);

}  // namespace cems::store::rocks
