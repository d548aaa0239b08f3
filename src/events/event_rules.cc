// One function an action: first what is wrong with the order itself, then whether there is such an
// event, then whether it was so already, and last whether it may still be changed.
#include "events/event_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/quote.h"

namespace cems::events {
namespace {

using catalog::DrEvent;
using catalog::DrEventFault;
using catalog::DrOpt;
using model::Field;

constexpr std::array<std::string_view, 6> kOutcomeWords = {"created", "modified", "cancelled",
                                                           "settled", "replied",  "unchanged"};

tl::unexpected<Refusal> refused(Refusal refusal) {
  return tl::make_unexpected(std::move(refusal));
}

tl::unexpected<Refusal> invalid(std::vector<DrEventFault> faults) {
  return refused({Refusal::Kind::invalid, std::move(faults), {}, std::nullopt});
}

tl::unexpected<Refusal> unknown(std::string_view id) {
  return refused({Refusal::Kind::unknown_event,
                  {},
                  {fmt::format("该用户端没有事件 {}", quote(id)),
                   fmt::format("the site has no event {}", quote(id))},
                  std::nullopt});
}

tl::unexpected<Refusal> is_cancelled(const DrEvent& event) {
  return refused(conflict(fmt::format("事件 {} 已取消", quote(event.id)),
                          fmt::format("event {} is cancelled", quote(event.id))));
}

tl::unexpected<Refusal> is_over(const DrEvent& event) {
  return refused(conflict(fmt::format("事件 {} 已结束", quote(event.id)),
                          fmt::format("event {} is over", quote(event.id))));
}

tl::unexpected<Refusal> is_stale(const DrEvent& event, std::int64_t number) {
  return refused(conflict(
      fmt::format("修改序号 {} 低于事件 {} 的 {}", number, quote(event.id), event.modification),
      fmt::format("modification {} is lower than that of event {}, {}", number, quote(event.id),
                  event.modification)));
}

tl::unexpected<Refusal> is_other(const DrEvent& event) {
  return refused(conflict(
      fmt::format("事件 {} 已有修改序号 {} 而内容不同", quote(event.id), event.modification),
      fmt::format("event {} has other content at modification {}", quote(event.id),
                  event.modification)));
}

bool has_ended(const DrEvent& event, TimeMs now) {
  return now >= event.range.end;
}

/// The fields that say nothing beyond the members of an event.
constexpr Field kSaidByMembers[] = {Field::dr_event_modification_number,
                                    Field::dr_event_publish_time,
                                    Field::dr_event_reply_deadline,
                                    Field::dr_event_start_time,
                                    Field::dr_event_end_time,
                                    Field::dr_event_committed_power,
                                    Field::dr_event_opt_status};

/// Whether two say the same but for their settlement, however they spell it: a default that is
/// written out, or a moment of another zone, makes no other event.
bool same_content(DrEvent a, DrEvent b) {
  for (const Field field : kSaidByMembers) {
    a.record.erase(field);
    b.record.erase(field);
  }
  a.settle_status = b.settle_status;
  return a == b;
}

void keep_reply(DrEvent& event, const DrEvent& of) {
  if (event.opt == DrOpt::none && !event.committed) {
    event.opt = of.opt;
    event.committed = of.committed;
  }
}

Change unchanged(const DrEvent& event) {
  return {event, Outcome::unchanged};
}

Change changed(DrEvent event, Outcome outcome) {
  renew(event);
  return {std::move(event), outcome};
}

}  // namespace

std::string_view word_of(Outcome outcome) {
  return kOutcomeWords.at(static_cast<std::size_t>(outcome));
}

Refusal conflict(std::string chinese, std::string english) {
  return {Refusal::Kind::conflict, {}, {std::move(chinese), std::move(english)}, std::nullopt};
}

Refusal not_kept(Error error) {
  return {Refusal::Kind::storage, {}, {}, std::move(error)};
}

DrEvent effective(const DrEvent& archived, const DrEvent& logged) {
  if (logged.modification >= archived.modification) {
    return logged;
  }
  DrEvent event = archived;
  keep_reply(event, logged);
  if (event.settle_status == 0) {
    event.settle_status = logged.settle_status;
  }
  renew(event);
  return event;
}

OrRefusal<Change> create(const DrEvent* current, const DrEvent& order, const Zone& zone,
                         TimeMs now) {
  if (order.settle_status != 0) {
    return invalid({{Field::dr_order_settle_status, "comes with the action settle only"}});
  }
  DrEvent event = order;
  if (current != nullptr) {
    if (!event.published) {
      event.published = current->published;
    }
    keep_reply(event, *current);
    if (same_content(event, *current)) {
      return unchanged(*current);
    }
    return current->cancelled ? is_cancelled(*current) : is_other(*current);
  }
  if (!event.published) {
    event.published = std::min(now, event.range.begin);
    event.record.set_text(Field::dr_event_publish_time, format_time(*event.published, zone));
  }
  event.record.set_integer(Field::dr_event_modification_number, event.modification);
  return changed(std::move(event), Outcome::created);
}

OrRefusal<Change> modify(const DrEvent* current, const model::Record& patch, const Zone& zone,
                         TimeMs now) {
  const model::Record fields = catalog::base_record(patch, model::Model::dr_event);
  const auto number = fields.integer(Field::dr_event_modification_number);
  if (!number) {
    return invalid({{Field::dr_event_modification_number, "is missing; a modification needs it"}});
  }
  if (patch.model() == model::Model::dr_order && patch.has(Field::dr_order_settle_status)) {
    return invalid({{Field::dr_order_settle_status, "comes with the action settle only"}});
  }
  if (current == nullptr) {
    return unknown(fields.text(Field::dr_event_event_id).value_or(""));
  }
  if (*number < current->modification) {
    return is_stale(*current, *number);
  }
  model::Record merged = current->record;
  for (const model::Record::Entry& entry : fields.entries()) {
    merged.set(entry.field, entry.value);
  }
  std::vector<DrEventFault> faults;
  std::optional<DrEvent> event = make_dr_event(merged, zone, faults);
  if (!event) {
    return invalid(std::move(faults));
  }
  if (same_content(*event, *current)) {
    return unchanged(*current);
  }
  if (current->cancelled) {
    return is_cancelled(*current);
  }
  if (has_ended(*current, now)) {
    return is_over(*current);
  }
  if (*number == current->modification) {
    return is_other(*current);
  }
  event->settle_status = current->settle_status;
  return changed(*std::move(event), Outcome::modified);
}

OrRefusal<Change> cancel(const DrEvent* current, std::string_view id,
                         std::optional<std::int64_t> modification, TimeMs now) {
  if (current == nullptr) {
    return unknown(id);
  }
  if (modification && *modification < current->modification) {
    return is_stale(*current, *modification);
  }
  if (current->cancelled) {
    return unchanged(*current);
  }
  if (has_ended(*current, now)) {
    return is_over(*current);
  }
  DrEvent event = *current;
  event.cancelled = true;
  event.modification = modification.value_or(event.modification);
  return changed(std::move(event), Outcome::cancelled);
}

OrRefusal<Change> settle(const DrEvent* current, std::string_view id, std::int64_t status) {
  if (status < 0 || status > 2) {
    return invalid({{Field::dr_order_settle_status,
                     fmt::format("is {}, must be 0 (open), 1 (settled) or 2 (disputed)", status)}});
  }
  if (current == nullptr) {
    return unknown(id);
  }
  if (current->settle_status == status) {
    return unchanged(*current);
  }
  DrEvent event = *current;
  event.settle_status = status;
  return changed(std::move(event), Outcome::settled);
}

OrRefusal<Change> reply(const DrEvent* current, std::string_view id, const Reply& given,
                        TimeMs now) {
  if (given.opt == DrOpt::none) {
    return invalid({{Field::dr_reply_opt_status, "must be optIn or optOut"}});
  }
  if (given.committed && given.committed->is_negative()) {
    return invalid({{Field::dr_reply_committed_power,
                     fmt::format("is {}, must not be negative", given.committed->to_string())}});
  }
  if (current == nullptr) {
    return unknown(id);
  }
  if (current->cancelled) {
    return is_cancelled(*current);
  }
  if (now >= current->reply_deadline) {
    return refused(
        conflict(fmt::format("事件 {} 的邀约响应截止时间已过", quote(current->id)),
                 fmt::format("the time to reply to event {} has passed", quote(current->id))));
  }
  DrEvent event = *current;
  event.opt = given.opt;
  event.committed = given.committed ? given.committed : event.invited;
  if (given.opt == DrOpt::out) {
    event.committed.reset();
  }
  if (event.opt == current->opt && event.committed == current->committed) {
    return unchanged(*current);
  }
  return changed(std::move(event), Outcome::replied);
}

}  // namespace cems::events
