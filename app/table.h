/// Aligned columns of text for a terminal; wide Chinese characters take the two cells they take.
///
/// Values; share nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cems::app {

/// Terminal cells of a text: 2 for East Asian wide and fullwidth characters (UAX 11), 0 for
/// combining marks, else 1. Bytes that are not UTF-8 count 1.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` with every control character replaced by `?`: what a server sends must not steer the
/// terminal.
[[nodiscard]] std::string printable(std::string_view text);

class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

  /// REQUIRES: as many cells as the header has.
  void add(std::vector<std::string> row);

  [[nodiscard]] bool empty() const { return rows_.empty(); }

  /// Appends the header and the rows, columns two blanks apart; a column of numbers is set right.
  /// Columns without any content are left out.
  void write(std::string& out) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace cems::app
