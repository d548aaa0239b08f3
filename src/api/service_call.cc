// What a request to an interface asks: the checks in the order of dictionary R2, once for the same
// words.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/arguments.h"
#include "api/checks.h"
#include "api/entity_tag.h"
#include "api/negotiation.h"
#include "api/newest_plan.h"
#include "api/operation.h"
#include "api/question_cost.h"
#include "api/rights.h"
#include "api/service.h"
#include "base/clock.h"

namespace cems::api {
namespace {

using spec::Code;
using spec::Header;

auto refused(Code code, std::string_view field, Text reason) {
  return tl::make_unexpected(problem(code, field, std::move(reason)));
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

/// What of an answer the check of its request has decided. The parameters are in their own order,
/// whatever the order, the spelling of their names or the method they came in; unknown ones change
/// nothing.
std::array<std::uint64_t, 2> digest_of_words(const CheckedCall& call, std::string_view edition,
                                             const std::vector<NameValue>& given,
                                             const spec::Wire& wire) {
  std::vector<std::pair<spec::Param, const std::string*>> known;
  for (const NameValue& pair : given) {
    if (const std::optional<spec::Param> param = wire.param_named(pair.name)) {
      known.emplace_back(*param, &pair.value);
    }
  }
  std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, std::string_view(*a.second)) <
           std::pair(b.first, std::string_view(*b.second));
  });
  TagDigest digest;
  digest.add(edition);
  digest.add(static_cast<std::uint64_t>(call.interface.id));
  digest.add(std::uint64_t{call.identity->scopes.has(spec::Scope::admin)});
  digest.add(static_cast<std::uint64_t>(call.representation));
  digest.add(static_cast<std::uint64_t>(call.coding.coding));
  for (const auto& [param, value] : known) {
    digest.add(static_cast<std::uint64_t>(param));
    digest.add(*value);
  }
  digest.add(static_cast<std::uint64_t>(call.arguments.range.begin.ms));
  digest.add(static_cast<std::uint64_t>(call.arguments.range.end.ms));
  return digest.finish_numbers();
}

}  // namespace

Checked<std::shared_ptr<CheckedCall>> Service::check(
    const spec::InterfaceInfo& interface, const std::shared_ptr<const catalog::Snapshot>& snapshot,
    Passage& passage) const {
  Checked<TokenCheck> token = admit(passage);
  if (!token) {
    return tl::make_unexpected(token.error());
  }
  const Identity& identity = *token->identity;
  const Checked<std::vector<NameValue>> given =
      check_body(passage.request, parts_.wire, passage.target);
  if (!given) {
    return tl::make_unexpected(given.error());
  }
  // A right is for a site, so a request that names none is told so first, with all else it lacks.
  const std::string* cems_text = given_value(*given, parts_.wire, spec::Param::cems_id);
  const CemsId cems(cems_text == nullptr ? std::string() : *cems_text);
  passage.trace.name_site(cems.view());
  if (!cems.empty()) {
    const Checked<Unit> right = check_right(identity, cems, spec::scope_of(interface.family));
    if (!right) {
      return tl::make_unexpected(right.error());
    }
  }
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
    return tl::make_unexpected(identity.sites.all ? unknown_site(parts_.wire, cems)
                                                  : no_right_for_site());
  }
  auto checked = std::make_shared<CheckedCall>(CheckedCall{interface,
                                                           std::move(token->identity),
                                                           token->expires,
                                                           snapshot,
                                                           *site,
                                                           std::move(*arguments),
                                                           *representation,
                                                           *coding,
                                                           {},
                                                           nullptr});
  checked->words_digest = digest_of_words(*checked, edition_, *given, parts_.wire);
  return checked;
}

Call Service::call_of(const std::shared_ptr<const CheckedCall>& checked,
                      std::shared_ptr<const catalog::Snapshot> snapshot,
                      const Passage& passage) const {
  return Call{checked->interface,
              parts_.wire,
              parts_.store,
              parts_.events,
              std::move(snapshot),
              checked->site,
              passage.now,
              checked->identity->scopes.has(spec::Scope::admin),
              checked,
              checked->arguments,
              checked->representation,
              &closed_,
              &answers_,
              &row_texts_,
              checked->plan.get(),
              &passage.exchange};
}

Checked<http::Response> Service::call(const spec::InterfaceInfo& interface, const Words& words,
                                      KeptCalls::Versions versions, Passage& passage) const {
  if (operation_of(interface.id) == nullptr) {
    return tl::make_unexpected(not_implemented(interface));
  }
  std::shared_ptr<const catalog::Snapshot> snapshot = parts_.catalog.get();
  Checked<std::shared_ptr<CheckedCall>> checked = check(interface, snapshot, passage);
  if (!checked) {
    return tl::make_unexpected(checked.error());
  }
  if (parts_.admission != nullptr) {
    (*checked)->cost = question_cost(call_of(*checked, snapshot, passage));
    (*checked)->budget = passage.budget;
  }
  if (interface.streams) {
    if (const Checked<Unit> paid = pay(passage, (*checked)->cost.units); !paid) {
      return tl::make_unexpected(paid.error());
    }
    return watch(call_of(*checked, std::move(snapshot), passage), passage);
  }
  if (interface.family == spec::Family::dynamic) {
    auto plan = prepare_dynamic(call_of(*checked, snapshot, passage));
    if (!plan) {
      return tl::make_unexpected(plan.error());
    }
    (*checked)->plan = std::move(*plan);
  }
  // A signed request is checked whenever it comes: its nonce is to be let in once.
  if (!words.text.empty() && !(*checked)->identity->signing) {
    kept_calls_.put(words, versions, *checked);
  }
  return pay_and_answer(*checked, std::move(snapshot), passage);
}

}  // namespace cems::api
