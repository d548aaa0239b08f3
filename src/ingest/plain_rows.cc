// See plain_rows.h.
#include "ingest/plain_rows.h"

#include "base/utf8.h"

namespace cems::ingest {

namespace {

// Ids of a known series are far shorter; what is longer is looked up by the careful reader.
constexpr std::size_t kIdsBytesMax = 1024;

std::size_t third_comma(std::string_view bytes) {
  std::size_t at = 0;
  for (int i = 0; i < 3; ++i) {
    at = bytes.find(',', at);
    if (at == std::string_view::npos) {
      return at;
    }
    ++at;
  }
  return at - 1;
}

}  // namespace

KnownSeries* PlainRows::read_series(std::string_view bytes, std::size_t& length) {
  if (const SeriesMemo::Entry* expected = memo_.expect(bytes)) {
    length = expected->text.size();
    return expected->series;
  }
  const std::size_t end = third_comma(bytes.substr(0, kIdsBytesMax));
  if (end == std::string_view::npos) {
    return nullptr;
  }
  const std::string_view text = bytes.substr(0, end + 1);
  length = text.size();
  if (const SeriesMemo::Entry* known = memo_.find(text)) {
    return known->series;
  }
  if (text.find_first_of("\"\r\n") != std::string_view::npos || !is_valid_utf8(text)) {
    return nullptr;
  }
  const std::size_t point = text.find(',') + 1;
  const std::size_t parameter = text.find(',', point) + 1;
  const Checked<KnownSeries*> series =
      check_.find_series(text.substr(0, point - 1), text.substr(point, parameter - point - 1),
                         text.substr(parameter, end - parameter));
  if (!series) {
    return nullptr;
  }
  memo_.add(text, **series);
  return *series;
}

std::size_t PlainRows::read(std::string_view bytes, CheckedReading& out) {
  std::size_t ids = 0;
  KnownSeries* const series = read_series(bytes, ids);
  if (series == nullptr) {
    return 0;
  }
  std::string_view rest = bytes.substr(ids);
  const auto take = [&rest](std::size_t length, char mark) {
    if (length == 0 || rest.size() <= length || rest[length] != mark) {
      return false;
    }
    rest.remove_prefix(length + 1);
    return true;
  };
  if (!take(time_.read(rest, check_.zone_for(*series), out.reading.at), ',') ||
      !check_.is_in_time(*series, out.reading.at)) {
    return 0;
  }
  const std::size_t value = Decimal::scan(rest, out.reading.value);
  if (value == 0 || !series->takes(out.reading.value)) {
    return 0;
  }
  out.reading.quality = Quality::valid;
  if (has_quality_) {
    if (!take(value, ',')) {
      return 0;
    }
    rest.remove_prefix(scan_quality(rest, out.reading.quality));  // Empty means 0.
  } else {
    rest.remove_prefix(value);
  }
  if (rest.starts_with('\r')) {
    rest.remove_prefix(1);
  }
  if (!rest.starts_with('\n')) {
    return 0;
  }
  out.series = series;
  return bytes.size() - rest.size() + 1;
}

}  // namespace cems::ingest
