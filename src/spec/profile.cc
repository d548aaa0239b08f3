// From the JSON of a profile to overrides; each remembers the pointer it came from.
#include "spec/profile.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/quote.h"
#include "json/value.h"

namespace cems::spec {

namespace {

using json::Kind;
using json::Value;

constexpr std::string_view kNameInTemplate = "{name}";

class ProfileReader {
 public:
  explicit ProfileReader(ProfileReading& out) : out_(out) {}

  void read(const Value& profile) {
    if (!profile.is(Kind::object)) {
      return add("", "a profile is a JSON object");
    }
    for (const json::Member& section : profile.members) {
      read_section(section.name, section.value, json::pointer("", section.name));
    }
    apply_template();
    apply_everywhere();
    for (const WireFault& fault : Wire::faults(overrides_)) {
      add(pointer_of(fault.subject), fault.message);
    }
    if (out_.problems.empty()) {
      Result<Wire> wire = Wire::with(overrides_);
      if (wire) {
        out_.wire = *std::move(wire);
      } else {
        add("", wire.error().message);
      }
    }
  }

 private:
  void read_section(const std::string& name, const Value& value, const std::string& at) {
    if (name == "name" || name == "note") {
      const std::optional<std::string> text = text_of(value, at);
      if (text && name == "name") {
        out_.name = *text;
      }
    } else if (name == "pathTemplate") {
      template_ = text_of(value, at).value_or("");
    } else if (name == "members") {
      each(value, at, &ProfileReader::read_member);
    } else if (name == "parameters") {
      each(value, at, &ProfileReader::read_parameter);
    } else if (name == "headers") {
      each(value, at, &ProfileReader::read_header);
    } else if (name == "interfaces") {
      each(value, at, &ProfileReader::read_interface);
    } else if (name == "codes") {
      each(value, at, &ProfileReader::read_code);
    } else {
      add(at,
          "a profile has name, note, pathTemplate, members, parameters, headers, interfaces and "
          "codes, and nothing else");
    }
  }

  using Entry = void (ProfileReader::*)(const std::string&, const Value&, const std::string&);

  void each(const Value& section, const std::string& at, Entry entry) {
    if (!section.is(Kind::object)) {
      return add(at, "must be an object");
    }
    for (const json::Member& member : section.members) {
      (this->*entry)(member.name, member.value, json::pointer(at, member.name));
    }
  }

  void read_member(const std::string& key, const Value& value, const std::string& at) {
    const std::optional<std::string> name = text_of(value, at);
    const std::size_t dot = key.find('.');
    const std::string_view field_name = std::string_view(key).substr(dot + 1);  // npos + 1 is 0.
    bool is_model = dot == std::string::npos;
    bool is_field = false;
    for (const model::ModelInfo& entry : model::all_models()) {
      if (dot != std::string::npos && entry.name != std::string_view(key).substr(0, dot)) {
        continue;
      }
      is_model = true;
      for (const model::FieldInfo& field : model::fields_of(entry.model)) {
        const bool repeated =
            dot == std::string::npos && model::inherited_from(field.field).has_value();
        if (field.name != field_name) {
          continue;
        }
        is_field = true;
        if (name && !repeated) {
          auto& list = dot == std::string::npos ? everywhere_ : overrides_.fields;
          list.push_back({field.field, *name});
          places_.emplace_back(field.field, at);
        }
      }
    }
    if (!is_model) {
      add(at, "there is no model " + quote(std::string_view(key).substr(0, dot)));
    } else if (!is_field) {
      add(at, (dot == std::string::npos ? "no model" : key.substr(0, dot)) + " has a member " +
                  quote(field_name));
    }
  }

  void read_parameter(const std::string& key, const Value& value, const std::string& at) {
    const std::span<const ParamInfo> all = all_params();
    const auto param =
        std::find_if(all.begin(), all.end(), [&](const ParamInfo& p) { return p.name == key; });
    if (param == all.end()) {
      return add(at, "no interface has a parameter " + quote(key));
    }
    if (const auto name = text_of(value, at)) {
      overrides_.params.emplace_back(param->param, *name);
      places_.emplace_back(param->param, at);
    }
  }

  void read_header(const std::string& key, const Value& value, const std::string& at) {
    const std::span<const HeaderInfo> all = all_headers();
    const auto same = [&](const HeaderInfo& header) {
      return std::equal(key.begin(), key.end(), header.name.begin(), header.name.end(),
                        [](char a, char b) {
                          return ('A' <= a && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
                        });
    };
    const auto header = std::find_if(all.begin(), all.end(), same);
    if (header == all.end()) {
      return add(at, "the standard has no header " + quote(key));
    }
    if (const auto name = text_of(value, at)) {
      overrides_.headers.emplace_back(header->header, *name);
      places_.emplace_back(header->header, at);
    }
  }

  void read_interface(const std::string& key, const Value& value, const std::string& at) {
    const InterfaceInfo* interface = find_interface(key);
    if (interface == nullptr) {
      return add(at, "there is no interface " + quote(key));
    }
    places_.emplace_back(interface->id, at);
    if (!value.is(Kind::object)) {
      return add(at, "must be an object with path, methods or both");
    }
    for (const json::Member& member : value.members) {
      const std::string place = json::pointer(at, member.name);
      if (member.name == "path") {
        if (const auto path = text_of(member.value, place)) {
          overrides_.paths.emplace_back(interface->id, *path);
        }
      } else if (member.name == "methods") {
        read_methods(*interface, member.value, place);
      } else {
        add(place, "an interface has path and methods, and nothing else");
      }
    }
  }

  void read_methods(const InterfaceInfo& interface, const Value& value, const std::string& at) {
    if (!value.is(Kind::array)) {
      return add(at, "must be a list of methods");
    }
    MethodsOverride entry{interface.id, {}};
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      const auto named = std::find(kMethodNames.begin(), kMethodNames.end(), value.items[i].text);
      if (!value.items[i].is(Kind::string) || named == kMethodNames.end()) {
        return add(json::pointer(at, i), "must be GET, HEAD or POST");
      }
      entry.methods.push_back(static_cast<Method>(named - kMethodNames.begin()));
    }
    overrides_.methods.push_back(std::move(entry));
  }

  void read_code(const std::string& key, const Value& value, const std::string& at) {
    const std::optional<std::int32_t> number = integer_of(key);
    const std::optional<Code> code = number ? code_numbered(*number) : std::nullopt;
    if (!code) {
      return add(at, "the standard has no code " + quote(key));
    }
    places_.emplace_back(*code, at);
    if (!value.is(Kind::object)) {
      return add(at, "must be an object with code, message or both");
    }
    for (const json::Member& member : value.members) {
      const std::string place = json::pointer(at, member.name);
      if (member.name == "code") {
        const auto renamed =
            member.value.is(Kind::number) ? integer_of(member.value.text) : std::nullopt;
        if (renamed) {
          overrides_.codes.emplace_back(*code, *renamed);
        } else {
          add(place, "must be an integer of 32 bits");
        }
      } else if (member.name == "message") {
        read_messages(*code, member.value, place);
      } else {
        add(place, "a code has code and message, and nothing else");
      }
    }
  }

  void read_messages(Code code, const Value& value, const std::string& at) {
    if (!value.is(Kind::object)) {
      return add(at, "must be an object with texts for zh-CN, en or both");
    }
    for (const json::Member& member : value.members) {
      const std::string place = json::pointer(at, member.name);
      if (member.name != "zh-CN" && member.name != "en") {
        add(place, "messages are in zh-CN and en");
      } else if (const auto text = text_of(member.value, place)) {
        const Language language = member.name == "en" ? Language::english : Language::chinese;
        overrides_.messages.push_back({code, language, *text});
      }
    }
  }

  /// Interfaces without a path of their own get one from the template.
  void apply_template() {
    if (!template_) {
      return;
    }
    const std::size_t at = template_->find(kNameInTemplate);
    if (at == std::string::npos) {
      return add("/pathTemplate", "must be a path with {name} in it, such as /api/v2/{name}");
    }
    for (const InterfaceInfo& interface : all_interfaces()) {
      const auto own = std::find_if(overrides_.paths.begin(), overrides_.paths.end(),
                                    [&](const auto& path) { return path.first == interface.id; });
      if (own == overrides_.paths.end()) {
        std::string path = *template_;
        path.replace(at, kNameInTemplate.size(), interface.name);
        overrides_.paths.emplace_back(interface.id, std::move(path));
        places_.emplace_back(interface.id, "/pathTemplate");
      }
    }
  }

  /// Members named without a model, where they are not named with one.
  void apply_everywhere() {
    for (model::Rename& rename : everywhere_) {
      const auto own = std::find_if(overrides_.fields.begin(), overrides_.fields.end(),
                                    [&](const auto& other) { return other.field == rename.field; });
      if (own == overrides_.fields.end()) {
        overrides_.fields.push_back(std::move(rename));
      }
    }
  }

  std::optional<std::string> text_of(const Value& value, const std::string& at) {
    if (!value.is(Kind::string)) {
      add(at, "must be a text");
      return std::nullopt;
    }
    return value.text;
  }

  static std::optional<std::int32_t> integer_of(std::string_view text) {
    std::int32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
  }

  [[nodiscard]] std::string pointer_of(const WireSubject& subject) const {
    const auto place = std::find_if(places_.begin(), places_.end(),
                                    [&](const auto& entry) { return entry.first == subject; });
    return place != places_.end() ? place->second : std::string();
  }

  void add(std::string pointer, std::string reason) {
    out_.problems.push_back({std::move(pointer), std::move(reason)});
  }

  ProfileReading& out_;
  WireOverrides overrides_;
  std::vector<model::Rename> everywhere_;  // Named without a model.
  std::optional<std::string> template_;
  std::vector<std::pair<WireSubject, std::string>> places_;  // Where in the file.
};

}  // namespace

ProfileReading read_profile(std::string_view text) {
  ProfileReading out;
  const Result<Value> profile = json::parse(text);
  if (profile) {
    ProfileReader(out).read(*profile);
  } else {
    out.problems.push_back({"", profile.error().message});
  }
  return out;
}

}  // namespace cems::spec
