// A year of hourly energy registers for any number of points: into the store of a data folder, or
// as RowBinary (point UInt32, time UInt32, hundredths of kWh Int64) on stdout for the peer.
//
//   statistics_readings store DIR POINTS
//   statistics_readings rows POINTS
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "store/rocks/rocks_store.h"

namespace {

using namespace cems;  // NOLINT(google-build-using-namespace): a program of its own.

constexpr std::int64_t kHours = 365 * 24;
const TimeMs kBegin{1'672'502'400'000};  // 2023-01-01T00:00+08:00
constexpr std::int64_t kBatchPoints = 50;

/// What the register of a point shows at the end of each hour, in hundredths of a kWh.
class Register {
 public:
  explicit Register(std::int64_t point)
      : state_(static_cast<std::uint64_t>(point) * 0x9E3779B97F4A7C15U + 1),
        value_(point * 1'234'567 % 100'000'000) {}

  std::int64_t next(std::int64_t hour) {
    const std::int64_t shown = value_;
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    const std::int64_t working = hour % 24 >= 8 && hour % 24 < 20 ? 900 : 250;
    value_ += working + static_cast<std::int64_t>(state_ >> 56U);
    return shown;
  }

 private:
  std::uint64_t state_;
  std::int64_t value_;
};

std::string point_id(std::int64_t point) {
  return fmt::format("P{:05}", point);
}

int fail(const Error& error) {
  fmt::print(stderr, "{}\n", error.message);
  return 1;
}

int write_store(const std::string& folder, std::int64_t points) {
  Result<std::unique_ptr<store::Store>> store = store::open_rocks_store(folder);
  if (!store) {
    return fail(store.error());
  }
  std::vector<store::SeriesReading> batch;
  for (std::int64_t point = 0; point < points; ++point) {
    const Result<SeriesId> id =
        (*store)->intern({CemsId("BENCH"), PointId(point_id(point)), ParameterId("EPI")});
    if (!id) {
      return fail(id.error());
    }
    Register counter(point);
    for (std::int64_t hour = 0; hour <= kHours; ++hour) {
      batch.push_back(
          {*id,
           {kBegin + hour * kMsPerHour, Decimal::from(counter.next(hour), 2), Quality::valid}});
    }
    if ((point + 1) % kBatchPoints == 0 || point + 1 == points) {
      if (const auto done = (*store)->commit(batch, kBegin); !done) {
        return fail(done.error());
      }
      batch.clear();
    }
  }
  const Status sealed = (*store)->seal();
  return sealed ? 0 : fail(sealed.error());
}

int write_rows(std::int64_t points) {
  struct [[gnu::packed]] Row {
    std::uint32_t point;
    std::uint32_t at;
    std::int64_t value;
  };

  std::vector<Row> rows;
  for (std::int64_t point = 0; point < points; ++point) {
    rows.clear();
    Register counter(point);
    for (std::int64_t hour = 0; hour <= kHours; ++hour) {
      const TimeMs at = kBegin + hour * kMsPerHour;
      rows.push_back({static_cast<std::uint32_t>(point),
                      static_cast<std::uint32_t>((at - TimeMs{0}) / 1000), counter.next(hour)});
    }
    if (std::fwrite(rows.data(), sizeof(Row), rows.size(), stdout) != rows.size()) {
      return 1;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() == 3 && args[0] == "store") {
    return write_store(args[1], std::atoll(args[2].c_str()));
  }
  if (args.size() == 2 && args[0] == "rows") {
    return write_rows(std::atoll(args[1].c_str()));
  }
  fmt::print(stderr, "usage: statistics_readings store DIR POINTS | rows POINTS\n");
  return 2;
}
