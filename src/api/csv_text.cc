// Quotes where they are needed.
#include "api/csv_text.h"

namespace cems::api {

void append_cell(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  out += '"';
}

void append_header(std::string& out, const spec::Wire& wire,
                   std::span<const model::Field> columns) {
  for (const model::Field column : columns) {
    out += column == columns.front() ? "" : ",";
    append_cell(out, wire.member_name(column));
  }
  out += '\n';
}

}  // namespace cems::api
