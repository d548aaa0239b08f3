/// What the embedded store writes and reads its files through, where it is not the system itself:
/// tests give one that fails or forgets (tests/store/faulty_files.h).
///
/// Internal to store/rocks and its tests: rocks_store.h names the type only, so that no vendor's
/// header goes with it.
#pragma once

#include <memory>

#include <rocksdb/env.h>

namespace cems::store::rocks {

struct FileSystem {
  std::shared_ptr<rocksdb::Env> env;  ///< Files, and what RocksDB sleeps by. Never null.
};

}  // namespace cems::store::rocks
