/// A contract for maximum demand (Annex B, DemandInfo), its defaults filled in
/// (docs/demand.md "The contract"), and the billing months that contracts make.
///
/// Values; threads share nothing. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/ids.h"
#include "base/time.h"
#include "base/zone.h"
#include "model/record.h"

namespace cems::catalog {

enum class DemandBilling : std::uint8_t { none = 1, capacity = 2, actual = 3, contract = 4 };

struct DemandContract {
  /// Every scalar field, defaults included; effectiveContractDemand is computed.
  model::Record record{model::Model::demand_info};

  std::int64_t from_day;  ///< First local day since 1970-01-01; kAlways without validFrom.
  DemandBilling billing = DemandBilling::none;
  std::vector<PointId> points;  ///< Their windows are added; never empty.
  bool is_block = false;        ///< windowType 2.
  std::int64_t interval_ms = 15 * kMsPerMinute;
  std::int64_t step_ms = kMsPerMinute;  ///< interval_ms of blocks.
  int billing_day = 1;
  bool is_variant_b = false;
  Decimal over_limit_ratio = Decimal::from(105, 2);
  Decimal min_contract_ratio = Decimal::from(4, 1);
  Decimal warn_ratio = Decimal::from(9, 1);
  Decimal alarm_ratio = Decimal::from_integer(1);
  std::optional<Decimal> contract;        ///< kW
  std::optional<Decimal> capacity;        ///< kVA
  std::optional<Decimal> effective;       ///< kW: the greater of contract and ratio × capacity.
  std::optional<Decimal> demand_price;    ///< yuan/(kW·month)
  std::optional<Decimal> capacity_price;  ///< yuan/(kVA·month)

  static constexpr std::int64_t kAlways = INT64_MIN;
};

/// The greater of the contract and minContractRatio × capacity; nothing without either.
[[nodiscard]] std::optional<Decimal> effective_contract(const DemandContract& contract);

/// The contract in force at `t`; null before the first. `contracts` ascend by from_day and outlive
/// the result.
[[nodiscard]] const DemandContract* contract_at(std::span<const DemandContract> contracts, TimeMs t,
                                                const Zone& zone);

/// A billing month: from billingDay, local midnight, to the next one.
struct BillingMonth {
  TimeRange range;
  std::string name;  ///< "2024-07": the calendar month in which it ends.
  const DemandContract* contract = nullptr;
};

/// The month that holds `t`; nothing where no contract is in force in it. `contracts` ascend by
/// from_day and outlive the result.
[[nodiscard]] std::optional<BillingMonth> billing_month_at(
    std::span<const DemandContract> contracts, TimeMs t, const Zone& zone);

}  // namespace cems::catalog
