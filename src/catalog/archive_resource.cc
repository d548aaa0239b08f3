// drResource: what a site offers to demand response.
#include <algorithm>

#include "base/civil.h"
#include "base/quote.h"
#include "catalog/archive_annexes.h"
#include "catalog/time_period.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;

constexpr std::string_view kShutdownDays = "shutdownDays";  // In the extension.
constexpr int kDayMinutes = 24 * 60;

/// Takes the values of one drResource over, and says what is wrong with them.
class ResourceReading {
 public:
  ResourceReading(const json::Value& value, const std::string& pointer, const spec::Wire& wire,
                  Problems& problems)
      : value_(value), pointer_(pointer), wire_(wire), problems_(problems) {}

  DrResource run();

 private:
  void fault(Field field, std::string reason) {
    problems_.push_back({json::pointer(pointer_, wire_.member_name(field)), std::move(reason)});
  }

  [[nodiscard]] std::optional<Decimal> amount(Field field);
  void ratio(Field field, Decimal& ratio);
  void curve();
  void notice();
  void method();
  void controllable();
  void hours();
  void shutdown();

  const json::Value& value_;
  const std::string& pointer_;
  const spec::Wire& wire_;
  Problems& problems_;
  DrResource resource_;
};

std::optional<Decimal> ResourceReading::amount(Field field) {
  const std::optional<Decimal> number = resource_.record.number(field);
  if (number && number->is_negative()) {
    fault(field, "must not be negative");
    return std::nullopt;
  }
  return number;
}

void ResourceReading::ratio(Field field, Decimal& ratio) {
  if (const std::optional<Decimal> given = amount(field)) {
    ratio = *given;
  }
  resource_.record.set(field, ratio);
}

void ResourceReading::curve() {
  if (const auto text = resource_.record.text(Field::dr_resource_curve_interval)) {
    const std::optional<std::int64_t> length = whole_minutes(*text);
    if (!length || *length > kMsPerDay) {
      return fault(Field::dr_resource_curve_interval,
                   quote(*text) + " must be whole minutes, at most a day");
    }
    resource_.curve_interval_ms = *length;
  } else {
    resource_.record.set_text(Field::dr_resource_curve_interval, "PT15M");
  }
}

void ResourceReading::notice() {
  if (const auto text = resource_.record.text(Field::dr_resource_min_notice)) {
    const Result<Duration> length = parse_duration(*text);
    if (!length || length->months != 0) {
      return fault(Field::dr_resource_min_notice, quote(*text) + " must be of days or less");
    }
    resource_.notice_ms = length->ms;
  } else {
    resource_.record.set_text(Field::dr_resource_min_notice, "PT1H");
  }
}

void ResourceReading::method() {
  if (const auto code = resource_.record.text(Field::dr_resource_baseline_method)) {
    const std::optional<spec::BaselineMethodId> found = spec::find_baseline_method(*code);
    if (!found) {
      std::string known;
      for (const spec::BaselineMethodInfo& one : spec::all_baseline_methods()) {
        known += (known.empty() ? "" : ", ") + std::string(one.code);
      }
      return fault(Field::dr_resource_baseline_method,
                   quote(*code) + " is no baseline method; there are " + known);
    }
    resource_.method = *found;
  } else {
    resource_.record.set_text(Field::dr_resource_baseline_method,
                              spec::info(resource_.method).code);
  }
}

void ResourceReading::controllable() {
  const std::string_view name = wire_.member_name(Field::dr_resource_controllable_points);
  const json::Value* list = value_.find(name);
  for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
    if (!list->items[i].is(json::Kind::object)) {
      continue;  // archive_extras.h has said so.
    }
    Problems ignored;
    ControllablePoint point;
    point.record =
        model::read_record(Model::controllable_point, list->items[i], "", wire_.names(), ignored);
    point.point = PointId(point.record.text(Field::controllable_point_point_id).value_or(""));
    const auto power = [&](Field field) {
      const std::optional<Decimal> given = point.record.number(field);
      if (given && given->is_negative()) {
        problems_.push_back({json::pointer(json::pointer(json::pointer(pointer_, name), i),
                                           wire_.member_name(field)),
                             "must not be negative"});
      }
      return given;
    };
    point.decrease = power(Field::controllable_point_decrease);
    point.increase = power(Field::controllable_point_increase);
    resource_.controllable.push_back(std::move(point));
  }
}

/// "14:00/17:00" has had its form checked.
void ResourceReading::hours() {
  const std::vector<std::string> periods =
      texts_of(value_, wire_.member_name(Field::dr_resource_available_periods));
  if (periods.empty() || periods.front().size() < 11) {
    return;
  }
  const auto minute_at = [&](std::size_t at) {
    const auto digit = [&](std::size_t i) { return periods.front()[at + i] - '0'; };
    return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
  };
  DayHours found{minute_at(0), minute_at(periods.front().find('/') + 1)};
  if (found.end_minute <= found.begin_minute) {
    found.end_minute += kDayMinutes;  // Over midnight.
  }
  resource_.hours = found;
}

void ResourceReading::shutdown() {
  const json::Value* extension = value_.find(wire_.member_name(Field::dr_resource_extension));
  if (extension == nullptr) {
    return;
  }
  for (const std::string& text : texts_of(*extension, kShutdownDays)) {
    const Result<TimeMs> day = parse_time(text, Zone());
    if (!is_date(text) || !day) {
      problems_.push_back(
          {json::pointer(json::pointer(pointer_, wire_.member_name(Field::dr_resource_extension)),
                         kShutdownDays),
           quote(text) + " must be a date such as 2024-05-01"});
      return;
    }
    resource_.shutdown_days.push_back(day->ms / kMsPerDay - (day->ms % kMsPerDay < 0 ? 1 : 0));
  }
  std::sort(resource_.shutdown_days.begin(), resource_.shutdown_days.end());
}

DrResource ResourceReading::run() {
  Problems known;  // archive_extras.h has said them.
  const auto take_all = [](const model::FieldInfo*, const json::Member&, std::string_view) {
    return true;
  };
  resource_.record =
      model::read_record(Model::dr_resource, value_, pointer_, wire_.names(), known, take_all);
  resource_.is_given = true;
  for (const std::string& id : texts_of(value_, wire_.member_name(Field::dr_resource_points))) {
    resource_.points.emplace_back(id);
  }
  if (const auto parameter = resource_.record.text(Field::dr_resource_parameter_id)) {
    resource_.parameter = ParameterId(*parameter);
  } else {
    resource_.record.set_text(Field::dr_resource_parameter_id, resource_.parameter.view());
  }
  curve();
  notice();
  method();
  ratio(Field::dr_resource_min_rate, resource_.min_rate);
  ratio(Field::dr_resource_cap_rate, resource_.cap_rate);
  resource_.contracted_decrease = amount(Field::dr_resource_contracted_decrease);
  resource_.contracted_increase = amount(Field::dr_resource_contracted_increase);
  resource_.price = amount(Field::dr_resource_price);
  controllable();
  hours();
  shutdown();
  return std::move(resource_);
}

}  // namespace

DrResource read_resource(const CollectedExtra& extra, const spec::Wire& wire, Problems& problems) {
  if (!extra.value->is(json::Kind::object)) {
    return {};
  }
  return ResourceReading(*extra.value, extra.pointer, wire, problems).run();
}

}  // namespace cems::catalog
