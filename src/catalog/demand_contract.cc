// Billing months.
#include "catalog/demand_contract.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/civil.h"
#include "base/fraction.h"
#include "catalog/time_period.h"

namespace cems::catalog {
namespace {

constexpr int kMonthsOfYear = 12;

std::int64_t floor_day(LocalMs local) {
  return local.ms / kMsPerDay - (local.ms % kMsPerDay < 0 ? 1 : 0);
}

/// The billing day in the month `months` after the one of `date`.
std::int64_t billing_day_in(CivilDate date, int months, int billing_day) {
  const int total = date.year * kMonthsOfYear + date.month - 1 + months;
  return days_from_civil({total / kMonthsOfYear, total % kMonthsOfYear + 1, billing_day});
}

/// The last contract that is in force on the day; null where none is.
const DemandContract* in_force(std::span<const DemandContract> contracts, std::int64_t day) {
  const DemandContract* found = nullptr;
  for (const DemandContract& contract : contracts) {
    if (contract.from_day <= day) {
      found = &contract;
    }
  }
  return found;
}

}  // namespace

std::optional<Decimal> effective_contract(const DemandContract& contract) {
  std::optional<Fraction> effective;
  if (contract.capacity) {
    effective = Fraction(contract.min_contract_ratio) * Fraction(*contract.capacity);
  }
  if (contract.contract && (!effective || *effective < Fraction(*contract.contract))) {
    effective = Fraction(*contract.contract);
  }
  return effective ? effective->exact() : std::nullopt;
}

const DemandContract* contract_at(std::span<const DemandContract> contracts, TimeMs t,
                                  const Zone& zone) {
  return in_force(contracts, floor_day(zone.to_local(t)));
}

std::optional<BillingMonth> billing_month_at(std::span<const DemandContract> contracts, TimeMs t,
                                             const Zone& zone) {
  if (contracts.empty()) {
    return std::nullopt;
  }
  const std::int64_t today = floor_day(zone.to_local(t));
  // Before the first contract its billing day cuts the months: it may begin within this one.
  const DemandContract* running = in_force(contracts, today);
  const DemandContract& rule = running == nullptr ? contracts.front() : *running;
  const CivilDate date = civil_from_days(today);
  const bool has_begun = date.day >= rule.billing_day;
  std::int64_t first = billing_day_in(date, has_begun ? 0 : -1, rule.billing_day);
  std::int64_t last = billing_day_in(date, has_begun ? 1 : 0, rule.billing_day);
  for (std::size_t i = 1; i < contracts.size(); ++i) {
    if (contracts[i].billing_day != contracts[i - 1].billing_day) {
      const std::int64_t change = contracts[i].from_day;
      first = change <= today ? std::max(first, change) : first;
      last = change > today ? std::min(last, change) : last;
    }
  }
  const DemandContract* contract = in_force(contracts, first);
  if (contract == nullptr && contracts.front().from_day < last) {
    contract = &contracts.front();
  }
  if (contract == nullptr) {
    return std::nullopt;
  }
  const CivilDate ends = civil_from_days(last - 1);
  return BillingMonth{{start_of_day(first, zone), start_of_day(last, zone)},
                      fmt::format("{:04}-{:02}", ends.year, ends.month),
                      contract};
}

}  // namespace cems::catalog
