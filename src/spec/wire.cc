// Names that travel: the tables' with a profile's changes, and their reverse look-ups.
#include "spec/wire.h"

#include <algorithm>
#include <utility>

namespace cems::spec {

namespace {

template <class Value>
std::optional<Value> find_name(const std::vector<std::pair<std::string, Value>>& sorted,
                               std::string_view name) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), name,
                                   [](const auto& a, std::string_view b) { return a.first < b; });
  return at != sorted.end() && at->first == name ? std::optional(at->second) : std::nullopt;
}

/// The first name that stands twice in a sorted list; nothing where all differ.
template <class Value>
std::optional<std::string> twice_in(const std::vector<std::pair<std::string, Value>>& sorted) {
  const auto at =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.first == b.first; });
  return at != sorted.end() ? std::optional(at->first) : std::nullopt;
}

}  // namespace

Wire::Wire() : Wire(model::Names(), WireOverrides()) {}

Wire::Wire(model::Names names, const WireOverrides& overrides) : names_(std::move(names)) {
  for (const ParamInfo& param : all_params()) {
    params_.emplace_back(param.name);
  }
  for (const auto& [param, name] : overrides.params) {
    params_[static_cast<std::size_t>(param)] = name;
  }
  for (const InterfaceInfo& interface : all_interfaces()) {
    paths_.emplace_back(interface.path);
  }
  for (const auto& [id, path] : overrides.paths) {
    paths_[static_cast<std::size_t>(id)] = path;
  }
  for (const CodeInfo& code : all_codes()) {
    codes_.push_back(code.number);
  }
  for (const auto& [code, number] : overrides.codes) {
    codes_[static_cast<std::size_t>(code)] = number;
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

Status Wire::check() const {
  if (std::any_of(params_.begin(), params_.end(), [](const auto& name) { return name.empty(); })) {
    return Error{Errc::invalid_argument, "the new name of a parameter is empty"};
  }
  for (const std::string& path : paths_) {
    if (path.empty() || path.front() != '/') {
      return Error{Errc::invalid_argument, "the path '" + path + "' does not start with '/'"};
    }
  }
  if (const auto name = twice_in(param_by_name_)) {
    return Error{Errc::conflict, "two parameters are named " + *name};
  }
  if (const auto path = twice_in(interface_by_path_)) {
    return Error{Errc::conflict, "two interfaces have the path " + *path};
  }
  std::vector<std::int32_t> numbers = codes_;
  std::sort(numbers.begin(), numbers.end());
  const auto number = std::adjacent_find(numbers.begin(), numbers.end());
  if (number != numbers.end()) {
    return Error{Errc::conflict, "two return codes are " + std::to_string(*number)};
  }
  return Unit{};
}

Result<Wire> Wire::with(const WireOverrides& overrides) {
  Result<model::Names> names = model::Names::with(overrides.fields);
  if (!names) {
    return names.error();
  }
  Wire wire(std::move(*names), overrides);
  const Status status = wire.check();
  if (!status) {
    return status.error();
  }
  return wire;
}

std::optional<Param> Wire::param_named(std::string_view name) const {
  return find_name(param_by_name_, name);
}

std::optional<InterfaceId> Wire::interface_at(std::string_view path) const {
  return find_name(interface_by_path_, path);
}

std::string_view Wire::message(Code code, Language language) {
  const CodeInfo& entry = info(code);
  const bool english = language == Language::english || code == Code::success;
  return english ? entry.english : entry.chinese;
}

}  // namespace cems::spec
