// Reading, breaking and describing of example archives.
#include "tests/catalog/archive_examples.h"

#include <charconv>

#include <gtest/gtest.h>

#include "json/writer.h"
#include "model/record_write.h"

namespace cems::catalog {
namespace {

std::string step_name(std::string_view step) {
  std::string name(step);
  for (const auto& [escaped, plain] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}}) {
    for (std::size_t at = 0; (at = name.find(escaped, at)) != std::string::npos; ++at) {
      name.replace(at, 2, plain);
    }
  }
  return name;
}

std::size_t step_index(std::string_view step) {
  std::size_t index = 0;
  std::from_chars(step.data(), step.data() + step.size(), index);
  return index;
}

void set_member(json::Value& object, const std::string& name, const std::string& json) {
  if (json.empty()) {
    std::erase_if(object.members, [&](const json::Member& member) { return member.name == name; });
  } else if (json::Value* old = object.find(name)) {
    *old = parsed(json);
  } else {
    object.members.push_back({name, parsed(json)});
  }
}

void apply(json::Value& document, const Edit& edit) {
  if (edit.pointer.empty()) {
    document = parsed(edit.json);
    return;
  }
  std::string_view rest = edit.pointer;
  rest.remove_prefix(1);
  json::Value* at = &document;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
       slash = rest.find('/')) {
    const std::string_view step = rest.substr(0, slash);
    rest.remove_prefix(slash + 1);
    at = at->is(json::Kind::array) ? &at->items.at(step_index(step)) : at->find(step_name(step));
    if (at == nullptr) {
      ADD_FAILURE() << "no such place: " << edit.pointer;
      return;
    }
  }
  if (at->is(json::Kind::object)) {
    set_member(*at, step_name(rest), edit.json);
  } else if (rest == "-") {
    at->items.push_back(parsed(edit.json));
  } else {
    at->items.at(step_index(rest)) = parsed(edit.json);
  }
}

std::string record_text(const model::Record& record) {
  std::string text;
  json::Writer writer(text);
  model::write_record(writer, record, spec::Wire::standard().names());
  return text;
}

std::string describe(const Parameter& parameter) {
  std::string text = "    parameter " + parameter.id.str() + " '" + parameter.name + "' in " +
                     parameter.unit + ' ' + parameter.reading_type_id;
  if (parameter.reading_type) {
    text += " = " + parameter.reading_type->to_string();
  }
  if (parameter.interval) {
    text += " every " + std::to_string(parameter.interval->months) + " months " +
            std::to_string(parameter.interval->ms) + " ms";
  }
  return text + ' ' + record_text(parameter.record) + '\n';
}

std::string describe(const Point& point) {
  std::string text = "  point " + point.id.str() + " '" + point.name + "' class " +
                     point.category->code.str() + " under " +
                     (point.parent == nullptr ? "nothing" : point.parent->id.str()) + " over";
  for (const Point* child : point.children) {
    text += ' ' + child->id.str();
  }
  text += ' ' + record_text(point.record) + '\n';
  for (const Parameter& parameter : point.parameters) {
    text += describe(parameter);
  }
  return text;
}

std::string describe(const Category& category) {
  std::string text = "  class " + category.code.str() + " '" + category.name + "' under " +
                     (category.parent == nullptr ? "nothing" : category.parent->code.str()) +
                     " over";
  for (const Category* child : category.children) {
    text += ' ' + child->code.str();
  }
  text += " with";
  for (const Point* point : category.points) {
    text += ' ' + point->id.str();
  }
  return text + " of " + std::to_string(category.points_below) + ' ' +
         record_text(category.record) + '\n';
}

}  // namespace

json::Value parsed(std::string_view text) {
  Result<json::Value> value = json::parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value ? *std::move(value) : json::Value();
}

json::Value edited(std::string_view text, const std::vector<Edit>& edits) {
  json::Value document = parsed(text);
  for (const Edit& edit : edits) {
    apply(document, edit);
  }
  return document;
}

std::string written(const json::Value& value) {
  std::string text;
  json::write(text, value);
  return text;
}

ArchiveReading read(const json::Value& archive) {
  return read_archive(archive, spec::Wire::standard());
}

std::string lines(const std::vector<model::Problem>& problems) {
  std::string text;
  for (const model::Problem& problem : problems) {
    text += problem.pointer + ": " + problem.reason + '\n';
  }
  return text;
}

std::string describe(const Site& site) {
  std::string text = "site " + site.id.str() + " '" + site.name + "' at " + site.zone.name() +
                     " root " + site.root->id.str() + ' ' + record_text(site.record) + "\n  top";
  for (const Category* category : site.top_categories) {
    text += ' ' + category->code.str();
  }
  text += '\n';
  for (const auto& category : site.categories) {
    text += describe(*category);
  }
  for (const auto& point : site.points) {
    text += describe(*point);
  }
  for (const ExtraMember& extra : site.extras) {
    text += "  extra " + extra.name + ' ' + extra.json + '\n';
  }
  return text;
}

}  // namespace cems::catalog
