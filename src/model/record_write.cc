// Values and records as JSON.
#include "model/record_write.h"

#include <string>
#include <variant>

namespace cems::model {

namespace {

/// One overload an alternative of FieldValue.
struct ValueWriter {
  json::Writer& writer;

  void operator()(Null) const { writer.null(); }

  void operator()(bool value) const { writer.boolean(value); }

  void operator()(const Decimal& value) const { writer.value(value); }

  void operator()(const std::string& value) const { writer.value(std::string_view(value)); }

  void operator()(const JsonText& value) const { writer.raw(value.json); }
};

}  // namespace

void write_value(json::Writer& writer, const FieldValue& value) {
  std::visit(ValueWriter{writer}, value);
}

void write_record(json::Writer& writer, const Record& record, const Names& names) {
  writer.begin_object();
  for (const Record::Entry& entry : record.entries()) {
    writer.key(names.member(entry.field));
    write_value(writer, entry.value);
  }
  writer.end_object();
}

}  // namespace cems::model
