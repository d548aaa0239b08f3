// The CSV reader: RFC 4180 and what the dictionary (S "CSV in") adds to it, bad records with their
// place, and that no cutting of the bytes changes anything.
#include "ingest/csv_reader.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace cems::ingest {
namespace {

struct Record {
  std::uint64_t line = 0;
  std::vector<std::string> cells;
  std::string problem;
  std::size_t problem_cell = 0;

  friend bool operator==(const Record&, const Record&) = default;

  friend std::ostream& operator<<(std::ostream& out, const Record& r) {
    out << r.line << ":";
    for (const std::string& cell : r.cells) {
      out << " [" << cell << "]";
    }
    return out << (r.problem.empty() ? "" : " ! " + r.problem.substr(0, 60)) << " "
               << r.problem_cell;
  }
};

void drain(CsvReader& reader, std::vector<Record>& out) {
  while (const std::optional<CsvRecord> r = reader.next()) {
    out.push_back(
        {r->line, {r->cells.begin(), r->cells.end()}, std::string(r->problem), r->problem_cell});
  }
}

std::vector<Record> read_whole(std::string_view bytes) {
  CsvReader reader;
  std::vector<Record> out;
  reader.feed(bytes);
  reader.finish();
  drain(reader, out);
  return out;
}

std::vector<Record> read_cut(std::string_view bytes, std::mt19937_64& random, std::size_t most) {
  CsvReader reader;
  std::vector<Record> out;
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(bytes.size(), random() % (most + 1));
    reader.feed(bytes.substr(0, size));
    bytes.remove_prefix(size);
    drain(reader, out);
  }
  reader.finish();
  drain(reader, out);
  return out;
}

std::vector<Record> good(std::vector<std::pair<std::uint64_t, std::vector<std::string>>> rows) {
  std::vector<Record> out;
  for (auto& [line, cells] : rows) {
    out.push_back({line, std::move(cells), "", 0});
  }
  return out;
}

std::mt19937_64 seeded() {
  const char* const given = std::getenv("CEMS_SEED");
  const std::uint64_t seed = given == nullptr ? 20260 : std::strtoull(given, nullptr, 10);
  std::cout << "CEMS_SEED=" << seed << '\n';
  return std::mt19937_64(seed);
}

TEST(CsvReader, SplitsWellFormedInput) {
  EXPECT_EQ(read_whole(""), good({}));
  EXPECT_EQ(read_whole("a,b\n1,2\n"), good({{1, {"a", "b"}}, {2, {"1", "2"}}}));
  EXPECT_EQ(read_whole("a,b\r\n1,2\r\n"), good({{1, {"a", "b"}}, {2, {"1", "2"}}}));
  EXPECT_EQ(read_whole("a\n1\r\n2"), good({{1, {"a"}}, {2, {"1"}}, {3, {"2"}}})) << "mixed ends";
  EXPECT_EQ(read_whole("a\r"), good({{1, {"a"}}})) << "a cut CRLF at the end";
  EXPECT_EQ(read_whole(",\n"), good({{1, {"", ""}}}));
  EXPECT_EQ(read_whole("a,"), good({{1, {"a", ""}}}));
  EXPECT_EQ(read_whole(" a ,\tb\n"), good({{1, {" a ", "\tb"}}})) << "RFC 4180 2.4: blanks stay";
  EXPECT_EQ(read_whole("温度,°C\n"), good({{1, {"温度", "°C"}}}));
  EXPECT_EQ(read_whole("a\rb\n"), good({{1, {"a\rb"}}}));
}

TEST(CsvReader, ReadsQuotedCells) {
  EXPECT_EQ(read_whole("\"a\",\"b\"\n"), good({{1, {"a", "b"}}}));
  EXPECT_EQ(read_whole("\"a,b\",\"\"\r\n"), good({{1, {"a,b", ""}}}));
  EXPECT_EQ(read_whole("\"say \"\"hi\"\"\",x\n"), good({{1, {"say \"hi\"", "x"}}}));
  EXPECT_EQ(read_whole("\"\"\"\""), good({{1, {"\""}}}));
  EXPECT_EQ(read_whole("x,\"two\nlines\",y\r\nz\n"),
            good({{1, {"x", "two\nlines", "y"}}, {3, {"z"}}}))
      << "a record's line is the one it starts on";
  EXPECT_EQ(read_whole("\"a\"\r\n\"b\"\r"), good({{1, {"a"}}, {2, {"b"}}}));
}

TEST(CsvReader, SkipsByteOrderMarkAndEmptyLines) {
  EXPECT_EQ(read_whole("\xEF\xBB\xBF"
                       "a\n"),
            good({{1, {"a"}}}));
  EXPECT_EQ(read_whole("\xEF\xBB\xBF"), good({}));
  EXPECT_EQ(read_whole("a\n\n\r\nb\n\n"), good({{1, {"a"}}, {4, {"b"}}}));
}

TEST(CsvReader, ReportsBadRecordsAndGoesOn) {
  struct Case {
    std::string bytes;
    std::uint64_t line;
    std::size_t cell;
    std::string says;
  };

  for (const Case& c : {Case{"ok\na,b\"c,d\nok\n", 2, 2, "a quote inside a cell"},
                        Case{"ok\na,\"b\"c\nok\n", 2, 2, "text after the closing quote"},
                        Case{"ok\n\"a\" ,b\nok\n", 2, 1, "text after the closing quote"},
                        Case{"ok\na\xFF"
                             "b,c\nok\n",
                             2, 0, "not UTF-8"},
                        Case{"ok\n\xC0\xAF\nok\n", 2, 0, "not UTF-8"},
                        Case{"ok\n\"\xED\xA0\x80\"\nok\n", 2, 0, "not UTF-8"},
                        Case{"ok\na,\"b\nok\n", 2, 0, "never closed"}}) {
    const std::vector<Record> records = read_whole(c.bytes);
    ASSERT_EQ(records.size(), 3U) << c.bytes;
    EXPECT_EQ(records[0], (Record{1, {"ok"}, "", 0}));
    EXPECT_EQ(records[1].line, c.line);
    EXPECT_EQ(records[1].problem_cell, c.cell) << c.bytes;
    EXPECT_NE(records[1].problem.find(c.says), std::string::npos) << records[1].problem;
    EXPECT_TRUE(records[1].cells.empty());
    EXPECT_EQ(records[2], (Record{3, {"ok"}, "", 0}));
  }
}

TEST(CsvReader, OverlongLineIsOneBadRowWhateverTheCutting) {
  std::mt19937_64 random = seeded();
  const std::string most(limits::kCsvLineBytesMax, 'x');
  EXPECT_EQ(read_whole(most + "\nb\n"), good({{1, {most}}, {2, {"b"}}})) << "exactly the limit";

  const std::string bytes = "a\n" + most + "x\nb\n" + most + most + most + "\nc";
  for (const std::vector<Record>& records :
       {read_whole(bytes), read_cut(bytes, random, 100'000), read_cut(bytes, random, 3'000'000)}) {
    ASSERT_EQ(records.size(), 5U);
    EXPECT_EQ(records[1], (Record{2, {}, "the row is longer than 1 MiB", 0}));
    EXPECT_EQ(records[2], (Record{3, {"b"}, "", 0}));
    EXPECT_EQ(records[3].line, 4U);
    EXPECT_FALSE(records[3].problem.empty());
    EXPECT_EQ(records[4], (Record{5, {"c"}, "", 0}));
  }
}

TEST(CsvReader, StrayQuoteDoesNotSwallowGoodRows) {
  std::mt19937_64 random = seeded();
  std::string bytes = "h\n\"stray\n";
  for (int i = 0; i < 300'000; ++i) {
    bytes += "1,2,3\n";
  }
  const std::vector<Record> whole = read_whole(bytes);
  ASSERT_EQ(whole.size(), 300'002U);
  EXPECT_NE(whole[1].problem.find("not closed within 1 MiB"), std::string::npos);
  EXPECT_EQ(whole[2], (Record{3, {"1", "2", "3"}, "", 0}));
  EXPECT_EQ(whole.back().line, 300'002U);
  EXPECT_EQ(read_cut(bytes, random, 50'000), whole);
}

// Cells are made first, then written by rules of this test alone, so the expected records are known
// without reading anything.
TEST(CsvReader, GeneratedTablesComeBackUnderAnyCutting) {
  std::mt19937_64 random = seeded();
  const std::vector<std::string> parts = {"a",    "1.5", ",", "\"", "\n",
                                          "\r\n", "\r",  " ", "读", "°"};
  for (int round = 0; round < 300; ++round) {
    std::string bytes = random() % 2 == 0 ? "" : "\xEF\xBB\xBF";
    std::vector<Record> expected;
    std::uint64_t line = 1;
    for (std::size_t rows = random() % 12; rows > 0; --rows) {
      Record record{line, {}, "", 0};
      for (std::size_t cells = 2 + random() % 4; cells > 0; --cells) {
        std::string cell;
        for (std::size_t n = random() % 5; n > 0; --n) {
          cell += parts[random() % parts.size()];
        }
        bytes += record.cells.empty() ? "" : ",";
        if (cell.find_first_of(",\"\n\r") != std::string::npos || random() % 4 == 0) {
          bytes += '"';
          for (const char c : cell) {
            bytes += c == '"' ? "\"\"" : std::string(1, c);
          }
          bytes += '"';
        } else {
          bytes += cell;
        }
        record.cells.push_back(cell);
      }
      expected.push_back(record);
      bytes += rows == 1 && random() % 2 == 0 ? "" : random() % 2 == 0 ? "\n" : "\r\n";
      line = 1 + static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    }
    EXPECT_EQ(read_whole(bytes), expected) << bytes;
    EXPECT_EQ(read_cut(bytes, random, 1), expected) << bytes;
    EXPECT_EQ(read_cut(bytes, random, 7), expected) << bytes;
  }
}

TEST(CsvReader, GarbageIsReadTheSameUnderAnyCutting) {
  std::mt19937_64 random = seeded();
  const std::string alphabet = "aa,,\"\"\n\n\r\xE8\xAF\xFF";
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (std::size_t n = random() % 60; n > 0; --n) {
      bytes += alphabet[random() % alphabet.size()];
    }
    const std::vector<Record> whole = read_whole(bytes);
    EXPECT_EQ(read_cut(bytes, random, 1), whole) << bytes;
    EXPECT_EQ(read_cut(bytes, random, 9), whole) << bytes;
    for (std::size_t i = 1; i < whole.size(); ++i) {
      EXPECT_LT(whole[i - 1].line, whole[i].line) << bytes;
    }
  }
}

TEST(CsvReader, WrittenCellsAreReadBack) {
  std::string line;
  const std::vector<std::string> cells = {"plain", "a,b", "say \"hi\"", "two\nlines", "", "cr\r"};
  for (const std::string& cell : cells) {
    line += line.empty() ? "" : ",";
    append_csv_cell(line, cell);
  }
  EXPECT_EQ(read_whole(line), good({{1, cells}}));
}

}  // namespace
}  // namespace cems::ingest
