// The generated tables of interfaces and parameters, and the look-ups on them.
#include "spec/interface.h"

#include <array>
#include <cstddef>

#include "base/assert.h"

namespace cems::spec {

namespace {

using model::Model;
using model::Origin;

constexpr auto kParams = std::to_array<ParamInfo>({
#define CEMS_PARAM(id, name, type, list, min, max, chars_max, default_value, english, chinese,   \
                   enumeration, alias, extension, clause, origin, confidence)                    \
  {Param::id, name,    ParamType::type, list,  min,       max,    chars_max,      default_value, \
   english,   chinese, enumeration,     alias, extension, clause, Origin::origin, confidence},
#include "spec/parameters.inc"
#undef CEMS_PARAM
});

// The uses of all interfaces one after another; CEMS_INTERFACE says which are whose.
constexpr auto kUses = std::to_array<ParamUse>({
#define CEMS_INTERFACE_PARAM(id, required, default_value, max, extension) \
  {Param::id, required, default_value, max, extension},
#include "spec/interface_parameters.inc"
#undef CEMS_INTERFACE_PARAM
});

constexpr auto kInterfaces = std::to_array<InterfaceInfo>({
#define CEMS_INTERFACE(id, name, family, extent, english, chinese, path, first, count, response, \
                       page_unit, streams, implemented, extension, clause, origin, confidence)   \
  {InterfaceId::id,                                                                              \
   name,                                                                                         \
   Family::family,                                                                               \
   Extent::extent,                                                                               \
   english,                                                                                      \
   chinese,                                                                                      \
   path,                                                                                         \
   std::span(kUses).subspan(first, count),                                                       \
   Model::response,                                                                              \
   Model::page_unit,                                                                             \
   streams,                                                                                      \
   implemented,                                                                                  \
   extension,                                                                                    \
   clause,                                                                                       \
   Origin::origin,                                                                               \
   confidence},
#include "spec/interfaces.inc"
#undef CEMS_INTERFACE
});

}  // namespace

std::span<const ParamInfo> all_params() {
  return kParams;
}

const ParamInfo& info(Param param) {
  CEMS_ASSERT(static_cast<std::size_t>(param) < kParams.size());
  return kParams[static_cast<std::size_t>(param)];
}

const ParamUse* InterfaceInfo::use_of(Param param) const {
  for (const ParamUse& use : parameters) {
    if (use.param == param) {
      return &use;
    }
  }
  return nullptr;
}

std::span<const InterfaceInfo> all_interfaces() {
  return kInterfaces;
}

const InterfaceInfo& info(InterfaceId id) {
  CEMS_ASSERT(static_cast<std::size_t>(id) < kInterfaces.size());
  return kInterfaces[static_cast<std::size_t>(id)];
}

const InterfaceInfo* find_interface(std::string_view name) {
  for (const InterfaceInfo& interface : kInterfaces) {
    if (interface.name == name) {
      return &interface;
    }
  }
  return nullptr;
}

}  // namespace cems::spec
