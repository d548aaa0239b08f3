/// A walk over the sealed blocks of one series, checked at every step.
///
/// It sees the database as it was when the cursor was made. Internal to store/rocks; owned by one
/// thread. After an error it is not valid any more.
#pragma once

#include <memory>
#include <vector>

#include <rocksdb/db.h>

#include "base/ids.h"
#include "base/reading.h"
#include "base/result.h"
#include "block/codec.h"

namespace cems::store::rocks {

class BlockCursor {
 public:
  BlockCursor(rocksdb::DB& db, SeriesId series);

  /// To the last block that begins at or before `t`. Errors: corrupt, internal.
  [[nodiscard]] Status seek_at(TimeMs t);

  /// To the first block that ends at or after `t`. Errors: corrupt, internal.
  [[nodiscard]] Status seek_from(TimeMs t);

  /// REQUIRES: valid(). Errors: corrupt (also where blocks overlap), internal.
  [[nodiscard]] Status next();
  [[nodiscard]] Status prev();

  /// On a block; false past either end.
  [[nodiscard]] bool valid() const { return valid_; }

  /// REQUIRES: valid().
  [[nodiscard]] const block::Header& header() const { return header_; }

  /// Appends the block's readings. REQUIRES: valid(). Errors: corrupt.
  [[nodiscard]] Status decode(std::vector<Reading>& out) const;

  /// The block as columns, where it is one. REQUIRES: valid(). Errors: corrupt.
  [[nodiscard]] Result<block::Shape> decode(block::Columns& out) const;

 private:
  [[nodiscard]] Status load();
  [[nodiscard]] Error at_key(Error error) const;

  SeriesId series_;
  std::string prefix_;
  std::unique_ptr<rocksdb::Iterator> it_;
  bool valid_ = false;
  block::Header header_;
};

}  // namespace cems::store::rocks
