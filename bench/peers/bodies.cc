// Texts of the workload: the time is spelled once for all points of an instant.
#include "bench/peers/bodies.h"

#include <iterator>

#include <fmt/format.h>

#include "base/time.h"
#include "base/zone.h"

namespace cems::bench {
namespace {

constexpr std::size_t kRowBytes = 64;  // What is reserved for a row; the longest has 49.
constexpr std::string_view kCsvHeader = "cemsId,pointId,parameterId,timeStamp,value\n";
constexpr std::string_view kCopyEnd = "\\.\n";

char letter(Table table) {
  return table == Table::hours ? 'h' : 'm';
}

/// How a system spells the time of a row.
std::string time_text(Format format, std::int64_t begin_s, std::int64_t step_s) {
  static const Zone zone = Zone::fixed(8 * 60);
  if (format == Format::lines) return fmt::format("{}", begin_s);
  if (format == Format::csv) return format_time({(begin_s + step_s) * kMsPerSecond}, zone);
  std::string text = format_time({begin_s * kMsPerSecond}, zone).substr(0, 19);
  text[10] = ' ';
  return text;
}

class Bodies {
 public:
  Bodies(const Block& block, Format format, std::int64_t rows)
      : block_(block), format_(format), rows_(rows) {}

  void add(int point, std::int64_t begin_s, std::int64_t hundredths) {
    if (in_body_ == 0) begin_body();
    if (begin_s != time_of_) {
      time_of_ = begin_s;
      time_ = time_text(format_, begin_s, block_.step_s);
    }
    append_row(point, hundredths);
    if (++in_body_ == rows_) end_body();
  }

  std::vector<std::string> take() {
    if (in_body_ > 0) end_body();
    return std::move(bodies_);
  }

 private:
  void begin_body() {
    std::string& body = bodies_.emplace_back();
    body.reserve(static_cast<std::size_t>(rows_) * kRowBytes);
    if (format_ == Format::csv) body += kCsvHeader;
    if (format_ == Format::copy) body += fmt::format("COPY {} FROM STDIN;\n", letter(block_.table));
  }

  void end_body() {
    if (format_ == Format::copy) bodies_.back() += kCopyEnd;
    bodies_.back().shrink_to_fit();
    in_body_ = 0;
  }

  void append_row(int point, std::int64_t hundredths) {
    const auto out = std::back_inserter(bodies_.back());
    const std::int64_t whole = hundredths / 100;
    const std::int64_t part = hundredths % 100;
    if (format_ == Format::csv) {
      const char place = block_.table == Table::hours ? 'H' : 'M';
      fmt::format_to(out, "BENCH,{}{:04},EPI,{},{}.{:02}\n", place, point, time_, whole, part);
    } else if (format_ == Format::lines) {
      fmt::format_to(out, "{},s=p{:04} v={}.{:02} {}\n", letter(block_.table), point, whole, part,
                     time_);
    } else {
      fmt::format_to(out, "{}\t{}\t{}.{:02}\n", point, time_, whole, part);
    }
  }

  const Block& block_;
  Format format_;
  std::int64_t rows_;
  std::int64_t in_body_ = 0;
  std::int64_t time_of_ = -1;
  std::string time_;
  std::vector<std::string> bodies_;
};

}  // namespace

std::optional<Format> format_of(std::string_view name) {
  if (name == "csv") return Format::csv;
  if (name == "lines") return Format::lines;
  if (name == "tsv") return Format::tsv;
  if (name == "copy") return Format::copy;
  return std::nullopt;
}

std::vector<std::string> make_bodies(const Block& block, Format format, std::int64_t rows) {
  Bodies bodies(block, format, rows);
  make_rows(block, [&](int point, std::int64_t begin_s, std::int64_t hundredths) {
    bodies.add(point, begin_s, hundredths);
  });
  return bodies.take();
}

}  // namespace cems::bench
