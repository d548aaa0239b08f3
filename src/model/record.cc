// Records: a short sorted list of fields and values.
#include "model/record.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/assert.h"

namespace cems::model {

namespace {

bool holds_text(FieldType type) {
  switch (type) {
    case FieldType::string:
    case FieldType::code:
    case FieldType::date:
    case FieldType::date_time:
    case FieldType::duration:
    case FieldType::month:
    case FieldType::time_of_day_range:
    case FieldType::time_interval:
      return true;
    case FieldType::integer:
    case FieldType::number:
    case FieldType::boolean:
    case FieldType::object:
    case FieldType::model:
      return false;
  }
  return false;
}

template <class Entries>
auto place_of(Entries& entries, Field field) {
  return std::lower_bound(entries.begin(), entries.end(), field,
                          [](const auto& entry, Field f) { return entry.field < f; });
}

/// The alternative T of a field; nothing where it is absent or null.
template <class T>
const T* get(const Record& record, Field field) {
  const FieldValue* value = record.find(field);
  if (value == nullptr || std::holds_alternative<Null>(*value)) {
    return nullptr;
  }
  const T* alternative = std::get_if<T>(value);
  CEMS_ASSERT(alternative != nullptr);
  return alternative;
}

}  // namespace

bool fits(const FieldInfo& field, const FieldValue& value) {
  if (std::holds_alternative<Null>(value)) {
    return field.nullable && !field.list;
  }
  if (field.list || field.type == FieldType::object) {
    return field.type != FieldType::model && std::holds_alternative<JsonText>(value);
  }
  switch (field.type) {
    case FieldType::boolean:
      return std::holds_alternative<bool>(value);
    case FieldType::integer:
    case FieldType::number:
      return std::holds_alternative<Decimal>(value);
    default:
      return holds_text(field.type) && std::holds_alternative<std::string>(value);
  }
}

Record::Record(Model model) : model_(model) {
  CEMS_ASSERT(model != Model::none);
}

const FieldValue* Record::find(Field field) const {
  CEMS_ASSERT(info(field).model == model_);
  const auto at = place_of(entries_, field);
  return at != entries_.end() && at->field == field ? &at->value : nullptr;
}

std::optional<std::string_view> Record::text(Field field) const {
  const std::string* value = get<std::string>(*this, field);
  return value != nullptr ? std::optional<std::string_view>(*value) : std::nullopt;
}

std::optional<Decimal> Record::number(Field field) const {
  const Decimal* value = get<Decimal>(*this, field);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> Record::integer(Field field) const {
  CEMS_ASSERT(info(field).type == FieldType::integer);
  const Decimal* value = get<Decimal>(*this, field);
  return value != nullptr ? to_integer(*value) : std::nullopt;
}

std::optional<bool> Record::boolean(Field field) const {
  const bool* value = get<bool>(*this, field);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

void Record::set(Field field, FieldValue value) {
  CEMS_ASSERT(info(field).model == model_);
  CEMS_ASSERT(fits(info(field), value));
  const auto at = place_of(entries_, field);
  if (at != entries_.end() && at->field == field) {
    at->value = std::move(value);
  } else {
    entries_.insert(at, Entry{field, std::move(value)});
  }
}

void Record::set_text(Field field, std::string_view text) {
  set(field, std::string(text));
}

void Record::set_integer(Field field, std::int64_t value) {
  set(field, Decimal::from_integer(value));
}

void Record::erase(Field field) {
  CEMS_ASSERT(info(field).model == model_);
  const auto at = place_of(entries_, field);
  if (at != entries_.end() && at->field == field) {
    entries_.erase(at);
  }
}

std::optional<std::int64_t> to_integer(const Decimal& number) {
  if (number.scale() > 0 || number.scale() < -18) {
    return std::nullopt;
  }
  // A canonical mantissa of at most 38 digits times 10^18 may pass 128 bits: cut long ones first.
  constexpr Int128 kMax = std::numeric_limits<std::int64_t>::max();
  constexpr Int128 kMin = std::numeric_limits<std::int64_t>::min();
  Int128 value = number.mantissa();
  for (int i = 0; i <= -number.scale(); ++i) {
    if (value > kMax || value < kMin) {
      return std::nullopt;
    }
    value *= i < -number.scale() ? 10 : 1;
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace cems::model
