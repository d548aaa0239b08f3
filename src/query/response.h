/// How a site responds to an event: while it is active, and what it comes to afterwards
/// (docs/demand-response.md "While an event is active", "The record of an event").
///
/// Pure but for the store; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/fraction.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/dr_event.h"
#include "catalog/site.h"
#include "query/baseline.h"
#include "query/load.h"
#include "store/store.h"

namespace cems::query {

/// An event of now.
struct LiveResponse {
  std::optional<Fraction> actual;    ///< kW
  std::optional<Fraction> baseline;  ///< kW, of the slice that holds now.
  std::optional<Fraction> response;  ///< kW
  std::optional<Fraction> rate;      ///< %
  std::optional<bool> qualified;
  std::string reason;             ///< Why there is no baseline, or no load.
  std::optional<LoadNow> newest;  ///< Where the load is power.
};

/// REQUIRES: the event is active at `now` and the site takes part. `events` are all of the site's.
/// Errors: the store's.
[[nodiscard]] Result<LiveResponse> live_response(const store::Store& store,
                                                 const catalog::Site& site,
                                                 const catalog::DrEvent& event,
                                                 std::span<const catalog::DrEvent> events,
                                                 TimeMs now);

/// X1 of a record.
struct ResponseReceipt {
  std::uint64_t samples = 0;
  std::string digest;              ///< SHA-256, 64 hexadecimal digits.
  std::vector<std::string> notes;  ///< English sentences.
};

/// An event that is over.
struct Response {
  std::vector<TimeRange> slices;
  Loads baseline;  ///< Nothing everywhere where there is no baseline.
  Loads actual;
  Baseline made;       ///< How the baseline came about.
  std::string reason;  ///< Why there are no figures; empty where there are.

  // Figures, where there is no reason.
  std::optional<Fraction> baseline_mean;  ///< kW
  std::optional<Fraction> baseline_max;   ///< kW
  std::optional<Fraction> actual_mean;    ///< kW
  std::optional<Fraction> actual_max;     ///< kW
  std::optional<Fraction> power;          ///< kW, mean
  std::optional<Fraction> max_power;      ///< kW
  std::optional<Fraction> energy;         ///< kWh
  std::optional<Fraction> rate;           ///< %; nothing without a commitment.
  std::optional<bool> effective;
  std::optional<Fraction> effective_power;  ///< kW, after the cap
  std::optional<Decimal> price;             ///< The event's, else the resource's.
  std::optional<Decimal> amount;            ///< yuan, to 0.01
};

/// REQUIRES: the site takes part and the event is over. Errors: the store's.
[[nodiscard]] Result<Response> response_to(const store::Store& store, const catalog::Site& site,
                                           const catalog::DrEvent& event,
                                           std::span<const catalog::DrEvent> events);

/// What went into `response`: reads it once more. Errors: the store's.
[[nodiscard]] Result<ResponseReceipt> receipt_of(const store::Store& store,
                                                 const catalog::Site& site,
                                                 const catalog::DrEvent& event,
                                                 const Response& response);

/// How well a method fits the site's own days.
struct MethodFigures {
  spec::BaselineMethodId method{};
  std::int64_t days = 0;         ///< Placebo days with a figure.
  std::optional<Fraction> mape;  ///< %
  std::optional<Fraction> bias;  ///< %
  std::string reason;            ///< Why the newest day without a figure has none.
};

struct Comparison {
  std::int64_t placebo_days = 0;
  std::vector<MethodFigures> methods;  ///< In the order of the table.
  std::optional<spec::BaselineMethodId> best;
};

/// Every method in the hours, on the working days of [first, last) without an event.
/// Errors: the store's.
[[nodiscard]] Result<Comparison> compare_baselines(const store::Store& store,
                                                   const catalog::Site& site, EventHours hours,
                                                   std::int64_t first_day, std::int64_t end_day,
                                                   std::span<const catalog::DrEvent> events);

}  // namespace cems::query
