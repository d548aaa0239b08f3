/// The envelope around every answer (5.4), read back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/transport.h"
#include "json/value.h"
#include "spec/wire.h"

namespace cems::client {

/// One entry of `errors`.
struct FieldFault {
  std::string field;
  std::string reason;

  friend bool operator==(const FieldFault&, const FieldFault&) = default;
};

/// An answer. A value; owns everything.
struct Envelope {
  std::int32_t number = 0;         ///< Return code as it came, e.g. 200.
  std::optional<spec::Code> code;  ///< What it means; nothing for one that is not the standard's.
  std::string message;
  std::vector<FieldFault> errors;
  json::Value data;      ///< null where the answer has none.
  json::Value document;  ///< The other members as they came, `data` left out.

  [[nodiscard]] bool ok() const { return code == spec::Code::success; }
};

/// Errors: unavailable when the body is not an envelope (some other server, a proxy); the message
/// names `url` and the HTTP status.
[[nodiscard]] Result<Envelope> read_envelope(const HttpAnswer& answer, const std::string& url,
                                             const spec::Wire& wire);

/// The envelope with its data, compact.
void write_envelope(std::string& out, const Envelope& envelope, const spec::Wire& wire);

/// An answer that says no, in one line for whoever asked: code, message, each fault, and what to
/// do.
[[nodiscard]] std::string explain(const Envelope& envelope);

}  // namespace cems::client
