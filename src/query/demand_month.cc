// Months and their charges.
#include "query/demand_month.h"

#include <algorithm>

#include "base/checksum.h"
#include "query/statistic_ledger.h"

namespace cems::query {
namespace {

constexpr int kMoneyPlaces = 2;
constexpr std::int64_t kMarginDays = 64;  // A month and more.

std::optional<Decimal> money(const std::optional<Fraction>& amount) {
  return amount ? amount->to_places_half_up(kMoneyPlaces) : std::nullopt;
}

/// `over` is what the excess is billed at, beside `base` × price.
std::optional<Decimal> contract_charge(const Fraction& base, const Fraction& excess,
                                       const Fraction& price) {
  return money(base * price + Fraction(2) * price * excess);
}

std::optional<Decimal> basic_charge(const catalog::DemandContract& contract,
                                    const DemandCharges& charges) {
  switch (contract.billing) {
    case catalog::DemandBilling::none:
      return std::nullopt;
    case catalog::DemandBilling::capacity:
      return charges.capacity;
    case catalog::DemandBilling::actual:
      return charges.actual;
    case catalog::DemandBilling::contract:
      return contract.is_variant_b ? charges.contract_b : charges.contract_a;
  }
  return std::nullopt;
}

/// Counts and digests what goes into windows.
class WindowReceipt {
 public:
  WindowReceipt(const catalog::Site& site, const catalog::DemandContract& contract) : site_(site) {
    receipt_.algorithm = contract.is_block ? "demand-block" : "demand-sliding";
  }

  void add(const Reading& reading) {
    set_digest_line(line_, reading, site_.zone);
    digest_.update(line_);
    ++receipt_.samples;
    ++receipt_.qualities[static_cast<std::uint8_t>(reading.quality)];
  }

  Receipt finish() {
    receipt_.digest = digest_.finish_hex();
    return std::move(receipt_);
  }

 private:
  const catalog::Site& site_;
  Sha256 digest_;
  std::string line_;
  Receipt receipt_;
};

}  // namespace

std::optional<Fraction> limit_of(const catalog::DemandContract& contract) {
  return contract.effective
             ? std::optional(Fraction(contract.over_limit_ratio) * Fraction(*contract.effective))
             : std::nullopt;
}

bool compares(const catalog::DemandContract* contract, const catalog::Point* point) {
  return contract != nullptr && contract->contract && contract->effective &&
         (point == nullptr ||
          (contract->points.size() == 1 && contract->points.front() == point->id));
}

DemandCharges charges_of(const catalog::DemandContract& contract,
                         const std::optional<Fraction>& maximum) {
  DemandCharges charges;
  if (contract.capacity && contract.capacity_price) {
    charges.capacity = money(Fraction(*contract.capacity) * Fraction(*contract.capacity_price));
  }
  if (maximum && contract.demand_price) {
    const Fraction price(*contract.demand_price);
    charges.actual = money(*maximum * price);
    if (const std::optional<Fraction> limit = limit_of(contract)) {
      const Fraction effective(*contract.effective);
      const bool is_over = *limit < *maximum;
      const Fraction excess = is_over ? *maximum - *limit : Fraction();
      charges.contract_a = contract_charge(effective, excess, price);
      charges.contract_b = contract_charge(is_over ? *limit : effective, excess, price);
    }
  }
  charges.basic = basic_charge(contract, charges);
  return charges;
}

std::vector<catalog::BillingMonth> billing_months(const catalog::Site& site, TimeRange range) {
  std::vector<catalog::BillingMonth> months;
  if (site.contracts.empty()) {
    return months;
  }
  // What lies before the first contract has no months: a range from the year 0 costs nothing.
  // A month that begins before the first year cannot be printed.
  TimeMs at = std::max(range.begin, kTimeMin + 2 * kMarginDays * kMsPerDay);
  const std::int64_t first_day = site.contracts.front().from_day;
  if (first_day != catalog::DemandContract::kAlways) {
    at = std::max(at, TimeMs{(first_day - kMarginDays) * kMsPerDay});
  }
  while (at < range.end) {
    const std::optional<catalog::BillingMonth> month =
        catalog::billing_month_at(site.contracts, at, site.zone);
    if (month) {
      months.push_back(*month);
    }
    at = month ? month->range.end : at + kMsPerDay;
  }
  return months;
}

Result<DemandMonth> demand_month(const store::Store& store, const catalog::Site& site,
                                 const catalog::BillingMonth& month, const catalog::Point* point,
                                 TimeMs now, bool explain) {
  DemandMonth made;
  made.month = month;
  const DemandMeter meter = meter_of(site, month.contract, point);
  const TimeRange past{month.range.begin, std::min(now, month.range.end)};
  Result<DemandPeak> peak = peak_of(store, site, meter, past);
  if (!peak) {
    return peak.error();
  }
  made.peak = std::move(*peak);
  made.coverage = {made.peak.present, count_windows(site, meter.rule, past)};
  if (explain) {
    WindowReceipt receipt(site, *month.contract);
    for (const DemandSource& source : meter.sources) {  // One after the other, not in step.
      const Status told = walk_demand(
          store, site, {{source}, meter.rule}, past, [](const DemandWindow&) {},
          [&](const Reading& reading) { receipt.add(reading); });
      if (!told) {
        return told.error();
      }
    }
    made.receipt = receipt.finish();
  }
  made.compared = compares(month.contract, point);
  const bool is_of_site = point == nullptr || (month.contract->points.size() == 1 &&
                                               month.contract->points.front() == point->id);
  if (made.compared && made.peak.kilowatts) {
    const Fraction contract(*month.contract->contract);
    if (!contract.is_zero()) {
      made.rate = percent(*made.peak.kilowatts, contract);
    }
    const Fraction excess = *made.peak.kilowatts - *limit_of(*month.contract);
    made.over_demand = excess < Fraction() ? Fraction() : excess;
  }
  if (is_of_site) {
    made.charges = charges_of(*month.contract, made.peak.kilowatts);
  }
  return made;
}

}  // namespace cems::query
