/// Opening the embedded store, its series and its ledger.
#include "store/rocks/engine.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "base/checksum.h"
#include "base/log.h"
#include "base/quote.h"
#include "store/rocks/keys.h"
#include "store/rocks/ledger.h"
#include "store/rocks/log_batch.h"
#include "store/rocks/missing.h"
#include "store/rocks/records.h"

namespace cems::store {

Result<std::unique_ptr<Store>> open_rocks_store(const std::filesystem::path& path,
                                                const RocksOptions& options) {
  auto db = rocks::open_database(path, options);
  if (!db) return db.error();
  auto engine = std::make_unique<rocks::Engine>(std::move(*db), path, options);
  if (const Status loaded = engine->load(); !loaded) return loaded.error();
  return std::unique_ptr<Store>(std::move(engine));
}

namespace rocks {
namespace {

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

Status put_number(rocksdb::DB& db, std::string_view key, std::uint64_t number) {
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto put = db.Put(options, to_slice(key), to_slice(encode_number(key, number)));
  if (!put.ok()) return to_error(put, "open");
  return Unit{};
}

Result<bool> is_empty(rocksdb::DB& db) {
  const std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(read_options()));
  it->SeekToFirst();
  if (!it->status().ok()) return to_error(it->status(), "open");
  return !it->Valid();
}

}  // namespace

Engine::Engine(Database db, std::filesystem::path path, const RocksOptions& options)
    : db_(std::move(db)),
      path_(std::move(path)),
      options_(options),
      disk_(path_, options.disk_space),
      group_([this](std::span<CommitRequest* const> requests) { commit_group(requests); }) {}

Engine::~Engine() {
  for (std::jthread* thread : {&sealing_thread_, &ledger_thread_}) {
    thread->request_stop();
    if (thread->joinable()) thread->join();
  }
}

Status Engine::load() {
  {
    const MutexLock commit_lock(commit_mutex_);
    const WriterLock state_lock(state_mutex_);
    if (Status loaded = load_format(); !loaded) return loaded;
    if (Status loaded = load_series(); !loaded) return loaded;
    if (Status loaded = load_epochs(); !loaded) return loaded;
    if (Status loaded = load_missing(); !loaded) return loaded;
    if (Status loaded = find_birth(); !loaded) return loaded;
    if (Status loaded = load_log(); !loaded) return loaded;
    if (Status checked = check_ledger(); !checked) return checked;
  }
  sealing_thread_ = std::jthread([this](const std::stop_token& over) { seal_in_background(over); });
  // What a log with a hole holds moves into blocks, so that the hole is not met again.
  if (Status sealed = options_.accept_loss ? seal() : Status(Unit{}); !sealed) return sealed;
  ledger_thread_ = std::jthread(
      [this, kept = applied_seq_.load()](const std::stop_token& over) { keep_ledger(kept, over); });
  return Unit{};
}

Status Engine::load_format() {
  const auto format = get_number(*db_, kFormatKey);
  if (!format) return format.error();
  if (!*format) {
    const auto empty = is_empty(*db_);
    if (!empty) return empty.error();
    if (!*empty) return Error{Errc::corrupt, "store: it has data but no format version"};
    return put_number(*db_, kFormatKey, kStoreFormat);
  }
  if (**format == kStoreFormat) return Unit{};
  if (Status known = check_format(**format); !known) return known;
  const bool had_ledger = **format > 1;
  if (Status put = put_number(*db_, kFormatKey, kStoreFormat); !put) return put;
  // A format without ledgers: this one begins with what is there.
  return had_ledger ? Status(Unit{}) : write_ledger(path_, {});
}

Status Engine::load_series() {
  KeyWalk walk(*db_, kSeriesPrefix, kSeriesPrefix);
  for (; walk.valid(); walk.next()) {
    const auto names = read_series_key(walk.key());
    const auto number = decode_number(walk.key(), walk.value());
    if (!number) return at_key(number.error(), walk.key());
    if (!names || !table_.restore(*names, SeriesId{*number})) {
      return at_key({Errc::corrupt, "series: its key is damaged or its id not unique"}, walk.key());
    }
    table_.find(SeriesId{*number})->durable = true;
  }
  return walk.status();
}

Status Engine::load_epochs() {
  KeyWalk walk(*db_, kEpochPrefix, kEpochPrefix);
  for (; walk.valid(); walk.next()) {
    const auto id = read_epoch_key(walk.key());
    const auto number = decode_number(walk.key(), walk.value());
    if (!number) return at_key(number.error(), walk.key());
    Series* const series = id ? table_.find(*id) : nullptr;
    if (series == nullptr) {
      return at_key({Errc::corrupt, "epoch: of a series without a name"}, walk.key());
    }
    series->epoch = *number;
  }
  return walk.status();
}

Status Engine::load_missing() {
  KeyWalk walk(*db_, kMissingPrefix, kMissingPrefix);
  for (; walk.valid(); walk.next()) {
    const auto missing = decode_missing(walk.key(), walk.value());
    if (!missing) return at_key(missing.error(), walk.key());
    Series* const series = table_.find(missing->series);
    if (series == nullptr) {
      return at_key({Errc::corrupt, "missing period: of a series without a name"}, walk.key());
    }
    add_missing(series->missing, missing->period);
  }
  const Status walked = walk.status();
  return walked && options_.accept_loss ? forget_missing() : walked;
}

// What was kept of the series from when all was there is not what its readings say now.
Status Engine::forget_missing() {
  rocksdb::WriteBatch batch;
  for (Series& series : table_.all()) {
    for (const TimeRange& period : std::exchange(series.missing, {})) {
      const std::string number = encode_number(epoch_key(series.id), ++series.epoch);
      const auto removed = batch.Delete(to_slice(missing_key(series.id, period.begin)));
      const auto put = batch.Put(to_slice(epoch_key(series.id)), to_slice(number));
      if (!removed.ok() || !put.ok()) return to_error(removed.ok() ? put : removed, "open");
    }
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto written = db_->Write(options, &batch);
  return written.ok() ? Status(Unit{}) : to_error(written, "open");
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
    // A commit takes the next number, so a hole is a batch that was acknowledged and is gone.
    if (*number != next_seq_ && !options_.accept_loss) {
      return at_key({Errc::corrupt, "log: batch " + std::to_string(next_seq_) + " is missing"},
                    walk.key());
    }
    batch.clear();
    if (const Status read = decode_batch(walk.value(), batch); !read) {
      return at_key(read.error(), walk.key());
    }
    for (std::span<const SeriesReading> rest = batch; !rest.empty();) {
      const SeriesId id = rest.front().series;
      const auto end = std::find_if(rest.begin(), rest.end(),
                                    [id](const SeriesReading& r) { return r.series != id; });
      const auto readings = rest.first(static_cast<std::size_t>(end - rest.begin()));
      Series* const series = table_.find(id);
      if (series == nullptr) {
        return at_key({Errc::corrupt, "log: a series without a name"}, walk.key());
      }
      table_.append(*series, readings);
      rest = rest.subspan(readings.size());
    }
    next_seq_ = *number + 1;
  }
  applied_seq_ = next_seq_;
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

// A log that ends before the ledger has lost batches that were acknowledged: a file of RocksDB's
// write-ahead log is gone or was cut, which it opens without a word.
Status Engine::check_ledger() {
  const auto ledger = read_ledger(path_);
  const bool missing = ledger && !*ledger && next_seq_ > 1;
  const bool short_log = ledger && *ledger && (*ledger)->next_seq > next_seq_;
  if (!options_.accept_loss && (!ledger || missing || short_log)) {
    Error error =
        ledger ? Error{Errc::corrupt, "store: the ledger is missing in " + quote(path_.string())}
               : ledger.error();
    if (short_log) {
      error.message = "store: the log in " + quote(path_.string()) + " ends with batch " +
                      std::to_string(next_seq_ - 1) + ", but batches up to " +
                      std::to_string((*ledger)->next_seq - 1) + " were acknowledged";
    }
    error.message +=
        "; restore the folder from a backup, or give up what is missing with cems verify "
        "--accept-loss and load it again";
    return error;
  }
  return write_ledger(path_, {next_seq_});
}

// The last entry is written when the store closes, by this thread's last turn.
void Engine::keep_ledger(std::uint64_t kept, const std::stop_token& over) {
  constexpr std::chrono::seconds kTurn{1};
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  ledger_seq_ = kept;
  while (true) {
    const bool last = over.stop_requested();
    const std::uint64_t seq = applied_seq_;
    if (seq != kept) {
      const Status written = write_ledger(path_, {seq});
      if (written) ledger_seq_ = kept = seq;
      if (!written && last) spdlog::warn("the ledger is not written: {}", written.error().message);
    }
    if (last) return;
    stopped.wait_for(lock, over, kTurn, [] { return false; });
  }
}

Result<SeriesId> Engine::intern(const SeriesKey& key) {
  if (const auto id = find(key)) return *id;
  if (broken_) return Error{Errc::unavailable, "store: closed for writing after a failed write"};
  const WriterLock lock(state_mutex_);
  return table_.intern(key).id;
}

std::optional<SeriesId> Engine::find(const SeriesKey& key) const {
  const ReaderLock lock(state_mutex_);
  return std::as_const(table_).find(key);
}

std::uint64_t Engine::epoch(SeriesId series) const {
  const ReaderLock lock(state_mutex_);
  const Series* const found = std::as_const(table_).find(series);
  return found == nullptr ? 0 : found->epoch;
}

}  // namespace rocks
}  // namespace cems::store
