/// Keys of the embedded store (docs/internals/format/log.md): one letter, then big-endian fields.
///
/// Pure functions on bytes; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace cems::store::rocks {

/// What "Mformat" says. 1: batches as blocks, no epochs, no summaries, no ledger; 2: no missing
/// periods. Both are read and brought forward.
inline constexpr std::uint64_t kStoreFormat = 3;

inline constexpr std::string_view kFormatKey = "Mformat";

/// Errors: conflict for a format of a program newer than this one, which must neither read nor
/// mend it.
[[nodiscard]] Status check_format(std::uint64_t format);
inline constexpr std::string_view kSeqKey = "Mseq";
inline constexpr std::string_view kSeriesPrefix = "S";
inline constexpr std::string_view kLogPrefix = "L";
inline constexpr std::string_view kMissingPrefix = "D";
inline constexpr std::string_view kBlockPrefix = "B";
inline constexpr std::string_view kCorrectionPrefix = "C";
inline constexpr std::string_view kEpochPrefix = "E";
inline constexpr std::string_view kSummaryPrefix = "R";

[[nodiscard]] std::string series_key(const SeriesKey& key);
[[nodiscard]] std::string log_key(std::uint64_t seq);
[[nodiscard]] std::string block_key(SeriesId series, TimeMs first);
[[nodiscard]] std::string correction_key(SeriesId series, TimeMs at, std::uint64_t seq);

[[nodiscard]] std::string epoch_key(SeriesId series);
[[nodiscard]] std::string missing_key(SeriesId series, TimeMs begin);
[[nodiscard]] std::string summary_key(const SummaryKey& key);

/// What all block keys of a series begin with.
[[nodiscard]] std::string block_prefix(SeriesId series);
[[nodiscard]] std::string correction_prefix(SeriesId series);

/// The readers give nothing where `key` is not one of theirs, whole.
[[nodiscard]] std::optional<SeriesKey> read_series_key(std::string_view key);
[[nodiscard]] std::optional<std::uint64_t> read_log_key(std::string_view key);

struct BlockKey {
  SeriesId series{};
  TimeMs first;
};

[[nodiscard]] std::optional<BlockKey> read_block_key(std::string_view key);

struct CorrectionKey {
  SeriesId series{};
  TimeMs at;
  std::uint64_t seq = 0;
};

[[nodiscard]] std::optional<CorrectionKey> read_correction_key(std::string_view key);

struct MissingKey {
  SeriesId series{};
  TimeMs begin;
};

[[nodiscard]] std::optional<MissingKey> read_missing_key(std::string_view key);

[[nodiscard]] std::optional<SeriesId> read_epoch_key(std::string_view key);
[[nodiscard]] std::optional<SummaryKey> read_summary_key(std::string_view key);

/// A key for messages: its letter, then hexadecimal.
[[nodiscard]] std::string show_key(std::string_view key);

}  // namespace cems::store::rocks
