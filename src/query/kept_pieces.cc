// Bytes of past months.
#include "query/kept_months.h"

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/civil.h"
#include "query/calendar.h"

namespace cems::query {
namespace {

constexpr std::uint8_t kMonthsEdition = 1;
constexpr std::size_t kPiecesOfYearMax = 14;  // A year has 12, and a zone may jump over a day.

// Bits of Marks, and of a piece.
constexpr unsigned kTouched = 1;
constexpr unsigned kQuestionable = 2;
constexpr unsigned kEstimated = 4;
constexpr unsigned kAny = 8;
constexpr unsigned kMixed = 16;
constexpr unsigned kMarkBits = 31;
constexpr unsigned kGap = 1;
constexpr unsigned kPainted = 2;

/// A reading takes about a byte in its block.
constexpr std::size_t kBytesOfReading = 1;

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

void put_piece(std::string& out, const Piece& piece) {
  put_signed_varint(out, piece.range.begin.ms);
  put_varint(out, static_cast<std::uint64_t>(piece.range.end - piece.range.begin));
  put_signed_varint(out, piece.scale);
  put_marks(out, piece.begin);
  put_marks(out, piece.end);
  put_u8(out, static_cast<std::uint8_t>(static_cast<unsigned>(piece.first) |
                                        static_cast<unsigned>(piece.last) << 4U));
  put_u8(out, static_cast<std::uint8_t>((piece.gap ? kGap : 0) | (piece.painted ? kPainted : 0)));
  unsigned there = 0;
  for (std::size_t i = 0; i < piece.cells.size(); ++i) {
    there |= is_blank(piece.cells[i]) ? 0 : 1U << i;
  }
  put_u8(out, static_cast<std::uint8_t>(there));
  for (const PieceCell& cell : piece.cells) {
    if (!is_blank(cell)) {
      put_signed_varint(out, cell.sum);
      put_varint(out, cell.present);
      put_varint(out, cell.length_ms);
      put_marks(out, cell.marks);
    }
  }
}

bool get_cell(std::string_view& in, PieceCell& cell) {
  const auto sum = get_signed_varint(in);
  const auto present = get_varint(in);
  const auto length = get_varint(in);
  if (!sum || !present || !length || *present > UINT32_MAX || *length > UINT32_MAX) {
    return false;
  }
  cell.sum = *sum;
  cell.present = static_cast<std::uint32_t>(*present);
  cell.length_ms = static_cast<std::uint32_t>(*length);
  return get_marks(in, cell.marks);
}

bool get_piece(std::string_view& in, Piece& piece) {
  const auto begin = get_signed_varint(in);
  const auto length = get_varint(in);
  const auto scale = get_signed_varint(in);
  if (!begin || !length || !scale || !get_marks(in, piece.begin) || !get_marks(in, piece.end)) {
    return false;
  }
  const auto ends = get_u8(in);
  const auto flags = get_u8(in);
  const auto there = get_u8(in);
  if (!ends || !flags || !there) {
    return false;
  }
  piece.range = {{*begin}, {*begin + static_cast<std::int64_t>(*length)}};
  piece.scale = static_cast<int>(*scale);
  piece.first = static_cast<model::TouClass>(*ends & 15U);
  piece.last = static_cast<model::TouClass>(*ends >> 4U);
  piece.gap = (*flags & kGap) != 0;
  piece.painted = (*flags & kPainted) != 0;
  for (std::size_t i = 0; i < piece.cells.size(); ++i) {
    if ((*there >> i & 1U) != 0 && !get_cell(in, piece.cells[i])) {
      return false;
    }
  }
  return true;
}

store::SummaryKey summary_of(ClosedCells::Key key, std::int32_t year) {
  // On disk: never renumbered.
  constexpr std::uint8_t kMonths = 1;
  constexpr std::uint8_t kMonthsByClass = 2;
  return {key.series, key.by_class ? kMonthsByClass : kMonths, year};
}

}  // namespace

std::string basis_of(const catalog::Site& site, std::int32_t year) {
  Sha256 digest;
  digest.update(site.version);
  if (site.tariff != nullptr) {
    const auto first_of = [&site](int of) {
      return day_begin(days_from_civil({of, 1, 1}), site.zone);
    };
    digest.update(site.tariff->digest_lines({first_of(year), first_of(year + 1)}));
  }
  return digest.finish_hex();
}

std::int32_t local_year(TimeMs t, const Zone& zone) {
  return civil_from_days(local_day(zone.to_local(t))).year;
}

std::string encode_months(std::span<const Piece> pieces, std::string_view basis) {
  std::string out;
  put_u8(out, kMonthsEdition);
  put_u8(out, static_cast<std::uint8_t>(basis.size()));
  out += basis;
  put_varint(out, pieces.size());
  for (const Piece& piece : pieces) {
    put_piece(out, piece);
  }
  return out;
}

std::optional<std::vector<Piece>> decode_months(std::string_view bytes, std::string_view basis) {
  const auto edition = get_u8(bytes);
  const auto size = get_u8(bytes);
  if (edition != kMonthsEdition || !size || get_bytes(bytes, *size) != basis) {
    return std::nullopt;
  }
  const auto count = get_varint(bytes);
  if (!count || *count > kPiecesOfYearMax) {
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

std::vector<Piece> kept_months(const store::Store& store, ClosedCells::Key key, std::int32_t year,
                               std::string_view basis) {
  const std::optional<std::string> bytes = store.summary(summary_of(key, year));
  return bytes ? decode_months(*bytes, basis).value_or(std::vector<Piece>()) : std::vector<Piece>();
}

Result<bool> keep_months(store::Store& store, ClosedCells::Key key, std::int32_t year,
                         std::uint64_t epoch, std::span<const Piece> pieces,
                         std::string_view basis) {
  const std::string bytes = encode_months(pieces, basis);
  std::size_t readings = 0;
  for (const Piece& piece : pieces) {
    readings += piece.cells.front().present;
  }
  if (bytes.size() >= readings * kBytesOfReading) {
    return false;
  }
  const Status kept = store.keep_summary(summary_of(key, year), epoch, bytes);
  return kept ? Result<bool>(true) : kept.error();
}

}  // namespace cems::query
