/// Flat objects of JSON as programs write readings, taken apart without a tree: strings without
/// escapes, plain numbers, and the names of a reading's fields.
///
/// Takes only what json::FlatReader takes too, and says the same of it; everything else is left to
/// that, which knows what is wrong with it, if anything. Strings are not checked for UTF-8. Views
/// are of the text. Thread-safety: one cursor, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "ingest/reading_check.h"

namespace cems::ingest {

/// Walks over a text of JSON.
class FlatCursor {
 public:
  explicit FlatCursor(std::string_view text) : rest_(text) {}

  /// Steps over a mark and the blanks before it. False where something else stands there.
  [[nodiscard]] bool take(char mark);

  /// What stands between the quotes of a string. Nothing where there is none, or one with escapes.
  [[nodiscard]] std::optional<std::string_view> take_string();

  /// The index of the name of an object's member number `place`, colon included. Nothing where
  /// there is none of them. Objects mostly name their members in the order of the one before.
  [[nodiscard]] std::optional<std::size_t> take_name(std::size_t place, const ColumnNames& names);

  /// A number of JSON without an exponent; empty where there is none.
  [[nodiscard]] std::string_view take_number();

  /// Whether only blanks are left.
  [[nodiscard]] bool done();

 private:
  void skip_blanks();
  [[nodiscard]] bool take_exactly(std::string_view name);

  std::string_view rest_;
  // Which name came last at a place, plain as it must be; none: no name yet.
  std::array<std::optional<std::size_t>, std::tuple_size_v<ColumnNames>> order_;
};

/// The fields of one object, which may be fewer than all.
struct FlatReading {
  RawReading raw;  ///< Empty for a member that is not there.
  std::array<bool, std::tuple_size_v<ColumnNames>> has{};  ///< By Field, from `cems` on.
};

/// Takes an object: ids and time strings, value and quality numbers. False for everything that is
/// not such an object, has a member twice or one of another name.
[[nodiscard]] bool take_flat_reading(FlatCursor& cursor, const ColumnNames& names,
                                     FlatReading& out);

}  // namespace cems::ingest
