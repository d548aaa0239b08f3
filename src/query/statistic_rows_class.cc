// Aggregates of classes of equipment: members are added one at a time, so that memory is one row an
// entry whatever the number of points.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "query/indicator_energy.h"
#include "query/statistic_merge.h"
#include "query/statistic_rows.h"
#include "query/statistic_source.h"

namespace cems::query {
namespace {

constexpr int kPercent = 100;

/// Exact sum of the members' cells. Qualities are mixed where they differ or a member has no value.
class CellSum {
 public:
  explicit CellSum(const Cell& first) : sum_(first), any_null_(!first.value) {}

  void add(const Cell& cell) {
    sum_.is_quotient = sum_.is_quotient || cell.is_quotient;
    any_null_ = any_null_ || !cell.value;
    if (!cell.value) {
      return;
    }
    if (!sum_.value) {
      sum_.value = cell.value;
      sum_.quality = cell.quality;
      return;
    }
    *sum_.value += *cell.value;
    differ_ = differ_ || sum_.quality != cell.quality;
  }

  [[nodiscard]] Cell take() {
    if (!sum_.value) {
      sum_.quality = Quality::questionable;
    } else if (any_null_ || differ_) {
      sum_.quality = Quality::mixed;
    }
    return std::move(sum_);
  }

 private:
  Cell sum_;
  bool any_null_;
  bool differ_ = false;
};

class RowSum {
 public:
  explicit RowSum(const StatisticRow& first)
      : tou_(first.tou), whole_(first.whole), coverage_(first.coverage) {
    for (const Cell& cell : first.cells) {
      cells_.emplace_back(cell);
    }
    add_receipt(first);
  }

  void add(const StatisticRow& row) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      cells_[i].add(row.cells[i]);
    }
    whole_.add(row.whole);
    add_coverage(coverage_, row.coverage);
    add_receipt(row);
  }

  [[nodiscard]] StatisticRow take() {
    StatisticRow row;
    row.tou = tou_;
    row.cells.reserve(cells_.size());
    for (CellSum& cell : cells_) {
      row.cells.push_back(cell.take());
    }
    row.whole = whole_.take();
    row.coverage = coverage_;
    if (explained_) {
      row.receipt = receipt_.take("sum of the points of the class");
    }
    return row;
  }

 private:
  void add_receipt(const StatisticRow& row) {
    if (row.receipt) {
      explained_ = true;
      receipt_.add(*row.receipt);
    }
  }

  TouClass tou_;
  std::vector<CellSum> cells_;
  CellSum whole_;
  Coverage coverage_;
  ReceiptMerge receipt_;
  bool explained_ = false;
};

struct Entry {
  ClassAggregate aggregate;
  RowSum sum;
};

using Key = std::tuple<ParameterId, std::string, TouClass>;
using Entries = std::map<Key, Entry>;

void add_rows(const StatisticSeries& series, const std::vector<StatisticRow>& rows, Period period,
              Entries& entries) {
  const catalog::Parameter& shown = *series.shown.parameter;
  for (const StatisticRow& row : rows) {
    const Key key{shown.id, shown.unit, row.tou};
    if (const auto found = entries.find(key); found != entries.end()) {
      found->second.sum.add(row);
      continue;
    }
    ClassAggregate aggregate{
        shown.id, shown.name, shown.unit, row_type(series, row.tou, period), {}};
    entries.emplace(key, Entry{std::move(aggregate), RowSum(row)});
  }
}

/// Class 0 goes along where classes are asked: the ratios need its total.
StatisticAsk with_total(StatisticAsk ask) {
  if (ask.classes.front() != TouClass::none) {
    ask.classes.insert(ask.classes.begin(), TouClass::none);
  }
  return ask;
}

/// Everything taken, with ratios, without what only class 0 brought along where it was not asked.
std::vector<ClassAggregate> finish(Entries entries, const std::vector<TouClass>& asked) {
  std::vector<ClassAggregate> out;
  std::optional<Fraction> total;
  const ParameterId* of = nullptr;
  const std::string* unit = nullptr;
  const bool with_none = std::find(asked.begin(), asked.end(), TouClass::none) != asked.end();
  for (auto& [key, entry] : entries) {
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
      row.ratio = *row.whole.value * Fraction(kPercent) / *total;
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
  Entries entries;
  for (const RowSource& source : fitting_sources(site, members_of(category), with_total(ask))) {
    const auto* series = std::get_if<StatisticSeries>(&source.what);
    if (series == nullptr || series->aggregate != Aggregate::sum) {
      continue;
    }
    const Result<std::vector<StatisticRow>> rows = rows_of(store, site, source, request);
    if (!rows) {
      return rows.error();
    }
    add_rows(*series, *rows, period, entries);
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
