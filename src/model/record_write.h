/// Writes Records as JSON objects, members in the order of the field table.
#pragma once

#include <cstddef>

#include "json/writer.h"
#include "model/fields.h"
#include "model/names.h"
#include "model/record.h"

namespace cems::model {

/// One value, without its name. Text and JSON pass as they are, numbers canonically.
void write_value(json::Writer& writer, const FieldValue& value);

/// The object of a record: its entries and nothing else.
void write_record(json::Writer& writer, const Record& record, const Names& names);

/// The members of a record between begin_object() and end_object(), which are the caller's.
/// At the place of each model-typed field of the table calls `member(const FieldInfo&)`, which
/// writes that member (key and value) or nothing.
template <class MemberWriter>
void write_members(json::Writer& writer, const Record& record, const Names& names,
                   MemberWriter&& member) {
  const auto entries = record.entries();
  std::size_t next = 0;
  for (const FieldInfo& field : fields_of(record.model())) {
    if (field.type == FieldType::model) {
      member(field);
    } else if (next < entries.size() && entries[next].field == field.field) {
      writer.key(names.member(field.field));
      write_value(writer, entries[next].value);
      ++next;
    }
  }
}

}  // namespace cems::model
