// Sums of weighted consumption, by class and bucket.
#include "query/indicator_sum.h"

#include <algorithm>
#include <utility>

namespace cems::query {

void Figure::add(const Cell& cell, const Fraction& weight) {
  if (!cell.value) {
    missing = true;
    return;
  }
  value += *cell.value * weight;
  doubtful = doubtful || cell.quality == Quality::questionable;
}

IndicatorSum::IndicatorSum(const IndicatorContext& context) : context_(context) {
  for (const TouClass tou : context.classes) {
    of(tou).cells.resize(context.request.buckets.size() + 1);
  }
}

void IndicatorSum::lack(const std::string& why) {
  note(why);
  for (const TouClass tou : context_.classes) {
    for (Figure& figure : of(tou).cells) {
      figure.missing = true;
    }
  }
}

void IndicatorSum::add(const Consumer& consumer, const ClassRows& rows, const Fraction& weight) {
  for (const TouClass tou : context_.classes) {
    const StatisticRow* row = rows.find(tou);
    if (row == nullptr) {
      continue;
    }
    for (std::size_t b = 0; b < row->cells.size(); ++b) {
      cell(tou, b).add(row->cells[b], weight);
    }
    whole(tou).add(row->whole, weight);
  }
  count(rows);
  note_gaps(consumer, rows);
}

void IndicatorSum::note_gaps(const Consumer& consumer, const ClassRows& rows) {
  for (const TouClass tou : context_.classes) {
    const StatisticRow* row = rows.find(tou);
    if (context_.request.explain && row != nullptr &&
        std::any_of(row->cells.begin(), row->cells.end(),
                    [](const Cell& cell) { return !cell.value; })) {
      of(tou).receipt.note("point " + consumer.point->id.str() +
                           " has no consumption for a part of the range");
    }
  }
}

void IndicatorSum::count(const ClassRows& rows) {
  for (const TouClass tou : context_.classes) {
    if (const StatisticRow* row = rows.find(tou)) {
      add_coverage(of(tou).coverage, row->coverage);
      if (row->receipt) {
        of(tou).receipt.add(*row->receipt);
      }
    }
  }
}

void IndicatorSum::count_classes(const ClassRows& rows) {
  for (const std::optional<StatisticRow>& row : rows.of) {
    if (row && row->tou != TouClass::none && row->receipt) {
      of(TouClass::none).receipt.add_class(*row->receipt);
    }
  }
}

void IndicatorSum::note(const std::string& text) {
  if (!context_.request.explain) {
    return;
  }
  for (const TouClass tou : context_.classes) {
    of(tou).receipt.note(text);
  }
}

void IndicatorSum::used(const std::string& line) {
  if (!context_.request.explain) {
    return;
  }
  for (const TouClass tou : context_.classes) {
    of(tou).receipt.figure(line);
  }
}

Figure& IndicatorSum::cell(TouClass tou, std::size_t bucket) {
  return of(tou).cells[bucket];
}

std::vector<StatisticRow> IndicatorSum::rows(const std::vector<TouClass>& asked,
                                             std::string_view algorithm, bool with_factors,
                                             const Finish& finish) {
  const catalog::FactorSet* factors = with_factors ? context_.site.factors : nullptr;
  std::vector<StatisticRow> out;
  for (const TouClass tou : asked) {
    OfClass& its = of(tou);
    StatisticRow row;
    row.tou = tou;
    const std::size_t whole = its.cells.size() - 1;
    row.cells.reserve(whole);
    for (std::size_t b = 0; b < whole; ++b) {
      row.cells.push_back(finish(std::move(its.cells[b]), tou, b));
    }
    row.whole = finish(std::move(its.cells[whole]), tou, whole);
    row.coverage = its.coverage;
    if (context_.request.explain) {
      row.receipt = factors != nullptr ? its.receipt.take(algorithm, factors->id, factors->version)
                                       : its.receipt.take(algorithm);
    }
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace cems::query
