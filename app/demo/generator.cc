// One quarter of an hour at a time: registers at its start, then its minutes.
#include "app/demo/generator.h"

#include "app/demo/noise.h"
#include "app/demo/power.h"
#include "app/demo/shapes.h"
#include "base/assert.h"

namespace cems::demo {

namespace {

// Places in kSeries.
constexpr std::size_t kFirstPower = 0;
constexpr std::size_t kFirstEnergy = 6;
constexpr std::size_t kStateOfCharge = 12;
constexpr std::size_t kFirstMedium = 13;

// P0001 stands for the whole user, whose import IN-01 meters: the same readings under both names.
constexpr std::array<Plant, 6> kPlants{Plant::incomer, Plant::incomer, Plant::hvac_1,
                                       Plant::hvac_2,  Plant::solar,   Plant::storage};

// What the meters showed when the demonstration begins: they have been running for years.
constexpr std::array<std::int64_t, 6> kEnergyAtBegin{2'184'320'715, 2'184'320'715, 312'447'120,
                                                     84'210'655,    198'730'240,   96'554'800};
constexpr std::array<std::int64_t, 3> kMediaAtBegin{8'431'562, 31'204'418, 10'873'305};

/// What an hour uses, in the register's last digit: a working hour and the rest.
struct Medium {
  std::uint64_t stream;
  std::int64_t work;
  std::int64_t idle;
};

constexpr std::array<Medium, 3> kMedia{{{257, 620, 45}, {258, 3'150, 520}, {259, 780, 190}}};

std::int64_t used_in_hour(const Medium& medium, LocalMinute hour, std::uint64_t seed) {
  // The shape in the middle of the hour; 12 % either way.
  const std::int64_t shape = day_of(hour).workday ? work_shape(hour % kMinutesPerDay + 30) : 0;
  const std::int64_t level = medium.idle + (medium.work - medium.idle) * shape / kFull;
  return level + level * jitter({seed, medium.stream}, hour / 60, 120) / 1000;
}

std::int64_t count_every(std::int64_t minutes, std::int64_t interval) {
  return (minutes + interval - 1) / interval;
}

}  // namespace

Generator::Generator(std::uint64_t seed, TimeMs until)
    : seed_(seed),
      // A last minute that has begun has its sample: its stamp lies before `until`.
      end_(to_local_minute(until + (kMsPerMinute - 1))),
      at_(to_local_minute(kBegin)),
      energy_(kEnergyAtBegin),
      media_(kMediaAtBegin) {
  CEMS_ASSERT(at_ % kMinutesPerDay == 0);
}

bool Generator::next(std::vector<Sample>& out) {
  if (at_ >= end_) {
    return false;
  }
  if (at_ % 60 == 0) {
    media(out);
  }
  electricity(out);
  at_ += static_cast<LocalMinute>(kQuarterMinutes);
  return true;
}

void Generator::add(std::vector<Sample>& out, std::size_t series, LocalMinute minute,
                    std::int64_t value, int scale) const {
  if (minute < end_) {
    out.push_back({series, {to_time(minute), Decimal::from(value, scale), Quality::valid}});
  }
}

void Generator::electricity(std::vector<Sample>& out) {
  Quarter power{};
  for (std::size_t i = 0; i < kPlants.size(); ++i) {
    if (i == 0 || kPlants.at(i) != kPlants.at(i - 1)) {
      power = power_of(kPlants.at(i), at_, seed_);
    }
    add(out, kFirstEnergy + i, at_, energy_.at(i), 2);
    for (std::size_t k = 0; k < power.size(); ++k) {
      add(out, kFirstPower + i, at_ + static_cast<LocalMinute>(k), power.at(k), 1);
    }
    energy_.at(i) += forward_energy(power);
  }
  if (at_ % kMinutesPerDay == 0) {
    CEMS_ASSERT(discharged_ == 0);  // The plan of a day closes.
  }
  for (std::size_t k = 0; k < power.size(); ++k) {  // The last plant is the storage.
    const std::int64_t charge = kStorageAtMidnight * kStorageUnit - discharged_;
    CEMS_ASSERT(charge >= 0);
    add(out, kStateOfCharge, at_ + static_cast<LocalMinute>(k), charge / kStorageUnit, 1);
    discharged_ += power.at(k);
  }
}

void Generator::media(std::vector<Sample>& out) {
  for (std::size_t i = 0; i < kMedia.size(); ++i) {
    add(out, kFirstMedium + i, at_, media_.at(i), i == 2 ? 3 : 2);
    media_.at(i) += used_in_hour(kMedia.at(i), at_, seed_);
  }
}

std::uint64_t Generator::count(TimeMs until) {
  const std::int64_t minutes =
      to_local_minute(until + (kMsPerMinute - 1)) - to_local_minute(kBegin);
  std::int64_t sum = 0;
  for (const Series& series : kSeries) {
    sum += minutes > 0 ? count_every(minutes, series.interval_minutes) : 0;
  }
  return static_cast<std::uint64_t>(sum);
}

}  // namespace cems::demo
