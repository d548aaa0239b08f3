// One quarter of an hour at a time: registers at its start, then its minutes.
#include "app/demo/generator.h"

#include "app/demo/class10.h"
#include "base/assert.h"

namespace cems::demo {

namespace {

// Places in kSeries.
constexpr std::size_t kFirstPower = 0;
constexpr std::size_t kFirstEnergy = 6;
constexpr std::size_t kStateOfCharge = 12;
constexpr std::size_t kFirstMedium = 13;

// Of these, the first stands for the whole user, whose import IN-01 meters: P0001 has the same
// readings.
constexpr std::array<Plant, 6> kPlants{Plant::incomer, Plant::incomer, Plant::hvac_1,
                                       Plant::hvac_2,  Plant::solar,   Plant::storage};

// What the meters showed when the demonstration begins: they have been running for years.
constexpr std::array<std::int64_t, 6> kEnergyAtBegin{2'184'320'715, 2'184'320'715, 312'447'120,
                                                     84'210'655,    198'730'240,   96'554'800};
constexpr std::array<std::int64_t, 3> kMediaAtBegin{8'431'562, 31'204'418, 10'873'305};

std::int64_t count_every(std::int64_t minutes, std::int64_t interval) {
  return (minutes + interval - 1) / interval;
}

}  // namespace

Generator::Generator(std::uint64_t seed, TimeMs until)
    : seed_(seed),
      // A last minute that has begun has its sample: its stamp lies before `until`.
      end_(to_local_minute(until + (kMsPerMinute - 1))),
      at_(to_local_minute(kBegin)),
      consumers_{{{Plant::incomer, seed}, {Plant::hvac_1, seed}, {Plant::hvac_2, seed}}},
      media_{{{Commodity::water, seed}, {Commodity::gas, seed}, {Commodity::heat, seed}}},
      energy_(kEnergyAtBegin),
      meters_(kMediaAtBegin) {
  CEMS_ASSERT(at_ % kMinutesPerDay == 0);
}

bool Generator::next(std::vector<Sample>& out) {
  if (at_ >= end_) {
    return false;
  }
  if (at_ % kMinutesPerDay == 0) {
    plan_day();
  }
  if (at_ % 60 == 0) {
    media(out);
  }
  electricity(out);
  at_ += static_cast<LocalMinute>(kQuarterMinutes);
  return true;
}

void Generator::plan_day() {
  CEMS_ASSERT(discharged_ == 0);  // The storage plant's plan of a day closes.
  const LocalDay day = at_ / kMinutesPerDay;
  for (std::size_t i = 0; i < consumers_.size(); ++i) {
    planned_.at(i) = consumers_.at(i).energy_of(day);
  }
  for (std::size_t i = 0; i < media_.size(); ++i) {
    used_.at(i) = media_.at(i).use_of(day);
  }
}

Quarter Generator::power_of(Plant plant) const {
  const auto i = static_cast<std::size_t>(plant) - static_cast<std::size_t>(Plant::incomer);
  const auto quarter = static_cast<std::size_t>(at_ % kMinutesPerDay) / kQuarterMinutes;
  switch (plant) {
    case Plant::solar:
      return solar_power(at_, seed_);
    case Plant::storage:
      return storage_power(at_, seed_);
    default:
      return consumers_.at(i).power_of(at_ / kMinutesPerDay, quarter, planned_.at(i).at(quarter));
  }
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
      power = power_of(kPlants.at(i));
    }
    add(out, kFirstEnergy + i, at_, energy_.at(i), 2);
    for (std::size_t k = 0; k < power.size(); ++k) {
      add(out, kFirstPower + i, at_ + static_cast<LocalMinute>(k), power.at(k), 1);
    }
    energy_.at(i) += forward_energy(power);
  }
  for (std::size_t k = 0; k < power.size(); ++k) {  // The last plant is the storage.
    const std::int64_t charge = kStorageAtMidnight * kStorageUnit - discharged_;
    CEMS_ASSERT(charge >= 0);
    add(out, kStateOfCharge, at_ + static_cast<LocalMinute>(k), charge / kStorageUnit, 1);
    discharged_ += power.at(k);
  }
}

void Generator::media(std::vector<Sample>& out) {
  const auto hour = static_cast<std::size_t>(at_ % kMinutesPerDay) / 60;
  for (std::size_t i = 0; i < meters_.size(); ++i) {
    add(out, kFirstMedium + i, at_, meters_.at(i), i == 2 ? 3 : 2);
    meters_.at(i) += used_.at(i).at(hour);
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
