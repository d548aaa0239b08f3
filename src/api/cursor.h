/// Cursors (X4): the place behind the last row of a page, as opaque text.
///
/// A cursor belongs to the question that gave it: used with another one it is refused, for the rows
/// it would give would fit neither. It holds no secret and needs no signature, because it can only
/// name places that its bearer may ask for anyway. Pure functions; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "query/page.h"

namespace cems::api {

struct Cursor {
  std::uint64_t page = 1;  ///< Number of the page that it leads to.
  query::Place after;

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// At most 1,024 characters of the base64url alphabet, which a query takes unescaped.
/// `question` is every parameter that decides which rows there are and their order.
[[nodiscard]] std::string encode_cursor(const Cursor& cursor, std::string_view question);

/// Nothing for text that no page gave, or that a page of another question gave.
[[nodiscard]] std::optional<Cursor> decode_cursor(std::string_view text, std::string_view question);

}  // namespace cems::api
