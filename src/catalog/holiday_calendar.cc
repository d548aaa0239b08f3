// Lists are small (some thirty days a year), so maps will do; the tariff asks once for each day.
#include "catalog/holiday_calendar.h"

#include <algorithm>
#include <set>

#include "base/assert.h"
#include "base/civil.h"
#include "base/quote.h"
#include "catalog/object_list.h"
#include "spec/document.h"
#include "spec/wire.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;
using Problems = std::vector<model::Problem>;
using Days = std::map<std::int64_t, std::vector<std::string>>;

constexpr int kListYearMax = 9998;
constexpr int kFirstRestDay = 6;
constexpr int kDecember = 12;
constexpr std::size_t kListsMax = 200;    // A year each.
constexpr std::size_t kEntriesMax = 400;  // Of a list: a day each, and some.
constexpr std::int64_t kDaysMax = 400;    // That its holidays name, all together.

/// Days that the list of a year may name: of the year and of the December before.
struct Window {
  std::int64_t begin;
  std::int64_t end;
};

/// False, with a problem, where the list is longer than anything real.
bool fits(const json::Value* list, std::string_view place, std::size_t max, Problems& problems) {
  if (list == nullptr || list->items.size() <= max) {
    return true;
  }
  problems.push_back({std::string(place), "has " + std::to_string(list->items.size()) +
                                              " entries; at most " + std::to_string(max) +
                                              " are allowed"});
  return false;
}

/// Names the days [from, to); false at the first that has the name already.
bool name_days(std::int64_t from, std::int64_t to, const std::string& name, Days& days) {
  for (std::int64_t day = from; day < to; ++day) {
    std::vector<std::string>& names = days[day];
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      return false;
    }
    names.push_back(name);
  }
  return true;
}

void read_holidays(const ListedObject& list, Window window, Days& days, Problems& problems) {
  const json::Value* holidays = list.member(Field::holiday_list_holidays);
  const std::string place = list.place_of(Field::holiday_list_holidays);
  if (!fits(holidays, place, kEntriesMax, problems)) {
    return;
  }
  std::int64_t total = 0;
  for (const ListedObject& holiday : read_objects(Model::holiday, holidays, place, problems)) {
    if (!holiday.is_good) {
      continue;
    }
    const std::int64_t from = *holiday.day_of(Field::holiday_from);
    const std::int64_t to = *holiday.day_of(Field::holiday_to);
    if (to <= from) {
      problems.push_back({holiday.place_of(Field::holiday_to),
                          "must be after `from`: it is the day after the last"});
    } else if (from < window.begin || to > window.end) {
      problems.push_back(
          {holiday.place_of(Field::holiday_from),
           "must lie in the list's year or the December before; give each year its own list"});
    } else if (total += to - from; total > kDaysMax) {
      problems.push_back({holiday.pointer, "the holidays of the list name more than " +
                                               std::to_string(kDaysMax) + " days; a year has 366"});
      return;
    } else if (const std::string name = holiday.text_of(Field::holiday_name);
               !name_days(from, to, name, days)) {
      problems.push_back({holiday.pointer, "another entry has " + quote(name) +
                                               " on one of its days; name each day once"});
    }
  }
}

void read_workdays(const ListedObject& list, Window window, Days& days, Problems& problems) {
  const json::Value* workdays = list.member(Field::holiday_list_workdays);
  if (!fits(workdays, list.place_of(Field::holiday_list_workdays), kEntriesMax, problems)) {
    return;
  }
  for (std::size_t i = 0; workdays != nullptr && i < workdays->items.size(); ++i) {
    const std::string place = json::pointer(list.place_of(Field::holiday_list_workdays), i);
    const std::int64_t day = day_of_date(workdays->items[i].text);
    if (weekday_of(day) < kFirstRestDay) {
      problems.push_back({place, "is a Monday to Friday; workdays are rest days that are worked"});
    } else if (day < window.begin || day >= window.end) {
      problems.push_back({place, "must lie in the list's year or the December before"});
    } else if (!days.try_emplace(day).second) {
      problems.push_back({place, "is there already, as a holiday or a workday"});
    }
  }
}

}  // namespace

HolidayCalendar HolidayCalendar::with(const json::Value& list, std::string_view pointer,
                                      Problems& problems) const {
  HolidayCalendar calendar = *this;
  if (!fits(&list, pointer, kListsMax, problems)) {
    return calendar;
  }
  std::set<int> seen;
  for (const ListedObject& object : read_objects(Model::holiday_list, &list, pointer, problems)) {
    if (!object.is_good) {
      continue;
    }
    const std::int64_t number = *object.record.integer(Field::holiday_list_year);
    if (number < 1 || number > kListYearMax) {
      problems.push_back({object.place_of(Field::holiday_list_year), "must be a year, e.g. 2026"});
      continue;
    }
    const int year = static_cast<int>(number);
    if (!seen.insert(year).second) {
      problems.push_back({object.place_of(Field::holiday_list_year),
                          "the year " + std::to_string(year) + " has a list already"});
      continue;
    }
    const Window window{days_from_civil({year - 1, kDecember, 1}),
                        days_from_civil({year + 1, 1, 1})};
    Year entry;
    entry.version = object.text_of(Field::holiday_list_version);
    read_holidays(object, window, entry.days, problems);
    read_workdays(object, window, entry.days, problems);
    calendar.years_[year] = std::move(entry);
  }
  return calendar;
}

const HolidayCalendar& HolidayCalendar::built_in() {
  static const HolidayCalendar calendar = [] {
    const Result<json::Value> document = json::parse(spec::holidays_json());
    CEMS_ASSERT(document.has_value());
    const json::Value* list =
        document->find(spec::Wire::standard().member_name(Field::archive_holidays));
    CEMS_ASSERT(list != nullptr);
    Problems problems;
    HolidayCalendar lists = HolidayCalendar().with(*list, "", problems);
    CEMS_ASSERT(problems.empty());
    return lists;
  }();
  return calendar;
}

const std::vector<std::string>* HolidayCalendar::find(int year, std::int64_t day) const {
  const auto entry = years_.find(year);
  if (entry == years_.end()) {
    return nullptr;
  }
  const auto found = entry->second.days.find(day);
  return found == entry->second.days.end() ? nullptr : &found->second;
}

HolidayCalendar::Day HolidayCalendar::day(std::int64_t day) const {
  const CivilDate date = civil_from_days(day);
  const std::vector<std::string>* listed =
      date.month == kDecember ? find(date.year + 1, day) : nullptr;
  if (listed == nullptr) {
    listed = find(date.year, day);
  }
  if (listed == nullptr) {
    return {weekday_of(day) < kFirstRestDay ? DayKind::weekday : DayKind::rest, {}};
  }
  return {listed->empty() ? DayKind::weekday : DayKind::holiday, *listed};
}

std::string_view HolidayCalendar::version(int year) const {
  const auto entry = years_.find(year);
  return entry == years_.end() ? std::string_view() : std::string_view(entry->second.version);
}

std::vector<std::int64_t> HolidayCalendar::listed_days() const {
  std::set<std::int64_t> days;
  for (const auto& [year, entry] : years_) {
    for (const auto& [day, names] : entry.days) {
      days.insert(day);
    }
  }
  return {days.begin(), days.end()};
}

std::vector<std::string> HolidayCalendar::names() const {
  std::set<std::string> all;
  for (const auto& [year, entry] : years_) {
    for (const auto& [day, names] : entry.days) {
      all.insert(names.begin(), names.end());
    }
  }
  return {all.begin(), all.end()};
}

}  // namespace cems::catalog
