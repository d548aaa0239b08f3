/// A JSON document as one list of nodes without copies: for readings, which come by the million.
///
/// Where json::Value owns a tree, these nodes are views into the reader's own buffers, which are
/// used again for the next document: no allocation once they have grown. The same texts are read
/// and refused as by parse() (value.h), with the same messages; only a name that an object has
/// twice is let through, for whoever looks for names to find.
///
/// Thread-safety: one reader, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace cems::json {

/// One value, or the name of a member, which stands before its value.
struct Node {
  Kind kind = Kind::null;
  bool is_name = false;
  bool boolean = false;
  std::uint32_t size = 1;  ///< Nodes of the value with all that is in it, itself included.
  std::string_view text;   ///< As Value::text; of a name: the name.
};

/// A value: its first node is the value itself, the rest is what it contains.
using Nodes = std::span<const Node>;

class FlatReader {
 public:
  FlatReader();
  ~FlatReader();

  FlatReader(const FlatReader&) = delete;
  FlatReader& operator=(const FlatReader&) = delete;

  /// Reads one document. The nodes live until the next call.
  /// Errors: as parse().
  [[nodiscard]] Result<Nodes> read(std::string_view text);

  /// The copy of the document last read that texts of nodes are views of, but for those with
  /// escapes. It is as long as the document unless that had a byte order mark.
  [[nodiscard]] std::string_view source() const;

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

/// Calls `item(Nodes)` with each value of an array. REQUIRES: it is one.
template <class F>
void for_each_item(Nodes array, F&& item) {
  for (std::size_t at = 1; at < array.size(); at += array[at].size) {
    item(array.subspan(at, array[at].size));
  }
}

/// Calls `member(std::string_view name, Nodes value)` with each member of an object.
/// REQUIRES: it is one.
template <class F>
void for_each_member(Nodes object, F&& member) {
  for (std::size_t at = 1; at < object.size();) {
    const std::string_view name = object[at].text;
    const std::uint32_t size = object[at + 1].size;
    member(name, object.subspan(at + 1, size));
    at += 1 + size;
  }
}

}  // namespace cems::json
