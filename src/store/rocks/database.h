/// RocksDB as this project uses it: how it is opened and read, and what its failures mean.
///
/// Internal to store/rocks: vendor headers do not leave this folder.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include "base/result.h"
#include "store/rocks/rocks_store.h"

namespace cems::store::rocks {

/// The one translation of RocksDB's failures: no_space, corrupt, conflict (locked) or internal.
/// `doing` begins the message, e.g. "commit". REQUIRES: !status.ok().
[[nodiscard]] Error to_error(const rocksdb::Status& status, std::string_view doing);

[[nodiscard]] rocksdb::Slice to_slice(std::string_view bytes);
[[nodiscard]] std::string_view to_view(const rocksdb::Slice& slice);

/// Reads verify checksums, always.
[[nodiscard]] rocksdb::ReadOptions read_options();

/// Flushes and closes when it goes.
struct Closer {
  // They live as long as the database; null for the system's. The later one uses the former.
  std::shared_ptr<rocksdb::Env> base;
  std::shared_ptr<rocksdb::Env> env;

  void operator()(rocksdb::DB* db) const;
};

using Database = std::unique_ptr<rocksdb::DB, Closer>;

/// Errors: as open_rocks_store.
[[nodiscard]] Result<Database> open_database(const std::filesystem::path& path,
                                             const RocksOptions& options);

/// A view of the database that changes nothing on the disk, for who checks everything that he
/// reads: it is also given where files are damaged or gone, of which `on_damage` is told. The
/// folder exists. Errors: corrupt, internal.
[[nodiscard]] Result<std::unique_ptr<rocksdb::DB>> open_database_to_salvage(
    const std::filesystem::path& path, const std::function<void(std::string_view what)>& on_damage);

/// Moves what RocksDB holds in memory into a file, and frees the write-ahead log behind it.
/// Errors: no_space, corrupt, internal.
[[nodiscard]] Status flush(rocksdb::DB& db);

/// Walks the keys that begin with a prefix, in order; sees the database as it was at the start.
/// After the loop status() must be asked: a damaged file ends a walk like the last key does.
///
///     KeyWalk walk(db, kLogPrefix, kLogPrefix);
///     for (; walk.valid(); walk.next()) { … walk.key() … walk.value() … }
///     return walk.status();
class KeyWalk {
 public:
  /// From `from`, which begins with `prefix`, on.
  KeyWalk(rocksdb::DB& db, std::string_view prefix, std::string_view from);

  [[nodiscard]] bool valid() const;

  void next() { it_->Next(); }

  /// Until next(). REQUIRES: valid().
  [[nodiscard]] std::string_view key() const { return to_view(it_->key()); }

  [[nodiscard]] std::string_view value() const { return to_view(it_->value()); }

  /// Errors: corrupt, internal.
  [[nodiscard]] Status status() const;

 private:
  std::string prefix_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

}  // namespace cems::store::rocks
