/// Readings to the body of encoding 2; each part in the form that is shortest.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "block/body.h"
#include "block/float_text.h"
#include "block/layout.h"
#include "block/one_scale.h"
#include "block/row.h"
#include "block/runs.h"
#include "block/segment.h"

namespace cems::block {
namespace {

/// Room for a number of each reading; not initialised.
using Scratch = std::array<std::int64_t, limits::kBlockReadingsMax>;

/// Decimals of fewer digits are not tried as text of a binary float: such text has 15 to 17, and
/// those that end early by chance are among others that do not.
constexpr Int128 kNoiseBegin = 10'000'000'000'000;

TimesForm put_packed_times(std::span<const Reading> readings, std::string& out) {
  const std::size_t before = out.size();
  put_time_runs(readings, out);
  const std::size_t as_runs = out.size() - before;
  Scratch steps;
  bool even = true;
  for (std::size_t i = 1; i < readings.size(); ++i) {
    steps[i - 1] = readings[i].at - readings[i - 1].at;
    even = even && steps[i - 1] == steps[0];
  }
  if (even) {
    out.resize(before);
    return TimesForm::even;
  }
  // A few runs are shorter than any row of so many steps, a bit each.
  if (as_runs <= readings.size() / 8) return TimesForm::runs;
  put_row(std::span(steps).first(readings.size() - 1), out);
  const std::size_t as_row = out.size() - before - as_runs;
  if (as_runs <= as_row) {
    out.resize(before + as_runs);
    return TimesForm::runs;
  }
  out.erase(before, as_runs);
  return TimesForm::packed;
}

QualitiesForm put_packed_qualities(std::span<const Reading> readings, std::string& out) {
  const Quality first = readings[0].quality;
  if (std::any_of(readings.begin(), readings.end(),
                  [&](const Reading& r) { return r.quality != first; })) {
    put_quality_runs(readings, out);
    return QualitiesForm::runs;
  }
  if (first == Quality::valid) return QualitiesForm::all_valid;
  put_u8(out, static_cast<std::uint8_t>(first));
  return QualitiesForm::all_same;
}

Kind put_segment(std::span<const Reading> readings, const Segment& segment, std::string& out) {
  put_signed_varint(out, segment.scale);
  if (segment.wide) {
    put_wide(readings, out);
    return Kind::wide;
  }
  Scratch mantissas;
  for (std::size_t i = 0; i < readings.size(); ++i)
    mantissas[i] = mantissa_at(readings[i].value, segment.scale);
  put_row(std::span(mantissas).first(readings.size()), out);
  return Kind::decimal;
}

/// Values as bytes, and what `shape` says of them.
struct Values {
  unsigned shape = 0;
  std::string bytes;
};

Values put_segments(std::span<const Reading> readings) {
  Values out;
  const Segment first = first_segment(readings);
  if (first.count == readings.size()) {
    out.shape = static_cast<unsigned>(put_segment(readings, first, out.bytes)) << kKindShift;
    return out;
  }
  out.shape = kSeveralSegments;
  std::string bytes;
  for (auto rest = readings; !rest.empty();) {
    const Segment segment = first_segment(rest);
    bytes.clear();
    const Kind kind = put_segment(rest.first(segment.count), segment, bytes);
    put_u8(out.bytes, static_cast<std::uint8_t>(kind));
    put_varint(out.bytes, segment.count);
    out.bytes += bytes;
    rest = rest.subspan(segment.count);
  }
  return out;
}

/// The readings as binary64, where each of them is the text of one.
std::optional<std::vector<double>> doubles_of(std::span<const Reading> readings) {
  std::vector<double> out;
  out.reserve(readings.size());
  for (const Reading& r : readings) {
    const auto value = double_of(r.value);
    if (!value) return std::nullopt;
    out.push_back(*value);
  }
  return out;
}

/// How far each double is from the float beside it.
void put_steps_between(std::span<const double> doubles, std::span<const double> centres,
                       std::string& out) {
  Scratch steps;
  for (std::size_t i = 0; i < doubles.size(); ++i)
    steps[i] = number_of(doubles[i]) - number_of(centres[i]);
  put_row(std::span(steps).first(doubles.size()), out);
}

/// Kinds near64 and near32: `texts` are short decimals of the floats `centres`, which are near
/// `doubles`. Nothing where a division would not give such a float back.
std::optional<std::string> put_near(Kind kind, std::span<const double> doubles,
                                    std::span<const double> centres,
                                    std::span<const Decimal> texts) {
  int scale = 0;
  for (const Decimal& text : texts)
    scale = std::max(scale, text.scale());
  if (scale > kNearScaleMax) return std::nullopt;
  Scratch mantissas;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto own = static_cast<std::int64_t>(texts[i].mantissa());  // At most 12 digits.
    const auto mantissa = shifted(own, own == 0 ? 0 : scale - texts[i].scale());
    if (!mantissa || *mantissa < -kNearMantissaMax || *mantissa > kNearMantissaMax) {
      return std::nullopt;
    }
    mantissas[i] = *mantissa;
    double centre = quotient64(*mantissa, scale);
    if (kind == Kind::near32) centre = static_cast<double>(narrowed(centre).value_or(0));
    if (centre != centres[i]) return std::nullopt;
  }
  std::string out;
  put_signed_varint(out, scale);
  put_row(std::span(mantissas).first(texts.size()), out);
  put_steps_between(doubles, centres, out);
  return out;
}

std::optional<std::string> put_near64(std::span<const double> doubles) {
  std::vector<Decimal> texts;
  std::vector<double> centres;
  for (const double value : doubles) {
    texts.push_back(rounded_text_of(value));
    const Decimal& text = texts.back();
    const auto mantissa = static_cast<std::int64_t>(text.mantissa());
    const int scale = std::max(0, text.scale());
    const auto whole = shifted(mantissa, scale - text.scale());
    if (scale > kNearScaleMax || !whole || *whole < -kNearMantissaMax ||
        *whole > kNearMantissaMax) {
      return std::nullopt;
    }
    centres.push_back(quotient64(*whole, scale));
  }
  return put_near(Kind::near64, doubles, centres, texts);
}

/// The binary32 nearest to each of `doubles`, where all have one.
std::optional<std::vector<float>> floats_of(std::span<const double> doubles) {
  std::vector<float> out;
  for (const double value : doubles) {
    const auto near = narrowed(value);
    if (!near) return std::nullopt;
    out.push_back(*near);
  }
  return out;
}

std::optional<std::string> put_near32(std::span<const double> doubles,
                                      std::span<const float> floats) {
  std::vector<Decimal> texts;
  std::vector<double> centres;
  for (const float value : floats) {
    texts.push_back(text_of(value));
    centres.push_back(static_cast<double>(value));
  }
  return put_near(Kind::near32, doubles, centres, texts);
}

std::string put_binary32(std::span<const double> doubles, std::span<const float> floats) {
  Scratch numbers;
  for (std::size_t i = 0; i < floats.size(); ++i)
    numbers[i] = number_of(floats[i]);
  std::string out;
  put_row(std::span(numbers).first(floats.size()), out);
  put_steps_between(doubles, std::vector<double>(floats.begin(), floats.end()), out);
  return out;
}

std::string put_binary64(std::span<const double> doubles) {
  Scratch numbers;
  for (std::size_t i = 0; i < doubles.size(); ++i)
    numbers[i] = number_of(doubles[i]);
  std::string out;
  put_row(std::span(numbers).first(doubles.size()), out);
  return out;
}

/// Replaces `best` by a kind of binary float that is shorter and gives the same numbers.
void try_floats(std::span<const Reading> readings, Values& best) {
  const auto doubles = doubles_of(readings);
  if (!doubles) return;
  const auto offer = [&](Kind kind, std::optional<std::string> bytes) {
    if (!bytes || bytes->size() >= best.bytes.size()) return;
    best = {static_cast<unsigned>(kind) << kKindShift, *std::move(bytes)};
  };
  offer(Kind::near64, put_near64(*doubles));
  if (const auto floats = floats_of(*doubles)) {
    offer(Kind::near32, put_near32(*doubles, *floats));
    offer(Kind::binary32, put_binary32(*doubles, *floats));
  }
  offer(Kind::binary64, put_binary64(*doubles));
}

bool may_be_noise(std::span<const Reading> readings) {
  return std::any_of(readings.begin(), readings.end(), [](const Reading& r) {
    const Int128 mantissa = r.value.mantissa();
    return mantissa >= kNoiseBegin || mantissa <= -kNoiseBegin;
  });
}

}  // namespace

void put_packed_body(std::span<const Reading> readings, std::string& out) {
  const std::size_t shape_at = out.size();
  put_u8(out, 0);
  const TimesForm times = put_packed_times(readings, out);
  Values values = put_segments(readings);
  if (values.shape == kSeveralSegments || may_be_noise(readings)) try_floats(readings, values);
  out += values.bytes;
  const QualitiesForm qualities = put_packed_qualities(readings, out);
  out[shape_at] =
      static_cast<char>(static_cast<unsigned>(times) |
                        static_cast<unsigned>(qualities) << kQualitiesShift | values.shape);
}

}  // namespace cems::block
