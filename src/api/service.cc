// From a request to an answer, check by check.
#include "api/service.h"

#include <fmt/format.h>

#include "api/arguments.h"
#include "api/checks.h"
#include "api/negotiation.h"
#include "api/operation.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"

namespace cems::api {
namespace {

using spec::Code;
using spec::Header;

auto refused(Code code, std::string_view field, Text reason) {
  return tl::make_unexpected(problem(code, field, std::move(reason)));
}

Problem unknown_address(std::string_view path, const spec::Wire& wire) {
  const std::string_view example = wire.interface_path(spec::InterfaceId::get_cems_static_data);
  return problem(Code::interface_unknown, "",
                 {fmt::format("没有 {}；接口地址形如 {}", quote(path), example),
                  fmt::format("there is nothing at {}; interfaces are at addresses such as {}",
                              quote(path), example)});
}

Problem not_implemented(const spec::InterfaceInfo& interface) {
  return problem(
      Code::interface_unknown, "",
      {fmt::format("{}（{}）属于本标准，但本服务尚未实现", interface.name, interface.clause),
       fmt::format("{} ({}) is an interface of the standard that this server does not "
                   "implement yet",
                   interface.name, interface.clause)});
}

bool offers_csv(const spec::InterfaceInfo& interface) {
  return interface.family == spec::Family::historic || interface.family == spec::Family::statistic;
}

Problem no_representation(const spec::Wire& wire, const spec::InterfaceInfo& interface) {
  const std::string_view accept = wire.header_name(Header::accept);
  if (interface.streams) {
    return problem(Code::not_acceptable, accept,
                   {"本接口提供 text/event-stream", "this interface answers text/event-stream"});
  }
  return offers_csv(interface) ? problem(Code::not_acceptable, accept,
                                         {"本接口提供 application/json 或 text/csv",
                                          "this interface answers application/json or text/csv"})
                               : problem(Code::not_acceptable, accept,
                                         {"本接口只提供 application/json",
                                          "this interface answers application/json"});
}

}  // namespace

http::Response Service::handle(const http::Request& request) {
  const TimeMs now = parts_.clock.now();
  Exchange exchange(request, parts_.wire, now);
  Passage passage{request, exchange, now};
  Checked<http::Response> response = serve(passage);
  return response ? std::move(*response) : exchange.refuse(response.error());
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
  const Checked<std::shared_ptr<const Identity>> identity = identify(head);
  if (!identity) {
    return 0;
  }
  switch (route->place) {
    case Place::health:
    case Place::readiness:
    case Place::document:
      return 0;
    case Place::interface:
      return limits::kRequestBodyBytesMax;
    case Place::archive:
      return (*identity)->scopes.has(spec::Scope::admin) ? limits::kBulkBodyBytesMax : 0;
    case Place::readings:
      if (!(*identity)->scopes.has(spec::Scope::ingest) || !readings_form(head, parts_.wire)) {
        return 0;
      }
      return parts_.workers != nullptr ? limits::kStreamedBodyBytesMax : limits::kBulkBodyBytesMax;
    case Place::dr_events:
    case Place::dr_replies:
      return (*identity)->scopes.has(spec::Scope::ingest) ? limits::kRequestBodyBytesMax : 0;
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
  passage.target = parse_target(request.target);
  const Checked<Route> route = find_route(request, passage.target);
  if (!route) {
    return tl::make_unexpected(route.error());
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
      return call(spec::info(route->interface), passage);
    case Place::archive:
      return put_archive(route->cems, passage);
    case Place::readings:
      return post_readings(passage);
    case Place::dr_events:
    case Place::dr_replies:
      return post_dr(passage, route->place);
  }
  return tl::make_unexpected(unknown_address(passage.target.path, parts_.wire));
}

Checked<std::shared_ptr<const Identity>> Service::identify(const http::Request& request) const {
  return check_token(request, parts_.wire, *parts_.tokens.get(), real_now());
}

Checked<http::Response> Service::call(const spec::InterfaceInfo& interface,
                                      Passage& passage) const {
  if (operation_of(interface.id) == nullptr) {
    return tl::make_unexpected(not_implemented(interface));
  }
  const Checked<std::shared_ptr<const Identity>> identity = identify(passage.request);
  if (!identity) {
    return tl::make_unexpected(identity.error());
  }
  Checked<std::vector<NameValue>> given = check_body(passage.request, parts_.wire, passage.target);
  if (!given) {
    return tl::make_unexpected(given.error());
  }
  // A right is for a site, so a request that names none is told so first, with all else it lacks.
  const std::string* cems_text = given_value(*given, parts_.wire, spec::Param::cems_id);
  const CemsId cems(cems_text == nullptr ? std::string() : *cems_text);
  if (!cems.empty()) {
    const Checked<Unit> right = check_right(**identity, cems, spec::scope_of(interface.family));
    if (!right) {
      return tl::make_unexpected(right.error());
    }
  }
  std::shared_ptr<const catalog::Snapshot> snapshot = parts_.catalog.get();
  const catalog::Site* site = snapshot->site(cems);
  const Zone zone = site != nullptr ? site->zone : Zone();
  passage.exchange.use_zone(zone);
  const auto accept = passage.request.joined(parts_.wire.header_name(Header::accept));
  const auto representation = interface.streams
                                  ? choose_events(accept)
                                  : choose_representation(accept, offers_csv(interface));
  if (!representation) {
    return tl::make_unexpected(no_representation(parts_.wire, interface));
  }
  const std::string_view accept_encoding = parts_.wire.header_name(Header::accept_encoding);
  const auto coding = choose_coding(passage.request.joined(accept_encoding));
  if (!coding) {
    return refused(Code::not_acceptable, accept_encoding,
                   {"请允许 identity、gzip 或 zstd", "allow one of identity, gzip and zstd"});
  }
  Checked<Arguments> arguments = read_arguments(interface, *given, parts_.wire, zone);
  if (!arguments) {
    return tl::make_unexpected(arguments.error());
  }
  if (site == nullptr) {
    return tl::make_unexpected((*identity)->sites.all ? unknown_site(parts_.wire, cems)
                                                      : no_right_for_site(cems));
  }
  const Call call{interface,
                  parts_.wire,
                  parts_.store,
                  parts_.events,
                  snapshot,
                  *site,
                  passage.now,
                  (*identity)->scopes.has(spec::Scope::admin),
                  std::move(*arguments),
                  *representation,
                  &closed_,
                  &plans_};
  return interface.streams ? watch(call, passage) : answer(call, *given, *coding, passage);
}

}  // namespace cems::api
