// Extension X6: archives and readings into a running server. Outside the standard's URL space, with
// scopes of their own; an answer means that what it counts is durable.
#include "api/checks.h"
#include "api/negotiation.h"
#include "api/readings_intake.h"
#include "api/rights.h"
#include "api/service.h"
#include "base/clock.h"

namespace cems::api {
namespace {

using spec::Code;

auto refused(Code code, std::string_view field, Text reason) {
  return tl::make_unexpected(problem(code, field, std::move(reason)));
}

/// Problems of an archive, each with its JSON pointer as the field.
Problem archive_problem(const std::vector<model::Problem>& problems) {
  Problem out{Code::parameter_invalid, {}, {}};
  for (const model::Problem& fault : problems) {
    const std::string where = fault.pointer.empty() ? "archive" : fault.pointer;
    const std::string text = where + ": " + fault.reason;
    out.fields.push_back({fault.pointer, {text, text}});
  }
  return out;
}

}  // namespace

Checked<std::unique_ptr<ReadingsBody>> Service::begin_readings(
    const http::Request& head, TimeMs now, const std::shared_ptr<const Identity>& caller) const {
  if (const Checked<Unit> right = check_scope(*caller, spec::Scope::ingest); !right) {
    return tl::make_unexpected(right.error());
  }
  const Checked<ReadingsForm> form = readings_form(head, parts_.wire);
  if (!form) {
    return tl::make_unexpected(form.error());
  }
  if (head.refusal) {
    return tl::make_unexpected(problem_of(*head.refusal));
  }
  return std::make_unique<ReadingsBody>(
      *form,
      ReadingsPlace{parts_.wire, parts_.store, parts_.quarantine, series_pool_, parts_.calls},
      series_pool_.take(parts_.catalog.get(), caller), now);
}

Checked<http::Response> Service::post_readings(Passage& passage) const {
  const Checked<TokenCheck> token = admit(passage);
  if (!token) {
    return tl::make_unexpected(token.error());
  }
  const Checked<std::unique_ptr<ReadingsBody>> body =
      begin_readings(passage.request, passage.now, token->identity);
  if (!body) {
    return tl::make_unexpected(body.error());
  }
  if (const Checked<Unit> taken = (*body)->add(passage.request.body); !taken) {
    return tl::make_unexpected(taken.error());
  }
  Checked<std::string> report = (*body)->finish();
  if (!report) {
    return tl::make_unexpected(report.error());
  }
  return passage.exchange.plain(200, *std::move(report));
}

std::unique_ptr<http::Intake> Service::open_intake(const http::Request& head,
                                                   const http::Wake& wake) {
  if (parts_.workers == nullptr || head.method != "POST") {
    return nullptr;
  }
  const Checked<Route> route = find_route(head, parse_target(head.target));
  if (!route || route->place != Place::readings) {
    return nullptr;
  }
  const Checked<TokenCheck> token = gate_.identify(head);
  if (!token || Gate::needs_whole_body(*token->identity)) {
    return nullptr;
  }
  const std::int64_t begun_ns = steady_ns();
  const TimeMs now = parts_.clock.now();
  Checked<std::unique_ptr<ReadingsBody>> body = begin_readings(head, now, token->identity);
  if (!body) {
    return nullptr;  // body_bytes_max leaves no room for it, and `handle` says why.
  }
  Exchange exchange(head, envelope_, now);
  Passage passage{head, exchange, now};
  passage.trace = {begun_ns, Subject(*route), token->identity, {}, exchange.request_id()};
  std::unique_ptr<http::Intake> intake = paid_intake(passage, [&] {
    return make_readings_intake(*std::move(body), exchange, *parts_.workers, wake);
  });
  if (parts_.recorder != nullptr) {
    intake = recorded_intake(head, *token->identity, std::move(intake));
  }
  return parts_.calls == nullptr
             ? std::move(intake)
             : parts_.calls->note(head, std::move(passage.trace), std::move(intake));
}

Checked<http::Response> Service::put_archive(const std::string& cems, Passage& passage) const {
  const Checked<TokenCheck> token = admit(passage);
  if (!token) {
    return tl::make_unexpected(token.error());
  }
  passage.trace.name_site(cems);
  const Checked<Unit> right = check_right(*token->identity, CemsId(cems), spec::Scope::admin);
  if (!right) {
    return tl::make_unexpected(right.error());
  }
  if (passage.request.refusal) {
    return tl::make_unexpected(problem_of(*passage.request.refusal));
  }
  const std::string_view type = parts_.wire.header_name(spec::Header::content_type);
  if (!is_json(passage.request.field(type))) {
    return refused(Code::media_type_unsupported, type,
                   {"档案应为 application/json", "an archive must be application/json"});
  }
  const MutexLock lock(archive_mutex_);  // Completing from the stored archive is read-modify-write.
  Result<catalog::ArchiveReading> applied =
      parts_.archives.apply(passage.request.body, CemsId(cems), parts_.wire);
  if (!applied) {
    const Errc code = applied.error().code;
    const bool callers = code == Errc::invalid_argument || code == Errc::conflict;
    return tl::make_unexpected(callers ? problem_of(applied.error())
                                       : storage_problem(applied.error()));
  }
  if (applied->site == nullptr) {
    return tl::make_unexpected(archive_problem(applied->problems));
  }
  parts_.catalog.set(parts_.catalog.get()->with(applied->site));
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key("points").value(static_cast<std::int64_t>(applied->site->points.size()));
  writer.key("warnings").begin_array();
  for (const model::Problem& warning : applied->warnings) {
    writer.value(warning.pointer + ": " + warning.reason);
  }
  writer.end_array();
  writer.end_object();
  return passage.exchange.done(std::move(data));
}

}  // namespace cems::api
