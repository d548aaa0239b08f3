// See ndjson_line.h.
#include "ingest/ndjson_line.h"

#include <array>
#include <cstddef>
#include <optional>

namespace cems::ingest {

namespace {

/// Walks over a line.
class LineCursor {
 public:
  explicit LineCursor(std::string_view line) : rest_(line) {}

  bool take(char mark) {
    skip_blanks();
    if (!rest_.starts_with(mark)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  /// A string without escapes; the view is what stands between its quotes.
  std::optional<std::string_view> take_string() {
    if (!take('"')) {
      return std::nullopt;
    }
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == '"') {
        const std::string_view text = rest_.substr(0, i);
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (c == '\\' || static_cast<unsigned char>(c) < 0x20) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  /// The characters of a number, whether it is one or not.
  std::string_view take_number() {
    skip_blanks();
    std::size_t size = 0;
    while (size < rest_.size() && is_number_char(rest_[size])) {
      ++size;
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  bool done() {
    skip_blanks();
    return rest_.empty();
  }

 private:
  static bool is_number_char(char c) { return (c >= '0' && c <= '9') || c == '-' || c == '.'; }

  void skip_blanks() {
    while (rest_.starts_with(' ') || rest_.starts_with('\t')) {
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
};

bool is_text_field(std::size_t field) {
  return field < 4;
}  // The ids and the time.

}  // namespace

bool scan_ndjson_line(std::string_view line, const ColumnNames& names, NdjsonLine& out) {
  std::array<std::string_view, std::tuple_size_v<ColumnNames>> values{};
  std::array<bool, std::tuple_size_v<ColumnNames>> seen{};
  LineCursor cursor(line);
  if (!cursor.take('{')) {
    return false;
  }
  do {
    const std::optional<std::string_view> name = cursor.take_string();
    if (!name || !cursor.take(':')) {
      return false;
    }
    std::size_t field = 0;
    while (field < names.size() && names[field] != *name) {
      ++field;
    }
    if (field == names.size() || seen[field]) {
      return false;
    }
    seen[field] = true;
    if (is_text_field(field)) {
      const std::optional<std::string_view> text = cursor.take_string();
      if (!text) {
        return false;
      }
      values[field] = *text;
    } else {
      values[field] = cursor.take_number();
      if (values[field].empty() || !has_json_zeros(values[field])) {
        return false;
      }
    }
  } while (cursor.take(','));
  if (!cursor.take('}') || !cursor.done() ||
      !(seen[0] && seen[1] && seen[2] && seen[3] && seen[4])) {
    return false;
  }
  out = {.raw = {.cems = values[0],
                 .point = values[1],
                 .parameter = values[2],
                 .time = values[3],
                 .value = values[4],
                 .quality = values[5]},
         .has_quality = seen[5]};
  return true;
}

}  // namespace cems::ingest
