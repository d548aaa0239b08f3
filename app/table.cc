// See table.h.
#include "app/table.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/utf8.h"

namespace cems::app {

namespace {

struct Block {
  char32_t first;
  char32_t last;
};

// Wide and fullwidth blocks of UAX 11, roughly: what names and units on a terminal are made of.
constexpr std::array kWide = {
    Block{0x1100, 0x115F},   Block{0x2E80, 0x303E},   Block{0x3041, 0xA4CF},  Block{0xAC00, 0xD7A3},
    Block{0xF900, 0xFAFF},   Block{0xFE30, 0xFE6F},   Block{0xFF00, 0xFF60},  Block{0xFFE0, 0xFFE6},
    Block{0x1F300, 0x1F64F}, Block{0x1F900, 0x1F9FF}, Block{0x20000, 0x3FFFD}};

constexpr std::array kCombining = {Block{0x0300, 0x036F}, Block{0x200B, 0x200F},
                                   Block{0xFE00, 0xFE0F}};

template <std::size_t N>
bool is_in(const std::array<Block, N>& blocks, char32_t c) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [c](Block b) { return b.first <= c && c <= b.last; });
}

// The character at the front, `size` bytes long (utf8_character_length).
char32_t decode(std::string_view text, std::size_t size) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  if (size == 1) {
    return byte(0);
  }
  char32_t c = byte(0) & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    c = c << 6U | (byte(i) & 0x3FU);
  }
  return c;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '.') <= 1;  // A reading type has 17.
}

void pad(std::string& out, std::size_t cells) {
  out.append(cells, ' ');
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t size = std::max<std::size_t>(1, utf8_character_length(text));
    const char32_t c = decode(text, size);
    if (is_in(kWide, c)) {
      width += 2;
    } else if (!is_in(kCombining, c)) {
      width += 1;
    }
    text.remove_prefix(size);
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = utf8_character_length(text);
    const char32_t c = size == 0 ? U'\0' : decode(text, size);
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    out += control ? std::string_view("?") : text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(1, size));
  }
  return out;
}

void Table::add(std::vector<std::string> row) {
  CEMS_ASSERT(row.size() == header_.size());
  rows_.push_back(std::move(row));
}

void Table::write(std::string& out) const {
  struct Column {
    std::size_t index;
    std::size_t width;
    bool right;
  };

  std::vector<Column> columns;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    Column column{i, display_width(header_[i]), true};
    bool content = false;
    for (const std::vector<std::string>& row : rows_) {
      column.width = std::max(column.width, display_width(row[i]));
      content = content || !row[i].empty();
      column.right = column.right && (row[i].empty() || is_number(row[i]));
    }
    if (content) {
      columns.push_back(column);
    }
  }
  const auto write_row = [&](const std::vector<std::string>& row) {
    for (const Column& column : columns) {
      const std::string& cell = row[column.index];
      const std::size_t blanks = column.width - display_width(cell);
      const bool last = &column == &columns.back();
      pad(out, column.right ? blanks : 0);
      out += cell;
      pad(out, column.right || last ? 0 : blanks);
      out += last ? "\n" : "  ";
    }
  };
  if (!columns.empty()) {
    write_row(header_);
  }
  for (const std::vector<std::string>& row : rows_) {
    write_row(row);
  }
}

}  // namespace cems::app
