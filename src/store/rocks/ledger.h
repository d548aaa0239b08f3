/// The ledger: a small file beside the database that says how far the log had come, so that a log
/// which ends earlier at the next start is noticed (docs/internals/format/log.md "The ledger").
///
/// RocksDB opens without a word when a file of its write-ahead log is gone. The ledger is replaced
/// once a second while readings come in, and at the end; what it says had been durable before.
/// Internal to store/rocks. Safe from any thread, as far as one of them writes at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.h"

namespace cems::store::rocks {

struct LedgerEntry {
  std::uint64_t next_seq = 0;  ///< Every batch of the log below this was durable.

  friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

/// The ledger of a store's folder; nothing where there is none. Errors: corrupt, internal.
[[nodiscard]] Result<std::optional<LedgerEntry>> read_ledger(const std::filesystem::path& folder);

/// Durable on return, and never half. Errors: no_space, internal.
[[nodiscard]] Status write_ledger(const std::filesystem::path& folder, const LedgerEntry& entry);

}  // namespace cems::store::rocks
