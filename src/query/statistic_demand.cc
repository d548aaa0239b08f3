// Demand windows put into buckets and classes, in one pass.
#include "query/statistic_demand.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.h"
#include "base/checksum.h"
#include "query/statistic_ledger.h"

namespace cems::query {
namespace {

/// Which class a moment has; the moments come ascending.
class Classes {
 public:
  Classes(const catalog::Site& site, TimeRange range) {
    if (site.tariff != nullptr) {
      site.tariff->append_spans(range, spans_);
    }
  }

  [[nodiscard]] TouClass at(TimeMs t) {
    while (at_ < spans_.size() && spans_[at_].range.end <= t) {
      ++at_;
    }
    return at_ < spans_.size() && spans_[at_].range.contains(t) ? spans_[at_].tou : TouClass::none;
  }

  /// The pieces of the range that are of the class; all of it for `none`.
  [[nodiscard]] std::vector<TimeRange> pieces_of(TouClass tou, TimeRange range) const {
    if (tou == TouClass::none) {
      return {range};
    }
    std::vector<TimeRange> pieces;
    for (const model::ClassSpan& span : spans_) {
      const TimeRange piece{std::max(span.range.begin, range.begin),
                            std::min(span.range.end, range.end)};
      if (span.tou == tou && piece.begin < piece.end) {
        pieces.push_back(piece);
      }
    }
    return pieces;
  }

  /// Whether time in the range has no class. Ranges come ascending.
  [[nodiscard]] bool unclassed(TimeRange range) {
    while (unclassed_at_ < spans_.size() && spans_[unclassed_at_].range.end <= range.begin) {
      ++unclassed_at_;
    }
    for (std::size_t i = unclassed_at_; i < spans_.size(); ++i) {
      if (spans_[i].range.begin >= range.end) {
        break;
      }
      if (spans_[i].tou == TouClass::none) {
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<model::ClassSpan> spans_;
  std::size_t at_ = 0;
  std::size_t unclassed_at_ = 0;
};

constexpr std::size_t index_of(TouClass tou) {
  return static_cast<std::size_t>(tou);
}

/// The readings that go in, for the receipts.
class Receipts {
 public:
  Receipts(const catalog::Site& site, const DemandSource& source, TimeRange range,
           std::span<const TouClass> classes)
      : site_(site),
        range_(range),
        asked_(classes),
        digests_(classes.size()),
        read_by_(digest_line_of(*source.series.parameter)) {}

  void see(const Reading& reading) {
    ++receipt_.samples;
    ++receipt_.qualities[static_cast<std::uint8_t>(reading.quality)];
    set_digest_line(line_, reading, site_.zone);
    for (Sha256& digest : digests_) {
      digest.update(line_);
    }
  }

  /// One for each class, once everything has been seen.
  [[nodiscard]] std::vector<Receipt> take() {
    std::vector<Receipt> out;
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      Receipt receipt = receipt_;
      receipt.algorithm = "demand windows";
      digests_[i].update(read_by_);
      if (asked_[i] != TouClass::none) {
        digests_[i].update(site_.tariff->digest_lines(range_));
        receipt.tariff = site_.tariff->used_in(range_);
        receipt.notes = site_.tariff->notes_on(range_);
      }
      receipt.digest = digests_[i].finish_hex();
      out.push_back(std::move(receipt));
    }
    return out;
  }

 private:
  const catalog::Site& site_;
  TimeRange range_;
  std::span<const TouClass> asked_;
  Receipt receipt_;
  std::vector<Sha256> digests_;  // By class asked for.
  std::string read_by_;
  std::string line_;
};

using DemandTallies = std::array<DemandTally, model::kTouClasses>;

void add_to(DemandTallies& tallies, const DemandWindow& window, TouClass tou) {
  tallies[index_of(TouClass::none)].add(window);
  if (tou != TouClass::none) {
    tallies[index_of(tou)].add(window);
  }
}

/// Windows into the bucket that is open; a bucket is told when the windows have passed it.
class Buckets {
 public:
  Buckets(const catalog::Site& site, std::span<const TouClass> classes,
          std::span<const TimeRange> buckets, const DemandTold& told)
      : classes_asked_(classes),
        buckets_(buckets),
        told_(told),
        classes_(site, {buckets.front().begin, buckets.back().end}) {}

  void add(const DemandWindow& window) {
    if (!window.kilowatts) {
      return;
    }
    const TimeMs in = window.end - 1;
    while (buckets_[open_].end <= in) {
      close();
    }
    const TouClass tou = classes_.at(in);
    add_to(tallies_, window, tou);
    add_to(whole_, window, tou);
  }

  /// Tells the rest.
  DemandTallies finish() {
    while (open_ < buckets_.size()) {
      close();
    }
    return std::move(whole_);
  }

 private:
  void close() {
    const bool unclassed = classes_.unclassed(buckets_[open_]);
    for (std::size_t i = 0; i < classes_asked_.size(); ++i) {
      const TouClass tou = classes_asked_[i];
      DemandTally& tally = tallies_[index_of(tou)];
      tally.unclassed = unclassed && tou != TouClass::none;
      whole_[index_of(tou)].unclassed |= tally.unclassed;
      told_(i, open_, tally);
    }
    tallies_ = {};
    ++open_;
  }

  std::span<const TouClass> classes_asked_;
  std::span<const TimeRange> buckets_;
  const DemandTold& told_;
  Classes classes_;
  DemandTallies tallies_;
  DemandTallies whole_;
  std::size_t open_ = 0;
};

Cell cell_of(const DemandTally& tally, Aggregate aggregate) {
  Cell cell;
  cell.is_quotient = true;
  if (tally.count == 0) {
    return cell;
  }
  cell.quality = tally.unclassed ? Quality::questionable : Quality::derived;
  switch (aggregate) {
    case Aggregate::maximum:
      cell.value = tally.maximum;
      cell.at = tally.maximum_at;
      break;
    case Aggregate::minimum:
      cell.value = tally.minimum;
      cell.at = tally.minimum_at;
      break;
    case Aggregate::average:
    case Aggregate::sum:
      cell.value = tally.sum / Fraction(Fraction::Integer(tally.count), 1);
      break;
  }
  return cell;
}

/// What is there of the source in each class asked for, also where no window needs it, and what
/// there should be up to now.
Result<std::vector<Coverage>> coverage_of(const store::Store& store, const catalog::Site& site,
                                          const DemandSource& source,
                                          std::span<const TouClass> classes, TimeRange range,
                                          TimeMs now) {
  const catalog::Parameter& parameter = *source.series.parameter;
  const std::optional<SeriesId> id = store.find({site.id, source.series.point->id, parameter.id});
  const Classes spans(site, range);
  // A delta is stamped at its end, so it belongs to what holds the moment before.
  const bool at_ends = source.measure == Measure::delta;
  const std::int64_t back_ms = at_ends ? 1 : 0;
  std::vector<Coverage> out;
  for (const TouClass tou : classes) {
    Coverage& coverage = out.emplace_back();
    std::int64_t time = 0;
    for (const TimeRange& piece : spans.pieces_of(tou, range)) {
      time += std::max<std::int64_t>(std::min(piece.end, now) - piece.begin, 0);
      if (!id) {
        continue;
      }
      const Result<std::uint64_t> there =
          store.count(*id, {piece.begin + back_ms, piece.end + back_ms});
      if (!there) {
        return there.error();
      }
      coverage.present += *there;
    }
    if (parameter.interval && parameter.interval->months == 0) {
      coverage.expected = expected_readings(time, parameter.interval->ms, at_ends);
    }
  }
  return out;
}

}  // namespace

void DemandTally::add(const DemandWindow& window) {
  const Fraction& value = *window.kilowatts;
  ++count;
  sum += value;
  if (!maximum || *maximum < value) {
    maximum = value;
    maximum_at = window.end;
  }
  if (!minimum || value < *minimum) {
    minimum = value;
    minimum_at = window.end;
  }
}

Result<std::vector<DemandSummary>> tally_demand(const store::Store& store,
                                                const catalog::Site& site,
                                                const DemandSource& source, DemandRule rule,
                                                std::span<const TouClass> classes,
                                                const StatisticRequest& request,
                                                const DemandTold& told) {
  const TimeRange range{request.buckets.front().begin, request.buckets.back().end};
  const Result<std::vector<Coverage>> coverage =
      coverage_of(store, site, source, classes, range, request.now);
  if (!coverage) {
    return coverage.error();
  }
  Receipts book(site, source, range, classes);
  DemandWalk::Seen seen;
  if (request.explain) {
    seen = [&book](const Reading& reading) { book.see(reading); };
  }
  Result<DemandWalk> walk = DemandWalk::over(store, site, source, range, rule, std::move(seen));
  if (!walk) {
    return walk.error();
  }
  Buckets buckets(site, classes, request.buckets, told);
  while (true) {
    if (const Status skipped = walk->skip_empty(); !skipped) {
      return skipped.error();
    }
    const Result<std::optional<DemandWindow>> window = walk->next();
    if (!window) {
      return window.error();
    }
    if (!*window) {
      break;
    }
    buckets.add(**window);
  }
  DemandTallies whole = buckets.finish();
  std::vector<Receipt> receipts;
  if (request.explain) {
    receipts = book.take();
  }
  std::vector<DemandSummary> out;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    DemandSummary summary;
    summary.whole = std::move(whole[index_of(classes[i])]);
    summary.coverage = (*coverage)[i];
    if (request.explain) {
      summary.receipt = std::move(receipts[i]);
    }
    out.push_back(std::move(summary));
  }
  return out;
}

Result<std::vector<StatisticRow>> demand_statistic(const store::Store& store,
                                                   const catalog::Site& site,
                                                   const StatisticSeries& series,
                                                   const StatisticRequest& request) {
  CEMS_ASSERT(series.measure == Measure::demand);
  const catalog::Parameter& read = *series.read.parameter;
  const DemandSource source{series.read, measure_of(read), *measured_in(*read.reading_type)};
  std::vector<StatisticRow> rows(series.classes.size());
  for (StatisticRow& row : rows) {
    row.cells.reserve(request.buckets.size());
  }
  Result<std::vector<DemandSummary>> summaries =
      tally_demand(store, site, source, demand_rule_of(source), series.classes, request,
                   [&](std::size_t i, std::size_t /*b*/, const DemandTally& tally) {
                     rows[i].cells.push_back(cell_of(tally, series.aggregate));
                   });
  if (!summaries) {
    return summaries.error();
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    DemandSummary& summary = (*summaries)[i];
    rows[i].tou = series.classes[i];
    rows[i].whole = cell_of(summary.whole, series.aggregate);
    rows[i].average = cell_of(summary.whole, Aggregate::average);
    rows[i].maximum = cell_of(summary.whole, Aggregate::maximum);
    rows[i].minimum = cell_of(summary.whole, Aggregate::minimum);
    rows[i].coverage = summary.coverage;
    rows[i].receipt = std::move(summary.receipt);
  }
  return rows;
}

}  // namespace cems::query
