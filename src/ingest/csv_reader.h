/// Splits CSV bytes into records of cells: RFC 4180, as they come, in bounded memory.
///
/// Written by hand because what the loader promises is not to be had from a library at hand: bytes
/// arrive in pieces (a file, an HTTP body), memory stays below limits::kCsvLineBytesMax and one
/// piece whatever the input, every record knows the physical line it starts on, and a bad record
/// costs that record only; reading goes on at the next line.
///
/// Accepted beyond RFC 4180: LF as well as CRLF, mixed; a byte order mark at the start; no line end
/// after the last record. Empty lines are not records. Blanks are part of a cell. A CR that is not
/// before an LF is part of its cell. The result does not depend on how the bytes were cut.
///
/// Thread-safety: one reader, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cems::ingest {

/// One record. Views live until the next call on its reader.
struct CsvRecord {
  std::uint64_t line = 0;                   ///< Physical line it starts on, from 1.
  std::span<const std::string_view> cells;  ///< Without quotes; empty where there is a problem.
  /// Why the record could not be read (lives for ever), empty for a good one. The kinds: a quote
  /// inside a cell that does not begin with one, text after a closing quote, a quote that is never
  /// closed, longer than limits::kCsvLineBytesMax, not UTF-8.
  std::string_view problem;
  std::size_t problem_cell = 0;  ///< Which cell, from 1; 0 when it is the whole record.
};

class CsvReader {
 public:
  /// Takes the next bytes (copied).
  void feed(std::string_view bytes);

  /// Says that nothing follows, so that a last line without line end is a record.
  void finish() { finished_ = true; }

  /// True where no bytes are held back and the next one begins a line of its own.
  [[nodiscard]] bool is_between_records() const {
    return started_ && !skipping_ && begin_ == buffer_.size();
  }

  /// So many lines have been read by somebody else. REQUIRES: is_between_records().
  void pass_lines(std::uint64_t lines) { line_ += lines; }

  /// The next record; nothing when more bytes are needed or all are read.
  [[nodiscard]] std::optional<CsvRecord> next();

 private:
  // Where the walk through a record stands. `line` is the fast way: no quote seen so far.
  enum class State : std::uint8_t { line, cell_start, plain, quoted, closed, closed_cr, broken };

  [[nodiscard]] bool skip_byte_order_mark();
  [[nodiscard]] bool skip_line();
  [[nodiscard]] bool find_end();
  [[nodiscard]] bool walk();
  [[nodiscard]] bool step(char c);
  [[nodiscard]] CsvRecord bad(std::string_view problem, std::size_t cell) const;
  [[nodiscard]] CsvRecord read_record(std::size_t end);
  [[nodiscard]] CsvRecord give_up(bool too_long);
  void split_line(std::string_view text);
  void split_quoted(std::size_t begin, std::size_t end);
  void start_record(std::size_t at, std::uint64_t lines);

  std::string buffer_;
  std::size_t begin_ = 0;  // First byte of the current record.
  std::size_t scan_ = 0;   // Next byte to look at; begin_ <= scan_ <= buffer_.size().
  State state_ = State::line;
  std::string_view fault_;      // Why state_ is broken.
  std::size_t cell_ = 1;        // Cell that walk() is in.
  std::uint64_t newlines_ = 0;  // Line ends inside quotes of the current record.
  std::uint64_t line_ = 1;      // Physical line of begin_.
  bool started_ = false;        // The byte order mark has been looked for.
  bool skipping_ = false;       // Inside the rest of an over-long line.
  bool finished_ = false;
  std::vector<std::string_view> cells_;
};

/// Appends a cell to a line of CSV, quoted where it must be.
void append_csv_cell(std::string& out, std::string_view cell);

}  // namespace cems::ingest
