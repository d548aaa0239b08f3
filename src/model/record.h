/// The values of one object of a model, in the order of the field table.
///
/// A Record passes descriptive fields through (address, manufacturer …) so that a field added to
/// spec/ needs no C++ change. It holds scalars, `extension` objects and lists of scalars;
/// model-typed members (points, parameters) are their owners' business and never in it.
///
/// A value; threads share nothing. Pointers and views live until the record changes or ends.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "model/fields.h"

namespace cems::model {

/// JSON null where a field is nullable.
struct Null {
  friend bool operator==(Null, Null) = default;
};

/// An object or a list of scalars, as compact JSON.
struct JsonText {
  std::string json;

  friend bool operator==(const JsonText&, const JsonText&) = default;
};

/// Texts, codes, times and durations are std::string as given; numbers and integers are Decimal.
using FieldValue = std::variant<Null, bool, Decimal, std::string, JsonText>;

class Record {
 public:
  /// REQUIRES: model != Model::none.
  explicit Record(Model model);

  [[nodiscard]] Model model() const { return model_; }

  [[nodiscard]] bool empty() const { return entries_.empty(); }

  [[nodiscard]] bool has(Field field) const { return find(field) != nullptr; }

  /// Null pointer where the field is absent. REQUIRES: a field of model().
  [[nodiscard]] const FieldValue* find(Field field) const;

  /// The text of a field; nothing where it is absent or null.
  /// REQUIRES: a field of model() that holds text.
  [[nodiscard]] std::optional<std::string_view> text(Field field) const;

  /// Nothing where it is absent or null. REQUIRES: a field of model(), number or integer.
  [[nodiscard]] std::optional<Decimal> number(Field field) const;

  /// Nothing where it is absent or null. REQUIRES: an integer field of model().
  [[nodiscard]] std::optional<std::int64_t> integer(Field field) const;

  /// Nothing where it is absent or null. REQUIRES: a boolean field of model().
  [[nodiscard]] std::optional<bool> boolean(Field field) const;

  /// Puts a value in the place of the field's, if any.
  /// REQUIRES: a field of model() whose type the value has; Null for nullable fields only.
  void set(Field field, FieldValue value);
  /// `set` of a text. REQUIRES: a text field.
  void set_text(Field field, std::string_view text);
  /// `set` of a number. REQUIRES: an integer or number field.
  void set_integer(Field field, std::int64_t value);

  /// Does nothing where it is absent.
  void erase(Field field);

  struct Entry {
    Field field;
    FieldValue value;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  /// What is there, in table order.
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }

  friend bool operator==(const Record&, const Record&) = default;

 private:
  Model model_;
  std::vector<Entry> entries_;  // Ascending by field; few, so a search is a short walk.
};

/// The number as an integer; nothing when it has a fraction or does not fit 64 bits.
[[nodiscard]] std::optional<std::int64_t> to_integer(const Decimal& number);

/// True when a value of this alternative belongs into that field.
[[nodiscard]] bool fits(const FieldInfo& field, const FieldValue& value);

}  // namespace cems::model
