// Our blocks beside Gorilla's, on the same readings in the same run: bytes a reading and speeds.
//
//   codec_bench [--readings N] [--block N] [--csv ETTh1.csv] [--check]
//
// Both sides give back exactly what they were given, or the program says so and fails. Speeds are
// medians of five rounds in turn. --check fails where a bar of issue 5 is missed: a quarter of
// Gorilla's bytes on each generated set, 1.5 times its speed of decoding in the mean, no more than
// its bytes on a file. Ratios within one run are what counts: the machine wanders.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "bench/codec/gorilla.h"
#include "bench/codec/series.h"
#include "block/codec.h"

namespace {

using namespace cems;  // NOLINT(google-build-using-namespace): a program of its own.

constexpr std::size_t kRounds = 5;

struct Options {
  std::size_t readings = 1'440'000;
  std::size_t block = 1440;
  std::string csv;
  bool check = false;
};

/// What one codec makes of one series.
struct Figures {
  double bytes = 0;   // A reading.
  double encode = 0;  // Million readings/s.
  double decode = 0;
  double decode_readings = 0;  // Into Readings instead of columns; ours only.
};

/// A series cut into blocks; works on all of them, and remembers how long it took.
class Contest {
 public:
  Contest(const bench::Series& series, std::size_t block) : series_(series), block_(block) {}

  /// Nothing where what comes back is not what went in.
  struct Result {
    Figures ours;
    Figures gorilla;
    bool exact = true;
  };

  Result run() {
    std::vector<double> times[5];
    for (std::size_t round = 0; round < kRounds; ++round) {
      times[0].push_back(seconds_of([&] { encode_ours(); }));
      times[1].push_back(seconds_of([&] { encode_gorilla(); }));
      times[2].push_back(seconds_of([&] { decode_columns(); }));
      times[3].push_back(seconds_of([&] { decode_gorilla(); }));
      times[4].push_back(seconds_of([&] { decode_readings(); }));
    }
    const auto count = static_cast<double>(series_.readings.size());
    const auto rate = [&](std::vector<double>& seconds) {
      std::nth_element(seconds.begin(), seconds.begin() + kRounds / 2, seconds.end());
      return count / seconds[kRounds / 2] / 1e6;
    };
    Result out;
    out.ours = {static_cast<double>(our_bytes()) / count, rate(times[0]), rate(times[2]),
                rate(times[4])};
    out.gorilla = {static_cast<double>(gorilla_bytes_) / count, rate(times[1]), rate(times[3]), 0};
    out.exact = exact();
    return out;
  }

 private:
  /// Of the processor, so that a machine shared with others tells the same story.
  static double seconds_of(const std::function<void()>& work) {
    const auto now = [] {
      timespec spent{};
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
      return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
    };
    const double begin = now();
    work();
    return now() - begin;
  }

  template <class Use>
  void each_block(Use use) const {
    for (std::size_t at = 0, i = 0; at < series_.readings.size(); at += block_, ++i)
      use(i, at, std::min(block_, series_.readings.size() - at));
  }

  void encode_ours() {
    ours_.clear();
    our_ends_.clear();
    each_block([&](std::size_t, std::size_t at, std::size_t n) {
      block::encode(std::span(series_.readings).subspan(at, n), ours_);
      our_ends_.push_back(ours_.size());
    });
  }

  void encode_gorilla() {
    gorilla_.clear();
    gorilla_begins_.clear();
    gorilla_bytes_ = 0;
    each_block([&](std::size_t, std::size_t at, std::size_t n) {
      gorilla_begins_.push_back(gorilla_.size());
      gorilla_bytes_ += bench::gorilla_encode(std::span(series_.seconds).subspan(at, n),
                                              std::span(series_.doubles).subspan(at, n), gorilla_);
    });
  }

  [[nodiscard]] std::size_t our_bytes() const { return ours_.size(); }

  [[nodiscard]] std::string_view our_block(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : our_ends_[i - 1];
    return std::string_view(ours_).substr(begin, our_ends_[i] - begin);
  }

  void decode_columns() {
    each_block([&](std::size_t i, std::size_t, std::size_t) {
      const auto shape = block::decode(our_block(i), columns_);
      good_ = good_ && shape;
      if (shape && *shape == block::Shape::columns) return;
      readings_.clear();
      good_ = good_ && block::decode(our_block(i), readings_);
    });
  }

  void decode_readings() {
    each_block([&](std::size_t i, std::size_t, std::size_t) {
      readings_.clear();
      good_ = good_ && block::decode(our_block(i), readings_);
    });
  }

  void decode_gorilla() {
    each_block([&](std::size_t i, std::size_t, std::size_t n) {
      seconds_.resize(n);
      doubles_.resize(n);
      bench::gorilla_decode(gorilla_.data() + gorilla_begins_[i], seconds_, doubles_);
    });
  }

  bool exact() {
    bool same = good_;
    each_block([&](std::size_t i, std::size_t at, std::size_t n) {
      const auto readings = std::span(series_.readings).subspan(at, n);
      const auto is_same = [&](const std::vector<Reading>& got) {
        return std::equal(got.begin(), got.end(), readings.begin(), readings.end());
      };
      readings_.clear();
      same = same && block::decode(our_block(i), readings_) && is_same(readings_);
      readings_.clear();
      const auto shape = block::decode(our_block(i), columns_);
      same = same && shape;
      if (shape && *shape == block::Shape::columns) {
        columns_.append_to(readings_);
        same = same && is_same(readings_);
      }
      seconds_.resize(n);
      doubles_.resize(n);
      bench::gorilla_decode(gorilla_.data() + gorilla_begins_[i], seconds_, doubles_);
      same = same && std::memcmp(seconds_.data(), &series_.seconds[at], n * 8) == 0 &&
             std::memcmp(doubles_.data(), &series_.doubles[at], n * 8) == 0;
    });
    return same;
  }

  const bench::Series& series_;
  std::size_t block_;
  std::string ours_;
  std::vector<std::size_t> our_ends_;
  std::vector<unsigned char> gorilla_;
  std::vector<std::size_t> gorilla_begins_;
  std::size_t gorilla_bytes_ = 0;
  block::Columns columns_;
  std::vector<Reading> readings_;
  std::vector<std::int64_t> seconds_;
  std::vector<double> doubles_;
  bool good_ = true;
};

/// Prints a table; true where everything is exact and no series takes more than `most` of
/// Gorilla's bytes. `mean_speed` becomes the mean of the ratios of decoding.
bool compare(const std::vector<bench::Series>& all, std::size_t block, double most,
             double& mean_speed) {
  fmt::print("\n{:22} {:>8} {:>8} {:>7} | {:>15} | {:>15} {:>6} | {:>9}\n", "M readings/s", "B/rdg",
             "gorilla", "ratio", "encode  gorilla", "columns gorilla", "ratio", "readings");
  bool good = true;
  mean_speed = 0;
  for (const bench::Series& series : all) {
    const auto [ours, gorilla, exact] = Contest(series, block).run();
    const double ratio = ours.bytes / gorilla.bytes;
    const double speed = ours.decode / gorilla.decode;
    mean_speed += speed / static_cast<double>(all.size());
    good = good && exact && ratio <= most;
    fmt::print(
        "{:22} {:8.3f} {:8.3f} {:7.3f} | {:7.1f} {:7.1f} | {:7.1f} {:7.1f} {:6.2f} | {:9.1f}{}\n",
        series.name, ours.bytes, gorilla.bytes, ratio, ours.encode, gorilla.encode, ours.decode,
        gorilla.decode, speed, ours.decode_readings, exact ? "" : "  NOT EXACT");
  }
  fmt::print("{:65} mean {:17.2f}\n", "", mean_speed);
  return good;
}

/// False where the word is not a count, or 0.
bool read_count(std::string_view word, std::size_t& out) {
  const auto read = std::from_chars(word.data(), word.data() + word.size(), out);
  return read.ec == std::errc() && read.ptr == word.data() + word.size() && out > 0;
}

/// False where there is no such option or it may not have this value.
bool take_option(std::string_view name, std::string_view value, Options& out) {
  if (name == "--readings") return read_count(value, out.readings);
  if (name == "--block") return read_count(value, out.block);
  if (name != "--csv") return false;
  out.csv = value;
  return true;
}

std::optional<Options> read_options(int count, char** words) {
  Options out;
  for (int i = 1; i < count; ++i) {
    if (std::string_view(words[i]) == "--check") {
      out.check = true;
      continue;
    }
    if (i + 1 == count || !take_option(words[i], words[i + 1], out)) return std::nullopt;
    ++i;
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  if (!options) {
    fmt::print(stderr, "codec_bench [--readings N] [--block N] [--csv FILE] [--check]\n");
    return 2;
  }
  double speed = 0;
  fmt::print("blocks of {} readings\n", options->block);
  const bool small = compare(bench::make_series(options->readings), options->block, 0.25, speed);
  bool good = small && speed >= 1.5;
  if (!options->csv.empty()) {
    const auto real = bench::load_series(options->csv);
    double ignored = 0;
    good = compare(real, options->block, 1, ignored) && !real.empty() && good;
  }
  return options->check && !good ? 1 : 0;
}
