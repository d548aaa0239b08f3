/// Opening the embedded store, its series and its sealing.
#include "store/rocks/engine.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/checksum.h"
#include "store/rocks/head.h"
#include "store/rocks/keys.h"
#include "store/rocks/records.h"
#include "store/rocks/sealer.h"

namespace cems::store {

Result<std::unique_ptr<Store>> open_rocks_store(const std::filesystem::path& path,
                                                const RocksOptions& options) {
  auto db = rocks::open_database(path, options);
  if (!db) return db.error();
  auto engine = std::make_unique<rocks::Engine>(std::move(*db), options);
  if (const Status loaded = engine->load(); !loaded) return loaded.error();
  return std::unique_ptr<Store>(std::move(engine));
}

namespace rocks {
namespace {

constexpr std::uint64_t kFormat = 1;

Error at_key(Error error, std::string_view key) {
  error.message += " (key " + show_key(key) + ")";
  return error;
}

Result<std::optional<std::uint64_t>> get_number(rocksdb::DB& db, std::string_view key) {
  std::string value;
  const auto got = db.Get(read_options(), to_slice(key), &value);
  if (got.IsNotFound()) return std::optional<std::uint64_t>{};
  if (!got.ok()) return to_error(got, "open");
  const auto number = decode_number(key, value);
  if (!number) return at_key(number.error(), key);
  return std::optional<std::uint64_t>{*number};
}

Result<bool> is_empty(rocksdb::DB& db) {
  const std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(read_options()));
  it->SeekToFirst();
  if (!it->status().ok()) return to_error(it->status(), "open");
  return !it->Valid();
}

}  // namespace

Engine::Engine(Database db, const RocksOptions& options)
    : db_(std::move(db)), head_readings_max_(options.head_readings_max) {}

Status Engine::load() {
  const MutexLock commit_lock(commit_mutex_);
  const WriterLock state_lock(state_mutex_);
  if (Status loaded = load_format(); !loaded) return loaded;
  if (Status loaded = load_series(); !loaded) return loaded;
  return load_log();
}

Status Engine::load_format() {
  const auto format = get_number(*db_, kFormatKey);
  if (!format) return format.error();
  if (*format) {
    if (**format == kFormat) return Unit{};
    return Error{Errc::conflict, "store: its format is " + std::to_string(**format) +
                                     ", this program knows " + std::to_string(kFormat) +
                                     "; use the version of cems that wrote it, or a newer one"};
  }
  const auto empty = is_empty(*db_);
  if (!empty) return empty.error();
  if (!*empty) return Error{Errc::corrupt, "store: it has data but no format version"};
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto put =
      db_->Put(options, to_slice(kFormatKey), to_slice(encode_number(kFormatKey, kFormat)));
  if (!put.ok()) return to_error(put, "open");
  return Unit{};
}

Status Engine::load_series() {
  KeyWalk walk(*db_, kSeriesPrefix, kSeriesPrefix);
  for (; walk.valid(); walk.next()) {
    const auto names = read_series_key(walk.key());
    const auto number = decode_number(walk.key(), walk.value());
    if (!number) return at_key(number.error(), walk.key());
    if (!names || *number == 0 ||
        !series_.try_emplace(SeriesId{*number}, Series{*names, true, {}}).second) {
      return at_key({Errc::corrupt, "series: its key is damaged or its id not unique"}, walk.key());
    }
    ids_.emplace(*names, SeriesId{*number});
    next_id_ = std::max(next_id_, *number + 1);
  }
  return walk.status();
}

Status Engine::load_log() {
  const auto seq = get_number(*db_, kSeqKey);
  if (!seq) return seq.error();
  next_seq_ = seq->value_or(1);
  std::vector<SeriesReading> batch;
  KeyWalk walk(*db_, kLogPrefix, kLogPrefix);
  for (; walk.valid(); walk.next()) {
    const auto number = read_log_key(walk.key());
    if (!number) return at_key({Errc::corrupt, "log: the key is damaged"}, walk.key());
    // A commit takes the next number, so a hole is a batch that was acknowledged and is gone, such
    // as with a deleted WAL file, which RocksDB opens without a word.
    if (*number != next_seq_) {
      return at_key({Errc::corrupt, "log: batch " + std::to_string(next_seq_) + " is missing"},
                    walk.key());
    }
    batch.clear();
    if (const Status read = decode_batch(walk.value(), batch); !read) {
      return at_key(read.error(), walk.key());
    }
    for (const SeriesReading& r : batch) {
      if (!series_.contains(r.series)) {
        return at_key({Errc::corrupt, "log: a series without a name"}, walk.key());
      }
    }
    add_to_head(batch);
    next_seq_ = *number + 1;
  }
  if (const Status found = find_birth(); !found) return found;
  version_ = birth_ + next_seq_;
  return walk.status();
}

/// RocksDB writes a random identity into each database that it makes; a copy keeps it.
Status Engine::find_birth() {
  std::string identity;
  const rocksdb::Status status = db_->GetDbIdentity(identity);
  if (!status.ok()) return to_error(status, "reading the database's identity");
  constexpr unsigned kNumberBits = 32;  // Leaves room for four thousand million batches.
  birth_ = std::uint64_t{crc32c(identity)} << kNumberBits;
  return Unit{};
}

Result<SeriesId> Engine::intern(const SeriesKey& key) {
  if (const auto id = find(key)) return *id;
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  const WriterLock lock(state_mutex_);
  const auto [it, added] = ids_.try_emplace(key, SeriesId{next_id_});
  if (added) {
    series_.try_emplace(it->second, Series{key, false, {}});
    ++next_id_;
  }
  return it->second;
}

std::optional<SeriesId> Engine::find(const SeriesKey& key) const {
  const ReaderLock lock(state_mutex_);
  const auto it = ids_.find(key);
  if (it == ids_.end()) return std::nullopt;
  return it->second;
}

std::uint64_t Engine::epoch(SeriesId series) const {
  const ReaderLock lock(state_mutex_);
  const auto it = series_.find(series);
  return it == series_.end() ? 0 : it->second.epoch;
}

void Engine::add_to_head(std::span<const SeriesReading> sorted) {
  std::vector<Reading> readings;
  while (!sorted.empty()) {
    const SeriesId id = sorted.front().series;
    readings.clear();
    for (const SeriesReading& r : sorted) {
      if (r.series != id) break;
      readings.push_back(r.reading);
    }
    std::vector<Reading>& head = series_.at(id).head;
    head_size_ -= head.size();
    merge_into(head, readings);
    head_size_ += head.size();
    sorted = sorted.subspan(readings.size());
  }
}

Status Engine::seal() {
  const MutexLock lock(commit_mutex_);
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  return seal_head();
}

// Readers see the whole head until the last batch is in the database, and nothing of it afterwards:
// whichever they meet, with the database's view taken under the same lock, is complete.
Status Engine::seal_head() {
  std::vector<SeriesId> ids;
  {
    const ReaderLock lock(state_mutex_);
    for (const auto& [id, series] : series_) {
      if (!series.head.empty()) ids.push_back(id);
    }
  }
  if (ids.empty()) return Unit{};
  std::sort(ids.begin(), ids.end());
  Sealer sealer(*db_);
  Status sealed = Unit{};
  for (std::size_t i = 0; sealed && i < ids.size(); ++i) {
    std::vector<Reading> head;
    {
      const ReaderLock lock(state_mutex_);
      head = series_.at(ids[i]).head;
    }
    sealed = sealer.add(ids[i], head);
  }
  if (sealed) sealed = sealer.finish(next_seq_);
  if (sealer.write_failed()) broken_ = true;
  if (!sealed) return sealed;
  sealed_last_.clear();
  const WriterLock lock(state_mutex_);
  for (const SeriesId id : ids)
    series_.at(id).head = {};
  head_size_ = 0;
  return Unit{};
}

}  // namespace rocks
}  // namespace cems::store
