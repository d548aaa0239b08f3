// See plain_lines.h.
#include "ingest/plain_lines.h"

#include <algorithm>
#include <cstddef>

#include "base/utf8.h"

namespace cems::ingest {

namespace {

// What stands before a time: four names, three ids. Longer ones are read the slow way.
constexpr std::size_t kHeadBytesMax = 1024;

// Whether `rest` begins with a mark; steps over it.
bool step_over(std::string_view& rest, std::string_view mark) {
  if (!rest.starts_with(mark)) {
    return false;
  }
  rest.remove_prefix(mark.size());
  return true;
}

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

KnownSeries* PlainLines::read_head(std::string_view line, std::size_t& length) {
  if (value_mark_.empty()) {
    return nullptr;
  }
  if (const SeriesMemo::Entry* expected = memo_.expect(line)) {
    length = expected->text.size();
    return expected->series;
  }
  const std::string_view front = line.substr(0, kHeadBytesMax);
  const std::size_t mark = front.find(time_mark_);
  if (mark == std::string_view::npos) {
    return nullptr;
  }
  length = mark + time_mark_.size();
  const SeriesMemo::Entry* const known = memo_.find(line.substr(0, length));
  return known == nullptr ? nullptr : known->series;
}

bool PlainLines::read(std::string_view line, CheckedReading& out) {
  std::size_t head = 0;
  KnownSeries* const series = read_head(line, head);
  if (series == nullptr) {
    return false;
  }
  std::string_view rest = line.substr(head);
  const std::size_t time = time_.read(rest, check_.zone_for(*series), out.reading.at);
  rest.remove_prefix(time);
  if (time == 0 || !check_.is_in_time(*series, out.reading.at) || !step_over(rest, value_mark_)) {
    return false;
  }
  const std::size_t value = Decimal::scan(rest, out.reading.value);
  if (value == 0 || !has_json_zeros(rest.substr(0, value)) || !series->takes(out.reading.value)) {
    return false;
  }
  rest.remove_prefix(value);
  out.reading.quality = Quality::valid;
  if (!quality_mark_.empty() && step_over(rest, quality_mark_)) {
    const std::size_t quality = scan_quality(rest, out.reading.quality);
    if (quality == 0 || !has_json_zeros(rest.substr(0, quality))) {
      return false;
    }
    rest.remove_prefix(quality);
  }
  out.series = series;
  return rest == end_mark_;
}

void PlainLines::learn(std::string_view line, const NdjsonLine& parts, KnownSeries& series) {
  const char* const time = parts.raw.time.data();
  const char* const value = parts.raw.value.data();
  const char* const last = parts.has_quality ? parts.raw.quality.data() : value;
  const bool ids_first = parts.raw.cems.data() < time && parts.raw.point.data() < time &&
                         parts.raw.parameter.data() < time;
  const std::string_view head = between(line.data(), time);
  if (!ids_first || value < time || last < value || head.size() > kHeadBytesMax ||
      !is_valid_utf8(head)) {
    return;
  }
  const auto end_of = [](std::string_view text) { return text.data() + text.size(); };
  time_mark_ = between(
      std::max({end_of(parts.raw.cems), end_of(parts.raw.point), end_of(parts.raw.parameter)}),
      time);
  const char* const value_end = value + parts.raw.value.size();
  value_mark_ = between(time + parts.raw.time.size(), value);
  if (parts.has_quality) {
    quality_mark_ = between(value_end, last);
    end_mark_ = between(last + parts.raw.quality.size(), line.data() + line.size());
  } else {
    end_mark_ = between(value_end, line.data() + line.size());
  }
  if (memo_.find(head) == nullptr) {
    memo_.add(head, series);
  }
}

}  // namespace cems::ingest
