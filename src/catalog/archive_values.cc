// One function an object; each says in its reason which values there are, where they are few.
#include "catalog/archive_values.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include "base/quote.h"
#include "base/zone.h"
#include "spec/code_tables.h"
#include "spec/reading_type.h"

namespace cems::catalog {
namespace {

using model::Field;

/// Dictionary R5 and S "Indicators"; clause 10 answers them as parameters of the root point, the
/// last three of categories too.
constexpr std::array<std::string_view, 11> kIndicators = {
    "UNIT_OUTPUT_ENERGY",
    "UNIT_AREA_ENERGY",
    "PER_CAPITA_ENERGY",
    "UNIT_PRODUCT_ENERGY",
    "LOAD_RATE",
    "PEAK_VALLEY_DIFF",
    "RENEWABLE_SHARE",
    "CARBON_INTENSITY",
    "COAL",
    "CO2",
    "FEE",
};

/// "01, 02, 03": the codes of a table.
template <class Entries>
std::string codes_of(const Entries& entries) {
  std::string list;
  for (const auto& entry : entries) {
    list += list.empty() ? "" : ", ";
    list += entry.code;
  }
  return list;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

class ValueChecker {
 public:
  ValueChecker(const spec::Wire& wire, Problems& problems, Problems& warnings)
      : wire_(wire), problems_(problems), warnings_(warnings) {}

  void cems(const Collected& cems, const std::vector<std::string>& own_schemes);
  void category(const Collected& category);
  void point(const Collected& point);
  void parameter(const Collected& parameter);
  void value_limits(const Collected& parameter);

 private:
  void id(const Collected& object, Field field);
  void energy_type(const Collected& object, Field field);
  void energy_types(const Collected& cems);
  void sub_item(const Collected& object, Field field);

  void add(const Collected& object, Field field, std::string reason) {
    problems_.push_back({object.place_of(field, wire_), std::move(reason)});
  }

  const spec::Wire& wire_;
  Problems& problems_;
  Problems& warnings_;
};

void ValueChecker::id(const Collected& object, Field field) {
  if (has_control(object.text_of(field))) {
    add(object, field, "must not hold control characters");
  }
}

void ValueChecker::energy_type(const Collected& object, Field field) {
  const std::string code = object.text_of(field);
  if (!code.empty() && !spec::known_energy_type(code)) {
    add(object, field,
        "unknown energy type " + quote(code) + "; known are " + codes_of(spec::energy_types()));
  }
}

void ValueChecker::energy_types(const Collected& cems) {
  const model::FieldValue* value = cems.record.find(Field::cems_energy_types);
  const auto* list = value == nullptr ? nullptr : std::get_if<model::JsonText>(value);
  if (list == nullptr) {
    return;
  }
  const Result<json::Value> codes = json::parse(list->json);
  if (!codes) {
    return;
  }
  const std::string place = cems.place_of(Field::cems_energy_types, wire_);
  for (std::size_t i = 0; i < codes->items.size(); ++i) {
    const std::string& code = codes->items[i].text;
    if (!spec::known_energy_type(code)) {
      problems_.push_back(
          {json::pointer(place, i),
           "unknown energy type " + quote(code) + "; known are " + codes_of(spec::energy_types())});
    }
  }
}

void ValueChecker::sub_item(const Collected& object, Field field) {
  const std::string code = object.text_of(field);
  if (!code.empty() && spec::find_sub_item(code) == nullptr) {
    add(object, field,
        "unknown sub-item " + quote(code) + "; known are " + codes_of(spec::sub_items()));
  }
}

void ValueChecker::cems(const Collected& cems, const std::vector<std::string>& own_schemes) {
  id(cems, Field::cems_cems_id);
  energy_types(cems);
  const auto zone = cems.record.text(Field::cems_time_zone);
  if (zone && !Zone::parse(*zone)) {
    add(cems, Field::cems_time_zone,
        "unknown time zone " + quote(*zone) +
            "; give an offset such as +08:00 or an IANA name such as Asia/Shanghai");
  }
  const auto scheme = cems.record.text(Field::cems_tou_scheme);
  const bool is_known =
      !scheme || spec::known_tou_scheme(*scheme) ||
      std::find(own_schemes.begin(), own_schemes.end(), *scheme) != own_schemes.end();
  if (!is_known) {
    std::string ids;
    for (const spec::TouSchemeEntry& entry : spec::tou_schemes()) {
      ids += ids.empty() ? "" : ", ";
      ids += entry.id;
    }
    add(cems, Field::cems_tou_scheme,
        "unknown tariff scheme " + quote(*scheme) + "; built in are " + ids +
            ", and an archive may declare its own in " +
            std::string(wire_.member_name(Field::archive_tou_schedules)));
  }
}

void ValueChecker::category(const Collected& category) {
  const std::string code = category.text_of(Field::category_category_code);
  if (!code.empty() && !spec::known_category(code)) {
    add(category, Field::category_category_code,
        "unknown class " + quote(code) + "; known are " + known_classes());
  }
  energy_type(category, Field::category_energy_type);
  sub_item(category, Field::category_sub_item);
}

void ValueChecker::point(const Collected& point) {
  id(point, Field::point_point_id);
  energy_type(point, Field::point_energy_type);
  sub_item(point, Field::point_sub_item);
}

void ValueChecker::value_limits(const Collected& parameter) {
  const std::string place = parameter.place_of(Field::parameter_extension, wire_);
  const Result<std::optional<Decimal>> minimum = value_limit_of(parameter.record, kMinimum);
  const Result<std::optional<Decimal>> maximum = value_limit_of(parameter.record, kMaximum);
  if (!minimum) {
    problems_.push_back({json::pointer(place, kMinimum), minimum.error().message});
  }
  if (!maximum) {
    problems_.push_back({json::pointer(place, kMaximum), maximum.error().message});
  }
  if (minimum && maximum && *minimum && *maximum && **minimum > **maximum) {
    problems_.push_back({json::pointer(place, kMaximum), "is below the minimum"});
  }
}

void ValueChecker::parameter(const Collected& parameter) {
  id(parameter, Field::parameter_parameter_id);
  if (const Result<std::optional<Decimal>> rollover = rollover_of(parameter.record); !rollover) {
    problems_.push_back(
        {json::pointer(parameter.place_of(Field::parameter_extension, wire_), kRollover),
         rollover.error().message});
  }
  value_limits(parameter);
  const auto text = parameter.record.text(Field::parameter_reading_type_id);
  if (!text) {
    const bool is_faulty = parameter.is_given(Field::parameter_reading_type_id, wire_);
    if (!is_faulty && !is_indicator(parameter.text_of(Field::parameter_parameter_id))) {
      add(parameter, Field::parameter_reading_type_id,
          "is required; only computed indicators such as UNIT_OUTPUT_ENERGY have no reading type");
    }
    return;
  }
  const Result<spec::ReadingType> type = spec::ReadingType::parse(*text);
  if (!type) {
    add(parameter, Field::parameter_reading_type_id, type.error().message);
    return;
  }
  for (std::string& sentence : spec::unknown_codes(*type)) {
    warnings_.push_back(
        {parameter.place_of(Field::parameter_reading_type_id, wire_), std::move(sentence)});
  }
}

}  // namespace

namespace {

/// A member of a parameter's extension.
std::optional<json::Value> extension_member(const model::Record& parameter, std::string_view name) {
  const model::FieldValue* extension = parameter.find(Field::parameter_extension);
  const auto* object = extension != nullptr ? std::get_if<model::JsonText>(extension) : nullptr;
  const Result<json::Value> value =
      object != nullptr ? json::parse(object->json) : Result<json::Value>(json::Value());
  const json::Value* member = value ? value->find(name) : nullptr;
  return member != nullptr ? std::optional(*member) : std::nullopt;
}

}  // namespace

Result<std::optional<Decimal>> rollover_of(const model::Record& parameter) {
  const std::optional<json::Value> rollover = extension_member(parameter, kRollover);
  if (!rollover) {
    return std::optional<Decimal>();
  }
  const Result<Decimal> number = rollover->is(json::Kind::number) ? Decimal::parse(rollover->text)
                                                                  : Result<Decimal>(Decimal());
  if (!number || !(Decimal() < *number)) {
    return Error{Errc::invalid_argument,
                 "must be a number above 0: the one at which the register begins again from 0"};
  }
  return std::optional<Decimal>(*number);
}

Result<std::optional<Decimal>> value_limit_of(const model::Record& parameter,
                                              std::string_view name) {
  const std::optional<json::Value> limit = extension_member(parameter, name);
  if (!limit) {
    return std::optional<Decimal>();
  }
  if (limit->is(json::Kind::number)) {
    if (const Result<Decimal> number = Decimal::parse(limit->text)) {
      return std::optional<Decimal>(*number);
    }
  }
  return Error{Errc::invalid_argument,
               "must be a number: the " + std::string(name) + " that a reading may have"};
}

bool is_indicator(std::string_view parameter_id) {
  return std::find(kIndicators.begin(), kIndicators.end(), parameter_id) != kIndicators.end();
}

std::string known_classes() {
  return codes_of(spec::categories());
}

void check_values(const CollectedArchive& archive, const std::vector<std::string>& own_schemes,
                  const spec::Wire& wire, Problems& problems, Problems& warnings) {
  ValueChecker check(wire, problems, warnings);
  if (archive.cems.value != nullptr) {
    check.cems(archive.cems, own_schemes);
  }
  for (const CollectedCategory& category : archive.categories) {
    check.category(category);
  }
  for (const CollectedPoint& point : archive.points) {
    check.point(point);
    for (const Collected& parameter : point.parameters) {
      check.parameter(parameter);
    }
  }
}

}  // namespace cems::catalog
