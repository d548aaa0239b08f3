/// Bodies of the two encodings, without the header and its checksums
/// (docs/internals/format/block.md). Internal.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/reading.h"
#include "base/result.h"
#include "block/codec.h"
#include "block/columns.h"

namespace cems::block {

/// Appends the body of `readings`. REQUIRES: what encode() requires.
void put_plain_body(std::span<const Reading> readings, std::string& out);
void put_packed_body(std::span<const Reading> readings, std::string& out);

/// What a body says: times and qualities in `columns`, and the numbers as its mantissas, or, where
/// one scale does not serve all of them as they stand there, in `decimals`. The other one is empty.
struct Body {
  Columns& columns;
  std::vector<Decimal> decimals;
};

/// Reads all of `in`; trusts nothing but the header. Errors: corrupt.
[[nodiscard]] Status get_plain_body(std::string_view in, const Header& header, Body& out);
[[nodiscard]] Status get_packed_body(std::string_view in, const Header& header, Body& out);

/// A block is damaged: `what` says where.
[[nodiscard]] inline Error corrupt(const char* what) {
  return {Errc::corrupt, std::string("block: ") + what};
}

}  // namespace cems::block
