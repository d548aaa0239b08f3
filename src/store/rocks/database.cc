/// RocksDB as this project uses it.
#include "store/rocks/database.h"

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <rocksdb/cache.h>
#include <rocksdb/metadata.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include "base/quote.h"
#include "store/rocks/file_system.h"
#include "store/rocks/keys.h"
#include "store/rocks/kind_blocks.h"
#include "store/rocks/roomy_logs.h"

namespace cems::store::rocks {
namespace {

constexpr std::size_t kSstBlockBytes = 16 * 1024;  // A few of our blocks: one read for a scan step.

/// True when a database was here: RocksDB's data, whether or not its CURRENT still names it.
bool has_data(const std::filesystem::path& path) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const std::string name = entry.path().filename().string();
    const std::string extension = entry.path().extension().string();
    if (name == "CURRENT" || name.starts_with("MANIFEST-") || extension == ".sst" ||
        extension == ".log") {
      return true;
    }
  }
  return false;
}

/// The system's files.
rocksdb::Env* system_env() {
  static const std::unique_ptr<rocksdb::Env> env =
      with_roomy_logs(*rocksdb::Env::Default(), DamagedRoom::refused);
  return env.get();
}

rocksdb::Env* salvaging_env() {
  static const std::unique_ptr<rocksdb::Env> env =
      with_roomy_logs(*rocksdb::Env::Default(), DamagedRoom::ignored);
  return env.get();
}

rocksdb::Options make_options(const RocksOptions& options) {
  rocksdb::Options out;
  out.env = system_env();
  out.paranoid_checks = true;
  // The default, kPointInTimeRecovery, opens without a word where a bit in the middle of the WAL
  // flipped, and drops every acknowledged batch behind it (10,000 of 20,000 when we tried). This
  // mode forgives only a torn last record, which was never acknowledged.
  out.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // Names the files of the log in the manifest, so that one that is gone between others is missed.
  out.track_and_verify_wals_in_manifest = true;
  out.write_buffer_size = options.write_buffer_bytes;
  out.max_background_jobs = 2;
  // Blocks of readings are packed to the bit already: RocksDB tries, and keeps them as they are.
  // Summaries and names get smaller. The usual level takes an eighth of an ingest's processor time
  // to find that out; the first of the fast ones a third of that, for hardly more bytes.
  out.compression = rocksdb::kZSTD;
  out.compression_opts.level = -1;
  out.level_compaction_dynamic_level_bytes = true;  // Hardly anything is kept twice.
  out.info_log_level = rocksdb::WARN_LEVEL;
  out.keep_log_file_num = 4;
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kSstBlockBytes;
  table.format_version = 5;
  table.flush_block_policy_factory = blocks_by_kind();
  // One budget: indexes and what is not yet in a file take their room from the blocks that were
  // read. Without it indexes grow with the store, 0.2 % of it.
  table.block_cache = rocksdb::NewLRUCache(options.cache_bytes);
  table.cache_index_and_filter_blocks = true;
  out.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(
      2 * options.write_buffer_bytes, table.block_cache);
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

/// Whether each file of level 0 opens. Every walk needs all of them, and RocksDB 7.8 frees the
/// range deletions of one twice where the next cannot be opened while an iterator is made.
rocksdb::Status open_newest_files(rocksdb::DB& db, const rocksdb::Options& options) {
  std::vector<rocksdb::LiveFileMetaData> files;
  db.GetLiveFilesMetaData(&files);
  for (const rocksdb::LiveFileMetaData& file : files) {
    if (file.level != 0) continue;
    rocksdb::SstFileReader reader(options);
    rocksdb::Status opened = reader.Open(file.db_path + file.name);
    if (!opened.ok()) return opened;
  }
  return rocksdb::Status::OK();
}

}  // namespace

Error to_error(const rocksdb::Status& status, std::string_view doing) {
  Errc code = Errc::internal;
  const std::string text = status.ToString();
  if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kSpaceLimit) {
    code = Errc::no_space;
  } else if (status.IsCorruption() || status.IsPathNotFound()) {
    code = Errc::corrupt;  // A file that ought to be there is damage, too.
  } else if (status.IsIOError() && (text.find("lock hold by current process") != text.npos ||
                                    text.find("While lock file") != text.npos)) {
    code = Errc::conflict;
  }
  return {code, "store: " + std::string(doing) + ": " + text};
}

rocksdb::Slice to_slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

std::string_view to_view(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

rocksdb::ReadOptions read_options() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

KeyWalk::KeyWalk(rocksdb::DB& db, std::string_view prefix, std::string_view from)
    : prefix_(prefix), it_(db.NewIterator(read_options())) {
  it_->Seek(to_slice(from));
}

bool KeyWalk::valid() const {
  return it_->Valid() && it_->key().starts_with(to_slice(prefix_));
}

Status KeyWalk::status() const {
  if (!it_->status().ok()) return to_error(it_->status(), "read");
  return Unit{};
}

void Closer::operator()(rocksdb::DB* db) const {
  // Whatever fails here loses nothing: every commit is synced, and the log is read at the next
  // open.
  db->Flush(rocksdb::FlushOptions()).PermitUncheckedError();
  db->Close().PermitUncheckedError();
  delete db;
}

Result<std::unique_ptr<rocksdb::DB>> open_database_to_salvage(
    const std::filesystem::path& path,
    const std::function<void(std::string_view what)>& on_damage) {
  rocksdb::Options options = make_options(RocksOptions{});
  rocksdb::DB* db = nullptr;
  rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, path.string(), &db);
  if (!status.ok()) {
    on_damage(to_error(status, "open").message);
    // With the files that can be read, and the write-ahead log as far as it goes.
    options.paranoid_checks = false;
    options.env = salvaging_env();
    status = rocksdb::DB::OpenForReadOnly(options, path.string(), &db);
  }
  std::unique_ptr<rocksdb::DB> opened(db);
  if (status.ok()) status = open_newest_files(*opened, options);
  if (!status.ok()) {
    Error error = to_error(status, "open");
    error.message += "; restore the folder from a backup";
    return error;
  }
  return opened;
}

Status flush(rocksdb::DB& db) {
  const rocksdb::Status flushed = db.Flush(rocksdb::FlushOptions());
  if (!flushed.ok()) return to_error(flushed, "flush");
  return Unit{};
}

Result<Database> open_database(const std::filesystem::path& path, const RocksOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return Error{Errc::internal,
                 "store: cannot make the folder " + quote(path.string()) + ": " + error.message()};
  }
  rocksdb::Options rocks = make_options(options);
  // Only a fresh folder gets a fresh database: where CURRENT was lost, RocksDB would otherwise put
  // an empty one over the data, and the next start would answer from it.
  rocks.create_if_missing = !has_data(path);
  if (!rocks.create_if_missing && !std::filesystem::exists(path / "CURRENT", error)) {
    return Error{Errc::corrupt, "store: the file CURRENT is missing in " + quote(path.string()) +
                                    "; restore the folder from a backup"};
  }
  Closer closer;
  if (options.file_system) {
    closer.base = options.file_system->env;
    closer.env = with_roomy_logs(*closer.base, DamagedRoom::refused);
    rocks.env = closer.env.get();
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(rocks, path.string(), &db);
  if (!status.ok()) return to_error(status, "open");
  return Database(db, std::move(closer));
}

}  // namespace cems::store::rocks
