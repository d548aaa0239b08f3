/// Looking at every key and value of a store.
#include "store/rocks/inspection.h"

#include <algorithm>

#include "block/codec.h"
#include "store/rocks/keys.h"
#include "store/rocks/log_batch.h"
#include "store/rocks/records.h"
#include "store/rocks/salvage_walk.h"
#include "store/rocks/sealer.h"

namespace cems::store::rocks {
namespace {

Error damaged_key(const char* what) {
  return {Errc::corrupt, std::string(what) + ": its key is damaged"};
}

}  // namespace

Inspection::Inspection(rocksdb::DB& db, TimeMs now, OnDamage on_damage, OnWhole on_whole)
    : db_(db), on_damage_(std::move(on_damage)), on_whole_(std::move(on_whole)), newest_(now) {}

Status Inspection::run(const std::optional<LedgerEntry>& ledger) {
  // Series first: the others refer to them. The log before blocks: what is in it is not missing
  // behind them.
  for (const std::string_view kind : {"M", "S", "E", "D", "L", "B", "C", "R"}) {
    if (Status walked = walk(kind); !walked) return walked;
    if (Status known = check_format(format_); !known) return known;
    if (kind == kBlockPrefix) tell_lost();
  }
  if (ledger && ledger->next_seq > next_seq_) {
    damaged("store: the log ends with batch " + std::to_string(next_seq_ - 1) +
            ", but batches up to " + std::to_string(ledger->next_seq - 1) + " were acknowledged");
  }
  if (damages_ > 0) return Unit{};
  // What no key is in: indexes that have not been needed, properties of files.
  if (const auto checked = db_.VerifyChecksum(); !checked.ok()) {
    damaged(to_error(checked, "checksums of files").message);
  }
  return Unit{};
}

Status Inspection::walk(std::string_view kind) {
  for (SalvageWalk at(db_, kind);; at.next()) {
    if (at.gap()) gap(kind, *at.gap());
    if (!at.valid()) break;
    if (const Status checked = check(at.key(), at.value()); !checked) {
      const std::string what = checked.error().message + " (key " + show_key(at.key()) + ")";
      if (kind == kBlockPrefix) {
        damaged_block(at.key(), at.value(), what);
      } else {
        damaged_other(kind, what);
      }
    } else if (on_whole_ && kind != "M" && kind != kMissingPrefix) {
      if (Status taken = on_whole_(at.key(), at.value()); !taken) return taken;
    }
  }
  end_hole({});
  return Unit{};
}

void Inspection::damaged(std::string_view what) {
  ++damages_;
  if (on_damage_) on_damage_(what);
}

void Inspection::damaged_other(std::string_view kind, std::string_view what) {
  if (kind == kSeriesPrefix || kind == kMissingPrefix) names_whole_ = false;
  if (kind == kEpochPrefix) epochs_whole_ = false;
  damaged(what);
}

// A block that cannot be used: what it held is missing, from its key's time on.
void Inspection::damaged_block(std::string_view key, std::string_view value, std::string what) {
  const auto place = read_block_key(key);
  if (!place || !is_known(place->series)) {
    names_whole_ = false;
    return damaged(what);
  }
  end_hole({{place->series, place->first}});
  // The header has a checksum of its own.
  const auto header = block::peek(value);
  const bool is_known_end = header && header->first == place->first;
  hole_ =
      Hole{place->series, place->first,
           is_known_end ? header->last + 1 : utc_month_of(place->first).end, true, std::move(what)};
}

// Keys are unknown too, so what is missing reaches from the last whole block to the next one,
// through all series between them.
void Inspection::gap(std::string_view kind, const Error& why) {
  if (kind != kBlockPrefix) return damaged_other(kind, why.message);
  if (hole_) {
    hole_->end_max = kTimeMax;
    hole_->alone = false;
  } else if (last_) {
    hole_ = Hole{last_->first, last_->second + 1, kTimeMax, false, why.message};
  } else if (!series_.empty()) {
    hole_ = Hole{series_.begin()->first, kTimeMin, kTimeMax, false, why.message};
  } else {
    damaged(why.message);
  }
}

void Inspection::end_hole(const std::optional<Place>& behind) {
  if (!hole_) return;
  const Hole hole = *std::exchange(hole_, std::nullopt);
  const bool is_same = behind && behind->first == hole.series;
  const TimeMs end = is_same ? std::min(hole.end_max, behind->second) : hole.end_max;
  lost_.push_back({{hole.series, {hole.begin, end}}, hole.cause});
  if (hole.alone || is_same) return;
  for (auto at = series_.upper_bound(hole.series); at != series_.end(); ++at) {
    if (behind && behind->first <= at->first) break;
    lost_.push_back({{at->first, {kTimeMin, kTimeMax}}, hole.cause});
  }
  if (behind) lost_.push_back({{behind->first, {kTimeMin, behind->second}}, hole.cause});
}

// When all blocks have been seen: what is missing is not later than the newest reading.
void Inspection::tell_lost() {
  for (const auto& [missing, cause] : lost_) {
    const TimeRange period{missing.period.begin, std::min(missing.period.end, newest_ + 1)};
    if (period.empty()) continue;
    add_missing(missing_[missing.series], period);
    damaged("readings of " + show_period(series_.at(missing.series), period) + ": " + cause);
  }
  lost_.clear();
}

Status Inspection::check(std::string_view key, std::string_view value) {
  switch (key.front()) {
    case 'M':
      return check_number(key, value);
    case 'S':
      return check_series(key, value);
    case 'E':
      return check_epoch(key, value);
    case 'D':
      return check_missing(key, value);
    case 'L':
      return check_batch(key, value);
    case 'B':
      return check_block(key, value);
    case 'C':
      return check_correction(key, value);
    default:
      return check_summary(key, value);
  }
}

Status Inspection::check_number(std::string_view key, std::string_view value) {
  const auto number = decode_number(key, value);
  if (!number) return number.error();
  if (key == kFormatKey) format_ = *number;
  if (key == kSeqKey) {
    first_seq_ = *number;
    next_seq_ = *number;
  }
  return Unit{};
}

Status Inspection::check_series(std::string_view key, std::string_view value) {
  const auto number = decode_number(key, value);
  if (!number) return number.error();
  const auto names = read_series_key(key);
  if (!names || !series_.try_emplace(SeriesId{*number}, *names).second) {
    return damaged_key("series");
  }
  ++counts_.series;
  return Unit{};
}

Status Inspection::check_epoch(std::string_view key, std::string_view value) {
  const auto series = read_epoch_key(key);
  if (!series || !is_known(*series)) return damaged_key("epoch");
  const auto number = decode_number(key, value);
  return number ? Status(Unit{}) : number.error();
}

Status Inspection::check_missing(std::string_view key, std::string_view value) {
  const auto missing = decode_missing(key, value);
  if (!missing) return missing.error();
  const auto names = series_.find(missing->series);
  if (names == series_.end()) return damaged_key("missing period");
  add_missing(missing_[missing->series], missing->period);
  if (on_damage_) on_damage_(missing_error(names->second, missing->period).message);
  return Unit{};
}

Status Inspection::check_batch(std::string_view key, std::string_view value) {
  const auto seq = read_log_key(key);
  if (!seq) return damaged_key("log");
  if (!first_seq_) {
    first_seq_ = *seq;
    next_seq_ = *seq;
  }
  const std::uint64_t expected = std::exchange(next_seq_, *seq + 1);
  std::vector<SeriesReading> batch;
  if (const Status read = decode_batch(value, batch); !read) return read;
  ++counts_.batches;
  counts_.readings += batch.size();
  for (const SeriesReading& r : batch) {
    newest_ = std::max(newest_, r.reading.at);
    if (is_known(r.series)) continue;
    names_whole_ = false;
    return Error{Errc::corrupt, "log: a series without a name"};
  }
  // The batch itself is whole.
  if (*seq != expected) {
    damaged("log: batch " + std::to_string(expected) + " is missing (key " + show_key(key) + ")");
  }
  return Unit{};
}

Status Inspection::check_block(std::string_view key, std::string_view value) {
  const auto place = read_block_key(key);
  if (!place || !is_known(place->series)) return damaged_key("block");
  readings_.clear();
  const auto header = block::peek(value);
  if (!header) return header.error();
  if (const Status decoded = block::decode(value, readings_); !decoded) return decoded;
  if (header->first != place->first) {
    return Error{Errc::corrupt, "block: begins at another time than its key says"};
  }
  if (last_ && place->series == last_->first && header->first <= last_->second) {
    return Error{Errc::corrupt, "block: overlaps the one before"};
  }
  if (!utc_month_of(header->first).contains(header->last)) {
    return Error{Errc::corrupt, "block: reaches over the end of a month"};
  }
  end_hole({{place->series, header->first}});
  last_ = {place->series, header->last};
  newest_ = std::max(newest_, header->last);
  ++counts_.blocks;
  counts_.readings += readings_.size();
  return Unit{};
}

Status Inspection::check_correction(std::string_view key, std::string_view value) {
  const auto place = read_correction_key(key);
  if (!place || !is_known(place->series)) return damaged_key("correction");
  const auto correction = decode_correction(value);
  if (!correction) return correction.error();
  if (correction->replaced.at != place->at) {
    return Error{Errc::corrupt, "correction: of another time than its key says"};
  }
  ++counts_.corrections;
  return Unit{};
}

Status Inspection::check_summary(std::string_view key, std::string_view value) {
  const auto place = read_summary_key(key);
  if (!place || !is_known(place->series)) return damaged_key("summary");
  const auto summary = decode_summary(value);
  if (!summary) return summary.error();
  ++counts_.summaries;
  return Unit{};
}

}  // namespace cems::store::rocks
