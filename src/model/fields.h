/// The table of every field of every model (GB/T 35031.5 clause 6, Annexes A and B, the envelope),
/// as spec/models/ has it: generated, so that a field more there needs no C++ change here.
///
/// Names in this table are the standard profile's; what travels may be renamed (model/names.h).
/// Everything is constant and lives for ever; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cems::model {

/// The models, in the order of their clauses; `none` stands for "no model".
enum class Model : std::uint8_t {
#define CEMS_MODEL(id, ...) id,
#include "model/models.inc"
#undef CEMS_MODEL
  none,
};

/// Every field, qualified by its model: `Field::point_parent_point_id` is Point.parentPointId.
/// Those of one model are consecutive and in the order in which they are written.
enum class Field : std::uint16_t {
#define CEMS_FIELD(id, ...) id,
#include "model/fields.inc"
#undef CEMS_FIELD
};

/// What a value of a field may be. All but the last two are scalars.
enum class FieldType : std::uint8_t {
  string,             ///< Text of at most chars_max characters.
  code,               ///< Text that is a code of a table; length as string.
  integer,            ///< A JSON number without a fraction that fits 64 bits.
  number,             ///< A JSON number.
  boolean,            ///< true or false.
  date,               ///< GB/T 7408 date without a time of day.
  date_time,          ///< GB/T 7408 moment.
  duration,           ///< GB/T 7408 duration, e.g. PT15M.
  month,              ///< A year and a month, 2024-07.
  time_of_day_range,  ///< Local times of day, start/end: 14:00/17:00.
  time_interval,      ///< Two moments, start/end.
  object,             ///< Any JSON object, passed through.
  model,              ///< An object of FieldInfo::target.
};

enum class Requirement : std::uint8_t { required, optional, conditional };

/// Where we have it from: printed in the public front matter, or our reconstruction.
enum class Origin : std::uint8_t { seed, inferred };

struct FieldInfo {
  Field field;
  Model model;            ///< The model it belongs to.
  std::string_view name;  ///< As written in JSON in the standard profile.
  FieldType type;
  bool list;                ///< An array of such values.
  Requirement requirement;  ///< In answers; an archive may inherit some (dictionary R4).
  bool nullable;            ///< null is a value too.
  std::uint16_t chars_max;  ///< Code points of a text; of each text of a list.
  Model target;             ///< For FieldType::model, else Model::none.
  std::string_view unit;    ///< e.g. "kW"; empty where there is none.
  std::string_view english;
  std::string_view chinese;
  std::string_view enumeration;  ///< Name in spec/enumerations.json, or empty.
  std::string_view alias;        ///< A second spelling that is understood on input, or empty.
  std::string_view extension;    ///< Extension that it belongs to (e.g. X4), or empty.
  std::string_view clause;
  Origin origin;
  std::uint8_t confidence;  ///< Percent that the standard's text says the same; 100 for seed.
};

struct ModelInfo {
  Model model;
  std::string_view name;
  std::uint16_t first;  ///< Index of its first field.
  std::uint16_t count;
  std::string_view english;
  std::string_view chinese;
  std::string_view extension;
  std::string_view clause;
  Origin origin;
  std::uint8_t confidence;
};

/// In the order of enum Model.
[[nodiscard]] std::span<const ModelInfo> all_models();

/// In the order of enum Field.
[[nodiscard]] std::span<const FieldInfo> all_fields();

[[nodiscard]] const FieldInfo& info(Field field);

/// REQUIRES: model != Model::none.
[[nodiscard]] const ModelInfo& info(Model model);

/// In the order in which they are written. REQUIRES: model != Model::none.
[[nodiscard]] std::span<const FieldInfo> fields_of(Model model);

/// By the standard profile's name (aliases too); null where the model has no such field.
[[nodiscard]] const FieldInfo* find_field(Model model, std::string_view name);

/// e.g. "SimplePoint". REQUIRES: model != Model::none.
[[nodiscard]] std::string_view name(Model model);

}  // namespace cems::model
