/// Finding the way on behind a damaged part of the database.
#include "store/rocks/salvage_walk.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/assert.h"

namespace cems::store::rocks {
namespace {

/// A key as a number: its first bytes, most significant first. All keys but the names of series
/// are shorter, and where those are damaged nothing is told apart.
constexpr std::size_t kPlaceBytes = 32;
using Place = std::array<std::uint8_t, kPlaceBytes>;

Place place_of(std::string_view key) {
  Place out{};
  std::copy_n(key.begin(), std::min(key.size(), kPlaceBytes), out.begin());
  return out;
}

rocksdb::Slice slice_of(const Place& place) {
  return {reinterpret_cast<const char*>(place.data()), place.size()};
}

/// (a + b) / 2.
Place middle(const Place& a, const Place& b) {
  Place out{};
  unsigned carry = 0;
  for (std::size_t i = kPlaceBytes; i-- > 0;) {
    carry += unsigned{a[i]} + b[i];
    out[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8U;
  }
  for (std::uint8_t& byte : out) {
    const unsigned both = carry << 8U | byte;
    byte = static_cast<std::uint8_t>(both >> 1U);
    carry = both & 1U;
  }
  return out;
}

std::string behind(std::string_view kind) {
  CEMS_ASSERT(kind.size() == 1);
  return std::string(1, static_cast<char>(kind.front() + 1));
}

rocksdb::ReadOptions options_until(const rocksdb::Slice& end) {
  rocksdb::ReadOptions options = read_options();
  options.iterate_upper_bound = &end;
  options.fill_cache = false;  // A walk over everything would leave nothing else in it.
  return options;
}

}  // namespace

SalvageWalk::SalvageWalk(rocksdb::DB& db, std::string_view kind)
    : db_(db), end_(behind(kind)), end_slice_(to_slice(end_)), last_(kind) {
  // Not the letter alone: what an index says of the kind before may end with that, and its last
  // block would be read.
  seek(last_ + '\0');
  settle();
}

void SalvageWalk::next() {
  CEMS_ASSERT(valid());
  last_ = key();
  it_->Next();
  settle();
}

void SalvageWalk::settle() {
  gap_.reset();
  if (it_->Valid() || it_->status().ok()) return;
  gap_ = to_error(it_->status(), "read");
  skip();
}

// Between a place whose block cannot be read and one whose block can: halving the distance ends at
// the edge of the damage in as many steps as a place has bits. Where a step meets other damage
// further on, the edge that is found is behind that.
void SalvageWalk::skip() {
  const Place end = place_of(end_);
  Place unreadable = place_of(last_);
  Place readable = end;
  while (true) {
    const Place at = middle(unreadable, readable);
    if (at == unreadable) break;
    seek(slice_of(at));
    (it_->status().ok() ? readable : unreadable) = at;
  }
  at_end_ = readable == end;
  if (!at_end_) seek(slice_of(readable));
}

// With a new iterator: one that has met damage fails at other places of that file, too.
void SalvageWalk::seek(const rocksdb::Slice& key) {
  it_.reset(db_.NewIterator(options_until(end_slice_)));
  it_->Seek(key);
}

}  // namespace cems::store::rocks
