/// Values of the embedded store (docs/internals/format/log.md): batches of the log, corrections,
/// numbers. Each carries a checksum; a reader that meets anything else answers corrupt.
///
/// Pure functions on bytes; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "store/store.h"

namespace cems::store::rocks {

/// One batch. REQUIRES: sorted by series and, inside a series, strictly ascending in time; not
/// empty.
[[nodiscard]] std::string encode_batch(std::span<const SeriesReading> batch);

/// Appends the readings of a batch to `out`. Errors: corrupt.
[[nodiscard]] Status decode_batch(std::string_view value, std::vector<SeriesReading>& out);

[[nodiscard]] std::string encode_correction(const Correction& correction);

/// Errors: corrupt.
[[nodiscard]] Result<Correction> decode_correction(std::string_view value);

/// A number kept under `key` (series id, format, next sequence): the checksum covers both.
[[nodiscard]] std::string encode_number(std::string_view key, std::uint64_t number);

/// Errors: corrupt.
[[nodiscard]] Result<std::uint64_t> decode_number(std::string_view key, std::string_view value);

}  // namespace cems::store::rocks
