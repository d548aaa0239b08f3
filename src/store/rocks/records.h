/// Small values of the embedded store (docs/internals/format/log.md): corrections, summaries,
/// numbers. Each carries a checksum; a reader that meets anything else answers corrupt.
///
/// Pure functions on bytes; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace cems::store::rocks {

[[nodiscard]] std::string encode_correction(const Correction& correction);

/// Errors: corrupt.
[[nodiscard]] Result<Correction> decode_correction(std::string_view value);

/// What a summary's value says; the bytes are those of the value.
struct SummaryValue {
  std::uint64_t epoch = 0;
  std::string_view bytes;
};

[[nodiscard]] std::string encode_summary(const SummaryValue& summary);

/// Errors: corrupt.
[[nodiscard]] Result<SummaryValue> decode_summary(std::string_view value);

/// A number kept under `key` (series id, format, next sequence): the checksum covers both.
[[nodiscard]] std::string encode_number(std::string_view key, std::uint64_t number);

/// Errors: corrupt.
[[nodiscard]] Result<std::uint64_t> decode_number(std::string_view key, std::string_view value);

}  // namespace cems::store::rocks
