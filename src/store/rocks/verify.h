/// Reads everything that a store holds and says what of it is damaged; gives up what is
/// (docs/repair.md).
///
/// One thread; nobody else has the store open meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

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

/// What drop_damaged() came to.
struct DropReport {
  VerifyCounts whole;    ///< What there is now.
  bool dropped = false;  ///< False where nothing was damaged; then nothing was changed.
};

/// Told of each damage: one sentence that names the readings, the key or the file.
using OnDamage = std::function<void(std::string_view what)>;

/// Checks the files' checksums, then every key and value, that blocks do not overlap, that the log
/// has no hole and does not end before the ledger, that no readings are missing. Changes nothing.
/// `now` bounds how far damage may reach. A folder without a store is whole.
[[nodiscard]] VerifyCounts verify_rocks_store(const std::filesystem::path& path, TimeMs now,
                                              const OnDamage& on_damage);

/// Writes a store anew with what is whole in it, in the place of the damaged one, which stays
/// beside it as `<path>.damaged`. Where readings are gone their periods are kept as missing:
/// reading them is an error until the store is opened with RocksOptions::accept_loss. After a
/// crash the old or the new one is there, whole. Needs as much of the disk as the store has.
/// Errors: corrupt where too much is damaged (the names of series, the list of files): nothing is
/// changed; conflict where a `.damaged` is there already; no_space, internal.
[[nodiscard]] Result<DropReport> drop_damaged(const std::filesystem::path& path, TimeMs now,
                                              const OnDamage& on_damage);

}  // namespace cems::store
