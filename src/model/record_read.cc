// Objects to records: each member by the field table, everything wrong into the list.
#include "model/record_read.h"

#include <optional>
#include <utility>

#include "base/quote.h"
#include "json/writer.h"
#include "model/record_write.h"
#include "model/value_read.h"

namespace cems::model {

namespace {

/// A list of scalars as compact JSON; nothing when an item is wrong (which adds problems).
std::optional<FieldValue> read_list(const FieldInfo& field, const json::Value& list,
                                    std::string_view pointer, std::vector<Problem>& problems) {
  if (!list.is(json::Kind::array)) {
    problems.push_back({std::string(pointer), "must be an array, each item " + expectation(field)});
    return std::nullopt;
  }
  JsonText text;
  json::Writer writer(text.json);
  writer.begin_array();
  bool right = true;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const auto item = read_value(field, list.items[i]);
    if (item) {
      write_value(writer, *item);
    } else {
      problems.push_back({json::pointer(pointer, i), item.error()});
      right = false;
    }
  }
  writer.end_array();
  return right ? std::optional<FieldValue>(std::move(text)) : std::nullopt;
}

void read_member(Record& record, const FieldInfo& field, const json::Value& value,
                 std::string_view pointer, std::vector<Problem>& problems) {
  if (record.has(field.field)) {
    problems.push_back({std::string(pointer), "stands here under two spellings; give one of them"});
    return;
  }
  if (field.list) {
    if (auto list = read_list(field, value, pointer, problems)) {
      record.set(field.field, std::move(*list));
    }
    return;
  }
  auto scalar = read_value(field, value);
  if (scalar) {
    record.set(field.field, std::move(*scalar));
  } else {
    problems.push_back({std::string(pointer), std::move(scalar.error())});
  }
}

/// The names a model has, for the message about one it does not have.
std::string names_of(Model model, const Names& names) {
  std::string list;
  for (const FieldInfo& field : fields_of(model)) {
    list += list.empty() ? "" : ", ";
    list += names.name(field.field);
  }
  return list;
}

}  // namespace

bool take_nothing(const FieldInfo* /*field*/, const json::Member& /*member*/,
                  std::string_view /*pointer*/) {
  return false;
}

Record read_record(Model model, const json::Value& object, std::string_view pointer,
                   const Names& names, std::vector<Problem>& problems, const MemberSink& others) {
  Record record(model);
  if (!object.is(json::Kind::object)) {
    problems.push_back(
        {std::string(pointer), "must be an object (" + std::string(name(model)) + ")"});
    return record;
  }
  for (const json::Member& member : object.members) {
    const std::string at = json::pointer(pointer, member.name);
    const std::optional<Field> known = names.field_named(model, member.name);
    const FieldInfo* field = known ? &info(*known) : nullptr;
    if (field != nullptr && field->type != FieldType::model) {
      read_member(record, *field, member.value, at, problems);
    } else if (!others(field, member, at) && field == nullptr) {
      problems.push_back({at, quote(member.name) + " is no member of " + std::string(name(model)) +
                                  "; it has " + names_of(model, names)});
    }
  }
  return record;
}

void check_required(Model model, const json::Value& object, std::string_view pointer,
                    const Names& names, std::span<const Field> except,
                    std::vector<Problem>& problems) {
  if (!object.is(json::Kind::object)) {
    return;
  }
  std::vector<bool> there(fields_of(model).size(), false);
  const std::size_t first = info(model).first;
  const auto index = [first](Field field) { return static_cast<std::size_t>(field) - first; };
  for (const Field field : except) {
    there.at(index(field)) = true;
  }
  for (const json::Member& member : object.members) {
    if (const auto field = names.field_named(model, member.name)) {
      there.at(index(*field)) = true;
    }
  }
  for (const FieldInfo& field : fields_of(model)) {
    if (field.requirement == Requirement::required && !there[index(field.field)]) {
      std::string reason = "is missing; ";
      reason += field.list ? "an array" : expectation(field);
      problems.push_back(
          {json::pointer(pointer, names.name(field.field)), reason + " is required"});
    }
  }
}

}  // namespace cems::model
