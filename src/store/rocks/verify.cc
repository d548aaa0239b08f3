/// Opening a store to look at it.
#include "store/rocks/verify.h"

#include <memory>
#include <system_error>

#include "store/rocks/database.h"
#include "store/rocks/inspection.h"
#include "store/rocks/ledger.h"

namespace cems::store {

VerifyCounts verify_rocks_store(const std::filesystem::path& path, TimeMs now,
                                const OnDamage& on_damage) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  const auto ledger = rocks::read_ledger(path);
  if (!ledger) on_damage(ledger.error().message);
  const auto db = rocks::open_database_to_salvage(path, on_damage);
  if (!db) {
    on_damage(db.error().message);
    return {};
  }
  rocks::Inspection inspection(**db, now, on_damage, {});
  if (const Status ran = inspection.run(ledger ? *ledger : std::nullopt); !ran) {
    on_damage(ran.error().message);
    return {};
  }
  const VerifyCounts& counts = inspection.counts();
  if (ledger && !*ledger && counts.series > 0) on_damage("store: the ledger is missing");
  return counts;
}

}  // namespace cems::store
