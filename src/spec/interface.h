/// The interfaces of clauses 7 to 10 and of Annexes A and B (spec/interfaces.json).
///
/// Constant data; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/fields.h"
#include "spec/parameter.h"
#include "spec/scope.h"

namespace cems::spec {

/// In the order of their clauses.
enum class InterfaceId : std::uint8_t {
#define CEMS_INTERFACE(id, ...) id,
#include "spec/interfaces.inc"
#undef CEMS_INTERFACE
};

/// What part of a site an interface looks at: the six columns of clauses 7 to 10.
enum class Extent : std::uint8_t {
  cems,                ///< The site itself.
  cems_full,           ///< The whole site.
  cems_spec_category,  ///< One class of equipment of the site.
  point,               ///< One point.
  point_full,          ///< A point and everything below it.
  point_spec_category  ///< Points of one class at and below a point.
};

/// A parameter as one interface takes it.
struct ParamUse {
  Param param;
  bool required;
  std::string_view default_value;  ///< This interface's; empty where there is none.
  std::int64_t max;                ///< This interface's greatest value; 0 where there is none.
  std::string_view extension;      ///< Extension that it belongs to, or empty.
};

struct InterfaceInfo {
  InterfaceId id;
  std::string_view name;
  Family family;
  Extent extent;
  std::string_view english;
  std::string_view chinese;
  std::string_view path;                 ///< e.g. /cems/v1/GetCemsStaticData
  std::span<const ParamUse> parameters;  ///< In the order of the data.
  model::Model response;                 ///< Model of the envelope's `data`.
  model::Model page_unit;                ///< What a page counts; Model::none without pages.
  bool streams;                          ///< Answers with events that go on, `response` in each.
  bool implemented;                      ///< True exactly where a handler is linked.
  std::string_view extension;            ///< Ours beyond the standard (e.g. X7), or empty.
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;  ///< For name and clause; the rest is inferred.

  /// How the interface takes a parameter; null where it does not.
  [[nodiscard]] const ParamUse* use_of(Param param) const;
};

/// In the order of enum InterfaceId.
[[nodiscard]] std::span<const InterfaceInfo> all_interfaces();

[[nodiscard]] const InterfaceInfo& info(InterfaceId id);

/// By its name, e.g. "GetPointStaticData"; null where there is none.
[[nodiscard]] const InterfaceInfo* find_interface(std::string_view name);

}  // namespace cems::spec
