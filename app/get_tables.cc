// See get_tables.h.
#include "app/get_tables.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/table.h"
#include "spec/reading_type.h"

namespace cems::app {

namespace {

using json::Kind;
using json::Value;
using model::Field;
using model::Model;

// One value in one cell; lists of scalars with blanks, objects not at all.
std::string cell_of(const Value* value) {
  if (value == nullptr) {
    return "";
  }
  switch (value->kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value->boolean ? "true" : "false";
    case Kind::number:
    case Kind::string:
      return printable(value->text);
    case Kind::array: {
      std::string text;
      for (const Value& item : value->items) {
        text += text.empty() ? "" : " ";
        text += cell_of(&item);
      }
      return text;
    }
    case Kind::object:
      return "";
  }
  return "";
}

// Records of a list that has no table of its own: a column for each scalar member any of them has.
class Records {
 public:
  void add(const Value& record, const spec::Wire& wire, Model model) {
    std::map<std::string, std::string> row;
    for (const json::Member& member : record.members) {
      const std::optional<Field> field = wire.field_named(model, member.name);
      const bool nested = field && model::info(*field).type == model::FieldType::model;
      if (nested || member.value.is(Kind::object)) {
        continue;
      }
      const std::string name = printable(member.name);
      if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
        names_.push_back(name);
      }
      row[name] = cell_of(&member.value);
    }
    rows_.push_back(std::move(row));
  }

  void write(std::string& out) const {
    Table table(names_);
    for (const auto& row : rows_) {
      std::vector<std::string> cells;
      for (const std::string& name : names_) {
        const auto at = row.find(name);
        cells.push_back(at == row.end() ? "" : at->second);
      }
      table.add(std::move(cells));
    }
    table.write(out);
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::map<std::string, std::string>> rows_;
};

constexpr std::int32_t kSumOf = 26;  // IEC 61968-9 aggregate "sum".

// What stands above the object being read.
struct Place {
  std::string category;
  std::string point;
  std::string point_name;
  std::string tou;
  std::string aggregate;
};

class Tables {
 public:
  explicit Tables(const spec::Wire& wire) : wire_(wire) {}

  void read(const Value& object, Model model, const Place& place) {
    for (const json::Member& member : object.members) {
      const std::optional<Field> field = wire_.field_named(model, member.name);
      const model::FieldInfo* const info = field ? &model::info(*field) : nullptr;
      if (info == nullptr || info->type != model::FieldType::model) {
        continue;
      }
      if (member.value.is(Kind::array)) {
        for (const Value& element : member.value.items) {
          read_element(element, info->target, place);
        }
      } else if (info->target == Model::parameter) {
        read_parameter(member.value, place);
      } else if (member.value.is(Kind::object)) {
        add_facts(member.value, info->target, printable(member.name) + ".");
        read(member.value, info->target, place);
      }
    }
  }

  void add_facts(const Value& object, Model model, const std::string& prefix) {
    for (const json::Member& member : object.members) {
      const std::optional<Field> field = wire_.field_named(model, member.name);
      const bool nested = field && model::info(*field).type == model::FieldType::model;
      if (!nested && !member.value.is(Kind::object)) {
        facts_.emplace_back(prefix + printable(member.name), cell_of(&member.value));
      }
    }
  }

  [[nodiscard]] std::string text() const {
    std::string out;
    std::size_t width = 0;
    for (const auto& [name, value] : facts_) {
      width = std::max(width, display_width(name));
    }
    for (const auto& [name, value] : facts_) {
      out += name;
      out.append(width + 2 - display_width(name), ' ');
      out += value;
      out += '\n';
    }
    for (const Table* table : {&categories_, &points_, &parameters_, &readings_}) {
      if (!table->empty()) {
        out += out.empty() ? "" : "\n";
        table->write(out);
      }
    }
    for (const auto& [model, records] : records_) {
      out += out.empty() ? "" : "\n";
      records.write(out);
    }
    return out;
  }

 private:
  [[nodiscard]] std::string member(const Value& object, Field field) const {
    return cell_of(object.find(wire_.member_name(field)));
  }

  void read_element(const Value& element, Model model, Place place) {
    switch (model) {
      case Model::category:
        place.category = member(element, Field::category_category_code);
        categories_.add({place.category, member(element, Field::category_name),
                         member(element, Field::category_point_count)});
        break;
      case Model::simple_category:
        place.category = member(element, Field::simple_category_category_code);
        place.point.clear();
        break;
      case Model::point:
        place.point = member(element, Field::point_point_id);
        points_.add({place.point, member(element, Field::point_name),
                     member(element, Field::point_parent_point_id),
                     member(element, Field::point_category_code),
                     member(element, Field::point_energy_type)});
        break;
      case Model::simple_point:
        place.point = member(element, Field::simple_point_point_id);
        place.point_name = member(element, Field::simple_point_name);
        break;
      case Model::simple_statistic_point:
        place.point = member(element, Field::simple_statistic_point_point_id);
        place.point_name = member(element, Field::simple_statistic_point_name);
        place.tou = member(element, Field::simple_statistic_point_tou);
        place.aggregate = member(element, Field::simple_statistic_point_aggregate);
        break;
      case Model::parameter:
        read_parameter(element, place);
        return;
      default:
        records_[model].add(element, wire_, model);
        break;
    }
    read(element, model, place);
  }

  void read_parameter(const Value& parameter, Place place) {
    // Sums of a class of equipment stand outside a row: their type says which class of time.
    const std::string type_id = member(parameter, Field::parameter_reading_type_id);
    const Result<spec::ReadingType> type = spec::ReadingType::parse(type_id);
    if (place.tou.empty() && type && type->aggregate() == kSumOf) {
      place.tou = fmt::format("{}", type->tou());
      place.aggregate = "sum";
    }
    const std::string id = member(parameter, Field::parameter_parameter_id);
    const std::string unit = member(parameter, Field::parameter_unit);
    const Value* const readings = parameter.find(wire_.member_name(Field::parameter_readings));
    if (readings == nullptr) {
      parameters_.add({place.point, id, member(parameter, Field::parameter_name), unit,
                       member(parameter, Field::parameter_interval),
                       member(parameter, Field::parameter_reading_type_id)});
      return;
    }
    for (const Value& reading : readings->items) {
      readings_.add(
          {place.category, place.point, place.point_name, place.tou, place.aggregate, id,
           member(reading, Field::reading_time_stamp), member(reading, Field::reading_time_period),
           member(reading, Field::reading_value), unit, member(reading, Field::reading_quality)});
    }
  }

  const spec::Wire& wire_;
  std::vector<std::pair<std::string, std::string>> facts_;
  Table categories_{{"class", "name", "points"}};
  Table points_{{"point", "name", "parent", "class", "energy"}};
  Table parameters_{{"point", "parameter", "name", "unit", "interval", "reading type"}};
  Table readings_{{"class", "point", "name", "tou", "aggregate", "parameter", "time", "period",
                   "value", "unit", "quality"}};
  std::map<Model, Records> records_;
};

}  // namespace

std::string tables_of(const Value& data, Model response, const spec::Wire& wire) {
  Tables tables(wire);
  tables.add_facts(data, response, "");
  tables.read(data, response, Place{});
  return tables.text();
}

}  // namespace cems::app
