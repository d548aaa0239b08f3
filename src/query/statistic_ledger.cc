// The books of one statistic.
#include "query/statistic_ledger.h"

#include <algorithm>
#include <utility>

namespace cems::query {
namespace {

constexpr std::size_t kNotesMax = 20;

}  // namespace

std::vector<Segment> cut_segments(std::span<const TimeRange> buckets,
                                  const model::ClassCalendar* calendar) {
  std::vector<model::ClassSpan> spans;
  const TimeRange range{buckets.front().begin, buckets.back().end};
  if (calendar != nullptr) {
    calendar->append_spans(range, spans);
  } else {
    spans.push_back({range, TouClass::none});
  }
  std::vector<Segment> out;
  out.reserve(buckets.size() + spans.size());
  auto span = spans.begin();
  for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
    for (TimeMs at = buckets[bucket].begin; at < buckets[bucket].end;) {
      const TimeMs end = std::min(span->range.end, buckets[bucket].end);
      out.push_back({{at, end}, bucket, span->tou});
      span += end == span->range.end ? 1 : 0;
      at = end;
    }
  }
  return out;
}

void set_digest_line(std::string& line, const Reading& reading, const Zone& zone) {
  line.clear();
  append_time(line, reading.at, zone);
  line += ',';
  reading.value.append_to(line);
  line += ',';
  line += std::to_string(static_cast<int>(reading.quality));
  line += '\n';
}

std::string digest_line_of(const catalog::Parameter& parameter) {
  std::string line;
  if (const auto decimals = parameter.record.integer(model::Field::parameter_decimals)) {
    line += std::to_string(*decimals);
  }
  line += ',' + (parameter.rollover ? parameter.rollover->to_string() : "") + ',';
  line += parameter.record.text(model::Field::parameter_interval).value_or("");
  line += '\n';
  return line;
}

Ledger::Ledger(const catalog::Site& site, std::span<const TouClass> classes,
               const StatisticRequest& request, const model::ClassCalendar* calendar, CellRule rule)
    : site_(site),
      range_{request.buckets.front().begin, request.buckets.back().end},
      by_time_(calendar != nullptr),
      explain_(request.explain),
      rule_(std::move(rule)),
      segments_(cut_segments(request.buckets, calendar)),
      buckets_(request.buckets.size()),
      open_(1),
      rows_(classes.size()) {
  for (const Segment& segment : segments_) {
    measure(whole_, segment);
  }
  for (std::size_t i = 0; i < classes.size(); ++i) {
    rows_[i].tou = classes[i];
    rows_[i].cells.reserve(buckets_);
  }
  accounts_.resize(explain_ ? classes.size() : 0);
}

void Ledger::measure(Bucket& bucket, const Segment& segment) {
  const std::int64_t length = segment.range.end - segment.range.begin;
  bucket.tallies.front().length_ms += length;
  if (segment.tou == TouClass::none) {
    bucket.gap = true;
  } else {
    bucket.painted = true;
    bucket.tallies[index_of(segment.tou)].length_ms += length;
  }
}

void Ledger::open_next() {
  if (opened_ - closed_ == open_.size()) {
    std::vector<Bucket> more(2 * open_.size());
    for (std::size_t bucket = closed_; bucket < opened_; ++bucket) {
      more[bucket % more.size()] = std::move(place_of(bucket));
    }
    open_ = std::move(more);
  }
  Bucket& bucket = place_of(opened_);
  bucket.gap = false;
  bucket.painted = false;
  // Without a calendar nothing has gone into the others.
  for (std::size_t i = 0; i < (by_time_ ? bucket.tallies.size() : 1); ++i) {
    bucket.tallies[i] = Tally();
  }
  for (; next_segment_ < segments_.size() && segments_[next_segment_].bucket == opened_;
       ++next_segment_) {
    measure(bucket, segments_[next_segment_]);
  }
  ++opened_;
}

TouClass Ledger::counted_as(TouClass asked) const {
  return by_time_ ? asked : TouClass::none;
}

Cell Ledger::make_cell(const Bucket& bucket, TouClass asked, Aggregate aggregate) const {
  const TouClass tou = counted_as(asked);
  return cell_of(bucket.tallies[index_of(tou)], rule_, aggregate,
                 {tou != TouClass::none, bucket.gap, bucket.painted});
}

void Ledger::close_before(std::size_t bucket) {
  for (; closed_ < bucket; ++closed_) {
    const Tallies& tallies = open(closed_);
    if (apart_ != nullptr) {
      apart_->closed(closed_, tallies);
    }
    for (StatisticRow& row : rows_) {
      row.cells.push_back(make_cell(place_of(closed_), row.tou, rule_.aggregate));
    }
  }
}

void Ledger::add_to_receipt(const Reading& reading, ClassSet classes) {
  if (!explain_) {
    return;
  }
  set_digest_line(line_, reading, site_.zone);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if ((classes & (1U << index_of(counted_as(rows_[i].tou)))) != 0) {
      Receipt& receipt = accounts_[i].receipt;
      ++receipt.samples;
      ++receipt.qualities[static_cast<std::uint8_t>(reading.quality)];
      accounts_[i].digest.update(line_);
    }
  }
}

void Ledger::add_note(std::string note) {
  if (explain_ && notes_.size() < kNotesMax) {
    notes_.push_back(std::move(note));
  }
}

std::uint64_t Ledger::expected(TouClass tou, std::int64_t interval_ms, TimeMs now) const {
  std::int64_t time = 0;
  for (const Segment& segment : segments_) {
    if (segment.range.begin < now && (tou == TouClass::none || tou == segment.tou)) {
      time += std::min(segment.range.end, now) - segment.range.begin;
    }
  }
  return expected_readings(time, interval_ms, rule_.measure == Measure::delta);
}

Receipt Ledger::take_receipt(std::size_t row, std::string algorithm, std::string_view read_by) {
  Receipt receipt = std::move(accounts_[row].receipt);
  receipt.algorithm = std::move(algorithm);
  receipt.notes = notes_;
  accounts_[row].digest.update(read_by);
  if (counted_as(rows_[row].tou) != TouClass::none && site_.tariff != nullptr) {
    accounts_[row].digest.update(site_.tariff->digest_lines(range_));
    receipt.tariff = site_.tariff->used_in(range_);
    for (std::string& note : site_.tariff->notes_on(range_)) {
      receipt.notes.push_back(std::move(note));
    }
  }
  receipt.digest = accounts_[row].digest.finish_hex();
  return receipt;
}

std::vector<StatisticRow> Ledger::take_rows(const std::optional<Duration>& interval, TimeMs now,
                                            std::string algorithm, std::string_view read_by) {
  close_before(buckets_);
  const bool is_sum = rule_.aggregate == Aggregate::sum;
  const Cell all = make_cell(whole_, TouClass::none, rule_.aggregate);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    StatisticRow& row = rows_[i];
    const TouClass tou = counted_as(row.tou);
    row.whole = make_cell(whole_, row.tou, rule_.aggregate);
    if (!is_sum) {
      row.average = make_cell(whole_, row.tou, Aggregate::average);
      row.maximum = make_cell(whole_, row.tou, Aggregate::maximum);
      row.minimum = make_cell(whole_, row.tou, Aggregate::minimum);
    } else if (tou != TouClass::none && row.whole.value && all.value && !all.value->is_zero()) {
      row.ratio = percent(*row.whole.value, *all.value);
    }
    row.coverage.present = present_[index_of(tou)];
    if (interval && interval->months == 0) {
      row.coverage.expected = expected(tou, interval->ms, now);
    }
    if (explain_) {
      row.receipt = take_receipt(i, algorithm, read_by);
    }
  }
  return std::move(rows_);
}

}  // namespace cems::query
