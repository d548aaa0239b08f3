/// Keys of the embedded store.
#include "store/rocks/keys.h"

#include <utility>

namespace cems::store::rocks {
namespace {

constexpr std::size_t kWord = 8;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kPeriodBytes = 4;

void append_be(std::string& out, std::uint64_t value, std::size_t bytes = kWord) {
  while (bytes > 0) {
    --bytes;
    out.push_back(static_cast<char>(static_cast<unsigned char>(value >> (8 * bytes))));
  }
}

/// REQUIRES: in.size() >= bytes.
std::uint64_t load_be(std::string_view in, std::size_t bytes = kWord) {
  std::uint64_t value = 0;
  for (const char c : in.substr(0, bytes))
    value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

// Flips the sign bit: as unsigned bytes, negative times sort before positive ones.
std::uint64_t time_word(TimeMs t) {
  return static_cast<std::uint64_t>(t.ms) ^ (1ULL << 63U);
}

TimeMs word_time(std::uint64_t word) {
  return {static_cast<std::int64_t>(word ^ (1ULL << 63U))};
}

std::string one_letter(char letter, std::uint64_t word) {
  std::string key(1, letter);
  append_be(key, word);
  return key;
}

void append_text(std::string& key, std::string_view text) {
  append_be(key, text.size(), kLengthBytes);
  key.append(text);
}

bool take_text(std::string_view& in, std::string& text) {
  if (in.size() < kLengthBytes) return false;
  const std::uint64_t size = load_be(in, kLengthBytes);
  in.remove_prefix(kLengthBytes);
  if (in.size() < size) return false;
  text = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

bool is(std::string_view key, char letter, std::size_t words) {
  return key.size() == 1 + words * kWord && key.front() == letter;
}

std::uint64_t word(std::string_view key, std::size_t index) {
  return load_be(key.substr(1 + index * kWord));
}

}  // namespace

Status check_format(std::uint64_t format) {
  if (format <= kStoreFormat) return Unit{};
  return Error{Errc::conflict, "store: its format is " + std::to_string(format) +
                                   ", this program knows " + std::to_string(kStoreFormat) +
                                   "; use the version of cems that wrote it, or a newer one"};
}

std::string series_key(const SeriesKey& key) {
  std::string out(kSeriesPrefix);
  append_text(out, key.cems.view());
  append_text(out, key.point.view());
  append_text(out, key.parameter.view());
  return out;
}

std::string log_key(std::uint64_t seq) {
  return one_letter('L', seq);
}

std::string block_prefix(SeriesId series) {
  return one_letter('B', static_cast<std::uint64_t>(series));
}

std::string correction_prefix(SeriesId series) {
  return one_letter('C', static_cast<std::uint64_t>(series));
}

std::string block_key(SeriesId series, TimeMs first) {
  std::string key = block_prefix(series);
  append_be(key, time_word(first));
  return key;
}

std::string correction_key(SeriesId series, TimeMs at, std::uint64_t seq) {
  std::string key = correction_prefix(series);
  append_be(key, time_word(at));
  append_be(key, seq);
  return key;
}

std::string epoch_key(SeriesId series) {
  return one_letter('E', static_cast<std::uint64_t>(series));
}

std::string missing_key(SeriesId series, TimeMs begin) {
  std::string key = one_letter('D', static_cast<std::uint64_t>(series));
  append_be(key, time_word(begin));
  return key;
}

// By kind and period first: who asks for many series at once finds them side by side.
std::string summary_key(const SummaryKey& key) {
  std::string out(1, 'R');
  append_be(out, key.kind, 1);
  append_be(out, static_cast<std::uint32_t>(key.period) ^ (1U << 31U), kPeriodBytes);
  append_be(out, static_cast<std::uint64_t>(key.series));
  return out;
}

std::optional<SeriesKey> read_series_key(std::string_view key) {
  if (key.substr(0, 1) != kSeriesPrefix) return std::nullopt;
  key.remove_prefix(1);
  std::string cems;
  std::string point;
  std::string parameter;
  if (!take_text(key, cems) || !take_text(key, point) || !take_text(key, parameter) ||
      !key.empty()) {
    return std::nullopt;
  }
  return SeriesKey{CemsId(std::move(cems)), PointId(std::move(point)),
                   ParameterId(std::move(parameter))};
}

std::optional<std::uint64_t> read_log_key(std::string_view key) {
  if (!is(key, 'L', 1)) return std::nullopt;
  return word(key, 0);
}

std::optional<BlockKey> read_block_key(std::string_view key) {
  if (!is(key, 'B', 2)) return std::nullopt;
  return BlockKey{SeriesId{word(key, 0)}, word_time(word(key, 1))};
}

std::optional<CorrectionKey> read_correction_key(std::string_view key) {
  if (!is(key, 'C', 3)) return std::nullopt;
  return CorrectionKey{SeriesId{word(key, 0)}, word_time(word(key, 1)), word(key, 2)};
}

std::optional<MissingKey> read_missing_key(std::string_view key) {
  if (!is(key, 'D', 2)) return std::nullopt;
  return MissingKey{SeriesId{word(key, 0)}, word_time(word(key, 1))};
}

std::optional<SeriesId> read_epoch_key(std::string_view key) {
  if (!is(key, 'E', 1)) return std::nullopt;
  return SeriesId{word(key, 0)};
}

std::optional<SummaryKey> read_summary_key(std::string_view key) {
  if (key.size() != 2 + kPeriodBytes + kWord || key.front() != 'R') return std::nullopt;
  const auto period = static_cast<std::uint32_t>(load_be(key.substr(2), kPeriodBytes));
  return SummaryKey{SeriesId{load_be(key.substr(2 + kPeriodBytes))},
                    static_cast<std::uint8_t>(key[1]),
                    static_cast<std::int32_t>(period ^ (1U << 31U))};
}

std::string show_key(std::string_view key) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(key.substr(0, 1));
  for (const char c : key.substr(key.empty() ? 0 : 1)) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4U]);
    out.push_back(kDigits[byte & 15U]);
  }
  return out;
}

}  // namespace cems::store::rocks
