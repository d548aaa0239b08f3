// Figures of the quarter-hour demand.
#include "query/indicator_demand.h"

#include "base/checksum.h"
#include "query/statistic_demand.h"

namespace cems::query {
namespace {

Cell cell_of(spec::IndicatorId indicator, const DemandTally& tally) {
  Cell cell;
  cell.is_quotient = true;
  if (tally.count == 0) {
    return cell;
  }
  if (indicator == spec::IndicatorId::peak_valley_diff) {
    cell.value = *tally.maximum - *tally.minimum;
  } else if (!tally.maximum->is_zero()) {
    const Fraction mean = tally.sum / Fraction(Fraction::Integer(tally.count), 1);
    cell.value = percent(mean, *tally.maximum);
  }
  if (cell.value && !tally.unclassed) {
    cell.quality = Quality::derived;
  }
  return cell;
}

/// Nulls for a root point that measures neither power nor energy.
std::vector<StatisticRow> unknown(const IndicatorAsk& ask, const StatisticRequest& request) {
  Cell null;
  null.is_quotient = true;
  std::vector<StatisticRow> rows;
  for (const TouClass tou : ask.classes) {
    StatisticRow row;
    row.tou = tou;
    row.cells.assign(request.buckets.size(), null);
    row.whole = null;
    row.average = null;
    if (request.explain) {
      row.receipt.emplace();
      row.receipt->algorithm = "quarter-hour demand";
      row.receipt->notes = {"point " + ask.point->id.str() + " has neither power nor energy"};
      row.receipt->digest = sha256_hex(std::string(ask.indicator->parameter_id) + "\n");
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Result<std::vector<StatisticRow>> demand_indicator(const store::Store& store,
                                                   const catalog::Site& site,
                                                   const IndicatorAsk& ask,
                                                   const StatisticRequest& request) {
  const std::optional<DemandSource> source = demand_source_of(*ask.point);
  if (!source) {
    return unknown(ask, request);
  }
  std::vector<StatisticRow> rows(ask.classes.size());
  Result<std::vector<DemandSummary>> summaries =
      tally_demand(store, site, *source, kBlockDemand, ask.classes, request,
                   [&](std::size_t i, std::size_t /*bucket*/, const DemandTally& tally) {
                     rows[i].cells.push_back(cell_of(ask.indicator->id, tally));
                   });
  if (!summaries) {
    return summaries.error();
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    DemandSummary& summary = (*summaries)[i];
    rows[i].tou = ask.classes[i];
    rows[i].whole = cell_of(ask.indicator->id, summary.whole);
    rows[i].average = rows[i].whole;
    rows[i].coverage = summary.coverage;
    rows[i].receipt = std::move(summary.receipt);
    if (rows[i].receipt) {
      Receipt& receipt = *rows[i].receipt;
      receipt.algorithm = "quarter-hour demand";
      receipt.digest =
          sha256_hex(receipt.digest + "\n" + std::string(ask.indicator->parameter_id) + "\n");
    }
  }
  return rows;
}

}  // namespace cems::query
