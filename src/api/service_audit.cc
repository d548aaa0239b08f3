// What calls leave in the audit log, and what becomes of them where it cannot be written.
#include "api/audited.h"
#include "api/gate.h"
#include "api/service.h"

namespace cems::api {
namespace {

std::string result_text(const Checked<http::Response>& answer, const spec::Wire& wire) {
  return answer ? std::to_string(answer->status)
                : std::to_string(wire.code_number(answer.error().code));
}

std::optional<spec::Code> refusal_of(const Checked<http::Response>& answer) {
  return answer ? std::nullopt : std::optional(answer.error().code);
}

}  // namespace

Checked<Unit> Service::check_recorder(const Passage& passage) const {
  const bool must = audit_duty(passage.place, std::nullopt) == AuditDuty::record;
  if (parts_.recorder == nullptr || !must || parts_.recorder->healthy()) {
    return Unit{};
  }
  const Status written = parts_.recorder->flush();
  return written ? Checked<Unit>(Unit{}) : tl::make_unexpected(storage_problem(written.error()));
}

void Service::record(const Passage& passage, Checked<http::Response>& answer) const {
  const AuditDuty duty = audit_duty(passage.place, refusal_of(answer));
  if (parts_.recorder == nullptr || duty == AuditDuty::nothing) {
    return;
  }
  audit::Entry entry = audit_entry(passage.request, parts_.wire, passage.trace.identity.get(),
                                   result_text(answer, parts_.wire));
  switch (duty) {
    case AuditDuty::note_refusal:
      parts_.recorder->note(std::move(entry), audit::Kind::refused);
      break;
    case AuditDuty::note_write:
      parts_.recorder->note(std::move(entry), audit::Kind::wrote);
      break;
    case AuditDuty::record:
      // What was done stays done; a caller that is told otherwise asks again, and both are there.
      if (const Status recorded = parts_.recorder->record(std::move(entry)); !recorded) {
        answer = tl::make_unexpected(storage_problem(recorded.error()));
      }
      break;
    case AuditDuty::nothing:
      break;
  }
}

std::unique_ptr<http::Intake> Service::recorded_intake(const http::Request& head,
                                                       const Identity& caller,
                                                       std::unique_ptr<http::Intake> intake) const {
  return audited(std::move(intake), audit_entry(head, parts_.wire, &caller, ""), *parts_.recorder);
}

}  // namespace cems::api
