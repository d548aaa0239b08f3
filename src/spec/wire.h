/// Every name that travels, compiled once (dictionary R9): members, parameters, addresses, codes.
///
/// The tables give the standard profile; a deployment may override names. Code asks for a Field, a
/// Param, an InterfaceId or a Code and never writes a name itself, so a renamed member costs
/// nothing per request.
///
/// Immutable after construction; safe from any thread. Views live as long as the Wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/writer.h"
#include "model/fields.h"
#include "model/names.h"
#include "spec/code.h"
#include "spec/interface.h"
#include "spec/parameter.h"

namespace cems::spec {

/// What a profile changes.
struct WireOverrides {
  std::vector<model::Rename> fields;
  std::vector<std::pair<Param, std::string>> params;
  std::vector<std::pair<InterfaceId, std::string>> paths;
  std::vector<std::pair<Code, std::int32_t>> codes;  ///< Numbers; the HTTP status stays.
};

class Wire {
 public:
  /// The standard profile.
  Wire();

  /// The standard profile, made at the first call; lives for ever.
  [[nodiscard]] static const Wire& standard();

  /// The standard profile with changes.
  /// Errors: invalid_argument for an empty name or a path that does not start with '/'; conflict
  /// when two parameters, two interfaces, two codes or two fields of a model would share one.
  [[nodiscard]] static Result<Wire> with(const WireOverrides& overrides);

  // --- members ----------------------------------------------------------------------------------

  [[nodiscard]] const model::Names& names() const { return names_; }

  /// Prepared for json::Writer::key.
  [[nodiscard]] const json::Name& member(model::Field field) const { return names_.member(field); }

  [[nodiscard]] std::string_view member_name(model::Field field) const {
    return names_.name(field);
  }

  [[nodiscard]] std::optional<model::Field> field_named(model::Model model,
                                                        std::string_view name) const {
    return names_.field_named(model, name);
  }

  // --- requests ---------------------------------------------------------------------------------

  [[nodiscard]] std::string_view param_name(Param param) const {
    return params_[static_cast<std::size_t>(param)];
  }

  /// Nothing for a name that is no parameter of any interface.
  [[nodiscard]] std::optional<Param> param_named(std::string_view name) const;

  [[nodiscard]] std::string_view interface_path(InterfaceId id) const {
    return paths_[static_cast<std::size_t>(id)];
  }

  /// The interface at exactly this path (no query, no trailing slash).
  [[nodiscard]] std::optional<InterfaceId> interface_at(std::string_view path) const;

  /// In lower case, as http::Field has it.
  [[nodiscard]] static std::string_view header_name(Header header) { return info(header).name; }

  // --- answers ----------------------------------------------------------------------------------

  [[nodiscard]] std::int32_t code_number(Code code) const {
    return codes_[static_cast<std::size_t>(code)];
  }

  /// The envelope's message. That of success is `success` in either language (dictionary S).
  [[nodiscard]] static std::string_view message(Code code, Language language);

 private:
  Wire(model::Names names, const WireOverrides& overrides);

  [[nodiscard]] Status check() const;

  model::Names names_;
  std::vector<std::string> params_;                                     // By Param.
  std::vector<std::string> paths_;                                      // By InterfaceId.
  std::vector<std::int32_t> codes_;                                     // By Code.
  std::vector<std::pair<std::string, Param>> param_by_name_;            // Sorted; aliases included.
  std::vector<std::pair<std::string, InterfaceId>> interface_by_path_;  // Sorted.
};

}  // namespace cems::spec
