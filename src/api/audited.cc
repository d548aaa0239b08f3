// See audited.h.
#include "api/audited.h"

#include <string_view>
#include <utility>

#include "api/checks.h"

namespace cems::api {
namespace {

bool is_refusal(spec::Code code) {
  switch (code) {
    case spec::Code::token_missing:
    case spec::Code::token_invalid:
    case spec::Code::token_expired:
    case spec::Code::timestamp_outside_window:
    case spec::Code::nonce_replayed:
    case spec::Code::signature_wrong:
    case spec::Code::cems_forbidden:
    case spec::Code::family_forbidden:
    case spec::Code::rate_limited:
      return true;
    default:
      return false;
  }
}

/// The public id of the token that was shown, right or wrong.
std::string token_id_of(const http::Request& request, const spec::Wire& wire) {
  const std::optional<std::string_view> text = bearer_of(request, wire);
  const std::optional<TokenParts> parts = text ? split_token(*text) : std::nullopt;
  return std::string(parts ? parts->id : std::string_view());
}

class AuditedIntake final : public http::Intake {
 public:
  AuditedIntake(std::unique_ptr<http::Intake> intake, audit::Entry entry, audit::Recorder& recorder)
      : intake_(std::move(intake)), entry_(std::move(entry)), recorder_(recorder) {}

  AuditedIntake(const AuditedIntake&) = delete;
  AuditedIntake& operator=(const AuditedIntake&) = delete;

  ~AuditedIntake() override {
    if (!noted_) {
      note("abandoned");
    }
  }

  void add(std::string_view bytes) override { intake_->add(bytes); }

  void end() override { intake_->end(); }

  [[nodiscard]] std::size_t waiting() const override { return intake_->waiting(); }

  [[nodiscard]] std::optional<http::Response> answer() override {
    std::optional<http::Response> response = intake_->answer();
    if (response && !noted_) {
      note(std::to_string(response->status));
    }
    return response;
  }

 private:
  void note(std::string result) {
    noted_ = true;
    entry_.result = std::move(result);
    recorder_.note(std::move(entry_), audit::Kind::wrote);
  }

  std::unique_ptr<http::Intake> intake_;
  audit::Entry entry_;
  audit::Recorder& recorder_;
  bool noted_ = false;
};

}  // namespace

AuditDuty audit_duty(std::optional<Place> place, std::optional<spec::Code> refusal) {
  if (refusal && is_refusal(*refusal)) {
    return AuditDuty::note_refusal;
  }
  if (!place || refusal == spec::Code::method_not_allowed) {
    return AuditDuty::nothing;
  }
  switch (*place) {
    case Place::archive:
    case Place::dr_events:
    case Place::dr_replies:
      return AuditDuty::record;
    case Place::readings:
      return AuditDuty::note_write;
    case Place::health:
    case Place::readiness:
    case Place::document:
    case Place::access:
    case Place::interface:
      return AuditDuty::nothing;
  }
  return AuditDuty::nothing;
}

audit::Entry audit_entry(const http::Request& request, const spec::Wire& wire,
                         const Identity* identity, std::string result) {
  audit::Entry entry;
  entry.actor = identity != nullptr ? identity->name : std::string();
  entry.token = identity != nullptr ? identity->id : token_id_of(request, wire);
  entry.action = request.method;
  entry.object = request.target.substr(0, request.target.find('?'));  // A query may hold anything.
  entry.result = std::move(result);
  entry.source = request.peer;
  return entry;
}

std::unique_ptr<http::Intake> audited(std::unique_ptr<http::Intake> intake, audit::Entry entry,
                                      audit::Recorder& recorder) {
  return std::make_unique<AuditedIntake>(std::move(intake), std::move(entry), recorder);
}

}  // namespace cems::api
