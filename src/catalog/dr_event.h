/// A call for demand response as the program uses it (Annex A, DrEvent): from an archive's drEvents
/// or from /ingest/v1/dr-events (docs/demand-response.md "Events").
///
/// Values; threads share nothing. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/time.h"
#include "base/zone.h"
#include "model/record.h"

namespace cems::catalog {

/// By the clock; `none` is not published yet.
enum class DrState : std::uint8_t { none, far, near, active, completed, cancelled };

/// As DrEvent.eventStatus spells it.
[[nodiscard]] std::string_view word_of(DrState state);

enum class DrOpt : std::uint8_t { none, in, out };

/// DrEvent.optStatus: none, optIn, optOut.
[[nodiscard]] std::string_view word_of(DrOpt opt);

struct DrEvent {
  /// Every field that was given but eventStatus, times printed in the site's zone; what the members
  /// below say too is kept in step by `make_dr_event` and `renew`.
  model::Record record{model::Model::dr_event};

  std::string id;
  TimeRange range;                  ///< Of the response.
  std::optional<TimeMs> published;  ///< Nothing: always.
  TimeMs reply_deadline;            ///< Exclusive; the begin where none is given.
  bool fills_valleys = false;       ///< responseType 2; else peak shaving.
  std::int64_t participation = 0;   ///< participationMode; 0 where none is given.
  std::int64_t modification = 0;
  bool cancelled = false;
  DrOpt opt = DrOpt::none;
  std::optional<Decimal> invited;    ///< kW
  std::optional<Decimal> committed;  ///< kW, of the reply
  std::optional<Decimal> price;
  bool priced_by_power = false;    ///< yuan/kW; else yuan/kWh.
  std::int64_t settle_status = 0;  ///< 0 open, 1 settled, 2 disputed.

  /// Whether the site takes part: its reply is optIn, or there is none and none is needed
  /// (participationMode 1 or 3); never in a cancelled event.
  [[nodiscard]] bool participates() const;

  /// What the site is held to: its commitment, else what it was invited to.
  [[nodiscard]] const std::optional<Decimal>& commitment() const {
    return committed ? committed : invited;
  }

  friend bool operator==(const DrEvent&, const DrEvent&) = default;
};

/// `notice_ms` before its begin an event is near.
[[nodiscard]] DrState state_of(const DrEvent& event, std::int64_t notice_ms, TimeMs now);

/// What is wrong with an event, and in which field of Model::dr_event; a settleStatus, which that
/// model does not have, in the field of the record's own.
struct DrEventFault {
  model::Field field;
  std::string reason;
};

/// An event from a record of Model::dr_event or of a model that extends it (only the fields of
/// DrEvent count, and settleStatus, where it has one). Times without an offset are the zone's.
/// Faults: a required field that is not there, an end not after its begin or more than
/// limits::kDrEventDaysMax after it, a negative power or price, a number that its enumeration does
/// not have, a modificationNumber below 0, a publishTime or replyDeadline after the begin, an id
/// that is no 1 to 64 characters without control characters. eventStatus says only `cancelled`; all
/// else is the clock's. With faults nothing is returned; otherwise none are added.
[[nodiscard]] std::optional<DrEvent> make_dr_event(const model::Record& record, const Zone& zone,
                                                   std::vector<DrEventFault>& faults);

/// Puts what replies and cancellations change (opt, committed, modification) back into `record`. A
/// default that is not in it stays out.
void renew(DrEvent& event);

/// A record's fields of the model it extends, by the base's names. REQUIRES: record.model() is
/// `base` or extends it.
[[nodiscard]] model::Record base_record(const model::Record& record, model::Model base);

}  // namespace cems::catalog
