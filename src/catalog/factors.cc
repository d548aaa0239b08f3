// Factor sets are read once, outputs and prices with each archive; all by the field table.
#include "catalog/factors.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/assert.h"
#include "base/quote.h"
#include "catalog/object_list.h"
#include "catalog/time_period.h"
#include "spec/code_tables.h"
#include "spec/document.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;
using Problems = std::vector<model::Problem>;

std::vector<FactorSet> read_factor_sets() {
  const Result<json::Value> document = json::parse(spec::factors_json());
  CEMS_ASSERT(document.has_value() && document->members.size() == 1);
  Problems problems;
  std::vector<FactorSet> sets;
  for (const ListedObject& object :
       read_objects(Model::factor_set, &document->members.front().value, "", problems)) {
    FactorSet set{
        object.text_of(Field::factor_set_id), object.text_of(Field::factor_set_version), {}};
    for (const ListedObject& factor : read_objects(
             Model::energy_factor, object.member(Field::factor_set_factors), "", problems)) {
      set.factors.push_back({factor.text_of(Field::energy_factor_energy_type),
                             factor.text_of(Field::energy_factor_unit),
                             factor.record.number(Field::energy_factor_coal),
                             factor.record.number(Field::energy_factor_co2)});
    }
    sets.push_back(std::move(set));
  }
  CEMS_ASSERT(problems.empty() && !sets.empty());
  return sets;
}

const std::vector<FactorSet>& built_in_sets() {
  static const std::vector<FactorSet> sets = read_factor_sets();
  return sets;
}

/// The prices by class of time; each class once, by its number as text.
void read_classes(const ListedObject& object, EnergyPrice& price, Problems& problems) {
  const json::Value* classes = object.member(Field::energy_price_tou);
  if (classes == nullptr) {
    return;
  }
  const std::string place = object.place_of(Field::energy_price_tou);
  for (const json::Member& member : classes->members) {
    const std::string at = json::pointer(place, member.name);
    const bool is_class = member.name.size() == 1 && member.name[0] >= '1' &&
                          member.name[0] < '0' + static_cast<int>(model::kTouClasses);
    const Result<Decimal> number =
        member.value.is(json::Kind::number)
            ? Decimal::parse(member.value.text)
            : Result<Decimal>(Error{Errc::invalid_argument, "must be a number, 元 per unit"});
    if (!is_class) {
      problems.push_back({at, "must be a class of time, \"1\" (sharp) to \"5\" (deep valley)"});
    } else if (!number) {
      problems.push_back({at, number.error().message});
    } else {
      price.of_class[static_cast<std::size_t>(member.name[0] - '0')] = *number;
    }
  }
}

struct PlacedPrice {
  EnergyPrice price;
  std::string pointer;
  std::string begin_pointer;
  bool has_end = false;
};

std::optional<PlacedPrice> read_price(const ListedObject& object, const Zone& zone,
                                      Problems& problems) {
  const std::size_t before = problems.size();
  PlacedPrice placed;
  EnergyPrice& price = placed.price;
  price.energy_type = object.text_of(Field::energy_price_energy_type);
  price.unit = object.text_of(Field::energy_price_unit);
  price.price = object.record.number(Field::energy_price_price);
  placed.pointer = object.pointer;
  placed.begin_pointer = object.place_of(Field::energy_price_valid_from);
  if (!spec::known_energy_type(price.energy_type)) {
    problems.push_back({object.place_of(Field::energy_price_energy_type),
                        "unknown energy type " + quote(price.energy_type)});
  }
  read_classes(object, price, problems);
  const bool has_class = std::any_of(price.of_class.begin(), price.of_class.end(),
                                     [](const auto& entry) { return entry.has_value(); });
  if (problems.size() == before && !price.price && !has_class) {
    problems.push_back({object.pointer, "must have a `price`, or prices by class in `tou`"});
  }
  const auto to = object.day_of(Field::energy_price_valid_to);
  placed.has_end = to.has_value();
  // East of Greenwich the year 0000 begins before the first moment that there is.
  price.valid = {
      std::max(start_of_day(*object.day_of(Field::energy_price_valid_from), zone), kTimeMin),
      to ? std::min(start_of_day(*to, zone), kTimeMax) : kTimeMax};
  if (price.valid.empty()) {
    problems.push_back({object.place_of(Field::energy_price_valid_to),
                        "must be after the first day: it is the day after the last"});
  }
  return problems.size() == before ? std::optional(std::move(placed)) : std::nullopt;
}

}  // namespace

const EnergyFactor* FactorSet::of(std::string_view energy_type) const {
  const auto found = std::find_if(
      factors.begin(), factors.end(),
      [energy_type](const EnergyFactor& factor) { return factor.energy_type == energy_type; });
  return found == factors.end() ? nullptr : &*found;
}

std::span<const FactorSet> factor_sets() {
  return built_in_sets();
}

const FactorSet* find_factor_set(std::string_view id) {
  const std::vector<FactorSet>& sets = built_in_sets();
  const auto found =
      std::find_if(sets.begin(), sets.end(), [id](const FactorSet& set) { return set.id == id; });
  return found == sets.end() ? nullptr : &*found;
}

std::vector<OutputValue> read_outputs(const json::Value& list, std::string_view pointer,
                                      const Zone& zone, Problems& problems) {
  std::vector<OutputValue> outputs;
  using Key = std::tuple<std::string, std::int64_t, std::int64_t>;
  std::map<Key, std::string> seen;  // To the pointer of the first.
  for (const ListedObject& object : read_objects(Model::output_value, &list, pointer, problems)) {
    if (!object.is_good) {
      continue;
    }
    const std::string place = object.place_of(Field::output_value_time_period);
    const auto period = parse_period(object.text_of(Field::output_value_time_period), zone);
    OutputValue output{{},
                       object.text_of(Field::output_value_product),
                       object.text_of(Field::output_value_unit),
                       *object.record.number(Field::output_value_value)};
    if (output.product.empty() && output.unit != kMoneyUnit) {
      problems.push_back({object.place_of(Field::output_value_unit),
                          "must be " + std::string(kMoneyUnit) +
                              " for an output value; a quantity names its product"});
    }
    if (output.value.is_negative()) {
      problems.push_back({object.place_of(Field::output_value_value), "must not be negative"});
    }
    if (!period) {
      problems.push_back({place, period.error().message});
      continue;
    }
    output.period = *period;
    const auto [first, is_new] =
        seen.try_emplace(Key(output.product, period->begin.ms, period->end.ms), object.pointer);
    if (!is_new) {
      problems.push_back({place, "this period has an entry already, at " + first->second});
    }
    outputs.push_back(std::move(output));
  }
  std::stable_sort(outputs.begin(), outputs.end(), [](const OutputValue& a, const OutputValue& b) {
    return a.period.begin < b.period.begin;
  });
  return outputs;
}

std::vector<EnergyPrice> read_prices(const json::Value& list, std::string_view pointer,
                                     const Zone& zone, Problems& problems) {
  std::vector<PlacedPrice> placed;
  for (const ListedObject& object : read_objects(Model::energy_price, &list, pointer, problems)) {
    if (auto price = object.is_good ? read_price(object, zone, problems) : std::nullopt) {
      placed.push_back(std::move(*price));
    }
  }
  std::stable_sort(placed.begin(), placed.end(), [](const PlacedPrice& a, const PlacedPrice& b) {
    return a.price.valid.begin < b.price.valid.begin;
  });
  std::map<std::string, PlacedPrice*> last;  // By energy type.
  for (PlacedPrice& entry : placed) {
    PlacedPrice*& before = last[entry.price.energy_type];
    if (before != nullptr) {
      TimeRange& valid = before->price.valid;
      const TimeMs begin = entry.price.valid.begin;
      if (valid.begin == begin || (before->has_end && valid.end > begin)) {
        problems.push_back(
            {entry.begin_pointer, "the price at " + before->pointer + " holds on that day too"});
      }
      valid.end = std::min(valid.end, begin);
    }
    before = &entry;
  }
  std::vector<EnergyPrice> prices;
  for (PlacedPrice& entry : placed) {
    prices.push_back(std::move(entry.price));
  }
  return prices;
}

}  // namespace cems::catalog
