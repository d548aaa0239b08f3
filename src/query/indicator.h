/// Indicators: figures that several series and the archive make together (dictionary F6, R5, S
/// "Indicators"; the list is spec/indicators.json).
///
/// Safe from any thread; results point into the Site they were made from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/site.h"
#include "query/statistic.h"
#include "spec/indicator.h"
#include "store/store.h"

namespace cems::query {

/// An indicator of the site (category null, on the root point) or of a class of equipment.
struct IndicatorAsk {
  const spec::IndicatorInfo* indicator = nullptr;
  const catalog::Category* category = nullptr;
  const catalog::Point* point = nullptr;  ///< The root point, for either.
  std::vector<TouClass> classes;          ///< Rows to give, ascending.
};

/// The rows of the indicator, one for each of its classes. A cell that lacks a factor, a price or
/// an output value is null with quality 10, and the receipt names what is missing.
/// REQUIRES: a tariff on the site where a class other than `none` is asked.
/// Errors: the store's.
[[nodiscard]] Result<std::vector<StatisticRow>> indicator(const store::Store& store,
                                                          const catalog::Site& site,
                                                          const IndicatorAsk& ask,
                                                          const StatisticRequest& request);

/// The unit of the indicator's rows: the table's, and of UNIT_PRODUCT_ENERGY with the unit that all
/// products of the site's outputs share, e.g. "tce/台".
[[nodiscard]] std::string unit_of(const spec::IndicatorInfo& info, const catalog::Site& site);

}  // namespace cems::query
