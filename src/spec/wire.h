/// Every name that travels, compiled once (dictionary R9): members, parameters, headers, addresses
/// and their methods, codes and their texts.
///
/// The tables give the standard profile; a deployment may override names (spec/profile.h reads them
/// from a file). Code asks for a Field, a Param, a Header, an InterfaceId or a Code and never
/// writes a name itself, so a renamed member costs nothing per request.
///
/// Immutable after construction; safe from any thread. Views live as long as the Wire.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "json/writer.h"
#include "model/fields.h"
#include "model/names.h"
#include "spec/code.h"
#include "spec/interface.h"
#include "spec/method.h"
#include "spec/parameter.h"

namespace cems::spec {

struct MethodsOverride {
  InterfaceId interface;
  std::vector<Method> methods;
};

struct MessageOverride {
  Code code;
  Language language;
  std::string text;
};

/// What a profile changes. Of two entries for one thing the last holds.
struct WireOverrides {
  std::vector<model::Rename> fields;
  std::vector<std::pair<Param, std::string>> params;
  std::vector<std::pair<Header, std::string>> headers;
  std::vector<std::pair<InterfaceId, std::string>> paths;
  std::vector<MethodsOverride> methods;
  std::vector<std::pair<Code, std::int32_t>> codes;  ///< Numbers; the HTTP status stays.
  std::vector<MessageOverride> messages;
};

/// What an override is about.
using WireSubject = std::variant<model::Field, Param, Header, InterfaceId, Code>;

struct WireFault {
  WireSubject
      subject;  ///< One that is overridden; with columns of a CSV the parameter in any case.
  Errc code;
  std::string message;
};

class Wire {
 public:
  /// The standard profile.
  Wire();

  /// The standard profile, made at the first call; lives for ever.
  [[nodiscard]] static const Wire& standard();

  /// All that is wrong with overrides: invalid_argument for a name that is empty or that its place
  /// cannot hold (a path with anything but plain segments, a header that is no token of RFC 9110
  /// or that HTTP itself uses, no methods, HEAD without GET); conflict when two parameters, two
  /// headers, two interfaces, two codes, two fields of a model or two columns of a CSV would share
  /// one, and for a path of our own (/ingest, /admin, /healthz, /readyz).
  [[nodiscard]] static std::vector<WireFault> faults(const WireOverrides& overrides);

  /// The standard profile with changes. Errors: the first of `faults`.
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

  /// In the order of enum Method; never empty.
  [[nodiscard]] std::span<const Method> methods(InterfaceId id) const {
    return methods_[static_cast<std::size_t>(id)];
  }

  [[nodiscard]] bool takes(InterfaceId id, Method method) const;

  /// The methods as the Allow field lists them: `GET, HEAD, POST`.
  [[nodiscard]] std::string_view allow(InterfaceId id) const {
    return allows_[static_cast<std::size_t>(id)];
  }

  /// In lower case, as http::Field has it.
  [[nodiscard]] std::string_view header_name(Header header) const {
    return headers_[static_cast<std::size_t>(header)];
  }

  /// The columns of readings as CSV (X3, X6): a series by the names of the parameters cemsId,
  /// pointId and parameterId, then timeStamp, value and quality of Reading. All differ.
  [[nodiscard]] std::array<std::string_view, 6> csv_columns() const;

  // --- answers ----------------------------------------------------------------------------------

  [[nodiscard]] std::int32_t code_number(Code code) const {
    return codes_[static_cast<std::size_t>(code)];
  }

  /// Nothing for a number that is no code's.
  [[nodiscard]] std::optional<Code> code_numbered(std::int32_t number) const;

  /// The envelope's message. That of success is `success` in either language (dictionary S) where
  /// no profile says otherwise.
  [[nodiscard]] std::string_view message(Code code, Language language) const {
    return messages_[static_cast<std::size_t>(code)][static_cast<std::size_t>(language)];
  }

 private:
  Wire(model::Names names, const WireOverrides& overrides);

  model::Names names_;
  std::vector<std::string> params_;                                     // By Param.
  std::vector<std::string> headers_;                                    // By Header.
  std::vector<std::string> paths_;                                      // By InterfaceId.
  std::vector<std::vector<Method>> methods_;                            // By InterfaceId; sorted.
  std::vector<std::string> allows_;                                     // By InterfaceId.
  std::vector<std::int32_t> codes_;                                     // By Code.
  std::vector<std::array<std::string, 2>> messages_;                    // By Code and Language.
  std::vector<std::pair<std::string, Param>> param_by_name_;            // Sorted; aliases included.
  std::vector<std::pair<std::string, InterfaceId>> interface_by_path_;  // Sorted.
};

}  // namespace cems::spec
