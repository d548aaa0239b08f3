// A fingerprint of the question, the latest place, and for each series how long before it its own
// place is and its epoch: numbers of seven bits a byte, the lower ones first.
#include "api/watch_id.h"

#include <algorithm>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/checksum.h"

namespace cems::api {
namespace {

constexpr std::uint8_t kVersion = 1;

void put_number(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) {
    put_u8(out, static_cast<std::uint8_t>(value | 0x80U));
  }
  put_u8(out, static_cast<std::uint8_t>(value));
}

std::optional<std::uint64_t> get_number(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::optional<std::uint8_t> byte = get_u8(in);
    if (!byte) {
      return std::nullopt;
    }
    value |= std::uint64_t{*byte & 0x7fU} << shift;
    if (*byte < 0x80) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string encode_watch_id(const query::WatchPlaces& places, std::string_view question) {
  TimeMs latest = kTimeMin;
  for (const query::WatchPlace& place : places) {
    latest = std::max(latest, place.at);
  }
  std::string bytes;
  put_u8(bytes, kVersion);
  put_u32(bytes, crc32c(question));
  put_number(bytes, static_cast<std::uint64_t>(latest - kTimeMin));
  for (const query::WatchPlace& place : places) {
    put_number(bytes, static_cast<std::uint64_t>(latest - place.at));
    put_number(bytes, place.epoch);
  }
  return base64url_encode(bytes);
}

std::optional<query::WatchPlaces> decode_watch_id(std::string_view id, std::string_view question,
                                                  std::size_t count) {
  const std::optional<std::string> bytes = base64url_decode(id);
  if (!bytes) {
    return std::nullopt;
  }
  constexpr auto kSpan = static_cast<std::uint64_t>(kTimeMax - kTimeMin);
  std::string_view in = *bytes;
  if (get_u8(in) != kVersion || get_u32(in) != crc32c(question)) {
    return std::nullopt;
  }
  const std::optional<std::uint64_t> latest = get_number(in);
  if (!latest || *latest >= kSpan) {
    return std::nullopt;
  }
  query::WatchPlaces places(count);
  for (query::WatchPlace& place : places) {
    const std::optional<std::uint64_t> before = get_number(in);
    const std::optional<std::uint64_t> epoch = get_number(in);
    if (!before || !epoch || *before > *latest) {
      return std::nullopt;
    }
    place = {kTimeMin + static_cast<std::int64_t>(*latest - *before), *epoch};
  }
  return in.empty() ? std::optional(std::move(places)) : std::nullopt;
}

}  // namespace cems::api
