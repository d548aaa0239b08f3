// From JSON to schedules, one function a level: schedule, version, rule, period.
#include "catalog/tou_schedule.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "base/quote.h"
#include "catalog/object_list.h"
#include "spec/document.h"
#include "spec/wire.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;

constexpr std::array<std::string_view, 3> kDayKinds = {"weekday", "rest", "holiday"};
constexpr int kMonths = 12;

/// Minutes of "HH:MM", up to 24:00.
std::optional<int> minutes_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') {
    return std::nullopt;
  }
  int parts[2] = {0, 0};
  for (const std::size_t i : {0, 1, 3, 4}) {
    if (text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    }
    int& part = parts[i / 3];
    part = part * 10 + (text[i] - '0');
  }
  const int minutes = parts[0] * 60 + parts[1];
  return parts[1] < 60 && minutes <= kMinutesPerDay ? std::optional(minutes) : std::nullopt;
}

class Reader {
 public:
  Reader(const HolidayCalendar& holidays, std::vector<model::Problem>& problems)
      : holiday_names_(holidays.names()), problems_(problems) {}

  std::vector<TouSchedule> schedules(const json::Value& list, std::string_view pointer);

 private:
  std::vector<TouVersion> versions(const ListedObject& schedule);
  void order(std::vector<std::pair<TouVersion, const ListedObject*>>& found);
  TouVersion version(const ListedObject& object);
  TouRule rule(const ListedObject& object);
  void months(const ListedObject& object, TouRule& rule);
  void days(const ListedObject& object, TouRule& rule);
  void holidays(const ListedObject& object, TouRule& rule);
  void periods(const ListedObject& object, TouRule& rule);
  std::optional<TouPeriod> period(const ListedObject& object);

  /// False, with a problem, where the list has more than `max`.
  bool fits(const json::Value* list, const std::string& place, std::size_t max,
            std::string_view what) {
    if (list == nullptr || list->items.size() <= max) {
      return true;
    }
    add(place, "has " + std::to_string(list->items.size()) + " " + std::string(what) +
                   "; at most " + std::to_string(max) + " are allowed");
    return false;
  }

  void add(std::string pointer, std::string reason) {
    problems_.push_back({std::move(pointer), std::move(reason)});
  }

  std::vector<std::string> holiday_names_;
  std::vector<model::Problem>& problems_;
};

std::vector<TouSchedule> Reader::schedules(const json::Value& list, std::string_view pointer) {
  std::vector<TouSchedule> found;
  if (!fits(&list, std::string(pointer), kSchedulesMax, "schedules")) {
    return found;
  }
  for (const ListedObject& object : read_objects(Model::tou_schedule, &list, pointer, problems_)) {
    TouSchedule schedule;
    schedule.id = object.text_of(Field::tou_schedule_id);
    const auto same = std::find_if(found.begin(), found.end(), [&](const TouSchedule& other) {
      return !schedule.id.empty() && other.id == schedule.id;
    });
    if (same != found.end()) {
      add(object.place_of(Field::tou_schedule_id),
          "schedule " + quote(schedule.id) + " is already at " +
              json::pointer(pointer, static_cast<std::size_t>(same - found.begin())));
    }
    if (object.value->is(json::Kind::object)) {
      schedule.versions = versions(object);
    }
    found.push_back(std::move(schedule));
  }
  return found;
}

std::vector<TouVersion> Reader::versions(const ListedObject& schedule) {
  const json::Value* list = schedule.member(Field::tou_schedule_versions);
  const std::string place = schedule.place_of(Field::tou_schedule_versions);
  if (!fits(list, place, kVersionsMax, "versions")) {
    return {};
  }
  const std::vector<ListedObject> objects =
      read_objects(Model::tou_version, list, place, problems_);
  if (list != nullptr && list->is(json::Kind::array) && objects.empty()) {
    add(place, "must have at least one version");
  }
  std::vector<std::pair<TouVersion, const ListedObject*>> found;
  for (const ListedObject& object : objects) {
    if (object.is_good) {
      found.emplace_back(version(object), &object);
    }
  }
  order(found);
  std::vector<TouVersion> ordered;
  for (auto& [version, object] : found) {
    ordered.push_back(std::move(version));
  }
  return ordered;
}

/// By their begin; ends the open ones, and refuses overlaps.
void Reader::order(std::vector<std::pair<TouVersion, const ListedObject*>>& found) {
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first.from_day < b.first.from_day;
  });
  for (std::size_t i = 0; i + 1 < found.size(); ++i) {
    auto& [version, object] = found[i];
    const std::int64_t next = found[i + 1].first.from_day;
    if (version.from_day == next || (version.to_day > next && version.to_day != kOpenDay)) {
      add(found[i + 1].second->place_of(Field::tou_version_valid_from),
          "version " + quote(version.version) + " (" + object->pointer +
              ") holds on that day too; versions must not overlap");
    }
    version.to_day = std::min(version.to_day, next);
  }
}

TouVersion Reader::version(const ListedObject& object) {
  TouVersion version;
  version.version = object.text_of(Field::tou_version_version);
  version.from_day = *object.day_of(Field::tou_version_valid_from);
  version.to_day = object.day_of(Field::tou_version_valid_to).value_or(kOpenDay);
  if (version.to_day <= version.from_day) {
    add(object.place_of(Field::tou_version_valid_to),
        "must be after the first day: it is the day after the last");
  }
  version.scheme = object.text_of(Field::tou_version_scheme);
  version.scheme_pointer = object.place_of(Field::tou_version_scheme);
  const json::Value* rules = object.member(Field::tou_version_rules);
  if (version.scheme.empty() == (rules == nullptr)) {
    add(object.pointer, "must have either `scheme`, another schedule's id, or `rules`");
  }
  const std::string place = object.place_of(Field::tou_version_rules);
  if (!fits(rules, place, kRulesMax, "rules")) {
    return version;
  }
  for (const ListedObject& rule_object : read_objects(Model::tou_rule, rules, place, problems_)) {
    if (rule_object.value->is(json::Kind::object)) {
      version.rules.push_back(rule(rule_object));
    }
  }
  if (rules != nullptr && rules->is(json::Kind::array) && rules->items.empty()) {
    add(place, "must have at least one rule");
  }
  return version;
}

TouRule Reader::rule(const ListedObject& object) {
  TouRule rule;
  rule.months.set();
  rule.days.set();
  if (object.is_good) {
    months(object, rule);
    days(object, rule);
    holidays(object, rule);
  }
  periods(object, rule);
  return rule;
}

void Reader::months(const ListedObject& object, TouRule& rule) {
  const json::Value* list = object.member(Field::tou_rule_months);
  if (list == nullptr) {
    return;
  }
  const std::string place = object.place_of(Field::tou_rule_months);
  rule.months.reset();
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Result<Decimal> number = Decimal::parse(list->items[i].text);
    const auto month = number ? model::to_integer(*number) : std::nullopt;
    if (!month || *month < 1 || *month > kMonths) {
      add(json::pointer(place, i), "must be a month, 1 to 12");
    } else {
      rule.months.set(static_cast<std::size_t>(*month));
    }
  }
  if (list->items.empty()) {
    add(place, "must name a month; leave it out for all months");
  }
}

void Reader::days(const ListedObject& object, TouRule& rule) {
  const json::Value* list = object.member(Field::tou_rule_days);
  if (list == nullptr) {
    return;
  }
  const std::string place = object.place_of(Field::tou_rule_days);
  rule.days.reset();
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const auto* kind = std::find(kDayKinds.begin(), kDayKinds.end(), list->items[i].text);
    if (kind == kDayKinds.end()) {
      add(json::pointer(place, i),
          "is " + quote(list->items[i].text) + ", must be weekday, rest or holiday");
    } else {
      rule.days.set(static_cast<std::size_t>(kind - kDayKinds.begin()));
    }
  }
  if (list->items.empty()) {
    add(place, "must name a kind of day; leave it out for all days");
  }
}

void Reader::holidays(const ListedObject& object, TouRule& rule) {
  const json::Value* list = object.member(Field::tou_rule_holidays);
  if (list == nullptr) {
    return;
  }
  const std::string place = object.place_of(Field::tou_rule_holidays);
  const std::bitset<3> only_holidays(1U << static_cast<unsigned>(DayKind::holiday));
  if (object.member(Field::tou_rule_days) != nullptr && rule.days != only_holidays) {
    add(object.place_of(Field::tou_rule_days),
        "must be [\"holiday\"] or left out where `holidays` names some; give other days a rule of "
        "their own");
  }
  rule.days = only_holidays;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string& name = list->items[i].text;
    if (!std::binary_search(holiday_names_.begin(), holiday_names_.end(), name)) {
      std::string known;
      for (const std::string& other : holiday_names_) {
        known += (known.empty() ? "" : ", ") + other;
      }
      add(json::pointer(place, i),
          "no list of holidays has " + quote(name) + "; the lists have " + known);
    }
    rule.holidays.push_back(name);
  }
  if (list->items.empty()) {
    add(place, "must name a holiday; leave it out for all holidays");
  }
}

void Reader::periods(const ListedObject& object, TouRule& rule) {
  std::bitset<kMinutesPerDay> taken;
  const json::Value* list = object.member(Field::tou_rule_periods);
  const std::string place = object.place_of(Field::tou_rule_periods);
  for (const ListedObject& entry : read_objects(Model::tou_period, list, place, problems_)) {
    const std::optional<TouPeriod> found = entry.is_good ? period(entry) : std::nullopt;
    if (!found) {
      continue;
    }
    std::bitset<kMinutesPerDay> minutes;
    for (const auto& [from, to] : found->parts()) {
      for (int minute = from; minute < to; ++minute) {
        minutes.set(static_cast<std::size_t>(minute));
      }
    }
    if ((taken & minutes).any()) {
      add(entry.pointer,
          "overlaps another period of this rule; what lies over it goes into a later rule");
    }
    taken |= minutes;
    rule.periods.push_back(*found);
  }
  if (list != nullptr && list->is(json::Kind::array) && list->items.empty()) {
    add(place, "must have at least one period");
  }
}

std::optional<TouPeriod> Reader::period(const ListedObject& object) {
  const std::int64_t tou = *object.record.integer(Field::tou_period_tou);
  const std::optional<int> from = minutes_of(object.text_of(Field::tou_period_from));
  const std::optional<int> to = minutes_of(object.text_of(Field::tou_period_to));
  const bool is_class = tou >= 1 && tou < static_cast<std::int64_t>(model::kTouClasses);
  if (!is_class) {
    add(object.place_of(Field::tou_period_tou),
        "must be 1 (sharp), 2 (peak), 3 (flat), 4 (valley) or 5 (deep valley)");
  }
  if (!from || *from == kMinutesPerDay) {
    add(object.place_of(Field::tou_period_from), "must be a local time HH:MM, 00:00 to 23:59");
  }
  if (!to) {
    add(object.place_of(Field::tou_period_to), "must be a local time HH:MM, 00:00 to 24:00");
  }
  if (from && to && *from == *to) {
    add(object.pointer, "has no length; a whole day is 00:00 to 24:00");
  }
  if (!is_class || !from || !to || *from == kMinutesPerDay || *from == *to) {
    return std::nullopt;
  }
  return TouPeriod{static_cast<model::TouClass>(tou), *from, *to};
}

}  // namespace

bool TouRule::matches(int month, const HolidayCalendar::Day& day) const {
  if (!months.test(static_cast<std::size_t>(month)) ||
      !days.test(static_cast<std::size_t>(day.kind))) {
    return false;
  }
  return holidays.empty() ||
         std::any_of(day.holidays.begin(), day.holidays.end(), [this](const std::string& name) {
           return std::find(holidays.begin(), holidays.end(), name) != holidays.end();
         });
}

std::vector<TouSchedule> read_schedules(const json::Value& list, std::string_view pointer,
                                        const HolidayCalendar& holidays,
                                        std::vector<model::Problem>& problems) {
  return Reader(holidays, problems).schedules(list, pointer);
}

const std::vector<TouSchedule>& built_in_schedules() {
  static const std::vector<TouSchedule> schedules = [] {
    const Result<json::Value> document = json::parse(spec::tou_schedules_json());
    CEMS_ASSERT(document.has_value());
    const json::Value* list =
        document->find(spec::Wire::standard().member_name(Field::archive_tou_schedules));
    CEMS_ASSERT(list != nullptr);
    std::vector<model::Problem> problems;
    std::vector<TouSchedule> read =
        read_schedules(*list, "", HolidayCalendar::built_in(), problems);
    CEMS_ASSERT(problems.empty());
    return read;
  }();
  return schedules;
}

}  // namespace cems::catalog
