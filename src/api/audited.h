/// What a request leaves in the audit log (docs/access.md "Audit"): calls that were not let in, and
/// every call of a way in, whatever came of it. Reading that is let in leaves nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/problem.h"
#include "api/route.h"
#include "api/token.h"
#include "audit/recorder.h"
#include "http/message.h"
#include "spec/wire.h"

namespace cems::api {

/// How a call is to be recorded; nothing for one that leaves no line. `refusal` is the code of a
/// call that was answered with one.
enum class AuditDuty : std::uint8_t { nothing, note_refusal, note_write, record };

[[nodiscard]] AuditDuty audit_duty(std::optional<Place> place, std::optional<spec::Code> refusal);

/// The line of a call. `identity` is null where nobody was recognised; then the public id of the
/// token that was shown stands there.
[[nodiscard]] audit::Entry audit_entry(const http::Request& request, const spec::Wire& wire,
                                       const Identity* identity, std::string result);

/// An intake that notes what came of it: the status of its answer, or that nobody waited for one.
/// REQUIRES: `recorder` outlives it.
[[nodiscard]] std::unique_ptr<http::Intake> audited(std::unique_ptr<http::Intake> intake,
                                                    audit::Entry entry, audit::Recorder& recorder);

}  // namespace cems::api
