// See page_join.h.
#include "client/page_join.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

namespace cems::client {

namespace {

using model::Field;
using model::Model;

// What tells elements of a list apart; empty for a list that is simply appended. Statistic rows are
// told apart by their parameter too (identity()).
std::span<const Field> identifying_fields(Model model) {
  static constexpr Field kCategory[] = {Field::category_category_code};
  static constexpr Field kSimpleCategory[] = {Field::simple_category_category_code};
  static constexpr Field kPoint[] = {Field::point_point_id};
  static constexpr Field kSimplePoint[] = {Field::simple_point_point_id};
  // A class may have one parameter in two units (dictionary S "What may be aggregated").
  static constexpr Field kParameter[] = {Field::parameter_parameter_id, Field::parameter_unit,
                                         Field::parameter_reading_type_id};
  static constexpr Field kStatistic[] = {Field::simple_statistic_point_point_id,
                                         Field::simple_statistic_point_tou,
                                         Field::simple_statistic_point_aggregate};
  static constexpr Field kDrRecord[] = {Field::dr_record_event_id};
  static constexpr Field kDemandRecord[] = {Field::demand_record_month};
  switch (model) {
    case Model::category:
      return kCategory;
    case Model::simple_category:
      return kSimpleCategory;
    case Model::point:
      return kPoint;
    case Model::simple_point:
      return kSimplePoint;
    case Model::parameter:
      return kParameter;
    case Model::simple_statistic_point:
      return kStatistic;
    case Model::dr_record:
      return kDrRecord;
    case Model::demand_record:
      return kDemandRecord;
    default:
      return {};
  }
}

std::optional<std::int64_t> count_of(const json::Value* value) {
  std::int64_t number = 0;
  if (value == nullptr || !value->is(json::Kind::number)) {
    return std::nullopt;
  }
  const char* const end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

// The member of `response` that holds `target`; null where the model or the value has none.
template <class Value>
Value* member_of(Value& data, Model response, Model target, const spec::Wire& wire) {
  for (const model::FieldInfo& field : model::fields_of(response)) {
    if (field.type == model::FieldType::model && !field.list && field.target == target) {
      return data.find(wire.member_name(field.field));
    }
  }
  return nullptr;
}

json::Value integer(std::int64_t number) {
  return json::Value::number(std::to_string(number));
}

}  // namespace

Result<PageInfo> page_info(const json::Value& data, Model response, const spec::Wire& wire) {
  PageInfo info;
  const json::Value* const count = member_of(data, response, Model::data_count, wire);
  if (count != nullptr) {
    const auto total = count_of(count->find(wire.member_name(Field::data_count_total)));
    info.rows_total = total.value_or(-1);
  }
  const json::Value* const page = member_of(data, response, Model::page, wire);
  if (page == nullptr) {
    return info;
  }
  const auto number = count_of(page->find(wire.member_name(Field::page_page_no)));
  const auto pages = count_of(page->find(wire.member_name(Field::page_total_pages)));
  if (!number || !pages) {
    return Error{Errc::unavailable,
                 "the answer's page does not say its number and how many there are"};
  }
  info.number = *number;
  info.total_pages = *pages;
  const json::Value* const cursor = page->find(wire.member_name(Field::page_next));
  info.next = cursor != nullptr && cursor->is(json::Kind::string) ? cursor->text : std::string();
  const json::Value* const next = page->find(wire.member_name(Field::page_has_next));
  info.has_next =
      next != nullptr && next->is(json::Kind::boolean) ? next->boolean : *number < *pages;
  return info;
}

void PageJoin::add(json::Value page) {
  if (std::exchange(first_, false)) {
    joined_ = std::move(page);
  } else {
    merge_object(joined_, std::move(page), response_);
  }
}

void PageJoin::merge_object(json::Value& into, json::Value&& from, Model model) {
  for (json::Member& member : from.members) {
    json::Value* const mine = into.find(member.name);
    const std::optional<Field> field = wire_.field_named(model, member.name);
    if (mine == nullptr) {
      insert_member(into, std::move(member), model);
      continue;
    }
    if (!field || model::info(*field).type != model::FieldType::model) {
      continue;
    }
    const Model target = model::info(*field).target;
    if (mine->is(json::Kind::array) && member.value.is(json::Kind::array)) {
      merge_list(*mine, std::move(member.value), target);
    } else if (mine->is(json::Kind::object)) {
      merge_object(*mine, std::move(member.value), target);
    }
  }
}

// At its place in the field table: a class may have come with its subclasses on one page and its
// points on the next.
void PageJoin::insert_member(json::Value& into, json::Member&& member, Model model) {
  const std::optional<Field> field = wire_.field_named(model, member.name);
  const auto follows = [&](const json::Member& other) {
    const std::optional<Field> its = wire_.field_named(model, other.name);
    return field && its && *field < *its;
  };
  const auto at = std::find_if(into.members.begin(), into.members.end(), follows);
  into.members.insert(at, std::move(member));
}

// Elements of one page are never merged with one another, only with those of the pages before.
void PageJoin::merge_list(json::Value& into, json::Value&& from, Model model) {
  if (from.items.empty()) {
    return;
  }
  const bool readings = model == Model::reading;
  if (!readings && identifying_fields(model).empty()) {
    return;
  }
  std::unordered_map<std::string, std::size_t> known;
  if (!readings) {
    known.reserve(into.items.size());
    for (std::size_t i = 0; i < into.items.size(); ++i) {
      known.emplace(identity(into.items[i], model), i);
    }
  }
  into.items.reserve(into.items.size() + from.items.size());
  for (json::Value& element : from.items) {
    const auto same = readings ? known.end() : known.find(identity(element, model));
    if (same == known.end()) {
      into.items.push_back(std::move(element));
    } else {
      merge_object(into.items[same->second], std::move(element), model);
    }
  }
  if (model == Model::category || model == Model::simple_category) {
    sort_by_code(into, identifying_fields(model).front());
  }
}

// Classes stand in the order of their codes, but those without rows all come on the first page.
void PageJoin::sort_by_code(json::Value& categories, Field code) const {
  const auto code_of = [&](const json::Value& category) {
    const json::Value* const value = category.find(wire_.member_name(code));
    return value == nullptr ? std::string_view() : std::string_view(value->text);
  };
  std::stable_sort(
      categories.items.begin(), categories.items.end(),
      [&](const json::Value& a, const json::Value& b) { return code_of(a) < code_of(b); });
}

std::string PageJoin::identity(const json::Value& element, Model model) const {
  std::string key;
  const auto add = [&](const json::Value* value) {
    if (value != nullptr) {
      json::write(key, *value);
    }
    key += ' ';
  };
  for (const Field field : identifying_fields(model)) {
    add(element.find(wire_.member_name(field)));
  }
  if (model == Model::simple_statistic_point) {
    const json::Value* const parameter =
        element.find(wire_.member_name(Field::simple_statistic_point_parameter));
    if (parameter != nullptr) {
      key += identity(*parameter, Model::parameter);
    }
  }
  return key;
}

json::Value PageJoin::take() {
  if (json::Value* const page = member_of(joined_, response_, Model::page, wire_)) {
    std::int64_t rows = 1;
    if (const auto info = page_info(joined_, response_, wire_); info && info->rows_total >= 0) {
      rows = info->rows_total;
    }
    const auto name = [&](Field field) { return std::string(wire_.member_name(field)); };
    json::Value whole = json::Value::object();
    json::Value no_more;
    no_more.kind = json::Kind::boolean;
    whole.members.push_back({name(Field::page_page_no), integer(1)});
    whole.members.push_back(
        {name(Field::page_page_size), integer(std::max<std::int64_t>(rows, 1))});
    whole.members.push_back({name(Field::page_total_pages), integer(rows == 0 ? 0 : 1)});
    whole.members.push_back({name(Field::page_has_next), std::move(no_more)});
    *page = std::move(whole);
  }
  first_ = true;
  return std::exchange(joined_, json::Value());
}

}  // namespace cems::client
