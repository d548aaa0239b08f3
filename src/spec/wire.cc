// Names that travel: the tables' with a profile's changes, and their reverse look-ups.
#include "spec/wire.h"

#include <algorithm>
#include <utility>

#include "spec/wire_check.h"

namespace cems::spec {

namespace {

template <class Value>
std::optional<Value> find_name(const std::vector<std::pair<std::string, Value>>& sorted,
                               std::string_view name) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), name,
                                   [](const auto& a, std::string_view b) { return a.first < b; });
  return at != sorted.end() && at->first == name ? std::optional(at->second) : std::nullopt;
}

template <class Key, class Value>
void put_all(std::vector<Value>& by_key, const std::vector<std::pair<Key, Value>>& overrides) {
  for (const auto& [key, value] : overrides) {
    by_key[static_cast<std::size_t>(key)] = value;
  }
}

std::string lower(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

std::string listed(const std::vector<Method>& methods) {
  std::string text;
  for (const Method method : methods) {
    text.append(text.empty() ? "" : ", ").append(name(method));
  }
  return text;
}

}  // namespace

Wire::Wire() : Wire(model::Names(), WireOverrides()) {}

Wire::Wire(model::Names names, const WireOverrides& overrides) : names_(std::move(names)) {
  for (const ParamInfo& param : all_params()) {
    params_.emplace_back(param.name);
  }
  put_all(params_, overrides.params);
  for (const HeaderInfo& header : all_headers()) {
    headers_.emplace_back(header.name);
  }
  for (const auto& [header, name] : overrides.headers) {
    headers_[static_cast<std::size_t>(header)] = lower(name);
  }
  std::vector<Method> every_method;
  for (std::size_t i = 0; i < kMethodNames.size(); ++i) {
    every_method.push_back(static_cast<Method>(i));
  }
  for (const InterfaceInfo& interface : all_interfaces()) {
    paths_.emplace_back(interface.path);
    methods_.push_back(every_method);
  }
  put_all(paths_, overrides.paths);
  for (const MethodsOverride& entry : overrides.methods) {
    auto& methods = methods_[static_cast<std::size_t>(entry.interface)];
    methods = entry.methods;
    std::sort(methods.begin(), methods.end());
    methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
  }
  for (const std::vector<Method>& methods : methods_) {
    allows_.push_back(listed(methods));
  }
  for (const CodeInfo& code : all_codes()) {
    codes_.push_back(code.number);
    const bool same = code.code == Code::success;
    messages_.push_back(
        {std::string(same ? code.english : code.chinese), std::string(code.english)});
  }
  put_all(codes_, overrides.codes);
  for (const MessageOverride& entry : overrides.messages) {
    messages_[static_cast<std::size_t>(entry.code)][static_cast<std::size_t>(entry.language)] =
        entry.text;
  }
  for (const ParamInfo& param : all_params()) {
    const std::string_view name = param_name(param.param);
    param_by_name_.emplace_back(name, param.param);
    if (!param.alias.empty() && name == param.name) {
      param_by_name_.emplace_back(param.alias, param.param);
    }
  }
  for (const InterfaceInfo& interface : all_interfaces()) {
    interface_by_path_.emplace_back(interface_path(interface.id), interface.id);
  }
  std::sort(param_by_name_.begin(), param_by_name_.end());
  std::sort(interface_by_path_.begin(), interface_by_path_.end());
}

const Wire& Wire::standard() {
  static const Wire wire;
  return wire;
}

std::vector<WireFault> Wire::faults(const WireOverrides& overrides) {
  std::vector<WireFault> faults;
  for (model::NameFault& fault : model::Names::faults(overrides.fields)) {
    faults.push_back({fault.field, fault.code, std::move(fault.message)});
  }
  const Result<model::Names> names = model::Names::with(overrides.fields);
  check_texts(overrides, faults);
  check_twice(overrides, Wire(names ? *names : model::Names(), overrides), faults);
  return faults;
}

Result<Wire> Wire::with(const WireOverrides& overrides) {
  const std::vector<WireFault> wrong = faults(overrides);
  if (!wrong.empty()) {
    return Error{wrong.front().code, wrong.front().message};
  }
  Result<model::Names> names = model::Names::with(overrides.fields);
  if (!names) {
    return names.error();
  }
  return Wire(std::move(*names), overrides);
}

std::optional<Param> Wire::param_named(std::string_view name) const {
  return find_name(param_by_name_, name);
}

std::optional<InterfaceId> Wire::interface_at(std::string_view path) const {
  return find_name(interface_by_path_, path);
}

std::array<std::string_view, 6> Wire::csv_columns() const {
  using model::Field;
  return {param_name(Param::cems_id),        param_name(Param::point_id),
          param_name(Param::parameter_id),   member_name(Field::reading_time_stamp),
          member_name(Field::reading_value), member_name(Field::reading_quality)};
}

bool Wire::takes(InterfaceId id, Method method) const {
  const std::span<const Method> all = methods(id);
  return std::find(all.begin(), all.end(), method) != all.end();
}

std::optional<Code> Wire::code_numbered(std::int32_t number) const {
  const auto at = std::find(codes_.begin(), codes_.end(), number);
  return at != codes_.end() ? std::optional(static_cast<Code>(at - codes_.begin())) : std::nullopt;
}

}  // namespace cems::spec
