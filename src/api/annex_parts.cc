// Figures of Annexes A and B.
#include "api/annex_parts.h"

#include <algorithm>

#include "base/assert.h"
#include "base/reading.h"

namespace cems::api {

using model::Field;

void set_amount(model::Record& record, Field field, const std::optional<Decimal>& amount) {
  if (amount) {
    record.set(field, *amount);
  } else {
    record.set(field, model::Null{});
  }
}

void set_figure(model::Record& record, Field field, const std::optional<Fraction>& figure) {
  set_amount(record, field, figure ? figure->to_significant() : std::nullopt);
}

void set_truth(model::Record& record, Field field, const std::optional<bool>& truth) {
  if (truth) {
    record.set(field, *truth);
  } else {
    record.set(field, model::Null{});
  }
}

void set_time(model::Record& record, Field field, const std::optional<TimeMs>& time,
              const Zone& zone) {
  if (time) {
    record.set_text(field, format_time(*time, zone));
  } else {
    record.set(field, model::Null{});
  }
}

void write_period_reading(json::Writer& writer, const Call& call, TimeMs stamp, TimeRange period,
                          const std::optional<Fraction>& value) {
  const std::optional<Decimal> printed = value ? value->to_significant() : std::nullopt;
  writer.begin_object();
  writer.key(call.wire.member(Field::reading_time_stamp)).value(format_time(stamp, call.site.zone));
  writer.key(call.wire.member(Field::reading_value));
  if (printed) {
    writer.value(*printed);
  } else {
    writer.null();
  }
  writer.key(call.wire.member(Field::reading_quality))
      .value(static_cast<std::int64_t>(printed ? Quality::derived : Quality::questionable));
  writer.key(call.wire.member(Field::reading_time_period))
      .value(period_text(period, call.site.zone));
  writer.end_object();
}

model::Record widened(const model::Record& base, model::Model model) {
  const auto from = model::fields_of(base.model());
  const auto to = model::fields_of(model);
  model::Record wide(model);
  for (const model::Record::Entry& entry : base.entries()) {
    const auto at = std::find_if(from.begin(), from.end(), [&](const model::FieldInfo& field) {
      return field.field == entry.field;
    });
    CEMS_ASSERT(at != from.end());
    wide.set(to[static_cast<std::size_t>(at - from.begin())].field, entry.value);
  }
  return wide;
}

std::string period_text(TimeRange range, const Zone& zone) {
  return format_time(range.begin, zone) + '/' + format_time(range.end, zone);
}

}  // namespace cems::api
