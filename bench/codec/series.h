/// Generated and real series for the comparison of codecs.
///
/// Six sets after what meters of a site send: energy registers, power, voltage and photovoltaics,
/// in one or two decimals, by the minute or the quarter of an hour. 20 series each, one after the
/// other, always the same; after 0.05 % of the readings 1 to 5 are missing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/reading.h"

namespace cems::bench {

struct Series {
  std::string name;
  std::vector<Reading> readings;  ///< Strictly ascending.
  std::vector<double> doubles;    ///< The same numbers, for codecs that know nothing else.
  std::vector<std::int64_t> seconds;
};

/// The six sets, of about `readings` each.
std::vector<Series> make_series(std::size_t readings);

/// The columns of a CSV file `date,NAME,…` with times `2016-07-01 00:00:00` of UTC+8, e.g. ETTh1;
/// empty where there is no such file.
std::vector<Series> load_series(const std::string& path);

}  // namespace cems::bench
