// Bytes of pieces; the layout is in docs/internals/format/summary.md.
#include "query/piece_codec.h"

#include <algorithm>

#include "base/bytes.h"

namespace cems::query {
namespace {

constexpr std::uint8_t kPiecesEdition = 2;
constexpr std::size_t kPiecesMax = 33;  // A month has 31 days, and a zone may jump over one.

// Bits of Marks, and of a piece.
constexpr unsigned kTouched = 1;
constexpr unsigned kQuestionable = 2;
constexpr unsigned kEstimated = 4;
constexpr unsigned kAny = 8;
constexpr unsigned kMixed = 16;
constexpr unsigned kMarkBits = 31;
constexpr unsigned kGap = 1;
constexpr unsigned kPainted = 2;
constexpr unsigned kUnfit = 4;
constexpr unsigned kExtremes = 8;

void put_marks(std::string& out, const Marks& marks) {
  unsigned bits = 0;
  bits |= marks.touched ? kTouched : 0;
  bits |= marks.questionable ? kQuestionable : 0;
  bits |= marks.estimated ? kEstimated : 0;
  bits |= marks.any ? kAny : 0;
  bits |= marks.mixed ? kMixed : 0;
  put_u8(out, static_cast<std::uint8_t>(bits));
  if (marks.any) {
    put_u8(out, static_cast<std::uint8_t>(marks.quality));
  }
}

bool get_marks(std::string_view& in, Marks& marks) {
  const auto bits = get_u8(in);
  if (!bits || *bits > kMarkBits) {
    return false;
  }
  marks.touched = (*bits & kTouched) != 0;
  marks.questionable = (*bits & kQuestionable) != 0;
  marks.estimated = (*bits & kEstimated) != 0;
  marks.any = (*bits & kAny) != 0;
  marks.mixed = (*bits & kMixed) != 0;
  if (marks.any) {
    const auto quality = get_u8(in);
    if (!quality) {
      return false;
    }
    marks.quality = static_cast<Quality>(*quality);
  }
  return true;
}

bool is_blank(const PieceCell& cell) {
  return cell.sum == 0 && cell.present == 0 && cell.length_ms == 0 && !cell.marks.touched &&
         !cell.marks.questionable && !cell.marks.estimated && !cell.marks.any && !cell.marks.mixed;
}

void put_extremes(std::string& out, const PieceExtremes& extremes) {
  put_signed_varint(out, extremes.maximum);
  put_varint(out, extremes.maximum_ms);
  put_signed_varint(out, extremes.minimum);
  put_varint(out, extremes.minimum_ms);
}

void put_piece(std::string& out, const Piece& piece) {
  put_signed_varint(out, piece.range.begin.ms);
  put_varint(out, static_cast<std::uint64_t>(piece.range.end - piece.range.begin));
  const bool extremes =
      std::any_of(piece.extremes.begin(), piece.extremes.end(),
                  [](const PieceExtremes& one) { return one != PieceExtremes(); });
  put_u8(out, static_cast<std::uint8_t>((piece.gap ? kGap : 0) | (piece.painted ? kPainted : 0) |
                                        (piece.fits ? 0 : kUnfit) | (extremes ? kExtremes : 0)));
  if (!piece.fits) {
    return;
  }
  put_signed_varint(out, piece.scale);
  put_marks(out, piece.begin);
  put_marks(out, piece.end);
  put_u8(out, static_cast<std::uint8_t>(static_cast<unsigned>(piece.first) |
                                        static_cast<unsigned>(piece.last) << 4U));
  unsigned there = 0;
  for (std::size_t i = 0; i < piece.cells.size(); ++i) {
    there |= is_blank(piece.cells[i]) ? 0 : 1U << i;
  }
  put_u8(out, static_cast<std::uint8_t>(there));
  for (std::size_t i = 0; i < piece.cells.size(); ++i) {
    const PieceCell& cell = piece.cells[i];
    if (!is_blank(cell)) {
      put_signed_varint(out, cell.sum);
      put_varint(out, cell.present);
      put_varint(out, cell.length_ms);
      put_marks(out, cell.marks);
      if (extremes) {
        put_extremes(out, piece.extremes[i]);
      }
    }
  }
}

/// A number of 32 bits; false where it is none.
bool get_narrow(std::string_view& in, std::uint32_t& out) {
  const auto number = get_varint(in);
  out = static_cast<std::uint32_t>(number.value_or(0));
  return number && *number <= UINT32_MAX;
}

bool get_number(std::string_view& in, std::int64_t& out) {
  const auto number = get_signed_varint(in);
  out = number.value_or(0);
  return number.has_value();
}

bool get_cell(std::string_view& in, PieceCell& cell) {
  return get_number(in, cell.sum) && get_narrow(in, cell.present) &&
         get_narrow(in, cell.length_ms) && get_marks(in, cell.marks);
}

bool get_extremes(std::string_view& in, PieceExtremes& extremes) {
  return get_number(in, extremes.maximum) && get_narrow(in, extremes.maximum_ms) &&
         get_number(in, extremes.minimum) && get_narrow(in, extremes.minimum_ms);
}

bool get_piece(std::string_view& in, Piece& piece) {
  std::uint32_t length = 0;
  if (!get_number(in, piece.range.begin.ms) || !get_narrow(in, length)) {
    return false;
  }
  piece.range.end = piece.range.begin + length;
  const auto flags = get_u8(in);
  if (!flags || *flags > (kGap | kPainted | kUnfit | kExtremes)) {
    return false;
  }
  piece.gap = (*flags & kGap) != 0;
  piece.painted = (*flags & kPainted) != 0;
  piece.fits = (*flags & kUnfit) == 0;
  const bool extremes = (*flags & kExtremes) != 0;
  if (!piece.fits) {
    return true;
  }
  const auto scale = get_signed_varint(in);
  if (!scale || !get_marks(in, piece.begin) || !get_marks(in, piece.end)) {
    return false;
  }
  const auto ends = get_u8(in);
  const auto there = get_u8(in);
  if (!ends || !there) {
    return false;
  }
  piece.scale = static_cast<int>(*scale);
  piece.first = static_cast<model::TouClass>(*ends & 15U);
  piece.last = static_cast<model::TouClass>(*ends >> 4U);
  for (std::size_t i = 0; i < piece.cells.size(); ++i) {
    const bool is_there = (*there >> i & 1U) != 0;
    if (is_there &&
        (!get_cell(in, piece.cells[i]) || (extremes && !get_extremes(in, piece.extremes[i])))) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string encode_pieces(std::span<const Piece> pieces, std::string_view basis) {
  std::string out;
  put_u8(out, kPiecesEdition);
  put_u8(out, static_cast<std::uint8_t>(basis.size()));
  out += basis;
  put_varint(out, pieces.size());
  for (const Piece& piece : pieces) {
    put_piece(out, piece);
  }
  return out;
}

std::optional<std::vector<Piece>> decode_pieces(std::string_view bytes, std::string_view basis) {
  const auto edition = get_u8(bytes);
  const auto size = get_u8(bytes);
  if (edition != kPiecesEdition || !size || get_bytes(bytes, *size) != basis) {
    return std::nullopt;
  }
  const auto count = get_varint(bytes);
  if (!count || *count > kPiecesMax) {
    return std::nullopt;
  }
  std::vector<Piece> pieces(*count);
  for (Piece& piece : pieces) {
    if (!get_piece(bytes, piece)) {
      return std::nullopt;
    }
  }
  return bytes.empty() ? std::optional(std::move(pieces)) : std::nullopt;
}

}  // namespace cems::query
