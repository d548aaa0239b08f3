/// A billing month's demand and what it costs, and where the site stands now (docs/demand.md "Now",
/// "Past months").
///
/// Pure but for the store; safe from any thread; results point into the Site.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/fraction.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/demand_contract.h"
#include "catalog/site.h"
#include "query/site_demand.h"
#include "query/statistic.h"
#include "store/store.h"

namespace cems::query {

/// What a maximum costs under each way of billing, to 0.01 yuan; nothing where a figure lacks.
struct DemandCharges {
  std::optional<Decimal> contract_a;
  std::optional<Decimal> contract_b;
  std::optional<Decimal> actual;
  std::optional<Decimal> capacity;
  std::optional<Decimal> basic;  ///< The one the contract's billing mode names.
};

[[nodiscard]] DemandCharges charges_of(const catalog::DemandContract& contract,
                                       const std::optional<Fraction>& maximum);

/// overLimitRatio × the effective contract, in kW; nothing without a contract.
[[nodiscard]] std::optional<Fraction> limit_of(const catalog::DemandContract& contract);

/// Whether a contract has something to say of `point`: it is of the site, or its only point.
[[nodiscard]] bool compares(const catalog::DemandContract* contract, const catalog::Point* point);

struct DemandMonth {
  catalog::BillingMonth month;
  DemandPeak peak;
  bool compared = false;                ///< With the contract.
  std::optional<Fraction> rate;         ///< %
  std::optional<Fraction> over_demand;  ///< kW
  DemandCharges charges;
  Coverage coverage;
  std::optional<Receipt> receipt;
};

/// The billing months that the range touches and that have a contract, ascending.
[[nodiscard]] std::vector<catalog::BillingMonth> billing_months(const catalog::Site& site,
                                                                TimeRange range);

/// A month up to `now`. `point` null: the contract's points. Errors: the store's.
[[nodiscard]] Result<DemandMonth> demand_month(const store::Store& store, const catalog::Site& site,
                                               const catalog::BillingMonth& month,
                                               const catalog::Point* point, TimeMs now,
                                               bool explain);

enum class DemandState : std::uint8_t {
  normal = 0,
  warning = 1,
  over_contract = 2,
  over_limit = 3
};

struct DemandNow {
  const catalog::DemandContract* contract = nullptr;
  DemandMeter meter;
  std::optional<DemandWindow> current;  ///< With a value.
  std::optional<Fraction> real_time;    ///< kW
  std::optional<Fraction> predicted;    ///< kW
  DemandPeak day;
  DemandPeak month;
  bool compared = false;             ///< With the contract; else the members below are empty.
  std::optional<Fraction> limit;     ///< kW
  std::optional<Fraction> rate;      ///< %
  std::optional<Fraction> margin;    ///< kW
  std::optional<Fraction> over;      ///< kW
  std::optional<Fraction> headroom;  ///< kW
  std::optional<DemandState> state;
};

/// Errors: the store's.
[[nodiscard]] Result<DemandNow> demand_now(const store::Store& store, const catalog::Site& site,
                                           const catalog::Point* point, TimeMs now);

}  // namespace cems::query
