/// Pieces as bytes (docs/internals/format/summary.md), at most 33 at once.
///
/// Pure functions; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/piece.h"

namespace cems::query {

/// The pieces as bytes, under the basis that they were made on.
[[nodiscard]] std::string encode_pieces(std::span<const Piece> pieces, std::string_view basis);

/// Nothing where the bytes are of another basis or edition, or damaged.
[[nodiscard]] std::optional<std::vector<Piece>> decode_pieces(std::string_view bytes,
                                                              std::string_view basis);

}  // namespace cems::query
