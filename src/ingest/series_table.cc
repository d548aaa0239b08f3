// See series_table.h.
#include "ingest/series_table.h"

#include <utility>

#include "base/quote.h"

namespace cems::ingest {

namespace {

tl::unexpected<Fault> unknown(Field field, std::string reason) {
  return tl::make_unexpected(Fault{Refusal::unknown_series, field, std::move(reason)});
}

// Three bytes: a cell is at most limits::kCsvLineBytesMax long, an id of a message shorter still.
void append_length(std::string& out, std::size_t length) {
  for (const unsigned shift : {0U, 8U, 16U}) {
    out += static_cast<char>(length >> shift & 0xFFU);
  }
}

}  // namespace

Checked<KnownSeries*> SeriesTable::find(std::string_view cems, std::string_view point,
                                        std::string_view parameter) {
  // One string for three, with two of the lengths, so that no two series share it.
  key_.assign(cems).append(point).append(parameter);
  append_length(key_, cems.size());
  append_length(key_, point.size());
  if (const auto known = series_.find(std::string_view(key_)); known != series_.end()) {
    return &known->second;
  }
  const catalog::Site* const site = sites_->site(CemsId(cems));
  if (site == nullptr) {
    // Without the id: a row of a foreign site and of none must get the same bytes.
    return unknown(Field::cems, "unknown site; load its archive first");
  }
  const catalog::Point* const at = site->point(PointId(point));
  if (at == nullptr) {
    return unknown(Field::point, "site " + quote(cems) + " has no point " + quote(point));
  }
  const catalog::Parameter* const measured = at->parameter(ParameterId(parameter));
  if (measured == nullptr) {
    return unknown(Field::parameter,
                   "point " + quote(point) + " has no parameter " + quote(parameter));
  }
  KnownSeries series{.key = {CemsId(cems), PointId(point), ParameterId(parameter)},
                     .zone = &site->zone,
                     .id = std::nullopt,
                     .parameter = measured,
                     .site = site};
  return &series_.emplace(key_, std::move(series)).first->second;
}

}  // namespace cems::ingest
