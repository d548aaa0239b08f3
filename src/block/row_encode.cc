/// Integers to the shortest row. Every form is tried and its size computed from the widths alone;
/// only the best is written. Costs about 5 ns a value.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "block/layout.h"
#include "block/row.h"

namespace cems::block {
namespace {

std::uint64_t bits_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

std::size_t packed_bytes(std::size_t count, unsigned width) {
  return (count * width + 7) / 8;
}

/// Appends `numbers`, each in `width` bits; the rest of the last byte is 0.
/// REQUIRES: every number fits.
void put_bits(std::span<const std::uint64_t> numbers, unsigned width, std::string& out) {
  std::uint64_t gathered = 0;
  unsigned held = 0;  // Bits in `gathered`; always less than 64.
  for (const std::uint64_t number : numbers) {
    gathered |= number << held;
    held += width;
    if (held < 64) continue;
    put_u64(out, gathered);
    held -= 64;
    gathered = held == 0 ? 0 : number >> (width - held);
  }
  for (; held > 0; held -= std::min(held, 8U), gathered >>= 8U)
    put_u8(out, static_cast<std::uint8_t>(gathered));
}

/// One form of a row: its numbers, and what they cost.
struct Candidate {
  RowForm form = RowForm::constant;
  std::size_t count = 0;
  std::size_t bytes = 0;  // The whole row.
  std::int64_t head[2] = {0, 0};
  std::size_t heads = 0;
  unsigned least_width = 0;
  unsigned width_bits = 0;
  std::array<std::uint64_t, kMinisMax> widths;
  std::array<std::uint64_t, limits::kBlockReadingsMax> numbers;

  [[nodiscard]] std::size_t minis() const { return (count + kMini - 1) / kMini; }

  [[nodiscard]] std::size_t mini_count(std::size_t mini) const {
    return std::min(kMini, count - mini * kMini);
  }

  void measure();
  void put(std::string& out) const;
};

std::size_t varint_bytes(std::int64_t value) {
  return std::max<std::size_t>(1, (std::bit_width(zigzag(value)) + 6) / 7);
}

void Candidate::measure() {
  bytes = 2;
  for (std::size_t i = 0; i < heads; ++i)
    bytes += varint_bytes(head[i]);
  std::uint64_t least = kWidthMax;
  std::uint64_t greatest = 0;
  for (std::size_t mini = 0; mini < minis(); ++mini) {
    const std::uint64_t* const begin = numbers.data() + mini * kMini;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < mini_count(mini); ++i)
      all |= begin[i];
    const auto width = static_cast<unsigned>(std::bit_width(all));
    widths[mini] = width;
    least = std::min<std::uint64_t>(least, width);
    greatest = std::max<std::uint64_t>(greatest, width);
    bytes += packed_bytes(mini_count(mini), width);
  }
  least_width = static_cast<unsigned>(least);
  width_bits = static_cast<unsigned>(std::bit_width(greatest - least));
  bytes += packed_bytes(minis(), width_bits);
}

void Candidate::put(std::string& out) const {
  const std::size_t before = out.size();
  put_u8(out,
         static_cast<std::uint8_t>(static_cast<unsigned>(form) | width_bits << kWidthBitsShift));
  for (std::size_t i = 0; i < heads; ++i)
    put_signed_varint(out, head[i]);
  put_u8(out, static_cast<std::uint8_t>(least_width));
  std::array<std::uint64_t, kMinisMax> above_least;
  for (std::size_t mini = 0; mini < minis(); ++mini)
    above_least[mini] = widths[mini] - least_width;
  put_bits(std::span(above_least).first(minis()), width_bits, out);
  for (std::size_t mini = 0; mini < minis(); ++mini) {
    put_bits(std::span(numbers).subspan(mini * kMini, mini_count(mini)),
             static_cast<unsigned>(widths[mini]), out);
  }
  CEMS_ASSERT(out.size() - before == bytes);
}

std::int64_t step_to(const std::int64_t* value) {
  return static_cast<std::int64_t>(bits_of(value[0]) - bits_of(value[-1]));
}

void make_level(std::span<const std::int64_t> values, Candidate& out) {
  const std::int64_t least = *std::min_element(values.begin(), values.end());
  out.form = RowForm::level;
  out.head[0] = least;
  out.heads = 1;
  out.count = values.size();
  for (std::size_t i = 0; i < values.size(); ++i)
    out.numbers[i] = bits_of(values[i]) - bits_of(least);
}

void make_steps(std::span<const std::int64_t> values, Candidate& out) {
  const std::int64_t* const value = values.data();
  out.form = RowForm::steps;
  out.head[0] = value[0];
  out.heads = 1;
  out.count = values.size() - 1;
  for (std::size_t i = 1; i < values.size(); ++i)
    out.numbers.data()[i - 1] = zigzag(step_to(value + i));
}

void make_rises(std::span<const std::int64_t> values, Candidate& out) {
  const std::int64_t* const value = values.data();
  std::int64_t least = step_to(value + 1);
  for (std::size_t i = 2; i < values.size(); ++i)
    least = std::min(least, step_to(value + i));
  out.form = RowForm::rises;
  out.head[0] = value[0];
  out.head[1] = least;
  out.heads = 2;
  out.count = values.size() - 1;
  for (std::size_t i = 1; i < values.size(); ++i)
    out.numbers.data()[i - 1] = bits_of(step_to(value + i)) - bits_of(least);
}

/// REQUIRES: 3 values or more.
void make_bends(std::span<const std::int64_t> values, Candidate& out) {
  const std::int64_t* const value = values.data();
  out.form = RowForm::bends;
  out.head[0] = value[0];
  out.head[1] = step_to(value + 1);
  out.heads = 2;
  out.count = values.size() - 2;
  for (std::size_t i = 2; i < values.size(); ++i) {
    const std::uint64_t bend = bits_of(step_to(value + i)) - bits_of(step_to(value + i - 1));
    out.numbers.data()[i - 2] = zigzag(static_cast<std::int64_t>(bend));
  }
}

bool all_the_same(std::span<const std::int64_t> values) {
  return std::all_of(values.begin(), values.end(),
                     [&](std::int64_t value) { return value == values[0]; });
}

}  // namespace

void put_row(std::span<const std::int64_t> values, std::string& out) {
  CEMS_ASSERT(!values.empty() && values.size() <= limits::kBlockReadingsMax);
  if (all_the_same(values)) {
    put_u8(out, static_cast<std::uint8_t>(RowForm::constant));
    put_signed_varint(out, values[0]);
    return;
  }
  // Two times 33 KiB of stack, not initialised.
  Candidate one;
  Candidate two;
  Candidate* best = &one;
  Candidate* trial = &two;
  make_level(values, *best);
  best->measure();
  for (const auto make : {make_steps, make_rises, make_bends}) {
    if (make == make_bends && values.size() < 3) continue;
    make(values, *trial);
    trial->measure();
    if (trial->bytes < best->bytes) std::swap(best, trial);
  }
  best->put(out);
}

}  // namespace cems::block
