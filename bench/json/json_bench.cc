// Our writer of rows beside RapidJSON's Writer, on the same rows in the same run (issue 5).
//
//   json_bench [--check]
//
// 43,200 rows {"timeStamp":"2024-04-01T00:00:00+08:00","value":123.45}, a month by the minute.
// Peers make the time's text by arithmetic, without a library call; RapidJSON gets the number as a
// double, as it knows no decimals. Each text is parsed back and has to be the same rows. Seconds
// are of the processor, medians of 31 rounds in turn. --check fails below 8 times RapidJSON.
#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/limits.h"
#include "base/time.h"
#include "json/row_writer.h"

namespace {

using namespace cems;  // NOLINT(google-build-using-namespace): a program of its own.

constexpr std::size_t kRows = 43'200;
constexpr std::size_t kRounds = 31;

struct Rows {
  std::vector<std::int64_t> times_ms;
  std::vector<std::int64_t> mantissas;  // Hundredths.
};

/// Power in hundredths of a kW: noise that remembers.
Rows make_rows() {
  Rows out;
  std::mt19937_64 random(42);
  std::normal_distribution<double> noise(0, 3);
  double power = 123;
  for (std::size_t i = 0; i < kRows; ++i) {
    power = 120 + 0.95 * (power - 120) + noise(random);
    out.times_ms.push_back(1'711'900'800'000 + static_cast<std::int64_t>(i) * kMsPerMinute);
    out.mantissas.push_back(static_cast<std::int64_t>(power * 100));
  }
  return out;
}

/// The whole text in one string.
void write_ours(const Rows& rows, const Zone& zone, std::string& out) {
  const json::Name time("timeStamp");
  const json::Name value("value");
  const json::Name quality("quality");
  out.assign(1, '[');
  json::RowWriter writer(time, value, quality, zone);
  writer.append(out, {rows.times_ms, rows.mantissas, 2}, SIZE_MAX);
  out.push_back(']');
}

/// In pieces, as an answer goes out. The text is seen by `look` and forgotten.
void write_in_chunks(const Rows& rows, const Zone& zone, std::string& out,
                     const std::function<void(const std::string&)>& look) {
  const json::Name time("timeStamp");
  const json::Name value("value");
  const json::Name quality("quality");
  json::RowWriter writer(time, value, quality, zone);
  for (std::size_t done = 0; done < kRows;) {
    out.assign(1, done == 0 ? '[' : ',');
    done += writer.append(
        out, {std::span(rows.times_ms).subspan(done), std::span(rows.mantissas).subspan(done), 2},
        limits::kBodyChunkBytes);
    look(out);
  }
}

/// 25 characters by arithmetic, as fast as it goes row by row.
void put_time(std::int64_t seconds, char* to) {
  const auto two = [](char* at, std::int64_t number) {
    at[0] = static_cast<char>('0' + number / 10);
    at[1] = static_cast<char>('0' + number % 10);
  };
  const std::int64_t local = seconds + 8 * 3600;
  const std::int64_t in_day = local % 86'400;
  // Days from 0000-03-01 to year, month and day.
  const std::int64_t day = local / 86'400 + 719'468;
  const std::int64_t era = day / 146'097;
  const std::int64_t of_era = day - era * 146'097;
  const std::int64_t year = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t month = (5 * of_year + 2) / 153;
  const std::int64_t shown = month < 10 ? month + 3 : month - 9;
  const std::int64_t shown_year = era * 400 + year + (shown <= 2 ? 1 : 0);
  std::copy_n("0000-00-00T00:00:00+08:00", 25, to);
  two(to, shown_year / 100);
  two(to + 2, shown_year % 100);
  two(to + 5, shown);
  two(to + 8, of_year - (153 * month + 2) / 5 + 1);
  two(to + 11, in_day / 3600);
  two(to + 14, in_day / 60 % 60);
  two(to + 17, in_day % 60);
}

void write_rapid(const Rows& rows, const std::vector<double>& values,
                 rapidjson::StringBuffer& out) {
  out.Clear();
  rapidjson::Writer<rapidjson::StringBuffer> writer(out);
  std::array<char, 25> time;
  writer.StartArray();
  for (std::size_t i = 0; i < kRows; ++i) {
    writer.StartObject();
    writer.Key("timeStamp", 9);
    put_time(rows.times_ms[i] / kMsPerSecond, time.data());
    writer.String(time.data(), 25);
    writer.Key("value", 5);
    writer.Double(values[i]);
    writer.EndObject();
  }
  writer.EndArray();
}

/// The text is these rows.
bool is_same(std::string_view text, const Rows& rows, const std::vector<double>& values) {
  rapidjson::Document parsed;
  parsed.Parse<rapidjson::kParseFullPrecisionFlag>(text.data(), text.size());
  if (parsed.HasParseError() || !parsed.IsArray() || parsed.Size() != kRows) return false;
  std::array<char, 25> time;
  for (rapidjson::SizeType i = 0; i < kRows; ++i) {
    put_time(rows.times_ms[i] / kMsPerSecond, time.data());
    const auto& row = parsed[i];
    if (row.MemberCount() != 2 || row["value"].GetDouble() != values[i] ||
        std::string_view(row["timeStamp"].GetString()) !=
            std::string_view(time.data(), time.size())) {
      return false;
    }
  }
  return true;
}

double seconds_of(const std::function<void()>& work) {
  const auto now = [] {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
  };
  const double begin = now();
  work();
  return now() - begin;
}

double median(std::vector<double> seconds) {
  std::nth_element(seconds.begin(), seconds.begin() + kRounds / 2, seconds.end());
  return seconds[kRounds / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const bool check = argc > 1 && std::string_view(argv[1]) == "--check";
  const Rows rows = make_rows();
  const Zone zone = Zone::fixed(8 * 60);
  std::vector<double> values;
  for (const std::int64_t mantissa : rows.mantissas)
    values.push_back(static_cast<double>(mantissa) / 100);

  std::string ours;
  std::string chunk;
  std::string joined;
  rapidjson::StringBuffer rapid;
  std::vector<double> seconds[3];
  for (std::size_t round = 0; round < kRounds; ++round) {
    seconds[0].push_back(seconds_of([&] { write_rapid(rows, values, rapid); }));
    seconds[1].push_back(seconds_of([&] { write_ours(rows, zone, ours); }));
    seconds[2].push_back(
        seconds_of([&] { write_in_chunks(rows, zone, chunk, [](const std::string&) {}); }));
  }
  write_in_chunks(rows, zone, chunk, [&](const std::string& piece) { joined += piece; });
  const bool same = joined + ']' == ours && is_same(ours, rows, values) &&
                    is_same({rapid.GetString(), rapid.GetSize()}, rows, values);
  const auto print = [&](std::string_view name, std::size_t bytes, double spent) {
    fmt::print("{:28} {:8} B {:8.1f} MB/s {:7.1f} M rows/s {:6.2f} x RapidJSON\n", name, bytes,
               static_cast<double>(bytes) / spent / 1e6, kRows / spent / 1e6,
               median(seconds[0]) / spent);
  };
  print("RapidJSON Writer", rapid.GetSize(), median(seconds[0]));
  print("RowWriter, one text", ours.size(), median(seconds[1]));
  print("RowWriter, chunks of 32 KiB", joined.size() + 1, median(seconds[2]));
  if (!same) fmt::print("NOT THE SAME ROWS\n");
  const bool fast = median(seconds[0]) >= 8 * median(seconds[2]);
  return same && (fast || !check) ? 0 : 1;
}
