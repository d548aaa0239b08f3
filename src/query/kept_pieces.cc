// Pieces beside the store's series.
#include "query/kept_pieces.h"

#include "base/checksum.h"
#include "base/civil.h"
#include "query/calendar.h"
#include "query/piece_codec.h"

namespace cems::query {
namespace {

constexpr std::int32_t kMonthsOfSummaryYear = 12;

/// A reading takes about a byte in its block.
constexpr std::size_t kBytesOfReading = 1;

store::SummaryKey summary_of(const PieceKey& key, std::int32_t period) {
  // On disk: never renumbered. 1 and 2 were consumption by months up to edition 1 as they are now.
  const unsigned kind = 1 + (key.by_class ? 1U : 0U) + 2U * static_cast<unsigned>(key.level) +
                        4U * static_cast<unsigned>(key.read_as);
  return {key.series, static_cast<std::uint8_t>(kind), period};
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

std::int32_t summary_period(Level level, TimeMs t, const Zone& zone) {
  const CivilDate date = civil_from_days(local_day(zone.to_local(t)));
  return level == Level::month ? date.year : date.year * kMonthsOfSummaryYear + date.month - 1;
}

std::int32_t year_of_period(Level level, std::int32_t period) {
  return level == Level::month ? period : period / kMonthsOfSummaryYear;
}

std::vector<Piece> kept_pieces(const store::Store& store, const PieceKey& key, std::int32_t period,
                               std::string_view basis) {
  const std::optional<std::string> bytes = store.summary(summary_of(key, period));
  return bytes ? decode_pieces(*bytes, basis).value_or(std::vector<Piece>()) : std::vector<Piece>();
}

Result<bool> keep_pieces(store::Store& store, const PieceKey& key, std::int32_t period,
                         std::uint64_t epoch, std::span<const Piece> pieces,
                         std::string_view basis) {
  const std::string bytes = encode_pieces(pieces, basis);
  std::size_t readings = 0;
  for (const Piece& piece : pieces) {
    readings += piece.cells.front().present;
  }
  if (bytes.size() >= readings * kBytesOfReading) {
    return false;
  }
  const Status kept = store.keep_summary(summary_of(key, period), epoch, bytes);
  return kept ? Result<bool>(true) : kept.error();
}

}  // namespace cems::query
