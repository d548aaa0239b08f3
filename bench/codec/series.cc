/// Load curves, voltages and clouds from a fixed seed; and series from a file.
#include "bench/codec/series.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <numbers>
#include <random>
#include <sstream>

#include "base/zone.h"

namespace cems::bench {
namespace {

constexpr std::size_t kSites = 20;
constexpr std::int64_t kStart = 1'704'038'400;  // 2024-01-01T00:00+08:00, seconds.

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}

  double normal(double deviation) {
    return std::normal_distribution<double>(0, deviation)(random_);
  }

  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }

  bool happens(double probability) { return uniform(0, 1) < probability; }

 private:
  std::mt19937_64 random_;
};

/// Bell around `centre` o'clock, 1 at its top.
double bell(double hour, double centre, double hours) {
  const double x = (hour - centre) / hours;
  return std::exp(-x * x);
}

/// Power of a site in kW: the shape of a working day, slow noise, machines that run for a while.
class LoadCurve {
 public:
  LoadCurve(Chance& chance, std::int64_t step_s, double base_kw)
      : chance_(chance), step_s_(step_s), base_kw_(base_kw) {}

  double next() {
    const double hours = static_cast<double>(at_s_) / 3600;
    const double hour = std::fmod(hours, 24);
    const bool weekend = static_cast<int>(hours / 24) % 7 >= 5;
    double shape = bell(hour, 10.5, 2.8) + 0.85 * bell(hour, 15.5, 2.5) + 0.25 * bell(hour, 20, 2);
    shape *= weekend ? 0.35 : 1;
    const double memory = step_s_ >= 900 ? 0.6 : 0.93;
    noise_ = memory * noise_ + chance_.normal(base_kw_ * 0.036 * std::sqrt(1 - memory * memory));
    at_s_ += step_s_;
    return std::max(0.0, base_kw_ * (0.25 + 0.6 * shape) + noise_ + machines());
  }

 private:
  struct Machine {
    double kw;
    std::int64_t ends_s;
  };

  double machines() {
    if (chance_.happens(0.004 * static_cast<double>(step_s_) / 60)) {
      const auto runs_s = static_cast<std::int64_t>(chance_.uniform(0, 3600)) + 5 * step_s_;
      running_.push_back({base_kw_ * chance_.uniform(0.03, 0.13), at_s_ + runs_s});
    }
    std::erase_if(running_, [&](const Machine& machine) { return machine.ends_s <= at_s_; });
    double kw = 0;
    for (const Machine& machine : running_)
      kw += machine.kw;
    return kw;
  }

  Chance& chance_;
  std::int64_t step_s_;
  double base_kw_;
  double noise_ = 0;
  std::int64_t at_s_ = 0;
  std::vector<Machine> running_;
};

double base_of(std::size_t site) {
  return 20 * std::pow(1.4, static_cast<double>(site % 12));
}

/// Gives the numbers of one site, one a call, in units of the last decimal.
using Meter = std::function<std::int64_t()>;
using MakeMeter = std::function<Meter(Chance&, std::size_t site)>;

MakeMeter energy(std::int64_t step_s) {
  return [step_s](Chance& chance, std::size_t site) -> Meter {
    LoadCurve curve(chance, step_s, base_of(site));
    const double begin_kwh = 1000 + chance.uniform(0, 100'000);
    return [curve, step_s, kwh = begin_kwh]() mutable {
      kwh += curve.next() * static_cast<double>(step_s) / 3600;
      return static_cast<std::int64_t>(kwh * 100);
    };
  };
}

MakeMeter power(double units) {
  return [units](Chance& chance, std::size_t site) -> Meter {
    LoadCurve curve(chance, 60, base_of(site));
    return [curve, units]() mutable { return std::llround(curve.next() * units); };
  };
}

Meter voltage(Chance& chance, std::size_t /*site*/) {
  return [&chance, slow = 0.0, minute = 0]() mutable {
    slow = 0.98 * slow + chance.normal(0.25);
    const double day = 3 * std::sin(minute++ * 2 * std::numbers::pi / 1440);
    return std::llround((231 + day + slow + chance.normal(0.15)) * 10);
  };
}

Meter photovoltaics(Chance& chance, std::size_t /*site*/) {
  return [&chance, clear = 1.0, minute = 0]() mutable {
    const double hour = std::fmod(minute++ / 60.0, 24);
    clear = std::clamp(clear + chance.normal(0.03), 0.2, 1.0);
    const double sun = std::max(0.0, std::sin((hour - 6) / 12 * std::numbers::pi));
    return std::llround(50 * sun * clear * 100);
  };
}

void add(Series& to, std::int64_t second, std::int64_t mantissa, int scale) {
  to.readings.push_back({{second * 1000}, Decimal::from(mantissa, scale), Quality::valid});
  to.seconds.push_back(second);
  to.doubles.push_back(static_cast<double>(mantissa) / std::pow(10, scale));
}

Series make(const std::string& name, std::int64_t step_s, int scale, std::size_t readings,
            const MakeMeter& make_meter) {
  Series out;
  out.name = name;
  Chance chance(7);
  std::int64_t second = kStart;
  for (std::size_t site = 0; site < kSites; ++site) {
    const Meter meter = make_meter(chance, site);
    for (std::size_t i = 0; i < readings / kSites; ++i) {
      add(out, second, meter(), scale);
      second += step_s;
      if (chance.happens(0.0005)) second += step_s * static_cast<int>(chance.uniform(1, 6));
    }
  }
  return out;
}

}  // namespace

std::vector<Series> make_series(std::size_t readings) {
  std::vector<Series> out;
  out.push_back(make("energy-cum-15min-2dp", 900, 2, readings, energy(900)));
  out.push_back(make("energy-cum-1min-2dp", 60, 2, readings, energy(60)));
  out.push_back(make("power-1min-1dp", 60, 1, readings, power(10)));
  out.push_back(make("power-1min-2dp", 60, 2, readings, power(100)));
  out.push_back(make("voltage-1min-1dp", 60, 1, readings, voltage));
  out.push_back(make("pv-power-1min-2dp", 60, 2, readings, photovoltaics));
  return out;
}

std::vector<Series> load_series(const std::string& path) {
  std::vector<Series> out;
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return out;
  std::istringstream names(line);
  std::string cell;
  std::getline(names, cell, ',');  // The column of times.
  while (std::getline(names, cell, ','))
    out.push_back({cell, {}, {}, {}});
  const Zone zone = Zone::fixed(8 * 60);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::getline(cells, cell, ',');
    const TimeMs at = parse_time(cell, zone).value();
    for (Series& series : out) {
      std::getline(cells, cell, ',');
      double value = 0;
      std::from_chars(cell.data(), cell.data() + cell.size(), value);
      series.readings.push_back({at, Decimal::parse(cell).value(), Quality::valid});
      series.seconds.push_back(at.ms / kMsPerSecond);
      series.doubles.push_back(value);
    }
  }
  return out;
}

}  // namespace cems::bench
