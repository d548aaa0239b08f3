// From a request to an answer, check by check.
#include "api/service.h"

#include <fmt/format.h>

#include "api/checks.h"
#include "api/question_cost.h"
#include "api/rights.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/quote.h"

namespace cems::api {
namespace {

using spec::Code;

Problem unknown_address(std::string_view path, const spec::Wire& wire) {
  const std::string_view example = wire.interface_path(spec::InterfaceId::get_cems_static_data);
  return problem(Code::interface_unknown, "",
                 {fmt::format("没有 {}；接口地址形如 {}", quote(path), example),
                  fmt::format("there is nothing at {}; interfaces are at addresses such as {}",
                              quote(path), example)});
}

}  // namespace

http::Response Service::handle(const http::Request& request) {
  const std::int64_t begun_ns = steady_ns();
  const TimeMs now = parts_.clock.now();
  Exchange exchange(request, envelope_, now);
  Passage passage{request, exchange, now};
  passage.trace.begun_ns = begun_ns;
  Checked<http::Response> served = serve(passage);
  record(passage, served);
  const std::int64_t delay_ns = served ? 0 : served.error().delay_ns;
  if (!served) {
    served = exchange.refuse(served.error());
  }
  if (parts_.calls != nullptr && !served->later) {  // What is made later is noted then.
    passage.trace.request_id = std::move(exchange).request_id();
    parts_.calls->note(request, std::move(passage.trace), *served);
  }
  if (delay_ns > 0 && parts_.delayed != nullptr) {
    return parts_.delayed->until(begun_ns + delay_ns, *std::move(served));
  }
  return *std::move(served);
}

void Service::on_reset(bool by_us, std::uint32_t code) {
  if (parts_.calls != nullptr) {
    parts_.calls->note_reset(by_us, code);
  }
}

void Service::on_goaway(std::uint32_t code) {
  if (parts_.calls != nullptr) {
    parts_.calls->note_goaway(code);
  }
}

std::size_t Service::body_bytes_max(const http::Request& head) const {
  if (head.method == "GET" || head.method == "HEAD") {
    return limits::kRequestBodyBytesMax;  // Not kept by the sessions; the hot path stays short.
  }
  // A body is buffered before it is looked at, so only who may send one gets room for it. Who may
  // not is told so by `serve`, which makes the same checks before it speaks of the length.
  const Checked<Route> route = find_route(head, parse_target(head.target));
  if (!route) {
    return 0;
  }
  const Checked<TokenCheck> token = gate_.identify(head);
  if (!token) {
    return 0;
  }
  const std::optional<spec::Scope> scope = scope_needed(*route);
  const bool is_interface = route->place == Place::interface;  // Its 40301 goes before its 40302.
  if (!scope || (!is_interface && !token->identity->scopes.has(*scope))) {
    return 0;
  }
  switch (route->place) {
    case Place::health:
    case Place::readiness:
    case Place::document:
    case Place::access:
      return 0;
    case Place::archive:
      return limits::kBulkBodyBytesMax;
    case Place::readings:
      if (!readings_form(head, parts_.wire)) {
        return 0;
      }
      return parts_.workers != nullptr && !Gate::needs_whole_body(*token->identity)
                 ? limits::kStreamedBodyBytesMax
                 : limits::kBulkBodyBytesMax;
    case Place::interface:
    case Place::dr_events:
    case Place::dr_replies:
      return limits::kRequestBodyBytesMax;
  }
  return 0;
}

/// Where the request goes, if anywhere: 40401, 40501.
Checked<Route> Service::find_route(const http::Request& request, const Target& target) const {
  std::optional<Route> route = route_of(target.path, parts_.wire);
  if (!route) {
    return tl::make_unexpected(unknown_address(target.path, parts_.wire));
  }
  if (!route->allows(request.method)) {
    Problem wrong =
        problem(Code::method_not_allowed, "",
                {fmt::format("请用 {}", route->allow), fmt::format("use {}", route->allow)});
    wrong.allow = route->allow;
    return tl::make_unexpected(std::move(wrong));
  }
  return std::move(*route);
}

Checked<http::Response> Service::serve(Passage& passage) const {
  const http::Request& request = passage.request;
  if (request.refusal && request.refusal != http::Refusal::body_too_large) {
    return tl::make_unexpected(problem_of(*request.refusal));
  }
  const bool is_probe = request.target == kHealthPath || request.target == kReadyPath;
  if (limits_addresses() && !is_probe) {
    if (const Checked<Unit> paid = pay(passage, 1); !paid) {
      return tl::make_unexpected(paid.error());
    }
  }
  const KeptCalls::Versions versions{parts_.tokens.version(), parts_.catalog.version()};
  const Words words = words_of(request, parts_.wire);
  if (const std::shared_ptr<const CheckedCall> kept = kept_calls_.find(words, versions)) {
    if (std::shared_ptr<const catalog::Snapshot> snapshot = kept->snapshot.lock()) {
      return pay_and_answer(kept, std::move(snapshot), passage);
    }
  }
  passage.target = parse_target(request.target);
  const Checked<Route> route = find_route(request, passage.target);
  if (!route) {
    return tl::make_unexpected(route.error());
  }
  passage.trace.subject = Subject(*route);
  passage.place = route->place;
  if (const Checked<Unit> ready = check_recorder(passage); !ready) {
    return tl::make_unexpected(ready.error());
  }
  switch (route->place) {
    case Place::health:
      return passage.exchange.plain(200, "{\"status\":\"ok\"}\n");
    case Place::readiness:
      // Reads go on after a failed write; a supervisor that restarts on 503 brings writes back.
      return parts_.is_writable() ? passage.exchange.plain(200, "{\"status\":\"ok\"}\n")
                                  : passage.exchange.plain(503, "{\"status\":\"not writable\"}\n");
    case Place::document:
      return passage.exchange.plain(200, document());
    case Place::interface:
      return call(spec::info(route->interface), words, versions, passage);
    case Place::archive:
      return put_archive(route->cems, passage);
    case Place::readings:
      return post_readings(passage);
    case Place::dr_events:
    case Place::dr_replies:
      return post_dr(passage, route->place);
    case Place::access:
      return list_access(passage);
  }
  return tl::make_unexpected(unknown_address(passage.target.path, parts_.wire));
}

Checked<TokenCheck> Service::admit(Passage& passage) const {
  Checked<TokenCheck> token = gate_.admit(passage.request);
  if (!token) {
    return token;
  }
  passage.trace.identity = token->identity;
  if (parts_.admission != nullptr) {
    passage.budget = parts_.admission->budget_of(*token->identity, passage.trace.begun_ns);
    const std::int64_t units = 1 + cost_of_body(passage.request.body.size());
    if (const Checked<Unit> paid = pay(passage, units); !paid) {
      return tl::make_unexpected(paid.error());
    }
  }
  return token;
}

}  // namespace cems::api
