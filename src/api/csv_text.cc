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

void append_header(std::string& out, std::span<const std::string_view> columns) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_cell(out, columns[i]);
  }
  out += '\n';
}

}  // namespace cems::api
