/// A walk over the sealed blocks of one series.
#include "store/rocks/block_cursor.h"

#include <utility>

#include "base/assert.h"
#include "store/rocks/database.h"
#include "store/rocks/keys.h"

namespace cems::store::rocks {

BlockCursor::BlockCursor(rocksdb::DB& db, SeriesId series)
    : series_(series), prefix_(block_prefix(series)), it_(db.NewIterator(read_options())) {}

Status BlockCursor::seek_at(TimeMs t) {
  it_->SeekForPrev(to_slice(block_key(series_, t)));
  return load();
}

Status BlockCursor::seek_from(TimeMs t) {
  if (Status found = seek_at(t); !found) return found;
  if (valid_ && header_.last >= t) return Unit{};
  if (valid_) return next();
  it_->Seek(to_slice(block_key(series_, t)));
  return load();
}

Status BlockCursor::next() {
  CEMS_ASSERT(valid_);
  const TimeMs last = header_.last;
  it_->Next();
  if (Status loaded = load(); !loaded) return loaded;
  if (valid_ && header_.first <= last) {
    valid_ = false;
    return at_key({Errc::corrupt, "block: overlaps the one before"});
  }
  return Unit{};
}

Status BlockCursor::prev() {
  CEMS_ASSERT(valid_);
  const TimeMs first = header_.first;
  it_->Prev();
  if (Status loaded = load(); !loaded) return loaded;
  if (valid_ && header_.last >= first) {
    valid_ = false;
    return at_key({Errc::corrupt, "block: overlaps the one behind"});
  }
  return Unit{};
}

Status BlockCursor::decode(std::vector<Reading>& out) const {
  CEMS_ASSERT(valid_);
  if (const Status decoded = block::decode(to_view(it_->value()), out); !decoded) {
    return at_key(decoded.error());
  }
  return Unit{};
}

Result<block::Shape> BlockCursor::decode(block::Columns& out) const {
  CEMS_ASSERT(valid_);
  Result<block::Shape> decoded = block::decode(to_view(it_->value()), out);
  if (!decoded) return at_key(decoded.error());
  return decoded;
}

Status BlockCursor::load() {
  valid_ = false;
  if (!it_->Valid()) {
    if (!it_->status().ok()) return to_error(it_->status(), "read");
    return Unit{};
  }
  if (!it_->key().starts_with(to_slice(prefix_))) return Unit{};
  const auto key = read_block_key(to_view(it_->key()));
  if (!key) return at_key({Errc::corrupt, "block: its key is damaged"});
  auto header = block::peek(to_view(it_->value()));
  if (!header) return at_key(std::move(header.error()));
  if (header->first != key->first) {
    return at_key({Errc::corrupt, "block: begins at another time than its key says"});
  }
  header_ = *header;
  valid_ = true;
  return Unit{};
}

Error BlockCursor::at_key(Error error) const {
  error.message += " (key " + show_key(to_view(it_->key())) + ")";
  return error;
}

}  // namespace cems::store::rocks
