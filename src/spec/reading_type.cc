// Reading types: text to 18 numbers and back, their kinds, and the code tables.
#include "spec/reading_type.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/limits.h"
#include "base/quote.h"

namespace cems::spec {

namespace {

using model::Origin;

// Codes of IEC 61968-9 that the program itself speaks about.
constexpr std::int32_t kBulkQuantity = 1;
constexpr std::int32_t kContinuousCumulative = 2;
constexpr std::int32_t kCumulative = 3;
constexpr std::int32_t kDeltaData = 4;
constexpr std::int32_t kSummation = 9;
constexpr std::int32_t kInstantaneous = 12;
constexpr std::int32_t kLatchingQuantity = 13;
constexpr std::int32_t kElectricitySecondary = 1;
constexpr std::int32_t kElectricityPrimary = 2;
constexpr std::int32_t kDemand = 8;

constexpr std::size_t kCommodityIndex = 5;
constexpr std::size_t kMultiplierIndex = 15;

/// Indices of the two numerators; each is followed by its denominator.
constexpr std::array<std::size_t, 2> kNumerators = {7, 9};

constexpr auto kPositionCodes = std::to_array<ReadingTypeCode>({
#define CEMS_READING_CODE(position, code, name) {code, name},
#include "spec/reading_type_codes.inc"
#undef CEMS_READING_CODE
});

constexpr auto kPositions = std::to_array<ReadingTypePosition>({
#define CEMS_POSITION(position, name, english, chinese, min, max, first, count, clause, origin, \
                      confidence)                                                               \
  {position, name, english, chinese, min, max, std::span(kPositionCodes).subspan(first, count)},
#include "spec/reading_type_positions.inc"
#undef CEMS_POSITION
});
static_assert(kPositions.size() == 18);

constexpr auto kBuiltin = std::to_array<BuiltinReadingType>({
#define CEMS_READING_TYPE(id, reading_type_id, unit, english, chinese, clause, origin, confidence) \
  {id, reading_type_id, unit, english, chinese, clause, Origin::origin, confidence},
#include "spec/reading_types.inc"
#undef CEMS_READING_TYPE
});

Error malformed(std::string_view text, std::string_view reason) {
  return Error{Errc::invalid_argument, "reading type " + quote(text) + " " + std::string(reason)};
}

std::string place(std::size_t index) {
  return "field " + std::to_string(index + 1) + " (" + std::string(kPositions[index].name) + ")";
}

/// One of the 18 numbers. Errors: invalid_argument.
Result<std::int32_t> read_field(std::string_view part, std::size_t index, std::string_view text) {
  if (part.substr(0, 1) == "-" && index != kMultiplierIndex) {
    return malformed(text, "has a sign in " + place(index) + "; only field 16 may be negative");
  }
  std::int32_t value = 0;
  const char* end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, value);
  if (error != std::errc() || stop != end) {
    return malformed(text, "has no whole number of at most 32 bits in " + place(index));
  }
  return value;
}

}  // namespace

Result<ReadingType> ReadingType::parse(std::string_view text) {
  if (text.size() > limits::kStringCharsMax) {
    return malformed(text, "has more than 64 characters");
  }
  ReadingType type;
  std::string_view rest = text;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const std::size_t dot = rest.find('.');
    const bool last = i + 1 == type.fields.size();
    if ((dot == std::string_view::npos) != last) {
      return malformed(text, "must be 18 whole numbers with points between them");
    }
    const Result<std::int32_t> value = read_field(rest.substr(0, dot), i, text);
    if (!value) {
      return value.error();
    }
    type.fields[i] = *value;
    rest.remove_prefix(last ? rest.size() : dot + 1);
  }
  for (const std::size_t numerator : kNumerators) {
    if (type.fields[numerator] != 0 && type.fields[numerator + 1] == 0) {
      return malformed(text, "has the denominator 0 in " + place(numerator + 1));
    }
  }
  return type;
}

std::string ReadingType::to_string() const {
  std::string text;
  for (const std::int32_t field : fields) {
    text += text.empty() ? "" : ".";
    text += std::to_string(field);
  }
  return text;
}

bool ReadingType::is_delta() const {
  return accumulation() == kDeltaData;
}

bool ReadingType::is_register() const {
  switch (accumulation()) {
    case kBulkQuantity:
    case kContinuousCumulative:
    case kCumulative:
    case kSummation:
    case kLatchingQuantity:
      return true;
    default:
      return false;
  }
}

bool ReadingType::is_instantaneous() const {
  return accumulation() == kInstantaneous;
}

bool ReadingType::is_demand() const {
  return kind() == kDemand;
}

bool same_quantity(const ReadingType& a, const ReadingType& b) {
  ReadingType left = a;
  ReadingType right = b;
  for (ReadingType* type : {&left, &right}) {
    if (type->commodity() == kElectricitySecondary) {
      type->fields[kCommodityIndex] = kElectricityPrimary;
    }
  }
  return left == right;
}

std::vector<std::string> unknown_codes(const ReadingType& type) {
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const ReadingTypePosition& position = kPositions[i];
    const std::int32_t code = type.fields[i];
    const bool known =
        std::any_of(position.codes.begin(), position.codes.end(),
                    [code](const ReadingTypeCode& entry) { return entry.code == code; });
    if (!position.codes.empty() && !known) {
      warnings.push_back("code " + std::to_string(code) + " in " + place(i) + " is in no table");
    } else if (code < position.min || code > position.max) {
      warnings.push_back("the value " + std::to_string(code) + " in " + place(i) + " is outside " +
                         std::to_string(position.min) + "…" + std::to_string(position.max));
    }
  }
  return warnings;
}

std::span<const BuiltinReadingType> builtin_reading_types() {
  return kBuiltin;
}

const BuiltinReadingType* builtin_reading_type(std::string_view id) {
  for (const BuiltinReadingType& type : kBuiltin) {
    if (type.id == id) {
      return &type;
    }
  }
  return nullptr;
}

std::span<const ReadingTypePosition> reading_type_positions() {
  return kPositions;
}

}  // namespace cems::spec
