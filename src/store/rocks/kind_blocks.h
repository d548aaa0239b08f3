/// Cuts the blocks of table files where the kind of key changes: damage among readings then leaves
/// the names of series readable, and the log.
///
/// Internal to store/rocks.
#pragma once

#include <memory>

#include <rocksdb/flush_block_policy.h>

namespace cems::store::rocks {

/// By size as RocksDB does it, and before a key that begins with another letter.
[[nodiscard]] std::shared_ptr<rocksdb::FlushBlockPolicyFactory> blocks_by_kind();

}  // namespace cems::store::rocks
