// The generated tables, and the look-ups on them.
#include "model/fields.h"

#include <array>
#include <cstddef>

#include "base/assert.h"

namespace cems::model {

namespace {

constexpr auto kModels = std::to_array<ModelInfo>({
#define CEMS_MODEL(id, name, first, count, english, chinese, extension, clause, origin, \
                   confidence)                                                          \
  {Model::id, name, first, count, english, chinese, extension, clause, Origin::origin, confidence},
#include "model/models.inc"
#undef CEMS_MODEL
});

constexpr auto kFields = std::to_array<FieldInfo>({
#define CEMS_FIELD(id, model, name, type, list, requirement, nullable, chars_max, target, unit, \
                   english, chinese, enumeration, alias, extension, clause, origin, confidence) \
  {Field::id,      Model::model,                                                                \
   name,           FieldType::type,                                                             \
   list,           Requirement::requirement,                                                    \
   nullable,       chars_max,                                                                   \
   Model::target,  unit,                                                                        \
   english,        chinese,                                                                     \
   enumeration,    alias,                                                                       \
   extension,      clause,                                                                      \
   Origin::origin, confidence},
#include "model/fields.inc"
#undef CEMS_FIELD
});

static_assert(kModels.size() == static_cast<std::size_t>(Model::none));

}  // namespace

std::span<const ModelInfo> all_models() {
  return kModels;
}

std::span<const FieldInfo> all_fields() {
  return kFields;
}

const FieldInfo& info(Field field) {
  CEMS_ASSERT(static_cast<std::size_t>(field) < kFields.size());
  return kFields[static_cast<std::size_t>(field)];
}

const ModelInfo& info(Model model) {
  CEMS_ASSERT(model != Model::none);
  return kModels[static_cast<std::size_t>(model)];
}

std::span<const FieldInfo> fields_of(Model model) {
  const ModelInfo& entry = info(model);
  return std::span(kFields).subspan(entry.first, entry.count);
}

const FieldInfo* find_field(Model model, std::string_view name) {
  for (const FieldInfo& field : fields_of(model)) {
    if (field.name == name || (!field.alias.empty() && field.alias == name)) {
      return &field;
    }
  }
  return nullptr;
}

std::string_view name(Model model) {
  return info(model).name;
}

}  // namespace cems::model
