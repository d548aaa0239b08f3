// Extension X6: calls for demand response and the replies to them (docs/demand-response.md
// "Events"). An answer means that the change is durable; a refused call changes nothing.
#include <algorithm>

#include <fmt/format.h>

#include "api/annex_parts.h"
#include "api/checks.h"
#include "api/dr_parts.h"
#include "api/dr_records.h"
#include "api/negotiation.h"
#include "api/rights.h"
#include "api/service.h"
#include "base/log.h"
#include "base/quote.h"
#include "json/value.h"
#include "model/record_read.h"
#include "model/record_write.h"

namespace cems::api {
namespace {

using catalog::DrEvent;
using events::EventBook;
using model::Field;
using model::Model;
using model::Record;
using spec::Code;

/// What an order or a reply says, its form checked.
struct DrMessage {
  Record record;
  CemsId cems;  ///< Empty where it was left out.
  std::string event;
};

/// The fields in which a body names its site and its event.
struct DrBody {
  Model model;
  Field cems;
  Field event;
};

constexpr DrBody kOrderBody{Model::dr_order, Field::dr_order_cems_id, Field::dr_order_event_id};
constexpr DrBody kReplyBody{Model::dr_reply, Field::dr_reply_cems_id, Field::dr_reply_event_id};

Text same(const std::string& text) {
  return {text, text};
}

Problem form_problem(const std::vector<model::Problem>& problems, const spec::Wire& wire,
                     Model model) {
  Problem out{Code::parameter_invalid, {}, {}};
  for (const model::Problem& fault : problems) {
    const std::string field = fault.pointer.empty() ? "" : fault.pointer.substr(1);
    const std::optional<Field> known = wire.field_named(model, field);
    const bool is_time = known && model::info(*known).type == model::FieldType::date_time;
    out.code = out.fields.empty() && is_time ? Code::time_invalid : out.code;
    out.fields.push_back({field, same(field.empty() ? fault.reason : field + ": " + fault.reason)});
  }
  return out;
}

Problem missing_member(std::string_view name) {
  return problem(Code::parameter_missing, name,
                 {fmt::format("请求体缺少 {}", name), fmt::format("the body has no {}", name)});
}

Checked<DrMessage> read_message(const http::Request& request, const spec::Wire& wire,
                                const DrBody& body) {
  const std::string_view type = wire.header_name(spec::Header::content_type);
  if (!is_json(request.field(type))) {
    return tl::make_unexpected(
        problem(Code::media_type_unsupported, type,
                {"请求体应为 application/json", "the body must be application/json"}));
  }
  const Result<json::Value> value = json::parse(request.body);
  if (!value || !value->is(json::Kind::object)) {
    const std::string why = value ? "it is no object" : value.error().message;
    return tl::make_unexpected(
        problem(Code::parameter_invalid, "",
                {"请求体应为一个 JSON 对象", "the body must be one JSON object: " + why}));
  }
  std::vector<model::Problem> problems;
  DrMessage message{model::read_record(body.model, *value, "", wire.names(), problems), {}, {}};
  if (!problems.empty()) {
    return tl::make_unexpected(form_problem(problems, wire, body.model));
  }
  message.cems = CemsId(message.record.text(body.cems).value_or(""));
  message.event = message.record.text(body.event).value_or("");
  if (message.event.empty()) {
    return tl::make_unexpected(missing_member(wire.member_name(body.event)));
  }
  return message;
}

/// The sites a call without `cemsId` may mean.
std::vector<CemsId> sites_meant(const Identity& identity, const catalog::Snapshot& snapshot,
                                const EventBook& book, std::string_view event) {
  std::vector<CemsId> seen;
  for (const auto& site : snapshot.sites()) {
    if (identity.sites.all || identity.sites.has(site->id)) {
      seen.push_back(site->id);
    }
  }
  if (seen.size() <= 1) {
    return seen;
  }
  std::erase_if(seen, [&](const CemsId& cems) {
    return !book.event(cems, snapshot.site(cems)->dr_events, event).has_value();
  });
  return seen;
}

/// What a fault of an event is told as.
Code code_of(const catalog::DrEventFault& fault) {
  switch (fault.field) {
    case Field::dr_event_end_time:
      return Code::time_range_invalid;
    default:
      return Code::parameter_invalid;
  }
}

Problem problem_of(const events::Refusal& refusal, const spec::Wire& wire, std::string_view event) {
  using Kind = events::Refusal::Kind;
  switch (refusal.kind) {
    case Kind::unknown_event:
      return unknown_event(wire, event);
    case Kind::conflict:
      return problem(Code::conflict, wire.param_name(spec::Param::event_id),
                     {refusal.sentence.chinese, refusal.sentence.english});
    case Kind::invalid: {
      Problem out{Code::parameter_invalid, {}, {}};
      for (const catalog::DrEventFault& fault : refusal.faults) {
        const std::string name(wire.member_name(fault.field));
        out.code = out.fields.empty() ? code_of(fault) : out.code;
        out.fields.push_back({name, same(name + " " + fault.reason)});
      }
      return out;
    }
    case Kind::storage:
      break;
  }
  return storage_problem(refusal.storage.value_or(Error{}));
}

http::Response outcome_answer(const Exchange& exchange, const spec::Wire& wire,
                              const catalog::Site& site, const events::Change& change, TimeMs now) {
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key(wire.member(Field::dr_outcome_outcome)).value(events::word_of(change.outcome));
  writer.key(wire.member(Field::dr_outcome_event));
  model::write_record(writer, event_record(site, change.event, Model::dr_event, now), wire.names());
  writer.end_object();
  return exchange.done(std::move(data));
}

using Changed = events::OrRefusal<events::Change>;

/// Of a message that is wrong in itself: the book was not asked.
events::Refusal nothing_done() {
  return {events::Refusal::Kind::invalid, {}, {}, {}};
}

/// What an event cannot be without (docs/demand-response.md "Events").
constexpr Field kNeeded[] = {Field::dr_order_response_type, Field::dr_order_response_mode,
                             Field::dr_order_start_time, Field::dr_order_end_time};

Changed create(EventBook& book, const catalog::Site& site, const Record& order,
               const spec::Wire& wire, TimeMs now, Checked<Unit>& checked) {
  std::vector<catalog::DrEventFault> faults;
  for (const Field needed : kNeeded) {
    if (!order.has(needed)) {
      checked = tl::make_unexpected(missing_member(wire.member_name(needed)));
      return tl::make_unexpected(nothing_done());
    }
  }
  std::optional<DrEvent> event = catalog::make_dr_event(order, site.zone, faults);
  if (!event) {
    return tl::make_unexpected(
        events::Refusal{events::Refusal::Kind::invalid, std::move(faults), {}, {}});
  }
  return book.create(site.id, site.dr_events, *event, site.zone, now);
}

/// One call on the book, from a message. What is wrong with the message itself goes to `checked`.
Changed carry_out(EventBook& book, const catalog::Site& site, const DrMessage& message,
                  const spec::Wire& wire, TimeMs now, Checked<Unit>& checked) {
  const Record& record = message.record;
  const std::string action(record.text(Field::dr_order_action).value_or(""));
  const auto number = record.integer(Field::dr_order_modification_number);
  if (action == "create") {
    return create(book, site, record, wire, now, checked);
  }
  if (action == "modify" && !number) {
    checked =
        tl::make_unexpected(missing_member(wire.member_name(Field::dr_order_modification_number)));
    return tl::make_unexpected(nothing_done());
  }
  if (action == "modify") {
    return book.modify(site.id, site.dr_events, record, site.zone, now);
  }
  if (action == "cancel") {
    return book.cancel(site.id, site.dr_events, message.event, number, now);
  }
  if (action == "settle") {
    const auto status = record.integer(Field::dr_order_settle_status);
    const std::optional<DrEvent> event = book.event(site.id, site.dr_events, message.event);
    const bool is_over = !event || event->range.end <= now;
    if (status && is_over) {
      return book.settle(site.id, site.dr_events, message.event, *status, now);
    }
    checked = tl::make_unexpected(
        is_over ? missing_member(wire.member_name(Field::dr_order_settle_status))
                : problem(Code::conflict, wire.param_name(spec::Param::event_id),
                          {"事件尚未结束，不能结算",
                           "the event is not over, so it cannot be settled"}));
  } else if (action.empty()) {
    checked = tl::make_unexpected(missing_member(wire.member_name(Field::dr_order_action)));
  } else {
    checked = tl::make_unexpected(
        problem(Code::parameter_invalid, wire.member_name(Field::dr_order_action),
                {fmt::format("{} 应为 create、modify、cancel 或 settle", quote(action)),
                 fmt::format("{} must be create, modify, cancel or settle", quote(action))}));
  }
  return tl::make_unexpected(nothing_done());
}

Changed reply_to(EventBook& book, const catalog::Site& site, const DrMessage& message,
                 const spec::Wire& wire, TimeMs now, Checked<Unit>& checked) {
  const std::string opt(message.record.text(Field::dr_reply_opt_status).value_or(""));
  const std::string_view name = wire.member_name(Field::dr_reply_opt_status);
  if (opt == word_of(catalog::DrOpt::in) || opt == word_of(catalog::DrOpt::out)) {
    const catalog::DrOpt meant =
        opt == word_of(catalog::DrOpt::in) ? catalog::DrOpt::in : catalog::DrOpt::out;
    return book.reply(site.id, site.dr_events, message.event,
                      {meant, message.record.number(Field::dr_reply_committed_power)}, now);
  }
  checked = tl::make_unexpected(
      opt.empty() ? missing_member(name)
                  : problem(Code::parameter_invalid, name,
                            {fmt::format("{} 应为 optIn 或 optOut", quote(opt)),
                             fmt::format("{} must be optIn or optOut", quote(opt))}));
  return tl::make_unexpected(nothing_done());
}

}  // namespace

Checked<http::Response> Service::post_dr(Passage& passage, Place place) const {
  const Checked<TokenCheck> token = admit(passage);
  if (!token) {
    return tl::make_unexpected(token.error());
  }
  if (const Checked<Unit> may = check_scope(*token->identity, spec::Scope::ingest); !may) {
    return tl::make_unexpected(may.error());
  }
  if (passage.request.refusal) {
    return tl::make_unexpected(api::problem_of(*passage.request.refusal));
  }
  const bool is_order = place == Place::dr_events;
  Checked<DrMessage> message =
      read_message(passage.request, parts_.wire, is_order ? kOrderBody : kReplyBody);
  if (!message) {
    return tl::make_unexpected(message.error());
  }
  const std::shared_ptr<const catalog::Snapshot> snapshot = parts_.catalog.get();
  if (message->cems.empty()) {
    const std::vector<CemsId> meant =
        sites_meant(*token->identity, *snapshot, parts_.events, message->event);
    if (meant.size() == 1) {
      message->cems = meant.front();
    } else if (meant.empty() && !is_order) {
      return tl::make_unexpected(unknown_event(parts_.wire, message->event));
    } else {
      return tl::make_unexpected(
          missing_member(parts_.wire.member_name(is_order ? kOrderBody.cems : kReplyBody.cems)));
    }
  }
  const Checked<Unit> right = check_right(*token->identity, message->cems, spec::Scope::ingest);
  if (!right) {
    return tl::make_unexpected(right.error());
  }
  const catalog::Site* site = snapshot->site(message->cems);
  if (site == nullptr) {
    return tl::make_unexpected(token->identity->sites.all ? unknown_site(parts_.wire, message->cems)
                                                          : no_right_for_site());
  }
  passage.exchange.use_zone(site->zone);
  Checked<Unit> checked = Unit{};
  const Changed changed =
      is_order ? carry_out(parts_.events, *site, *message, parts_.wire, passage.now, checked)
               : reply_to(parts_.events, *site, *message, parts_.wire, passage.now, checked);
  if (!checked) {
    return tl::make_unexpected(checked.error());
  }
  if (!changed) {
    return tl::make_unexpected(problem_of(changed.error(), parts_.wire, message->event));
  }
  spdlog::info("event {} of {}: {}", quote(message->event), quote(message->cems.view()),
               events::word_of(changed->outcome));
  return outcome_answer(passage.exchange, parts_.wire, *site, *changed, passage.now);
}

}  // namespace cems::api
