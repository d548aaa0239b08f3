/// Walking through all of a store.
#include "store/rocks/verify.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "block/codec.h"
#include "store/rocks/database.h"
#include "store/rocks/keys.h"
#include "store/rocks/ledger.h"
#include "store/rocks/log_batch.h"
#include "store/rocks/records.h"
#include "store/rocks/sealer.h"

namespace cems::store {
namespace rocks {
namespace {

class Verifier {
 public:
  Verifier(rocksdb::DB& db, const OnDamage& on_damage) : db_(db), on_damage_(on_damage) {}

  VerifyCounts run(const std::optional<LedgerEntry>& ledger) {
    if (const auto checked = db_.VerifyChecksum(); !checked.ok()) {
      on_damage_(to_error(checked, "checksums of files").message);
    }
    // Series first: the others refer to them.
    for (const std::string_view prefix : {"M", "S", "E", "L", "B", "C", "R"})
      walk(prefix);
    if (ledger && ledger->next_seq > next_seq_) {
      on_damage_("store: the log ends with batch " + std::to_string(next_seq_ - 1) +
                 ", but batches up to " + std::to_string(ledger->next_seq - 1) +
                 " were acknowledged");
    }
    return counts_;
  }

 private:
  void walk(std::string_view prefix) {
    KeyWalk at(db_, prefix, prefix);
    for (; at.valid(); at.next()) {
      if (const Status checked = check(at.key(), at.value()); !checked) {
        on_damage_(checked.error().message + " (key " + show_key(at.key()) + ")");
      }
    }
    if (const Status walked = at.status(); !walked) on_damage_(walked.error().message);
  }

  Status check(std::string_view key, std::string_view value) {
    switch (key.front()) {
      case 'M':
        return check_number(key, value);
      case 'S':
        return check_series(key, value);
      case 'E':
        return check_epoch(key, value);
      case 'L':
        return check_batch(key, value);
      case 'B':
        return check_block(key, value);
      case 'C':
        return check_correction(key, value);
      default:
        return check_summary(key, value);
    }
  }

  static Error damaged_key(const char* what) {
    return {Errc::corrupt, std::string(what) + ": its key is damaged"};
  }

  Status check_number(std::string_view key, std::string_view value) {
    const auto number = decode_number(key, value);
    if (!number) return number.error();
    if (key == kSeqKey) next_seq_ = *number;
    return Unit{};
  }

  Status check_series(std::string_view key, std::string_view value) {
    const auto number = decode_number(key, value);
    if (!number) return number.error();
    if (!read_series_key(key) || !series_.insert(*number).second) return damaged_key("series");
    ++counts_.series;
    return Unit{};
  }

  Status check_epoch(std::string_view key, std::string_view value) {
    const auto series = read_epoch_key(key);
    if (!series || !is_known(*series)) return damaged_key("epoch");
    const auto number = decode_number(key, value);
    return number ? Status(Unit{}) : number.error();
  }

  Status check_batch(std::string_view key, std::string_view value) {
    const auto seq = read_log_key(key);
    if (!seq) return damaged_key("log");
    const std::uint64_t expected = std::exchange(next_seq_, *seq + 1);
    std::vector<SeriesReading> batch;
    if (const Status read = decode_batch(value, batch); !read) return read;
    ++counts_.batches;
    counts_.readings += batch.size();
    for (const SeriesReading& r : batch) {
      if (!is_known(r.series)) return Error{Errc::corrupt, "log: a series without a name"};
    }
    if (*seq == expected) return Unit{};
    return Error{Errc::corrupt, "log: batch " + std::to_string(expected) + " is missing"};
  }

  Status check_block(std::string_view key, std::string_view value) {
    const auto place = read_block_key(key);
    if (!place || !is_known(place->series)) return damaged_key("block");
    readings_.clear();
    const auto header = block::peek(value);
    if (!header) return header.error();
    if (const Status decoded = block::decode(value, readings_); !decoded) return decoded;
    ++counts_.blocks;
    counts_.readings += readings_.size();
    const bool overlaps = place->series == last_series_ && header->first <= last_;
    last_series_ = place->series;
    last_ = header->last;
    if (header->first != place->first) {
      return Error{Errc::corrupt, "block: begins at another time than its key says"};
    }
    if (overlaps) return Error{Errc::corrupt, "block: overlaps the one before"};
    if (!utc_month_of(header->first).contains(header->last)) {
      return Error{Errc::corrupt, "block: reaches over the end of a month"};
    }
    return Unit{};
  }

  Status check_correction(std::string_view key, std::string_view value) {
    const auto place = read_correction_key(key);
    if (!place || !is_known(place->series)) return damaged_key("correction");
    const auto correction = decode_correction(value);
    if (!correction) return correction.error();
    if (correction->replaced.at != place->at) {
      return Error{Errc::corrupt, "correction: of another time than its key says"};
    }
    ++counts_.corrections;
    return Unit{};
  }

  Status check_summary(std::string_view key, std::string_view value) {
    const auto place = read_summary_key(key);
    if (!place || !is_known(place->series)) return damaged_key("summary");
    const auto summary = decode_summary(value);
    if (!summary) return summary.error();
    ++counts_.summaries;
    return Unit{};
  }

  [[nodiscard]] bool is_known(SeriesId id) const {
    return series_.contains(static_cast<std::uint64_t>(id));
  }

  rocksdb::DB& db_;
  const OnDamage& on_damage_;
  VerifyCounts counts_;
  std::set<std::uint64_t> series_;
  std::uint64_t next_seq_ = 1;
  SeriesId last_series_{};
  TimeMs last_;
  std::vector<Reading> readings_;
};

}  // namespace
}  // namespace rocks

VerifyCounts verify_rocks_store(const std::filesystem::path& path, const OnDamage& on_damage) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  const auto ledger = rocks::read_ledger(path);
  if (!ledger) on_damage(ledger.error().message);
  const auto db = rocks::open_database_to_read(path);
  if (!db) {
    on_damage(db.error().message);
    return {};
  }
  const VerifyCounts counts = rocks::Verifier(**db, on_damage).run(ledger ? *ledger : std::nullopt);
  if (ledger && !*ledger && counts.series > 0) on_damage("store: the ledger is missing");
  return counts;
}

}  // namespace cems::store
