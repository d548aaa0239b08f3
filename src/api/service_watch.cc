// From a checked call to a live stream: who reads it is asked for again as long as it goes on.
#include <memory>
#include <utility>

#include "api/operation.h"
#include "api/rights.h"
#include "api/service.h"
#include "api/watch_hub.h"

namespace cems::api {
namespace {

/// The request without its body: what says who asks.
http::Request head_of(const http::Request& request) {
  http::Request head;
  head.method = request.method;
  head.target = request.target;
  head.authority = request.authority;
  head.fields = request.fields;
  head.peer = request.peer;
  head.certificate_names = request.certificate_names;
  return head;
}

/// The envelope's one line.
std::string line_of(http::Response response) {
  while (!response.body.empty() && response.body.back() == '\n') {
    response.body.pop_back();
  }
  return std::move(response.body);
}

}  // namespace

Checked<http::Response> Service::watch(Call call, Passage& passage) const {
  if (parts_.watches == nullptr) {
    return tl::make_unexpected(problem(spec::Code::source_unavailable, "",
                                       {"本服务未开启推送", "this server has no live streams"}));
  }
  const auto head = std::make_shared<const http::Request>(head_of(passage.request));
  const auto last_id = head->field(parts_.wire.header_name(spec::Header::last_event_id));
  const WatchCall watched{
      *parts_.watches,
      std::string(last_id.value_or("")),
      {[this, head, cems = call.site.id,
        scope = spec::scope_of(call.interface.family)]() -> std::optional<Problem> {
         const Checked<TokenCheck> token = gate_.identify(*head);
         if (!token) {
           return token.error();
         }
         const Checked<Unit> right = check_right(*token->identity, cems, scope);
         return right ? std::nullopt : std::optional(right.error());
       },
       [this, exchange = passage.exchange](const Problem& problem) {
         return line_of(exchange.at(parts_.clock.now()).refuse(problem));
       }}};
  call.watch = &watched;
  Checked<Data> data = operation_of(call.interface.id)(call);
  if (!data) {
    return tl::make_unexpected(data.error());
  }
  return passage.exchange.stream(*std::move(data));
}

}  // namespace cems::api
