/// Batches of the log to bytes and back.
#include "store/rocks/log_batch.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "block/codec.h"
#include "store/rocks/record_frame.h"

namespace cems::store::rocks {
namespace {

constexpr std::uint8_t kBlocksEdition = 1;  // Every part a block.
constexpr std::uint8_t kBatchEdition = 2;

// Flags of a part, the low bits of its tag.
constexpr std::uint64_t kAsBlock = 1;   // A block follows, the form for numbers that are too long.
constexpr std::uint64_t kEven = 2;      // One distance of time for all.
constexpr std::uint64_t kAllValid = 4;  // No qualities follow.
constexpr unsigned kFlagBits = 3;

/// A mantissa of 64 bits has at most so many digits; taking zeros off it lowers the scale by fewer.
constexpr int kDigitsMax = std::numeric_limits<std::int64_t>::digits10 + 1;

Error corrupt_part() {
  return {Errc::corrupt, "record: a part is damaged"};
}

using Part = std::span<const SeriesReading>;

Part first_part(Part batch) {
  std::size_t n = 1;
  while (n < batch.size() && n < limits::kBlockReadingsMax && batch[n].series == batch[0].series) {
    ++n;
  }
  return batch.first(n);
}

/// The scale that all mantissas of a part are whole numbers of 64 bits at, if there is one.
class CommonScale {
 public:
  explicit CommonScale(Part part) {
    bool any = false;
    for (const SeriesReading& r : part) {
      if (r.reading.value.is_zero()) continue;
      scale_ = any ? std::max(scale_, r.reading.value.scale()) : r.reading.value.scale();
      any = true;
    }
  }

  [[nodiscard]] int scale() const { return scale_; }

  [[nodiscard]] std::optional<std::int64_t> mantissa(const Decimal& value) const {
    const Int128 own = value.mantissa();
    auto result = static_cast<std::int64_t>(own);
    if (result != own) return std::nullopt;
    if (result == 0) return 0;
    const int places = scale_ - value.scale();
    if (places >= kDigitsMax) return std::nullopt;
    for (int i = 0; i < places; ++i) {
      if (__builtin_mul_overflow(result, 10, &result)) return std::nullopt;
    }
    return result;
  }

 private:
  int scale_ = 0;
};

/// Varints at the end of a text whose room is there already: a commit writes thousands of them.
class VarintRoom {
 public:
  static constexpr std::size_t kBytesMax = 10;

  VarintRoom(std::string& out, std::size_t numbers) : out_(out), used_(out.size()) {
    out_.resize(used_ + numbers * kBytesMax);
  }

  ~VarintRoom() { out_.resize(used_); }

  VarintRoom(const VarintRoom&) = delete;
  VarintRoom& operator=(const VarintRoom&) = delete;

  void put(std::uint64_t value) {
    char* at = out_.data() + used_;
    for (; value >= 0x80U; value >>= 7U)
      *at++ = static_cast<char>(static_cast<unsigned char>(value | 0x80U));
    *at++ = static_cast<char>(value);
    used_ = static_cast<std::size_t>(at - out_.data());
  }

  void put_signed(std::int64_t value) { put(zigzag(value)); }

 private:
  std::string& out_;
  std::size_t used_;
};

bool is_even(Part part) {
  for (std::size_t i = 2; i < part.size(); ++i) {
    if (part[i].reading.at - part[i - 1].reading.at != part[1].reading.at - part[0].reading.at) {
      return false;
    }
  }
  return true;
}

bool all_valid(Part part) {
  return std::all_of(part.begin(), part.end(),
                     [](const SeriesReading& r) { return r.reading.quality == Quality::valid; });
}

/// False, and nothing written, where the numbers of the part have no common scale.
bool put_plain(Part part, std::uint64_t series, TimeMs base, std::string& out) {
  const CommonScale scale(part);
  if (scale.scale() < -Decimal::kScaleMax + kDigitsMax) return false;  // As the reader asks for.
  for (const SeriesReading& r : part) {
    if (!scale.mantissa(r.reading.value)) return false;
  }
  const bool even = is_even(part);
  const bool valid = all_valid(part);
  {
    VarintRoom room(out, 5 + 2 * part.size());
    room.put(series);
    room.put(part.size() << kFlagBits | (even ? kEven : 0) | (valid ? kAllValid : 0));
    room.put_signed(scale.scale());
    room.put_signed(part[0].reading.at - base);
    const std::size_t distances =
        even ? std::min<std::size_t>(part.size() - 1, 1) : part.size() - 1;
    for (std::size_t i = 0; i < distances; ++i)
      room.put(static_cast<std::uint64_t>(part[i + 1].reading.at - part[i].reading.at));
    std::uint64_t before = 0;
    for (const SeriesReading& r : part) {
      const auto bits = static_cast<std::uint64_t>(*scale.mantissa(r.reading.value));
      room.put_signed(static_cast<std::int64_t>(bits - before));  // Modulo 2^64: always exact.
      before = bits;
    }
  }
  for (std::size_t i = 0; !valid && i < part.size(); ++i)
    put_u8(out, static_cast<std::uint8_t>(part[i].reading.quality));
  return true;
}

void put_block(Part part, std::uint64_t series, std::string& out) {
  std::vector<Reading> readings;
  readings.reserve(part.size());
  for (const SeriesReading& r : part)
    readings.push_back(r.reading);
  std::string block;
  block::encode(readings, block);
  put_varint(out, series);
  put_varint(out, part.size() << kFlagBits | kAsBlock);
  put_varint(out, block.size());
  out.append(block);
}

/// Reads the parts of a batch, one after another.
class BatchReader {
 public:
  BatchReader(std::string_view in, std::vector<SeriesReading>& out) : in_(in), out_(out) {}

  [[nodiscard]] Status read_all() {
    const auto base = get_signed_varint(in_);
    const auto parts = get_varint(in_);
    if (!base || !parts || !is_time(*base)) return corrupt_part();
    base_ = *base;
    for (std::uint64_t i = 0; i < *parts; ++i) {
      if (Status read = read_part(); !read) return read;
    }
    if (!in_.empty()) return Error{Errc::corrupt, "record: bytes are left over"};
    return Unit{};
  }

 private:
  static bool is_time(std::int64_t ms) { return kTimeMin.ms <= ms && ms < kTimeMax.ms; }

  [[nodiscard]] Status read_part() {
    const auto further = get_varint(in_);
    const auto tag = get_varint(in_);
    if (!further || !tag) return corrupt_part();
    series_ += *further;
    const std::uint64_t n = *tag >> kFlagBits;
    if (series_ == 0 || n == 0 || n > limits::kBlockReadingsMax) return corrupt_part();
    if ((*tag & kAsBlock) != 0) return read_block(n);
    const std::size_t begin = out_.size();
    out_.resize(begin + n);
    const std::span<SeriesReading> part = std::span(out_).subspan(begin);
    const auto scale = get_signed_varint(in_);
    if (!scale || *scale < -Decimal::kScaleMax + kDigitsMax || *scale > Decimal::kScaleMax ||
        !read_times(part, (*tag & kEven) != 0) || !read_values(part, static_cast<int>(*scale))) {
      return corrupt_part();
    }
    return read_qualities(part, (*tag & kAllValid) != 0);
  }

  [[nodiscard]] bool read_times(std::span<SeriesReading> part, bool even) {
    const auto first = get_signed_varint(in_);
    std::int64_t at = 0;
    if (!first || __builtin_add_overflow(base_, *first, &at) || !is_time(at)) return false;
    std::optional<std::uint64_t> distance;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (i > 0) {
        if (i == 1 || !even) distance = get_varint(in_);
        if (!distance || *distance == 0 ||
            *distance >= static_cast<std::uint64_t>(kTimeMax.ms - at)) {
          return false;
        }
        at += static_cast<std::int64_t>(*distance);
      }
      part[i].series = SeriesId{series_};
      part[i].reading.at = {at};
    }
    return true;
  }

  [[nodiscard]] bool read_values(std::span<SeriesReading> part, int scale) {
    std::uint64_t bits = 0;
    for (SeriesReading& r : part) {
      const auto difference = get_signed_varint(in_);
      if (!difference) return false;
      bits += static_cast<std::uint64_t>(*difference);
      r.reading.value = Decimal::from(static_cast<std::int64_t>(bits), scale);
    }
    return true;
  }

  [[nodiscard]] Status read_qualities(std::span<SeriesReading> part, bool valid) {
    for (SeriesReading& r : part) {
      const auto quality = valid ? std::optional<std::uint8_t>{0} : get_u8(in_);
      if (!quality) return corrupt_part();
      r.reading.quality = static_cast<Quality>(*quality);
    }
    return Unit{};
  }

  [[nodiscard]] Status read_block(std::uint64_t n) {
    const auto size = get_varint(in_);
    const auto bytes = size ? get_bytes(in_, static_cast<std::size_t>(*size)) : std::nullopt;
    if (!bytes) return corrupt_part();
    block_.clear();
    if (Status got = block::decode(*bytes, block_); !got) return got;
    if (block_.size() != n) return corrupt_part();
    for (const Reading& r : block_)
      out_.push_back({SeriesId{series_}, r});
    return Unit{};
  }

  std::string_view in_;
  std::vector<SeriesReading>& out_;
  std::vector<Reading> block_;
  std::int64_t base_ = 0;
  std::uint64_t series_ = 0;
};

/// The first edition: the number of parts, then of each its series, its length and a block.
Status read_blocks_edition(std::string_view in, std::vector<SeriesReading>& out) {
  const auto count = get_varint(in);
  if (!count) return corrupt_part();
  std::vector<Reading> readings;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto series = get_varint(in);
    const auto size = get_varint(in);
    const auto bytes = size ? get_bytes(in, static_cast<std::size_t>(*size)) : std::nullopt;
    if (!series || *series == 0 || !bytes) return corrupt_part();
    readings.clear();
    if (Status got = block::decode(*bytes, readings); !got) return got;
    for (const Reading& r : readings)
      out.push_back({SeriesId{*series}, r});
  }
  if (!in.empty()) return Error{Errc::corrupt, "record: bytes are left over"};
  return Unit{};
}

/// A record that no program of ours has written may be sound and still out of order.
bool is_sorted(Part batch) {
  const auto stands_wrong = [](const SeriesReading& a, const SeriesReading& b) {
    return a.series > b.series || (a.series == b.series && a.reading.at >= b.reading.at);
  };
  return std::adjacent_find(batch.begin(), batch.end(), stands_wrong) == batch.end();
}

}  // namespace

std::string encode_batch(Part batch) {
  CEMS_ASSERT(!batch.empty());
  std::uint64_t parts = 0;
  for (Part rest = batch; !rest.empty(); rest = rest.subspan(first_part(rest).size()))
    ++parts;
  std::string out;
  begin_frame(out, kBatchEdition);
  const TimeMs base = batch.front().reading.at;
  put_signed_varint(out, base.ms);
  put_varint(out, parts);
  std::uint64_t before = 0;
  while (!batch.empty()) {
    const Part part = first_part(batch);
    const auto series = static_cast<std::uint64_t>(part.front().series);
    if (!put_plain(part, series - before, base, out)) put_block(part, series - before, out);
    before = series;
    batch = batch.subspan(part.size());
  }
  seal_frame(out);
  return out;
}

Status decode_batch(std::string_view value, std::vector<SeriesReading>& out) {
  const auto framed = read_frame(value, kBatchEdition);
  if (!framed) return framed.error();
  const std::size_t begin = out.size();
  const Status read = framed->edition == kBlocksEdition
                          ? read_blocks_edition(framed->payload, out)
                          : BatchReader(framed->payload, out).read_all();
  if (!read) return read;
  if (!is_sorted(Part(out).subspan(begin))) {
    return Error{Errc::corrupt, "record: readings are out of order"};
  }
  return Unit{};
}

}  // namespace cems::store::rocks
