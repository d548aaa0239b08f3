/// Parts that the answers of Annexes A and B share: figures as record fields, demand windows and
/// loads as readings.
///
/// Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "api/operation.h"
#include "base/fraction.h"
#include "base/time.h"
#include "json/writer.h"
#include "model/record.h"

namespace cems::api {

/// A figure to 15 significant digits; null where there is none. REQUIRES: a nullable number field.
void set_figure(model::Record& record, model::Field field, const std::optional<Fraction>& figure);

/// An amount as it is; null where there is none. REQUIRES: a nullable number field.
void set_amount(model::Record& record, model::Field field, const std::optional<Decimal>& amount);

/// True or false; null where it is neither. REQUIRES: a nullable boolean field.
void set_truth(model::Record& record, model::Field field, const std::optional<bool>& truth);

/// A moment in the site's zone; null where there is none. REQUIRES: a nullable dateTime field.
void set_time(model::Record& record, model::Field field, const std::optional<TimeMs>& time,
              const Zone& zone);

/// A reading of a value over a period: `"timeStamp":stamp,"value":…,"timePeriod":…`; without a
/// value null with quality 10, with one quality 11 (derived).
void write_period_reading(json::Writer& writer, const Call& call, TimeMs stamp, TimeRange period,
                          const std::optional<Fraction>& value);

/// The fields of `base`, a record of the model that `model` extends, as those of `model`.
[[nodiscard]] model::Record widened(const model::Record& base, model::Model model);

/// `start/end` in the site's zone.
[[nodiscard]] std::string period_text(TimeRange range, const Zone& zone);

}  // namespace cems::api
