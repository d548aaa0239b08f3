/// Walks the keys of one kind, also past what RocksDB cannot read.
///
/// A damaged part of a table file ends an ordinary walk. This one looks for the first key behind it
/// that can be read, and says that there is a gap:
///
///     for (SalvageWalk walk(db, "B");; walk.next()) {
///       if (walk.gap()) … what was between the key before and this one is unknown …
///       if (!walk.valid()) break;
///       … walk.key() … walk.value() …
///     }
///
/// What is given was read with its checksums. Of several damaged parts close to one another, what
/// is between them may be left out as well: a gap is never too short. Internal to store/rocks; one
/// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <rocksdb/db.h>

#include "base/result.h"
#include "store/rocks/database.h"

namespace cems::store::rocks {

class SalvageWalk {
 public:
  /// `kind` is the letter that the keys begin with.
  SalvageWalk(rocksdb::DB& db, std::string_view kind);

  SalvageWalk(const SalvageWalk&) = delete;
  SalvageWalk& operator=(const SalvageWalk&) = delete;

  [[nodiscard]] bool valid() const { return it_->Valid() && !at_end_; }

  /// REQUIRES: valid().
  void next();

  /// Until next(). REQUIRES: valid().
  [[nodiscard]] std::string_view key() const { return to_view(it_->key()); }

  [[nodiscard]] std::string_view value() const { return to_view(it_->value()); }

  /// Why something right before this key (at the end: behind the last one) could not be read;
  /// nothing where all could.
  [[nodiscard]] const std::optional<Error>& gap() const { return gap_; }

 private:
  void settle();
  void skip();
  void seek(const rocksdb::Slice& key);

  rocksdb::DB& db_;
  const std::string end_;  // The first key behind the kind.
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> it_;
  std::string last_;  // The last key that was read; at first the kind.
  bool at_end_ = false;
  std::optional<Error> gap_;
};

}  // namespace cems::store::rocks
