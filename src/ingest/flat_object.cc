// See flat_object.h.
#include "ingest/flat_object.h"

#include <algorithm>

#include "json/plain_text.h"

namespace cems::ingest {

namespace {

constexpr std::size_t kTextFields = 4;  // The ids and the time; numbers follow.

bool is_decimal_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_decimal_digit(text[end])) {
    ++end;
  }
  return end - at;
}

}  // namespace

void FlatCursor::skip_blanks() {
  while (!rest_.empty() &&
         (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\r' || rest_[0] == '\t')) {
    rest_.remove_prefix(1);
  }
}

bool FlatCursor::take(char mark) {
  skip_blanks();
  if (!rest_.starts_with(mark)) {
    return false;
  }
  rest_.remove_prefix(1);
  return true;
}

std::optional<std::string_view> FlatCursor::take_string() {
  if (!take('"')) {
    return std::nullopt;
  }
  const std::size_t size = json::plain_prefix(rest_);
  if (size == rest_.size() || rest_[size] != '"') {
    return std::nullopt;
  }
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size + 1);
  return text;
}

/// Steps over `"name":` as it is mostly written.
bool FlatCursor::take_exactly(std::string_view name) {
  const std::size_t size = name.size() + 3;
  if (rest_.size() < size || rest_[0] != '"' || rest_[size - 2] != '"' || rest_[size - 1] != ':' ||
      rest_.substr(1, name.size()) != name) {
    return false;
  }
  rest_.remove_prefix(size);
  return true;
}

std::optional<std::size_t> FlatCursor::take_name(std::size_t place, const ColumnNames& names) {
  if (place >= order_.size()) {
    return std::nullopt;
  }
  if (order_[place] && take_exactly(names[*order_[place]])) {
    return order_[place];
  }
  const std::optional<std::string_view> name = take_string();
  const auto found = name ? std::find(names.begin(), names.end(), *name) : names.end();
  if (found == names.end() || !take(':')) {
    return std::nullopt;
  }
  order_[place] = static_cast<std::size_t>(found - names.begin());
  return order_[place];
}

std::string_view FlatCursor::take_number() {
  skip_blanks();
  std::size_t size = rest_.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(rest_, size);
  if (whole == 0 || (whole > 1 && rest_[size] == '0')) {
    return {};
  }
  size += whole;
  if (size < rest_.size() && rest_[size] == '.') {
    const std::size_t part = digits_at(rest_, size + 1);
    size += part == 0 ? 0 : part + 1;  // Without digits the point is left, and taken by nobody.
  }
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return text;
}

bool FlatCursor::done() {
  skip_blanks();
  return rest_.empty();
}

bool take_flat_reading(FlatCursor& cursor, const ColumnNames& names, FlatReading& out) {
  out = {};
  const std::array<std::string_view*, std::tuple_size_v<ColumnNames>> values{
      &out.raw.cems, &out.raw.point, &out.raw.parameter,
      &out.raw.time, &out.raw.value, &out.raw.quality};
  if (!cursor.take('{')) {
    return false;
  }
  std::size_t place = 0;
  do {
    const std::optional<std::size_t> field = cursor.take_name(place++, names);
    if (!field || out.has[*field]) {
      return false;
    }
    out.has[*field] = true;
    if (*field < kTextFields) {
      const std::optional<std::string_view> text = cursor.take_string();
      if (!text) {
        return false;
      }
      *values[*field] = *text;
    } else {
      *values[*field] = cursor.take_number();
      if (values[*field]->empty()) {
        return false;
      }
    }
  } while (cursor.take(','));
  return cursor.take('}');
}

}  // namespace cems::ingest
