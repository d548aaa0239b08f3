// See csv_reader.h. A record is found first (find_end) and split afterwards, so that lines without
// quotes, nearly all, cost two memchr and one pass, and a record cut by the end of a piece is not
// walked again.
#include "ingest/csv_reader.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "base/limits.h"
#include "base/utf8.h"

namespace cems::ingest {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr std::string_view kQuoteInside =
    "a quote inside a cell: put the whole cell in quotes and write the quote twice";
constexpr std::string_view kAfterQuote = "text after the closing quote of a cell";
constexpr std::string_view kUnclosed = "a quote is opened in this row and never closed";
constexpr std::string_view kLongQuoted =
    "a quote is opened in this row and not closed within 1 MiB, the longest row";
constexpr std::string_view kTooLong = "the row is longer than 1 MiB";
static_assert(limits::kCsvLineBytesMax == 1U << 20U, "the two texts above name the limit");
constexpr std::string_view kNotUtf8 = "the row is not UTF-8: save the file in that encoding";

// Position of `c` in [from, to) of `text`, or `to`.
std::size_t find_byte(const std::string& text, std::size_t from, std::size_t to, char c) {
  const void* const hit = std::memchr(text.data() + from, c, to - from);
  if (hit == nullptr) {
    return to;
  }
  return static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
}

}  // namespace

void CsvReader::feed(std::string_view bytes) {
  CEMS_ASSERT(!finished_);
  buffer_.erase(0, begin_);
  scan_ -= begin_;
  begin_ = 0;
  buffer_.append(bytes);
}

std::optional<CsvRecord> CsvReader::next() {
  if (!started_ && !skip_byte_order_mark()) {
    return std::nullopt;
  }
  for (;;) {
    if (skipping_ && !skip_line()) {
      return std::nullopt;
    }
    const bool ended = find_end();
    if (scan_ - begin_ > limits::kCsvLineBytesMax) {
      return give_up(true);
    }
    if (!ended && (!finished_ || begin_ == buffer_.size())) {
      return std::nullopt;
    }
    if (!ended && state_ == State::quoted) {
      return give_up(false);
    }
    std::size_t end = scan_;
    if (end > begin_ && buffer_[end - 1] == '\r') {
      --end;
    }
    if (end > begin_) {
      return read_record(end);
    }
    start_record(ended ? scan_ + 1 : scan_, 1);
  }
}

// False while it takes more bytes to tell.
bool CsvReader::skip_byte_order_mark() {
  if (buffer_.size() < kByteOrderMark.size() && !finished_) {
    return false;
  }
  started_ = true;
  if (buffer_.starts_with(kByteOrderMark)) {
    start_record(kByteOrderMark.size(), 0);
  }
  return true;
}

// Drops the rest of an over-long line. False when its end has not come yet.
bool CsvReader::skip_line() {
  const std::size_t end = find_byte(buffer_, begin_, buffer_.size(), '\n');
  if (end == buffer_.size()) {
    start_record(end, 0);
    return false;
  }
  skipping_ = false;
  start_record(end + 1, 1);
  return true;
}

// Moves scan_ to the line end of the record, or to the end of the buffer and says false.
bool CsvReader::find_end() {
  if (state_ == State::line) {
    const std::size_t end = find_byte(buffer_, scan_, buffer_.size(), '\n');
    if (find_byte(buffer_, scan_, end, '"') == end) {
      scan_ = end;
      return end != buffer_.size();
    }
    // The first quote: the walk begins at the record's beginning. It happens once a record.
    state_ = State::cell_start;
    scan_ = begin_;
  }
  return walk();
}

bool CsvReader::walk() {
  while (scan_ < buffer_.size()) {
    if (step(buffer_[scan_])) {
      return true;
    }
    ++scan_;
  }
  return false;
}

// Takes one byte; true when it ends the record.
bool CsvReader::step(char c) {
  switch (state_) {
    case State::quoted:
      if (c == '"') {
        state_ = State::closed;
      } else if (c == '\n') {
        ++newlines_;
      }
      return false;
    case State::closed:
      if (c == '"') {
        state_ = State::quoted;  // A doubled quote.
        return false;
      }
      break;
    case State::plain:
      if (c == '"') {
        state_ = State::broken;
        fault_ = kQuoteInside;
        return false;
      }
      break;
    case State::cell_start:
      if (c == '"') {
        state_ = State::quoted;
        return false;
      }
      break;
    case State::line:
    case State::closed_cr:
    case State::broken:
      break;
  }
  if (c == '\n') {
    return true;
  }
  if (state_ == State::broken) {
    return false;
  }
  if (c == ',' && state_ != State::closed_cr) {
    ++cell_;
    state_ = State::cell_start;
  } else if (state_ == State::closed && c == '\r') {
    state_ = State::closed_cr;
  } else if (state_ == State::closed || state_ == State::closed_cr) {
    state_ = State::broken;
    fault_ = kAfterQuote;
  } else {
    state_ = State::plain;
  }
  return false;
}

CsvRecord CsvReader::bad(std::string_view problem, std::size_t cell) const {
  return {.line = line_, .cells = {}, .problem = problem, .problem_cell = cell};
}

// The record [begin_, end), whose line end, if any, is at scan_.
CsvRecord CsvReader::read_record(std::size_t end) {
  const std::string_view text = std::string_view(buffer_).substr(begin_, end - begin_);
  CsvRecord record{.line = line_, .cells = {}, .problem = {}, .problem_cell = 0};
  if (!is_valid_utf8(text)) {
    record = bad(kNotUtf8, 0);
  } else if (state_ == State::broken) {
    record = bad(fault_, cell_);
  } else if (state_ == State::line) {
    split_line(text);
    record.cells = cells_;
  } else {
    split_quoted(begin_, end);
    record.cells = cells_;
  }
  start_record(scan_ < buffer_.size() ? scan_ + 1 : scan_, newlines_ + 1);
  return record;
}

// A record without an end: too long, or a quote open at the end of everything. Only its first line
// is given up, so that one stray quote does not swallow good rows. Decides by the bytes alone,
// never by how far they happen to have been read.
CsvRecord CsvReader::give_up(bool too_long) {
  const std::size_t known = std::min(buffer_.size(), begin_ + limits::kCsvLineBytesMax + 1);
  const std::size_t line_end = find_byte(buffer_, begin_, known, '\n');
  const bool whole_line = line_end != known;
  CsvRecord record = bad(kUnclosed, 0);
  if (too_long) {
    record.problem = whole_line ? kLongQuoted : kTooLong;
  }
  if (whole_line) {
    start_record(line_end + 1, 1);
  } else if (too_long) {
    skipping_ = true;
    start_record(known, 0);
  } else {
    start_record(buffer_.size(), 0);
  }
  return record;
}

void CsvReader::split_line(std::string_view text) {
  cells_.clear();
  for (;;) {
    const void* const comma = std::memchr(text.data(), ',', text.size());
    if (comma == nullptr) {
      cells_.push_back(text);
      return;
    }
    const std::size_t size =
        static_cast<std::size_t>(static_cast<const char*>(comma) - text.data());
    cells_.push_back(text.substr(0, size));
    text.remove_prefix(size + 1);
  }
}

// Cells of a record that walk() found sound. Doubled quotes are made single in place: the record is
// not read again.
void CsvReader::split_quoted(std::size_t begin, std::size_t end) {
  cells_.clear();
  std::size_t at = begin;
  for (;;) {
    std::size_t cell_end = at;
    std::size_t cell_begin = at;
    if (at < end && buffer_[at] == '"') {
      cell_begin = ++at;
      cell_end = at;
      while (buffer_[at] != '"' || (at + 1 < end && buffer_[at + 1] == '"')) {
        at += buffer_[at] == '"' ? 1 : 0;
        buffer_[cell_end++] = buffer_[at++];
      }
      ++at;
    } else {
      at = find_byte(buffer_, at, end, ',');
      cell_end = at;
    }
    cells_.push_back(std::string_view(buffer_).substr(cell_begin, cell_end - cell_begin));
    if (at == end) {
      return;
    }
    ++at;  // The comma.
  }
}

void CsvReader::start_record(std::size_t at, std::uint64_t lines) {
  begin_ = at;
  scan_ = at;
  state_ = State::line;
  cell_ = 1;
  newlines_ = 0;
  line_ += lines;
}

void append_csv_cell(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') {
      out += '"';
    }
    out += c;
  }
  out += '"';
}

}  // namespace cems::ingest
