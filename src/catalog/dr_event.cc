// A record to an event: each field checked by itself, then the order of its moments.
#include "catalog/dr_event.h"

#include <array>
#include <utility>

#include "base/assert.h"
#include "base/limits.h"
#include "base/quote.h"
#include "model/names.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;
using model::Record;

constexpr std::array<std::string_view, 6> kDrStateWords = {"none",   "far",       "near",
                                                           "active", "completed", "cancelled"};
constexpr std::array<std::string_view, 3> kDrOptWords = {"none", "optIn", "optOut"};

constexpr std::int64_t kAgreed = 1;  // participationMode: no reply is needed, as in an emergency.
constexpr std::int64_t kEmergency = 3;
constexpr std::int64_t kValleyFilling = 2;  // responseType.

class DrEventReader {
 public:
  DrEventReader(const Record& given, const Zone& zone, std::vector<DrEventFault>& faults)
      : zone_(zone), faults_(faults) {
    event_.record = base_record(given, Model::dr_event);
  }

  /// Every fault of the fields that Model::dr_event has, and the event made of the others.
  DrEvent read();

 private:
  void words();
  void moments();
  void numbers();
  /// A moment of the record, printed anew; nothing where there is none, or a faulty one.
  std::optional<TimeMs> moment(Field field);
  std::optional<Decimal> amount(Field field);
  /// `otherwise` where there is none, or a faulty one.
  std::int64_t among(Field field, std::int64_t least, std::int64_t most, std::int64_t otherwise);

  void add(Field field, std::string reason) { faults_.push_back({field, std::move(reason)}); }

  void require(Field field) {
    if (!event_.record.has(field)) {
      add(field, "is missing; an event needs it");
    }
  }

  const Zone& zone_;
  std::vector<DrEventFault>& faults_;
  DrEvent event_;
};

DrEvent DrEventReader::read() {
  for (const Field field :
       {Field::dr_event_event_id, Field::dr_event_response_type, Field::dr_event_response_mode,
        Field::dr_event_start_time, Field::dr_event_end_time}) {
    require(field);
  }
  words();
  numbers();
  moments();
  return std::move(event_);
}

void DrEventReader::words() {
  Record& record = event_.record;
  if (const auto id = record.text(Field::dr_event_event_id)) {
    event_.id = *id;
    if (!model::is_usable_name(*id)) {
      add(Field::dr_event_event_id, "must be 1 to " + std::to_string(limits::kStringCharsMax) +
                                        " characters, none of them a control character");
    }
  }
  event_.cancelled = record.text(Field::dr_event_event_status) == word_of(DrState::cancelled);
  record.erase(Field::dr_event_event_status);
  if (const auto opt = record.text(Field::dr_event_opt_status)) {
    if (opt == word_of(DrOpt::in)) {
      event_.opt = DrOpt::in;
    } else if (opt == word_of(DrOpt::out)) {
      event_.opt = DrOpt::out;
    } else if (opt != word_of(DrOpt::none)) {
      add(Field::dr_event_opt_status, "is " + quote(*opt) + ", must be none, optIn or optOut");
    }
  }
  if (const auto unit = record.text(Field::dr_event_price_unit)) {
    event_.priced_by_power = unit == "yuan/kW";
    if (unit != "yuan/kW" && unit != "yuan/kWh") {
      add(Field::dr_event_price_unit, "is " + quote(*unit) + ", must be yuan/kWh or yuan/kW");
    }
  }
}

void DrEventReader::numbers() {
  event_.fills_valleys = among(Field::dr_event_response_type, 1, 2, 1) == kValleyFilling;
  (void)among(Field::dr_event_response_mode, 1, 3, 1);
  event_.participation = among(Field::dr_event_participation_mode, 1, 3, 0);
  event_.modification = event_.record.integer(Field::dr_event_modification_number).value_or(0);
  if (event_.modification < 0) {
    add(Field::dr_event_modification_number, "must not be negative");
  }
  (void)amount(Field::dr_event_target_power);
  event_.invited = amount(Field::dr_event_invited_power);
  event_.committed = amount(Field::dr_event_committed_power);
  event_.price = amount(Field::dr_event_price);
}

void DrEventReader::moments() {
  const auto begin = moment(Field::dr_event_start_time);
  const auto end = moment(Field::dr_event_end_time);
  event_.published = moment(Field::dr_event_publish_time);
  const auto deadline = moment(Field::dr_event_reply_deadline);
  if (!begin) {
    return;
  }
  if (end && *end <= *begin) {
    add(Field::dr_event_end_time, "must be after the begin");
  } else if (end && *end - *begin > limits::kDrEventDaysMax * kMsPerDay) {
    add(Field::dr_event_end_time,
        "must be at most " + std::to_string(limits::kDrEventDaysMax) + " days after the begin");
  }
  if (event_.published > begin) {
    add(Field::dr_event_publish_time, "must not be after the begin");
  }
  if (deadline > begin) {
    add(Field::dr_event_reply_deadline, "must not be after the begin");
  }
  event_.range = {*begin, end.value_or(*begin)};
  event_.reply_deadline = deadline.value_or(*begin);
}

std::optional<TimeMs> DrEventReader::moment(Field field) {
  const auto text = event_.record.text(field);
  if (!text) {
    return std::nullopt;
  }
  const Result<TimeMs> time = parse_time(*text, zone_);
  if (!time) {
    add(field, time.error().message);
    return std::nullopt;
  }
  event_.record.set_text(field, format_time(*time, zone_));
  return *time;
}

std::optional<Decimal> DrEventReader::amount(Field field) {
  const std::optional<Decimal> number = event_.record.number(field);
  if (number && number->is_negative()) {
    add(field, "is " + number->to_string() + ", must not be negative");
  }
  return number;
}

std::int64_t DrEventReader::among(Field field, std::int64_t least, std::int64_t most,
                                  std::int64_t otherwise) {
  const std::optional<std::int64_t> number = event_.record.integer(field);
  if (number && (*number < least || *number > most)) {
    add(field, "is " + std::to_string(*number) + ", must be " + std::to_string(least) + " to " +
                   std::to_string(most));
    return otherwise;
  }
  return number.value_or(otherwise);
}

/// The records of archives and orders have it, events by themselves do not.
std::optional<Field> settle_field_of(const Record& given) {
  switch (given.model()) {
    case model::Model::dr_record:
      return Field::dr_record_settle_status;
    case model::Model::dr_order:
      return Field::dr_order_settle_status;
    default:
      return std::nullopt;
  }
}

std::int64_t settle_status_of(const Record& given, std::vector<DrEventFault>& faults) {
  const std::optional<Field> field = settle_field_of(given);
  const std::int64_t status = field ? given.integer(*field).value_or(0) : 0;
  if (status < 0 || status > 2) {
    faults.push_back({*field, "is " + std::to_string(status) +
                                  ", must be 0 (open), 1 (settled) or 2 (disputed)"});
  }
  return status;
}

}  // namespace

std::string_view word_of(DrState state) {
  return kDrStateWords.at(static_cast<std::size_t>(state));
}

std::string_view word_of(DrOpt opt) {
  return kDrOptWords.at(static_cast<std::size_t>(opt));
}

bool DrEvent::participates() const {
  const bool bound = participation == kAgreed || participation == kEmergency;
  return !cancelled && (opt == DrOpt::in || (opt == DrOpt::none && bound));
}

DrState state_of(const DrEvent& event, std::int64_t notice_ms, TimeMs now) {
  if (event.cancelled) {
    return DrState::cancelled;
  }
  if (now >= event.range.end) {
    return DrState::completed;
  }
  if (now >= event.range.begin) {
    return DrState::active;
  }
  if (event.published && now < *event.published) {
    return DrState::none;
  }
  return now >= event.range.begin - notice_ms ? DrState::near : DrState::far;
}

std::optional<DrEvent> make_dr_event(const Record& record, const Zone& zone,
                                     std::vector<DrEventFault>& faults) {
  const std::size_t before = faults.size();
  DrEvent event = DrEventReader(record, zone, faults).read();
  event.settle_status = settle_status_of(record, faults);
  if (faults.size() > before) {
    return std::nullopt;
  }
  return event;
}

void renew(DrEvent& event) {
  Record& record = event.record;
  if (event.modification != 0 || record.has(Field::dr_event_modification_number)) {
    record.set_integer(Field::dr_event_modification_number, event.modification);
  }
  if (event.opt != DrOpt::none || record.has(Field::dr_event_opt_status)) {
    record.set_text(Field::dr_event_opt_status, word_of(event.opt));
  }
  if (event.committed) {
    record.set(Field::dr_event_committed_power, *event.committed);
  } else if (record.number(Field::dr_event_committed_power)) {
    record.erase(Field::dr_event_committed_power);
  }
}

Record base_record(const Record& record, Model base) {
  if (record.model() == base) {
    return record;
  }
  CEMS_ASSERT(model::base_of(record.model()) == base);
  Record out(base);
  for (const Record::Entry& entry : record.entries()) {
    if (const auto field = model::inherited_from(entry.field)) {
      out.set(*field, entry.value);
    }
  }
  return out;
}

}  // namespace cems::catalog
