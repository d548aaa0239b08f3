/// Writing a store anew from what is whole in it.
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <rocksdb/write_batch.h>
#include <stdio.h>

#include "base/file.h"
#include "base/quote.h"
#include "store/rocks/database.h"
#include "store/rocks/inspection.h"
#include "store/rocks/keys.h"
#include "store/rocks/ledger.h"
#include "store/rocks/records.h"
#include "store/rocks/verify.h"

namespace cems::store {
namespace rocks {
namespace {

namespace fs = std::filesystem;

/// Writes keys in order into a new database. Nothing is durable before finish().
class Copy {
 public:
  explicit Copy(Database db) : db_(std::move(db)) {}

  Status put(std::string_view key, std::string_view value) {
    constexpr std::size_t kBatchBytes = 1U << 20U;
    const auto put = batch_.Put(to_slice(key), to_slice(value));
    if (!put.ok()) return to_error(put, "copy");
    return batch_.GetDataSize() < kBatchBytes ? Status(Unit{}) : write();
  }

  Status finish() {
    if (Status written = write(); !written) return written;
    return flush(*db_);
  }

 private:
  Status write() {
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    const auto written = db_->Write(options, &batch_);
    batch_.Clear();
    if (!written.ok()) return to_error(written, "copy");
    return Unit{};
  }

  Database db_;
  rocksdb::WriteBatch batch_;
};

Error too_much(const fs::path& path, std::string_view what) {
  return {Errc::corrupt, "store: " + std::string(what) + " in " + quote(path.string()) +
                             "; nothing was changed, restore the folder from a backup"};
}

/// What is whole in the database, and which readings are missing for what is not.
Result<DropReport> copy_whole(rocksdb::DB& from, Copy& to, const fs::path& path, TimeMs now,
                              const OnDamage& on_damage, const std::optional<LedgerEntry>& ledger) {
  const Inspection* seen = nullptr;
  const OnWhole on_whole = [&](std::string_view key, std::string_view value) -> Status {
    if (key.front() == kSummaryPrefix.front() && !seen->epochs_are_whole()) return Unit{};
    return to.put(key, value);
  };
  Inspection inspection(from, now, on_damage, on_whole);
  seen = &inspection;
  if (Status ran = inspection.run(ledger); !ran) return ran.error();
  if (!inspection.names_are_whole()) return too_much(path, "the names of series are damaged");
  const auto first_seq = inspection.first_seq();
  if (!first_seq && !ledger) return too_much(path, "where the log begins is damaged");
  const std::pair<std::string_view, std::uint64_t> numbers[] = {
      {kFormatKey, kStoreFormat}, {kSeqKey, first_seq ? *first_seq : ledger->next_seq}};
  for (const auto& [key, number] : numbers) {
    if (Status put = to.put(key, encode_number(key, number)); !put) return put.error();
  }
  for (const auto& [series, periods] : inspection.missing()) {
    for (const TimeRange& period : periods) {
      const std::string key = missing_key(series, period.begin);
      if (Status put = to.put(key, encode_missing({series, period})); !put) return put.error();
    }
  }
  return DropReport{inspection.counts(), inspection.is_damaged()};
}

/// The new folder in the place of the old one, at one moment; the old one beside it.
Status exchange(const fs::path& fresh, const fs::path& path, const fs::path& damaged) {
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) != 0) {
    const std::error_code error(errno, std::generic_category());
    return Error{Errc::internal, "store: cannot exchange " + quote(fresh.string()) + " and " +
                                     quote(path.string()) + ": " + error.message()};
  }
  std::error_code error;
  fs::rename(fresh, damaged, error);
  if (error) {
    return Error{Errc::internal, "store: cannot rename " + quote(fresh.string()) +
                                     ", which is the damaged store now: " + error.message()};
  }
  return sync_directory(path.parent_path());
}

}  // namespace
}  // namespace rocks

Result<DropReport> drop_damaged(const std::filesystem::path& path, TimeMs now,
                                const OnDamage& on_damage) {
  const std::filesystem::path fresh = path.string() + ".whole";
  const std::filesystem::path damaged = path.string() + ".damaged";
  std::error_code error;
  if (std::filesystem::exists(damaged, error)) {
    return Error{Errc::conflict, "store: " + quote(damaged.string()) +
                                     " is there from the last time; remove it first"};
  }
  std::filesystem::remove_all(fresh, error);  // Of one that was interrupted.
  const auto ledger = rocks::read_ledger(path);
  if (!ledger) on_damage(ledger.error().message);
  const auto known = ledger ? *ledger : std::nullopt;
  bool opened_whole = true;
  const auto from = rocks::open_database_to_salvage(path, [&](std::string_view what) {
    opened_whole = false;
    on_damage(what);
  });
  if (!from) return from.error();
  Result<DropReport> report = DropReport{};
  {
    auto to = rocks::open_database(fresh, {});
    if (!to) return to.error();
    rocks::Copy copy(std::move(*to));
    report = rocks::copy_whole(**from, copy, path, now, on_damage, known);
    Status written = report ? copy.finish() : report.error();
    // Without a ledger the store stays closed until what its log may have lost is given up too.
    if (written && known) written = rocks::write_ledger(fresh, *known);
    if (!written) report = written.error();
  }
  if (report) report->dropped |= !opened_whole;
  if (!report || !report->dropped) {
    std::filesystem::remove_all(fresh, error);
    return report;
  }
  if (Status exchanged = rocks::exchange(fresh, path, damaged); !exchanged) {
    return exchanged.error();
  }
  return report;
}

}  // namespace cems::store
