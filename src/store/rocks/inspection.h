/// Looks at every key and value of a store: says what is damaged, and which readings are missing
/// for it.
///
/// Internal to store/rocks; one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rocksdb/db.h>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "store/rocks/keys.h"
#include "store/rocks/ledger.h"
#include "store/rocks/missing.h"
#include "store/rocks/verify.h"

namespace cems::store::rocks {

/// Told of every key and value that is whole, but for M and D ones. Epochs (E) come before
/// summaries (R). An error ends the inspection.
using OnWhole = std::function<Status(std::string_view key, std::string_view value)>;

class Inspection {
 public:
  /// `now`: readings are not later, unless one that is whole is. The last two may be empty.
  Inspection(rocksdb::DB& db, TimeMs now, OnDamage on_damage, OnWhole on_whole);

  /// Once. `ledger` is nothing where it is missing or damaged. Errors: conflict for a store of a
  /// newer program, which is left alone; those of `on_whole`.
  [[nodiscard]] Status run(const std::optional<LedgerEntry>& ledger);

  // What follows is after run().

  [[nodiscard]] const VerifyCounts& counts() const { return counts_; }

  /// Whether something is damaged that has not been given up yet.
  [[nodiscard]] bool is_damaged() const { return damages_ > 0; }

  /// Of each series: where readings are damaged, or were and have not been loaded again.
  [[nodiscard]] const std::map<SeriesId, MissingPeriods>& missing() const { return missing_; }

  /// False where the name of a series may be lost, or which periods are missing: then nobody can
  /// say what else is.
  [[nodiscard]] bool names_are_whole() const { return names_whole_; }

  /// False where an epoch may be lost: then no summary says whether it is still right.
  [[nodiscard]] bool epochs_are_whole() const { return epochs_whole_; }

  /// The number that the log begins with; nothing where that cannot be said.
  [[nodiscard]] std::optional<std::uint64_t> first_seq() const { return first_seq_; }

 private:
  using Place = std::pair<SeriesId, TimeMs>;

  /// Readings that are damaged, from a moment of a series on: up to the next block that is whole.
  struct Hole {
    SeriesId series{};
    TimeMs begin;
    TimeMs end_max;     // Of the series' part.
    bool alone = true;  // Nothing of other series is damaged with it.
    std::string cause;
  };

  Status walk(std::string_view kind);
  void gap(std::string_view kind, const Error& why);
  [[nodiscard]] Status check(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_number(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_series(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_epoch(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_missing(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_batch(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_block(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_correction(std::string_view key, std::string_view value);
  [[nodiscard]] Status check_summary(std::string_view key, std::string_view value);

  void damaged(std::string_view what);
  void damaged_other(std::string_view kind, std::string_view what);
  void damaged_block(std::string_view key, std::string_view value, std::string what);
  void end_hole(const std::optional<Place>& behind);
  void tell_lost();

  [[nodiscard]] bool is_known(SeriesId id) const { return series_.contains(id); }

  rocksdb::DB& db_;
  const OnDamage on_damage_;
  const OnWhole on_whole_;
  VerifyCounts counts_;
  std::map<SeriesId, SeriesKey> series_;
  std::map<SeriesId, MissingPeriods> missing_;
  TimeMs newest_;
  bool names_whole_ = true;
  bool epochs_whole_ = true;
  std::optional<std::uint64_t> first_seq_;
  std::uint64_t format_ = kStoreFormat;
  std::uint64_t next_seq_ = 1;
  // Of the blocks: the last one that is whole, and what is damaged behind it.
  std::optional<Place> last_;
  std::optional<Hole> hole_;
  std::vector<std::pair<MissingPeriod, std::string>> lost_;  // With why.
  std::vector<Reading> readings_;
  std::size_t damages_ = 0;
};

}  // namespace cems::store::rocks
