// Finds where an earlier run ended, checks that it was this demonstration, and writes the rest.
#include "app/demo/writer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/zone.h"
#include "ingest/reading_check.h"

namespace cems::demo {

namespace {

constexpr std::size_t kSeriesCount = kSeries.size();

/// A series as the store knows it.
struct Target {
  SeriesId id{};
  std::optional<Reading> last;  // The newest reading before `until`.
};

using Targets = std::array<Target, kSeriesCount>;

Result<Targets> find_targets(store::Store& store, std::shared_ptr<const catalog::Snapshot> sites,
                             const WriteOptions& options) {
  // The same judgement as for any reading that wants in: the archive must name the series.
  ingest::ReadingCheck check(std::move(sites), options.now);
  Targets targets;
  for (std::size_t i = 0; i < kSeriesCount; ++i) {
    const Series& series = kSeries.at(i);
    if (const auto known = check.find_series(kCemsId, series.point, series.parameter); !known) {
      return Error{Errc::not_found, known.error().reason};
    }
    const Result<SeriesId> id = store.intern(key_of(series));
    if (!id) {
      return id.error();
    }
    const Result<std::optional<Reading>> last = store.last_at(*id, options.until - 1);
    if (!last) {
      return last.error();
    }
    targets.at(i) = {*id, *last};
  }
  return targets;
}

/// Makes the readings again as far as the store has some and compares the newest of each series:
/// about a second for four years, and a mixture of two seeds is never written.
Status check_last(const Targets& targets, const WriteOptions& options) {
  std::array<bool, kSeriesCount> same{};
  TimeMs end = kTimeMin;
  for (std::size_t i = 0; i < kSeriesCount; ++i) {
    const std::optional<Reading>& last = targets.at(i).last;
    same.at(i) = !last;
    end = last ? std::max(end, last->at + 1) : end;
  }
  Generator generator(options.seed, std::min(end, options.until));
  std::vector<Sample> samples;
  while (end > kBegin && generator.next(samples)) {
    for (const Sample& sample : samples) {
      same.at(sample.series) |= targets.at(sample.series).last == sample.reading;
    }
    samples.clear();
  }
  const auto* other = std::find(same.begin(), same.end(), false);
  if (other == same.end()) {
    return Unit{};
  }
  const Series& series = kSeries.at(static_cast<std::size_t>(other - same.begin()));
  return Error{Errc::conflict,
               fmt::format("the folder has other readings of {} {}/{} than this demonstration "
                           "makes; give the --seed they were made with, or another folder",
                           kCemsId, series.point, series.parameter)};
}

/// Commits a batch and counts it.
Status commit(store::Store& store, std::vector<store::SeriesReading>& batch,
              const WriteOptions& options, WriteReport& report) {
  if (!batch.empty()) {
    const Result<store::CommitReport> done = store.commit(batch, options.now);
    if (!done) {
      return done.error();
    }
    report.written += done->accepted + done->corrected;
    report.present += done->duplicate;
    batch.clear();
  }
  if (options.on_progress) {
    options.on_progress(report.written + report.present, Generator::count(options.until));
  }
  return Unit{};
}

}  // namespace

Result<WriteReport> write_readings(store::Store& store,
                                   std::shared_ptr<const catalog::Snapshot> sites,
                                   const WriteOptions& options) {
  if (options.until > options.now + limits::kFutureMs) {
    return Error{Errc::invalid_argument,
                 fmt::format("{} is in the future; readings are of the past",
                             format_time(options.until, Zone::fixed(8 * 60)))};
  }
  const Result<Targets> targets = find_targets(store, std::move(sites), options);
  if (!targets) {
    return targets.error();
  }
  if (const Status same = check_last(*targets, options); !same) {
    return same.error();
  }
  WriteReport report;
  Generator generator(options.seed, options.until);
  std::vector<Sample> samples;
  std::vector<store::SeriesReading> batch;
  while (generator.next(samples)) {
    for (const Sample& sample : samples) {
      const Target& target = targets->at(sample.series);
      if (target.last && sample.reading.at <= target.last->at) {
        ++report.present;
      } else {
        batch.push_back({target.id, sample.reading});
      }
    }
    samples.clear();
    if (batch.size() >= limits::kLoadBatchRows) {
      if (const Status done = commit(store, batch, options, report); !done) {
        return done.error();
      }
    }
  }
  if (const Status done = commit(store, batch, options, report); !done) {
    return done.error();
  }
  return report;
}

}  // namespace cems::demo
