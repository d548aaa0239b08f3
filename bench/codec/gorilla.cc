/// Bits from the most significant on, as in the paper.
#include "bench/codec/gorilla.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cems::bench {
namespace {

class BitWriter {
 public:
  explicit BitWriter(std::vector<unsigned char>& out) : out_(out) {}

  /// REQUIRES: bits <= 32, value below 2^bits.
  void put(std::uint64_t value, unsigned bits) {
    gathered_ = gathered_ << bits | value;
    held_ += bits;
    while (held_ >= 8) {
      held_ -= 8;
      out_.push_back(static_cast<unsigned char>(gathered_ >> held_));
    }
  }

  void put_long(std::uint64_t value, unsigned bits) {
    if (bits > 32) {
      put(value >> 32U, bits - 32);
      put(value & 0xFFFF'FFFFU, 32);
    } else {
      put(value, bits);
    }
  }

  void finish() {
    if (held_ > 0) put(0, 8 - held_);
  }

 private:
  std::vector<unsigned char>& out_;
  std::uint64_t gathered_ = 0;
  unsigned held_ = 0;
};

class BitReader {
 public:
  explicit BitReader(const unsigned char* in) : in_(in) {}

  /// The next bits without taking them. REQUIRES: 1 <= bits <= 56.
  [[nodiscard]] std::uint64_t peek(unsigned bits) const {
    std::uint64_t word = 0;
    std::memcpy(&word, in_ + at_ / 8, sizeof word);
    return __builtin_bswap64(word) << (at_ % 8) >> (64 - bits);
  }

  void skip(unsigned bits) { at_ += bits; }

  std::uint64_t take(unsigned bits) {
    const std::uint64_t value = peek(bits);
    skip(bits);
    return value;
  }

  std::uint64_t take_long(unsigned bits) {
    if (bits <= 56) return take(bits);
    const std::uint64_t high = take(bits - 32);
    return high << 32U | take(32);
  }

 private:
  const unsigned char* in_;
  std::size_t at_ = 0;
};

void put_time(BitWriter& out, std::int64_t bend) {
  const auto in_bits = [&](std::int64_t low, unsigned bits) {
    return bend >= low && bend < low + (std::int64_t{1} << bits);
  };
  if (bend == 0) {
    out.put(0, 1);
  } else if (in_bits(-63, 7)) {
    out.put(0b10, 2);
    out.put(static_cast<std::uint64_t>(bend + 63), 7);
  } else if (in_bits(-255, 9)) {
    out.put(0b110, 3);
    out.put(static_cast<std::uint64_t>(bend + 255), 9);
  } else if (in_bits(-2047, 12)) {
    out.put(0b1110, 4);
    out.put(static_cast<std::uint64_t>(bend + 2047), 12);
  } else {
    out.put(0b1111, 4);
    out.put(static_cast<std::uint32_t>(bend), 32);
  }
}

std::int64_t take_time(BitReader& in) {
  const std::uint64_t head = in.peek(4);
  if (head < 0b1000) {
    in.skip(1);
    return 0;
  }
  if (head < 0b1100) {
    in.skip(2);
    return static_cast<std::int64_t>(in.take(7)) - 63;
  }
  if (head < 0b1110) {
    in.skip(3);
    return static_cast<std::int64_t>(in.take(9)) - 255;
  }
  in.skip(4);
  if (head < 0b1111) return static_cast<std::int64_t>(in.take(12)) - 2047;
  return static_cast<std::int32_t>(in.take(32));
}

}  // namespace

std::size_t gorilla_encode(std::span<const std::int64_t> seconds, std::span<const double> values,
                           std::vector<unsigned char>& out) {
  const std::size_t before = out.size();
  BitWriter bits(out);
  auto last = std::bit_cast<std::uint64_t>(values[0]);
  bits.put_long(static_cast<std::uint64_t>(seconds[0]), 64);
  bits.put_long(last, 64);
  std::int64_t delta = 0;
  unsigned leading = 65;  // No window yet.
  unsigned trailing = 0;
  for (std::size_t i = 1; i < seconds.size(); ++i) {
    const std::int64_t next = seconds[i] - seconds[i - 1];
    put_time(bits, next - delta);
    delta = next;
    const auto now = std::bit_cast<std::uint64_t>(values[i]);
    const std::uint64_t differing = now ^ last;
    last = now;
    if (differing == 0) {
      bits.put(0, 1);
      continue;
    }
    const auto zeros = std::min(31U, static_cast<unsigned>(std::countl_zero(differing)));
    const auto end_zeros = static_cast<unsigned>(std::countr_zero(differing));
    if (leading <= zeros && trailing <= end_zeros) {
      bits.put(0b10, 2);
      bits.put_long(differing >> trailing, 64 - leading - trailing);
      continue;
    }
    leading = zeros;
    trailing = end_zeros;
    const unsigned meaningful = 64 - leading - trailing;
    bits.put(0b11, 2);
    bits.put(leading, 5);
    bits.put(meaningful - 1, 6);
    bits.put_long(differing >> trailing, meaningful);
  }
  bits.finish();
  const std::size_t bytes = out.size() - before;
  out.resize(out.size() + 8);
  return bytes;
}

void gorilla_decode(const unsigned char* block, std::span<std::int64_t> seconds,
                    std::span<double> values) {
  BitReader bits(block);
  std::int64_t* const second = seconds.data();
  double* const value = values.data();
  second[0] = static_cast<std::int64_t>(bits.take_long(64));
  std::uint64_t last = bits.take_long(64);
  value[0] = std::bit_cast<double>(last);
  std::int64_t delta = 0;
  unsigned trailing = 0;
  unsigned meaningful = 0;
  for (std::size_t i = 1; i < seconds.size(); ++i) {
    delta += take_time(bits);
    second[i] = second[i - 1] + delta;
    const std::uint64_t head = bits.peek(2);
    if (head < 0b10) {
      bits.skip(1);
    } else {
      bits.skip(2);
      if (head == 0b11) {
        const auto leading = static_cast<unsigned>(bits.take(5));
        meaningful = static_cast<unsigned>(bits.take(6)) + 1;
        trailing = 64 - leading - meaningful;
      }
      last ^= bits.take_long(meaningful) << trailing;
    }
    value[i] = std::bit_cast<double>(last);
  }
}

}  // namespace cems::bench
