// Aggregates of classes of equipment: members are added one at a time, so that memory is one row an
// entry whatever the number of points.
#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "query/indicator_energy.h"
#include "query/piece_sums.h"
#include "query/statistic_merge.h"
#include "query/statistic_rows.h"
#include "query/statistic_source.h"

namespace cems::query {
namespace {

/// Exact sum of the members' cells. Qualities are mixed where they differ or a member has no value.
class CellSum {
 public:
  void add(const Cell& cell) {
    is_quotient_ = is_quotient_ || cell.is_quotient;
    if (take_in(cell.value.has_value(), cell.quality)) {
      fractions_ += *cell.value;
    }
  }

  void add(const SumCell& cell) {
    if (take_in(cell.has_value, cell.quality)) {
      sum_ += cell.sum;
    }
  }

  [[nodiscard]] Cell take() {
    Cell cell;
    cell.is_quotient = is_quotient_;
    if (has_value_) {
      cell.value = sum_.fraction() + fractions_;
      cell.quality = any_null_ || differ_ ? Quality::mixed : quality_;
    }
    return cell;
  }

 private:
  bool take_in(bool has_value, Quality quality) {
    any_null_ = any_null_ || !has_value;
    if (has_value) {
      differ_ = differ_ || (has_value_ && quality != quality_);
      quality_ = has_value_ ? quality_ : quality;
      has_value_ = true;
    }
    return has_value;
  }

  Exact sum_;
  Fraction fractions_;
  Quality quality_ = Quality::questionable;
  bool has_value_ = false;
  bool is_quotient_ = false;
  bool any_null_ = false;
  bool differ_ = false;
};

class RowSum {
 public:
  RowSum(TouClass tou, std::size_t buckets) : tou_(tou), cells_(buckets) {}

  void add(const StatisticRow& row) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      cells_[i].add(row.cells[i]);
    }
    whole_.add(row.whole);
    add(row.coverage);
    add_receipt(row);
  }

  /// The row of this class of the series that is loaded.
  void add(const PieceSums& sums) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      cells_[i].add(sums.cell(i, tou_));
    }
    whole_.add(sums.whole(tou_));
    add(sums.coverage(tou_));
  }

  [[nodiscard]] StatisticRow take() {
    StatisticRow row;
    row.tou = tou_;
    row.cells.reserve(cells_.size());
    for (CellSum& cell : cells_) {
      row.cells.push_back(cell.take());
    }
    row.whole = whole_.take();
    row.coverage = coverage_.value_or(Coverage{});
    if (explained_) {
      row.receipt = receipt_.take("sum of the points of the class");
    }
    return row;
  }

 private:
  void add(const Coverage& coverage) {
    if (coverage_) {
      add_coverage(*coverage_, coverage);
    } else {
      coverage_ = coverage;
    }
  }

  void add_receipt(const StatisticRow& row) {
    if (row.receipt) {
      explained_ = true;
      receipt_.add(*row.receipt);
    }
  }

  TouClass tou_;
  std::vector<CellSum> cells_;
  CellSum whole_;
  std::optional<Coverage> coverage_;
  ReceiptMerge receipt_;
  bool explained_ = false;
};

struct Entry {
  ClassAggregate aggregate;
  RowSum sum;
};

using Key = std::tuple<ParameterId, std::string, TouClass>;

/// The sums of a class, by parameter id, unit and class of time.
class Entries {
 public:
  Entries(Period period, std::size_t buckets) : period_(period), buckets_(buckets) {}

  /// Where a row of the series goes. Series of one parameter come in a row mostly, so the last
  /// one's are remembered.
  RowSum& sum_of(const StatisticSeries& series, TouClass tou) {
    const catalog::Parameter& shown = *series.shown.parameter;
    if (last_ == nullptr || last_->id != shown.id || last_->unit != shown.unit) {
      last_ = &shown;
      last_sums_.fill(nullptr);
    }
    RowSum*& sum = last_sums_[static_cast<std::size_t>(tou)];
    if (sum == nullptr) {
      const Key key{shown.id, shown.unit, tou};
      auto found = entries_.find(key);
      if (found == entries_.end()) {
        ClassAggregate aggregate{
            shown.id, shown.name, shown.unit, row_type(series, tou, period_), {}};
        found = entries_.emplace(key, Entry{std::move(aggregate), RowSum(tou, buckets_)}).first;
      }
      sum = &found->second.sum;
    }
    return *sum;
  }

  [[nodiscard]] std::map<Key, Entry>& all() { return entries_; }

 private:
  Period period_;
  std::size_t buckets_;
  std::map<Key, Entry> entries_;
  const catalog::Parameter* last_ = nullptr;
  std::array<RowSum*, model::kTouClasses> last_sums_{};
};

/// Class 0 goes along where classes are asked: the ratios need its total.
StatisticAsk with_total(StatisticAsk ask) {
  if (ask.classes.front() != TouClass::none) {
    ask.classes.insert(ask.classes.begin(), TouClass::none);
  }
  return ask;
}

Status add_series(const store::Store& store, const catalog::Site& site, const RowSource& source,
                  const StatisticRequest& request, PieceSums& sums, Entries& entries) {
  const auto& series = std::get<StatisticSeries>(source.what);
  const Result<bool> loaded = sums.load(series);
  if (!loaded) {
    return loaded.error();
  }
  if (*loaded && sums.is_consumption()) {
    for (const TouClass tou : series.classes) {
      entries.sum_of(series, tou).add(sums);
    }
    return Unit{};
  }
  const Result<std::vector<StatisticRow>> rows = rows_of(store, site, source, request);
  if (!rows) {
    return rows.error();
  }
  for (const StatisticRow& row : *rows) {
    entries.sum_of(series, row.tou).add(row);
  }
  return Unit{};
}

/// Everything taken, with ratios, without what only class 0 brought along where it was not asked.
std::vector<ClassAggregate> finish(Entries entries, const std::vector<TouClass>& asked) {
  std::vector<ClassAggregate> out;
  std::optional<Fraction> total;
  const ParameterId* of = nullptr;
  const std::string* unit = nullptr;
  const bool with_none = std::find(asked.begin(), asked.end(), TouClass::none) != asked.end();
  for (auto& [key, entry] : entries.all()) {
    const auto& [id, its_unit, tou] = key;
    if (of == nullptr || *of != id || *unit != its_unit) {
      of = &id;
      unit = &its_unit;
      total.reset();
    }
    entry.aggregate.row = entry.sum.take();
    StatisticRow& row = entry.aggregate.row;
    if (tou == TouClass::none) {
      total = row.whole.value;
    } else if (total && !total->is_zero() && row.whole.value) {
      row.ratio = percent(*row.whole.value, *total);
    }
    if (with_none || std::find(asked.begin(), asked.end(), tou) != asked.end()) {
      out.push_back(std::move(entry.aggregate));
    }
  }
  return out;
}

Status add_indicators(const store::Store& store, const catalog::Site& site,
                      const catalog::Category& category, const StatisticAsk& ask,
                      const StatisticRequest& request, std::vector<ClassAggregate>& out) {
  for (const spec::IndicatorInfo& info : spec::all_indicators()) {
    const ParameterId id(info.parameter_id);
    const bool named = std::find(ask.filter.parameters.begin(), ask.filter.parameters.end(), id) !=
                       ask.filter.parameters.end();
    // A class whose points carry readings of that id has its sum already.
    const bool stored = std::any_of(out.begin(), out.end(), [&](const ClassAggregate& aggregate) {
      return aggregate.parameter == id;
    });
    if (!info.of_class || !named || stored || !ask.filter.reading_types.empty()) {
      continue;
    }
    Result<std::vector<StatisticRow>> rows =
        indicator(store, site, {&info, &category, site.root, ask.classes}, request);
    if (!rows) {
      return rows.error();
    }
    for (StatisticRow& row : *rows) {
      out.push_back({id, std::string(info.chinese), std::string(info.unit), {}, std::move(row)});
    }
  }
  return Unit{};
}

}  // namespace

Result<std::vector<ClassAggregate>> class_aggregates(const store::Store& store,
                                                     const catalog::Site& site,
                                                     const catalog::Category& category,
                                                     const StatisticAsk& ask, Period period,
                                                     const StatisticRequest& request) {
  if (ask.aggregate && *ask.aggregate != Aggregate::sum) {
    return std::vector<ClassAggregate>();
  }
  Entries entries(period, request.buckets.size());
  PieceSums sums(store, site, request);
  for (const RowSource& source : fitting_sources(site, members_of(category), with_total(ask))) {
    const auto* series = std::get_if<StatisticSeries>(&source.what);
    if (series == nullptr || series->aggregate != Aggregate::sum) {
      continue;
    }
    if (const Status added = add_series(store, site, source, request, sums, entries); !added) {
      return added.error();
    }
  }
  std::vector<ClassAggregate> out = finish(std::move(entries), ask.classes);
  if (const Status added = add_indicators(store, site, category, ask, request, out); !added) {
    return added.error();
  }
  std::stable_sort(out.begin(), out.end(), [](const ClassAggregate& a, const ClassAggregate& b) {
    return a.parameter < b.parameter;
  });
  return out;
}

}  // namespace cems::query
