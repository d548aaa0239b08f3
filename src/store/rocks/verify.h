/// Reads everything that a store holds and says what of it is damaged, changing nothing.
///
/// One thread; nobody else has the store open meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"

namespace cems::store {

/// What was found whole.
struct VerifyCounts {
  std::uint64_t series = 0;
  std::uint64_t batches = 0;  ///< Of the log.
  std::uint64_t blocks = 0;
  std::uint64_t readings = 0;  ///< In blocks and batches; one in both counts twice.
  std::uint64_t corrections = 0;
  std::uint64_t summaries = 0;
};

/// Told of each damage: one sentence that names the key or the file.
using OnDamage = std::function<void(std::string_view what)>;

/// Checks the files' checksums, then every key and value, that blocks do not overlap, that the log
/// has no hole and does not end before the ledger. A folder without a store is whole.
[[nodiscard]] VerifyCounts verify_rocks_store(const std::filesystem::path& path,
                                              const OnDamage& on_damage);

}  // namespace cems::store
