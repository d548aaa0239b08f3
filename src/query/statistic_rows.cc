// Which series and indicators a statistic is about.
#include "query/statistic_rows.h"

#include <algorithm>
#include <set>
#include <utility>

#include "query/statistic_derived.h"
#include "query/statistic_source.h"

namespace cems::query {
namespace {

template <class T>
bool has(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool passes_types(const catalog::Parameter& parameter, const Filter& filter) {
  return filter.reading_types.empty() ||
         (parameter.reading_type &&
          std::any_of(filter.reading_types.begin(), filter.reading_types.end(),
                      [&](const spec::ReadingType& asked) {
                        return spec::same_quantity(asked, *parameter.reading_type);
                      }));
}

bool may_make(const StatisticSeries& made, Aggregate aggregate) {
  return made.measure == Measure::demand ? aggregate != Aggregate::sum
                                         : aggregate == Aggregate::sum;
}

/// Gathers what the points have that was asked for, and remembers what did not fit.
class Gathering {
 public:
  Gathering(const catalog::Site& site, const StatisticAsk& ask, std::size_t points)
      : site_(site), ask_(ask), named_(ask.filter.parameters.begin(), ask.filter.parameters.end()) {
    sources_.reserve(points);
  }

  void add_point(const catalog::Point& point) {
    const std::size_t first = sources_.size();
    for (const catalog::Parameter& parameter : point.parameters) {
      const Series series{&point, &parameter};
      if (passes(parameter, ask_.filter) && !is_indicator(series)) {
        add_stored(series);
      }
    }
    for (const ParameterId& id : named_) {
      if (std::optional<StatisticSeries> made = derived_series(point, id)) {
        known_.push_back(id);
        add_made(*std::move(made));
      } else if (&point == site_.root) {
        add_indicator(point, id);
      }
    }
    if (sources_.size() - first > 1) {
      std::stable_sort(
          sources_.begin() + static_cast<std::ptrdiff_t>(first), sources_.end(),
          [](const RowSource& a, const RowSource& b) { return source_id(a) < source_id(b); });
    }
  }

  [[nodiscard]] std::optional<AskFault> fault(std::span<const catalog::Point* const> points) const {
    for (const ParameterId& id : ask_.filter.parameters) {
      const bool stored = std::any_of(points.begin(), points.end(), [&](const auto* point) {
        return point->parameter(id) != nullptr;
      });
      if (!stored && !has(known_, id)) {
        return AskFault{AskFault::Kind::unknown_parameter, id.str()};
      }
    }
    if (unfit_named_) {
      return AskFault{AskFault::Kind::aggregate_unfit, *unfit_named_};
    }
    if (unfit_ && sources_.empty()) {
      return AskFault{AskFault::Kind::aggregate_unfit, {}};
    }
    const bool of_class = std::any_of(ask_.classes.begin(), ask_.classes.end(),
                                      [](TouClass tou) { return tou != TouClass::none; });
    if (of_class && site_.tariff == nullptr) {
      return AskFault{AskFault::Kind::no_tariff, {}};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<RowSource> take() { return std::move(sources_); }

 private:
  /// An indicator that the archive lists among the root's parameters is computed, not read.
  [[nodiscard]] bool is_indicator(const Series& series) const {
    return series.point == site_.root && !series.parameter->reading_type &&
           spec::find_indicator(series.parameter->id.view()) != nullptr;
  }

  /// Whether the aggregate is a default or fits; remembers where it does not.
  bool fits(bool may, const ParameterId& id) {
    const bool fit = !ask_.aggregate || may;
    const bool named = !ask_.filter.parameters.empty() || !ask_.filter.reading_types.empty();
    if (!fit && named && !unfit_named_) {
      unfit_named_ = id.str();
    }
    unfit_ = unfit_ || !fit;
    return fit;
  }

  void add_stored(const Series& series) {
    const catalog::Parameter& parameter = *series.parameter;
    if (!fits(ask_.aggregate && may_aggregate(parameter, *ask_.aggregate), parameter.id)) {
      return;
    }
    StatisticSeries row{series,
                        series,
                        measure_of(parameter),
                        ask_.aggregate.value_or(default_aggregate(parameter)),
                        {}};
    if (const TouClass own = own_class(parameter);
        own != TouClass::none && row.measure != Measure::sample) {
      if (has(ask_.classes, TouClass::none) || has(ask_.classes, own)) {
        row.classes = {own};
        sources_.push_back({std::move(row)});
      }
      return;
    }
    for (StatisticSeries& part : by_register(std::move(row), ask_.classes)) {
      sources_.push_back({std::move(part)});
    }
  }

  void add_made(StatisticSeries made) {
    if (!passes_types(*made.shown.parameter, ask_.filter) ||
        !fits(ask_.aggregate && may_make(made, *ask_.aggregate), made.shown.parameter->id)) {
      return;
    }
    made.aggregate = ask_.aggregate.value_or(made.aggregate);
    made.classes = ask_.classes;
    sources_.push_back({std::move(made)});
  }

  void add_indicator(const catalog::Point& point, const ParameterId& id) {
    const spec::IndicatorInfo* info = spec::find_indicator(id.view());
    const catalog::Parameter* stored = point.parameter(id);
    if (info == nullptr || (stored != nullptr && stored->reading_type)) {
      return;
    }
    known_.push_back(id);
    const Aggregate own = info->is_sum ? Aggregate::sum : Aggregate::average;
    if (ask_.filter.reading_types.empty() && fits(ask_.aggregate == own, id)) {
      sources_.push_back({IndicatorAsk{info, nullptr, &point, ask_.classes}});
    }
  }

  const catalog::Site& site_;
  const StatisticAsk& ask_;
  const std::set<ParameterId> named_;
  std::vector<RowSource> sources_;
  std::vector<ParameterId> known_;          // Made, not stored.
  std::optional<std::string> unfit_named_;  // The first asked by name.
  bool unfit_ = false;
};

}  // namespace

const catalog::Point& RowSource::point() const {
  if (const auto* series = std::get_if<StatisticSeries>(&what)) {
    return *series->shown.point;
  }
  return *std::get<IndicatorAsk>(what).point;
}

std::span<const TouClass> RowSource::classes() const {
  if (const auto* series = std::get_if<StatisticSeries>(&what)) {
    return series->classes;
  }
  return std::get<IndicatorAsk>(what).classes;
}

tl::expected<std::vector<RowSource>, AskFault> row_sources(
    const catalog::Site& site, std::span<const catalog::Point* const> points,
    const StatisticAsk& ask) {
  Gathering gathering(site, ask, points.size());
  for (const catalog::Point* point : points) {
    gathering.add_point(*point);
  }
  if (std::optional<AskFault> fault = gathering.fault(points)) {
    return tl::make_unexpected(*std::move(fault));
  }
  return gathering.take();
}

std::vector<RowSource> fitting_sources(const catalog::Site& site,
                                       std::span<const catalog::Point* const> points,
                                       const StatisticAsk& ask) {
  Gathering gathering(site, ask, points.size());
  for (const catalog::Point* point : points) {
    gathering.add_point(*point);
  }
  return gathering.take();
}

}  // namespace cems::query
