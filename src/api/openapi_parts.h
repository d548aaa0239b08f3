/// What the files that make the OpenAPI document share. Internal to api.
///
/// Every write_… function writes complete members, or one value, where the writer stands.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "model/fields.h"
#include "spec/interface.h"
#include "spec/wire.h"

namespace cems::api {

/// "english 中文".
[[nodiscard]] std::string bilingual(std::string_view english, std::string_view chinese);

/// `{"$ref":"#/components/<kind>/<name>"}`.
void write_reference(json::Writer& writer, std::string_view kind, std::string_view name);

/// The members x-cems-clause, -origin, -confidence and, where there is one, -extension.
void write_provenance(json::Writer& writer, std::string_view clause, model::Origin origin,
                      std::uint8_t confidence, std::string_view extension);

/// The member `enum`, numbers or texts, and null where the field may be that too.
void write_enumeration(json::Writer& writer, std::string_view name, bool is_number,
                       bool is_nullable = false);

/// The meaning of an enumeration's values for a description: ": 1 peak shaving 削峰; 2 …"; empty
/// for no enumeration.
[[nodiscard]] std::string enumeration_text(std::string_view name);

// --- schemas (openapi_schemas.cc) ---------------------------------------------------------------

/// Every member of components/schemas.
void write_schemas(json::Writer& writer, const spec::Wire& wire);

/// Name of the schema of a whole answer: "StaticDataEnvelope".
[[nodiscard]] std::string envelope_schema(model::Model response);

inline constexpr std::string_view kErrorSchema = "ErrorEnvelope";
inline constexpr std::string_view kArchiveSchema = "ArchiveInput";
inline constexpr std::string_view kArchiveReportSchema = "ArchiveReportEnvelope";
inline constexpr std::string_view kLoadReportSchema = "LoadReport";
inline constexpr std::string_view kDrOrderSchema = "DrOrderInput";
inline constexpr std::string_view kDrReplySchema = "DrReplyInput";
inline constexpr std::string_view kAccessSchema = "AccessEnvelope";
inline constexpr std::string_view kHealthSchema = "Health";

// --- parameters (openapi_parameters.cc) ---------------------------------------------------------

/// Every member of components/parameters: query parameters and request headers.
void write_parameters(json::Writer& writer, const spec::Wire& wire);

/// The references of an operation that reads: its query parameters and the request headers.
void write_parameter_references(json::Writer& writer, const spec::InterfaceInfo& interface);

/// The references to the request headers that every operation understands.
void write_header_references(json::Writer& writer);

/// The schema of a parameter's value, in a query or in the body of a POST.
void write_parameter_schema(json::Writer& writer, const spec::ParamUse& use);

// --- responses (openapi_responses.cc) -----------------------------------------------------------

/// The refusals that operations name, each once under components/responses: many operations share
/// them. The paths are written first.
class Refusals {
 public:
  explicit Refusals(const spec::Wire& wire) : wire_(wire) {}

  /// The members `"400":{…}` and so on of an operation, from the codes that may occur.
  void write(json::Writer& writer, const std::set<spec::Code>& codes, bool has_body);

  /// Every member of components/responses.
  void write_components(json::Writer& writer) const;

 private:
  struct Refusal {
    int status;
    std::vector<spec::Code> codes;
    bool has_body;
  };

  const spec::Wire& wire_;
  std::map<std::string, Refusal> by_name_;
};

/// The `headers` of an answer. `is_cached`: with etag and vary (X5).
void write_response_headers(json::Writer& writer, const spec::Wire& wire, bool is_cached);

/// Every member of components/headers.
void write_header_components(json::Writer& writer);

// --- operations (openapi_operations.cc) ---------------------------------------------------------

/// Every member of paths that is an interface of the standard.
void write_interface_paths(json::Writer& writer, const spec::Wire& wire, Refusals& refusals);

// --- examples (openapi_examples.cc) -------------------------------------------------------------

/// The member `examples` of a 200's JSON, where spec/examples has some for the interface.
void write_examples(json::Writer& writer, const spec::Wire& wire,
                    const spec::InterfaceInfo& interface);

// --- the rest (openapi_beside.cc) ---------------------------------------------------------------

/// The paths beside the standard: X6, health, this document.
void write_paths_beside(json::Writer& writer, const spec::Wire& wire, Refusals& refusals);

}  // namespace cems::api
