/// The body of encoding 2 to times, numbers and qualities.
#include <optional>
#include <string>

#include "base/bytes.h"
#include "block/body.h"
#include "block/float_text.h"
#include "block/layout.h"
#include "block/row.h"
#include "block/runs.h"
#include "block/segment.h"

namespace cems::block {
namespace {

Status get_even_times(const Header& header, std::span<std::int64_t> out) {
  const std::int64_t length = header.last - header.first;
  const auto steps = static_cast<std::int64_t>(out.size()) - 1;
  const std::int64_t step = steps == 0 ? 0 : length / steps;  // At least 1, as the header says.
  if (step * steps != length) return corrupt("its even times do not end at its last");
  std::int64_t at = header.first.ms;
  for (std::int64_t& time : out) {
    time = at;
    at += step;
  }
  return Unit{};
}

Status get_packed_times(std::string_view& in, const Header& header, std::span<std::int64_t> out) {
  const std::size_t steps = out.size() - 1;
  std::int64_t* const at = out.data();
  at[0] = header.first.ms;
  if (steps == 0 || !get_row(in, out.subspan(1))) return corrupt("its times are damaged");
  for (std::size_t i = 1; i <= steps; ++i) {
    // The times before are at most the last, so that neither side overflows.
    if (at[i] < 1 || at[i] > header.last.ms - at[i - 1]) {
      return corrupt("its times go beyond its last");
    }
    at[i] += at[i - 1];
  }
  if (at[steps] != header.last.ms) return corrupt("its times end before its last");
  return Unit{};
}

Status get_times(std::string_view& in, unsigned form, const Header& header,
                 std::span<std::int64_t> out) {
  switch (static_cast<TimesForm>(form)) {
    case TimesForm::even:
      return get_even_times(header, out);
    case TimesForm::runs:
      return get_time_runs(in, header, out);
    case TimesForm::packed:
      return get_packed_times(in, header, out);
  }
  return corrupt("its times have an unknown form");
}

Status get_qualities(std::string_view& in, unsigned form, const Header& header,
                     std::vector<QualityRun>& out) {
  switch (static_cast<QualitiesForm>(form)) {
    case QualitiesForm::all_valid:
      out.push_back({Quality::valid, header.count});
      return Unit{};
    case QualitiesForm::all_same: {
      const auto quality = get_u8(in);
      if (!quality) return corrupt("its qualities are cut short");
      out.push_back({static_cast<Quality>(*quality), header.count});
      return Unit{};
    }
    case QualitiesForm::runs:
      return get_quality_runs(in, header.count, out);
  }
  return corrupt("its qualities have an unknown form");
}

/// The float that a near32, near64 or binary32 segment steps on from.
std::optional<double> centre_of(Kind kind, std::int64_t number, int scale) {
  if (kind == Kind::binary32) {
    const auto value = float_at(number);
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
  }
  if (number < -kNearMantissaMax || number > kNearMantissaMax) return std::nullopt;
  const double quotient = quotient64(number, scale);
  if (kind == Kind::near64) return quotient;
  const auto value = narrowed(quotient);
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

Status get_float_segment(std::string_view& in, Kind kind, std::size_t count,
                         std::vector<Decimal>& out) {
  int scale = 0;
  if (kind == Kind::near32 || kind == Kind::near64) {
    const auto given = get_scale(in);
    if (!given || *given < 0 || *given > kNearScaleMax) return corrupt("a scale is out of range");
    scale = *given;
  }
  std::vector<std::int64_t> numbers(count);
  std::vector<std::int64_t> steps(count);
  if (!get_row(in, numbers) || (kind != Kind::binary64 && !get_row(in, steps))) {
    return corrupt("a row of floats is damaged");
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t number = numbers[i];
    if (kind != Kind::binary64) {
      const auto centre = centre_of(kind, number, scale);
      if (!centre || __builtin_add_overflow(number_of(*centre), steps[i], &number)) {
        return corrupt("a float is out of range");
      }
    }
    const auto value = double_at(number);
    if (!value) return corrupt("a float is not finite");
    out.push_back(text_of(*value));
  }
  return Unit{};
}

Status get_decimal_segment(std::string_view& in, std::span<std::int64_t> mantissas, int& scale) {
  const auto given = get_scale(in);
  if (!given) return corrupt("a scale is out of range");
  if (!get_row(in, mantissas)) return corrupt("a row of values is damaged");
  if (!are_decimals(mantissas, *given)) return corrupt("a value is out of range");
  scale = *given;
  return Unit{};
}

Status get_segment_of(std::string_view& in, unsigned kind, std::size_t count,
                      std::vector<Decimal>& out) {
  switch (static_cast<Kind>(kind)) {
    case Kind::decimal: {
      std::vector<std::int64_t> mantissas(count);
      int scale = 0;
      if (const Status got = get_decimal_segment(in, mantissas, scale); !got) return got;
      for (const std::int64_t mantissa : mantissas)
        out.push_back(Decimal::from_narrow(mantissa, scale));
      return Unit{};
    }
    case Kind::near64:
    case Kind::near32:
    case Kind::binary32:
    case Kind::binary64:
      return get_float_segment(in, static_cast<Kind>(kind), count, out);
    case Kind::wide: {
      const auto scale = get_scale(in);
      if (!scale) return corrupt("a scale is out of range");
      if (!get_wide(in, count, *scale, out)) return corrupt("a long value is damaged");
      return Unit{};
    }
  }
  return corrupt("a segment is of an unknown kind");
}

Status get_segments(std::string_view& in, std::size_t count, std::vector<Decimal>& out) {
  for (std::size_t left = count; left > 0;) {
    const auto kind = get_u8(in);
    const auto n = get_varint(in);
    if (!kind || !n || *n == 0 || *n > left) return corrupt("a segment of values is damaged");
    const auto here = static_cast<std::size_t>(*n);
    if (const Status got = get_segment_of(in, *kind, here, out); !got) return got;
    left -= here;
  }
  return Unit{};
}

Status get_values(std::string_view& in, unsigned shape, std::size_t count, Body& out) {
  const unsigned kind = shape >> kKindShift & kKindBits;
  if ((shape & kSeveralSegments) == 0 && kind == static_cast<unsigned>(Kind::decimal)) {
    out.columns.mantissas.resize(count);
    return get_decimal_segment(in, out.columns.mantissas, out.columns.scale);
  }
  out.columns.mantissas.clear();
  out.decimals.reserve(count);
  if ((shape & kSeveralSegments) == 0) return get_segment_of(in, kind, count, out.decimals);
  if (kind != 0) return corrupt("several segments have a kind together");
  return get_segments(in, count, out.decimals);
}

}  // namespace

Status get_packed_body(std::string_view in, const Header& header, Body& out) {
  const auto shape = get_u8(in);
  if (!shape) return corrupt("its body is empty");
  out.columns.times_ms.resize(header.count);
  out.columns.qualities.clear();
  if (const Status got = get_times(in, *shape & kTimesBits, header, out.columns.times_ms); !got) {
    return got;
  }
  if (const Status got = get_values(in, *shape, header.count, out); !got) return got;
  if (const Status got = get_qualities(in, *shape >> kQualitiesShift & kQualitiesBits, header,
                                       out.columns.qualities);
      !got) {
    return got;
  }
  if (!in.empty()) return corrupt("bytes are left over");
  return Unit{};
}

}  // namespace cems::block
