/// The RocksDB below a store, opened directly: to look at its keys and to damage values behind the
/// back of RocksDB's own checksums. The store must be closed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "store/rocks/database.h"

namespace cems::store::test {

class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& path) {
    auto db = rocks::open_database(path, {});
    EXPECT_TRUE(db) << db.error().message;
    if (db) db_ = std::move(*db);
  }

  [[nodiscard]] std::vector<std::string> keys(std::string_view prefix) {
    std::vector<std::string> out;
    rocks::KeyWalk walk(*db_, prefix, prefix);
    for (; walk.valid(); walk.next())
      out.emplace_back(walk.key());
    EXPECT_TRUE(walk.status());
    return out;
  }

  [[nodiscard]] std::string get(const std::string& key) {
    std::string value;
    EXPECT_TRUE(db_->Get({}, key, &value).ok());
    return value;
  }

  void put(const std::string& key, const std::string& value) {
    EXPECT_TRUE(db_->Put({}, key, value).ok());
  }

  void remove(const std::string& key) { EXPECT_TRUE(db_->Delete({}, key).ok()); }

  /// Changes one bit of byte `at` of the value.
  void flip(const std::string& key, std::size_t at) {
    std::string value = get(key);
    ASSERT_LT(at, value.size());
    value[at] = static_cast<char>(value[at] ^ 1);
    put(key, value);
  }

 private:
  rocks::Database db_;
};

}  // namespace cems::store::test
