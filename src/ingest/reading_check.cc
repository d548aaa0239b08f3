// See reading_check.h.
#include "ingest/reading_check.h"

#include <charconv>
#include <utility>

#include "base/limits.h"
#include "base/quote.h"
#include "ingest/quarantine.h"
#include "model/fields.h"

namespace cems::ingest {

namespace {

tl::unexpected<Fault> refuse(Refusal refusal, Field field, std::string reason) {
  return tl::make_unexpected(Fault{refusal, field, std::move(reason)});
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != lower[i]) {
      return false;
    }
  }
  return true;
}

// NaN and infinity as programs write them.
bool is_special_float(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  for (const std::string_view word : {"nan", "inf", "infinity"}) {
    if (equals_ignoring_case(text, word)) {
      return true;
    }
  }
  return false;
}

Checked<Quality> check_quality(std::string_view text) {
  text = trim(text);
  if (text.empty()) {
    return Quality::valid;
  }
  std::uint8_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) {
    return refuse(Refusal::bad_quality, Field::quality,
                  quote(text) + " is not a quality: give an integer of 0 to 255");
  }
  return static_cast<Quality>(code);
}

}  // namespace

ColumnNames standard_columns() {
  using Named = model::Field;
  return {
      model::info(Named::cems_cems_id).name,           model::info(Named::point_point_id).name,
      model::info(Named::parameter_parameter_id).name, model::info(Named::reading_time_stamp).name,
      model::info(Named::reading_value).name,          model::info(Named::reading_quality).name};
}

std::string_view name_of(Field field, const ColumnNames& columns) {
  return field == Field::row ? std::string_view() : columns[static_cast<std::size_t>(field) - 1];
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

std::size_t scan_quality(std::string_view text, Quality& out) {
  unsigned code = 0;
  std::size_t at = 0;
  for (; at < text.size() && at < 4 && text[at] >= '0' && text[at] <= '9'; ++at) {
    code = code * 10 + static_cast<unsigned>(text[at] - '0');
  }
  if (at == 0 || code > 255) {
    return 0;
  }
  out = static_cast<Quality>(code);
  return at;
}

Checked<Decimal> check_value(std::string_view text) {
  text = trim(text);
  if (text.empty()) {
    return refuse(Refusal::missing, Field::value, "the value is empty");
  }
  const Result<Decimal> value = Decimal::parse(text);
  if (value) {
    return *value;
  }
  if (is_special_float(text)) {
    return refuse(Refusal::not_a_number, Field::value,
                  quote(text) + " is not a number that can be kept: leave the row out");
  }
  if (value.error().code == Errc::too_large) {
    return refuse(Refusal::not_a_number, Field::value,
                  quote(text) + " has more than 38 digits or too large an exponent");
  }
  const bool comma = text.find(',') != std::string_view::npos;
  return refuse(Refusal::not_a_number, Field::value,
                quote(text) + " is not a number" +
                    (comma ? ": use a point for decimals and no separators" : ""));
}

ReadingCheck::ReadingCheck(std::shared_ptr<const catalog::Snapshot> sites, TimeMs now,
                           std::optional<Zone> zone, Quarantine* quarantine)
    : ReadingCheck(std::make_shared<SeriesTable>(std::move(sites)), now, std::move(zone),
                   quarantine) {}

ReadingCheck::ReadingCheck(std::shared_ptr<SeriesTable> series, TimeMs now,
                           std::optional<Zone> zone, Quarantine* quarantine)
    : series_(std::move(series)), now_(now), zone_(std::move(zone)), quarantine_(quarantine) {}

TimeMs ReadingCheck::latest() const {
  return now_ + limits::kFutureMs;
}

Checked<TimeMs> ReadingCheck::check_time(std::string_view text, const Zone& zone) {
  text = trim(text);
  if (last_zone_ == &zone && text == last_text_) {
    return last_time_;
  }
  if (text.empty()) {
    return refuse(Refusal::missing, Field::time, "the time is empty");
  }
  TimeMs quick;
  const std::size_t length = quick_time_.read(text, zone, quick);
  const Result<TimeMs> time =
      length != 0 && length == text.size() ? Result<TimeMs>(quick) : parse_time(text, zone);
  if (!time) {
    return refuse(Refusal::bad_time, Field::time, time.error().message);
  }
  if (*time > latest()) {
    return refuse(Refusal::in_future, Field::time,
                  quote(text) + " is more than 5 minutes ahead of now, " + format_time(now_, zone));
  }
  if (*time < kTimeMin) {
    return refuse(Refusal::bad_time, Field::time, quote(text) + " is before the year 0000");
  }
  last_text_.assign(text);
  last_zone_ = &zone;
  last_time_ = *time;
  return *time;
}

Checked<CheckedReading> ReadingCheck::check(const RawReading& raw) {
  const Checked<KnownSeries*> series = find_series(raw.cems, raw.point, raw.parameter);
  if (!series) {
    return tl::make_unexpected(series.error());
  }
  return check(**series, raw);
}

Checked<CheckedReading> ReadingCheck::check(KnownSeries& series, const RawReading& raw) {
  const Checked<TimeMs> time = check_time(raw.time, zone_for(series));
  if (!time) {
    if (time.error().refusal == Refusal::in_future && quarantine_ != nullptr) {
      quarantine_->add(raw, now_);
    }
    return tl::make_unexpected(time.error());
  }
  if (series.is_too_old(*time, now_)) {
    return refuse(Refusal::too_old, Field::time,
                  quote(trim(raw.time)) + " is before " +
                      format_time(series.kept_from, *series.zone) +
                      ": the site keeps readings for " + series.site->retention_text);
  }
  const Checked<Decimal> value = check_value(raw.value);
  if (!value) {
    return tl::make_unexpected(value.error());
  }
  const Checked<Quality> quality = check_quality(raw.quality);
  if (!quality) {
    return tl::make_unexpected(quality.error());
  }
  if (!series.takes(*value)) {
    const catalog::Parameter& parameter = *series.parameter;
    const bool low = parameter.minimum && *value < *parameter.minimum;
    return refuse(Refusal::out_of_range, Field::value,
                  quote(trim(raw.value)) + (low ? " is below " : " is above ") +
                      (low ? *parameter.minimum : *parameter.maximum).to_string() + ", the " +
                      (low ? "minimum" : "maximum") + " of " + quote(raw.parameter));
  }
  return CheckedReading{.series = &series,
                        .reading = {.at = *time, .value = *value, .quality = *quality}};
}

}  // namespace cems::ingest
