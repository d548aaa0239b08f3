// See ndjson_load.h. A line is read in the quickest of three ways that can: as the line before it
// was (PlainLines), as a flat object (scan_ndjson_line), as any JSON document.
#include "ingest/ndjson_load.h"

#include <utility>

#include "base/limits.h"
#include "base/quote.h"
#include "json/value.h"

namespace cems::ingest {

namespace {

constexpr std::string_view kBomBytes = "\xEF\xBB\xBF";

static_assert(limits::kCsvLineBytesMax == 1U << 20U, "the text below names the limit");
constexpr std::string_view kLineTooLong = "the line is longer than 1 MiB";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// What a member may be: the value and the quality numbers, the rest text.
json::Kind kind_of(Field field) {
  return field == Field::value || field == Field::quality ? json::Kind::number : json::Kind::string;
}

std::string_view* place_of(RawReading& raw, Field field) {
  switch (field) {
    case Field::row:
      return nullptr;
    case Field::cems:
      return &raw.cems;
    case Field::point:
      return &raw.point;
    case Field::parameter:
      return &raw.parameter;
    case Field::time:
      return &raw.time;
    case Field::value:
      return &raw.value;
    case Field::quality:
      return &raw.quality;
  }
  return nullptr;
}

/// The reading that an object names; its views live as long as the object. Faults: malformed,
/// missing, not_a_number, bad_quality.
Checked<RawReading> read_object(const json::Value& object, const ColumnNames& names) {
  RawReading raw;
  const auto fault = [](Refusal refusal, Field field, std::string reason) {
    return tl::make_unexpected(Fault{refusal, field, std::move(reason)});
  };
  if (!object.is(json::Kind::object)) {
    return fault(Refusal::malformed, Field::row, "the line is not a JSON object");
  }
  for (const json::Member& member : object.members) {
    Field field = Field::cems;
    while (field <= Field::quality && name_of(field, names) != member.name) {
      field = static_cast<Field>(static_cast<int>(field) + 1);
    }
    if (field > Field::quality) {
      return fault(Refusal::malformed, Field::row, "unknown member " + quote(member.name));
    }
    if (member.value.is(json::Kind::null) && field == Field::quality) {
      continue;
    }
    if (member.value.is(json::Kind::null)) {
      return fault(Refusal::missing, field, quote(member.name) + " is null");
    }
    if (!member.value.is(kind_of(field))) {
      const Refusal refusal = field == Field::value     ? Refusal::not_a_number
                              : field == Field::quality ? Refusal::bad_quality
                                                        : Refusal::malformed;
      const bool number = kind_of(field) == json::Kind::number;
      return fault(refusal, field,
                   quote(member.name) + (number ? " must be a number" : " must be a string"));
    }
    *place_of(raw, field) = member.value.text;
  }
  for (const Field field :
       {Field::cems, Field::point, Field::parameter, Field::time, Field::value}) {
    if (object.find(name_of(field, names)) == nullptr) {
      return fault(Refusal::missing, field, quote(name_of(field, names)) + " is missing");
    }
  }
  return raw;
}

}  // namespace

NdjsonLoad::NdjsonLoad(NdjsonLoadOptions options, std::shared_ptr<SeriesTable> series,
                       store::Store* store, OnRejected on_rejected)
    : names_(options.names),
      check_(std::move(series), options.now, std::nullopt, options.quarantine),
      plain_(check_),
      batch_(store, options.now, options.quarantine, false),
      on_rejected_(std::move(on_rejected)) {}

void NdjsonLoad::hold(std::string_view bytes) {
  if (too_long_ || held_.size() + bytes.size() > limits::kCsvLineBytesMax) {
    too_long_ = true;
    std::string().swap(held_);
    return;
  }
  held_ += bytes;
}

Status NdjsonLoad::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
      hold(bytes);
      return Unit{};
    }
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    Status taken = Unit{};
    if (held_.empty() && !too_long_) {
      taken = take_line(line);
    } else {
      hold(line);
      taken = take_line(held_);
      held_.clear();
    }
    if (!taken) {
      return taken;
    }
  }
  return Unit{};
}

Status NdjsonLoad::finish() {
  if (!held_.empty() || too_long_) {
    if (Status taken = take_line(held_); !taken) {
      return taken;
    }
    held_.clear();
  }
  return batch_.finish();
}

Status NdjsonLoad::take_line(std::string_view line) {
  ++line_;
  if (std::exchange(too_long_, false) || line.size() > limits::kCsvLineBytesMax) {
    ++rows_;
    reject(Refusal::malformed, std::string(kLineTooLong));
    return Unit{};
  }
  if (line_ == 1 && line.starts_with(kBomBytes)) {
    line.remove_prefix(kBomBytes.size());
  }
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  CheckedReading checked;
  if (plain_.read(line, checked)) {
    ++rows_;
    return batch_.add(checked);
  }
  if (is_blank(line)) {
    return Unit{};
  }
  ++rows_;
  return take_careful(line);
}

Status NdjsonLoad::take_careful(std::string_view line) {
  NdjsonLine parts;
  if (scan_ndjson_line(line, names_, parts)) {
    Checked<CheckedReading> checked = check_.check(parts.raw);
    if (checked) {
      plain_.learn(line, parts, *checked->series);
      return batch_.add(*checked);
    }
    if (checked.error().refusal == Refusal::in_future) {
      reject(std::move(checked.error()));  // Judged once: it is in quarantine now.
      return Unit{};
    }
  }
  const Result<json::Value> object = json::parse(line);
  if (!object) {
    reject(Refusal::malformed, object.error().message);
    return Unit{};
  }
  const Checked<RawReading> raw = read_object(*object, names_);
  if (!raw) {
    reject(raw.error());
    return Unit{};
  }
  const Checked<CheckedReading> checked = check_.check(*raw);
  if (!checked) {
    reject(checked.error());
    return Unit{};
  }
  return batch_.add(*checked);
}

void NdjsonLoad::reject(Refusal refusal, std::string reason) {
  reject(Fault{refusal, Field::row, std::move(reason)});
}

void NdjsonLoad::reject(Fault fault) {
  ++rejected_;
  if (on_rejected_) {
    const std::string_view column = name_of(fault.field, names_);
    on_rejected_({.line = line_, .column = column, .fault = std::move(fault)});
  }
}

LoadReport NdjsonLoad::report() const {
  const store::CommitReport done = batch_.done();
  return {.rows = rows_,
          .accepted = done.accepted,
          .corrected = done.corrected,
          .duplicate = done.duplicate,
          .skipped = 0,
          .rejected = rejected_};
}

}  // namespace cems::ingest
