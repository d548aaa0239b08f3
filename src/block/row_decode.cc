/// Rows to integers. The kernels take 32 numbers of one width apart with constant shifts only; what
/// they read past the end of a mini is bounded and checked before, so that they need no checks.
#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "block/layout.h"
#include "block/row.h"

namespace cems::block {
namespace {

/// A kernel may read so many bytes behind its mini.
constexpr std::size_t kSlack = 8;

std::uint64_t load64(const unsigned char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "load64 would have to turn the bytes");

/// Number `I` of those that stand in `Width` bits each.
template <unsigned Width, std::size_t I>
std::uint64_t extract(const unsigned char* in) {
  constexpr std::size_t kByte = Width * I / 8;
  constexpr unsigned kShift = Width * I % 8;
  std::uint64_t number = load64(in + kByte) >> kShift;
  if constexpr (kShift + Width > 64) number |= std::uint64_t{in[kByte + 8]} << (64 - kShift);
  if constexpr (Width < 64) number &= (std::uint64_t{1} << Width) - 1;
  return number;
}

using Numbers = std::array<std::uint64_t, kMini>;
using Kernel = void (*)(const unsigned char* in, std::uint64_t* out);

template <unsigned Width>
void unpack(const unsigned char* in, std::uint64_t* out) {
  if constexpr (Width == 0) {
    std::fill_n(out, kMini, 0);
  } else {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((out[I] = extract<Width, I>(in)), ...);
    }
    (std::make_index_sequence<kMini>());
  }
}

template <std::size_t... Width>
constexpr std::array<Kernel, sizeof...(Width)> kernels(std::index_sequence<Width...>) {
  return {unpack<Width>...};
}

constexpr auto kKernels = kernels(std::make_index_sequence<kWidthMax + 1>());

/// The kernel where it may not read behind `bytes`, of which there are at most a whole mini's.
/// False where bits are set beyond `count` numbers.
bool unpack_last(std::string_view bytes, unsigned width, std::size_t count, Numbers& out) {
  std::array<unsigned char, kMini * kWidthMax / 8 + kSlack> padded{};
  std::memcpy(padded.data(), bytes.data(), bytes.size());
  kKernels[width](padded.data(), out.data());
  return std::all_of(out.begin() + static_cast<std::ptrdiff_t>(count), out.end(),
                     [](std::uint64_t number) { return number == 0; });
}

/// What stands before the minis.
struct Widths {
  std::array<unsigned char, kMinisMax + kMini> of_mini;  // Written by whole kernels.
  std::size_t bytes = 0;                                 // Of all minis together.
};

std::size_t bytes_of(std::size_t count, unsigned width) {
  return (count * width + 7) / 8;
}

bool get_widths(std::string_view& in, unsigned width_bits, std::size_t count, Widths& out) {
  const auto least = get_u8(in);
  const std::size_t minis = (count + kMini - 1) / kMini;
  const auto packed = get_bytes(in, bytes_of(minis, width_bits));
  if (!least || !packed) return false;
  out.bytes = 0;
  for (std::size_t mini = 0; mini < minis; mini += kMini) {
    const std::size_t here = std::min(kMini, minis - mini);
    Numbers numbers;
    if (!unpack_last(packed->substr(mini * width_bits / 8, bytes_of(here, width_bits)), width_bits,
                     here, numbers)) {
      return false;
    }
    for (std::size_t i = 0; i < here; ++i) {
      const std::uint64_t width = *least + numbers[i];
      if (width > kWidthMax) return false;
      out.of_mini[mini + i] = static_cast<unsigned char>(width);
      out.bytes +=
          bytes_of(std::min(kMini, count - (mini + i) * kMini), static_cast<unsigned>(width));
    }
  }
  return true;
}

/// Takes `count` packed numbers off `in` and gives them to use(numbers, n, position), 32 at a time,
/// to change as it likes; n is a constant but for the last.
template <class Use>
bool each_mini(std::string_view& in, unsigned width_bits, std::size_t count, Use use) {
  Widths widths;
  if (!get_widths(in, width_bits, count, widths)) return false;
  const auto packed = get_bytes(in, widths.bytes);
  if (!packed) return false;
  // Up to here a kernel may begin: what follows in `in` serves as slack.
  const std::size_t readable = packed->size() + in.size();
  const unsigned char* const bytes = as_unsigned(*packed);
  Numbers numbers;
  std::size_t at = 0;
  std::size_t done = 0;
  for (; done + kMini <= count; done += kMini) {
    const unsigned width = widths.of_mini[done / kMini];
    const std::size_t size = kMini / 8 * width;
    if (at + size + kSlack <= readable) {
      kKernels[width](bytes + at, numbers.data());
    } else if (!unpack_last(packed->substr(at, size), width, kMini, numbers)) {
      return false;
    }
    use(numbers.data(), std::integral_constant<std::size_t, kMini>(), done);
    at += size;
  }
  if (done < count) {
    if (!unpack_last(packed->substr(at), widths.of_mini[done / kMini], count - done, numbers)) {
      return false;
    }
    use(numbers.data(), count - done, done);
  }
  return true;
}

std::int64_t as_signed(std::uint64_t bits) {
  return static_cast<std::int64_t>(bits);
}

bool get_level(std::string_view& in, unsigned width_bits, std::span<std::int64_t> out) {
  const auto least = get_signed_varint(in);
  if (!least) return false;
  const auto base = static_cast<std::uint64_t>(*least);
  return each_mini(in, width_bits, out.size(),
                   [&](const std::uint64_t* numbers, auto n, std::size_t at) {
                     std::int64_t* const to = out.data() + at;
                     for (std::size_t i = 0; i < n; ++i)
                       to[i] = as_signed(base + numbers[i]);
                   });
}

/// Zigzags to what they stand for. A loop of its own: the compiler takes two at a time.
template <class Count>
void unzigzag_all(std::uint64_t* numbers, Count n) {
  for (std::size_t i = 0; i < n; ++i)
    numbers[i] = static_cast<std::uint64_t>(unzigzag(numbers[i]));
}

/// use(0), use(1) … use(n - 1); without a loop where n is a mini's.
template <class Use>
void in_turn(std::size_t n, Use use) {
  for (std::size_t i = 0; i < n; ++i)
    use(i);
}

template <class Use>
void in_turn(std::integral_constant<std::size_t, kMini>, Use use) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (use(I), ...);
  }
  (std::make_index_sequence<kMini>());
}

bool get_steps(std::string_view& in, unsigned width_bits, std::span<std::int64_t> out) {
  const auto first = get_signed_varint(in);
  if (!first || out.size() < 2) return false;
  out[0] = *first;
  auto value = static_cast<std::uint64_t>(*first);
  return each_mini(in, width_bits, out.size() - 1,
                   [&](std::uint64_t* numbers, auto n, std::size_t at) {
                     unzigzag_all(numbers, n);
                     std::int64_t* const to = out.data() + 1 + at;
                     std::uint64_t here = value;  // In a register: `to` may not alias it.
                     in_turn(n, [&](std::size_t i) {
                       here += numbers[i];
                       to[i] = as_signed(here);
                     });
                     value = here;
                   });
}

bool get_rises(std::string_view& in, unsigned width_bits, std::span<std::int64_t> out) {
  const auto first = get_signed_varint(in);
  const auto least_step = get_signed_varint(in);
  if (!first || !least_step || out.size() < 2) return false;
  out[0] = *first;
  auto value = static_cast<std::uint64_t>(*first);
  const auto least = static_cast<std::uint64_t>(*least_step);
  return each_mini(in, width_bits, out.size() - 1,
                   [&](std::uint64_t* numbers, auto n, std::size_t at) {
                     std::int64_t* const to = out.data() + 1 + at;
                     std::uint64_t here = value;
                     in_turn(n, [&](std::size_t i) {
                       here += numbers[i] + least;
                       to[i] = as_signed(here);
                     });
                     value = here;
                   });
}

bool get_bends(std::string_view& in, unsigned width_bits, std::span<std::int64_t> out) {
  const auto first = get_signed_varint(in);
  const auto first_step = get_signed_varint(in);
  if (!first || !first_step || out.size() < 3) return false;
  auto step = static_cast<std::uint64_t>(*first_step);
  auto value = static_cast<std::uint64_t>(*first) + step;
  out[0] = *first;
  out[1] = as_signed(value);
  return each_mini(in, width_bits, out.size() - 2,
                   [&](std::uint64_t* numbers, auto n, std::size_t at) {
                     unzigzag_all(numbers, n);
                     std::int64_t* const to = out.data() + 2 + at;
                     std::uint64_t step_here = step;
                     std::uint64_t here = value;
                     in_turn(n, [&](std::size_t i) {
                       step_here += numbers[i];
                       here += step_here;
                       to[i] = as_signed(here);
                     });
                     step = step_here;
                     value = here;
                   });
}

bool get_constant(std::string_view& in, unsigned width_bits, std::span<std::int64_t> out) {
  const auto value = get_signed_varint(in);
  if (!value || width_bits != 0) return false;
  std::fill(out.begin(), out.end(), *value);
  return true;
}

}  // namespace

bool get_row(std::string_view& in, std::span<std::int64_t> out) {
  CEMS_ASSERT(!out.empty() && out.size() <= limits::kBlockReadingsMax);
  const auto form = get_u8(in);
  if (!form || *form >> kWidthBitsShift > kWidthBitsMax) return false;
  const unsigned width_bits = *form >> kWidthBitsShift;
  switch (static_cast<RowForm>(*form & kRowFormBits)) {
    case RowForm::constant:
      return get_constant(in, width_bits, out);
    case RowForm::level:
      return get_level(in, width_bits, out);
    case RowForm::steps:
      return get_steps(in, width_bits, out);
    case RowForm::rises:
      return get_rises(in, width_bits, out);
    case RowForm::bends:
      return get_bends(in, width_bits, out);
  }
  return false;
}

}  // namespace cems::block
