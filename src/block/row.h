/// Rows of 64-bit integers, bit-packed ("Row" in docs/internals/format/block.md). Internal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cems::block {

/// Appends the row of `values` in its shortest form.
/// REQUIRES: 1 to limits::kBlockReadingsMax values.
void put_row(std::span<const std::int64_t> values, std::string& out);

/// Takes a row of out.size() values off the front of `in`; false where it is malformed, and then
/// `out` and `in` are left in any state. Never reads outside `in`.
/// REQUIRES: 1 to limits::kBlockReadingsMax values.
[[nodiscard]] bool get_row(std::string_view& in, std::span<std::int64_t> out);

}  // namespace cems::block
