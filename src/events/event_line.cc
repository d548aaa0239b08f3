// Members in one order, all of them there: written with json::Writer, read from the parsed tree.
#include "events/event_line.h"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/decimal.h"
#include "base/quote.h"
#include "json/value.h"
#include "json/writer.h"
#include "model/names.h"
#include "model/record_read.h"
#include "model/record_write.h"

namespace cems::events {
namespace {

using json::Kind;

constexpr std::string_view kReviseWord = "revise";
constexpr std::string_view kStatesWord = "states";
/// In the order of Outcome, without `unchanged`.
constexpr std::array<std::string_view, 5> kKindWords = {"create", "modify", "cancel", "settle",
                                                        "reply"};
constexpr std::size_t kEventMembers = 6;
constexpr std::size_t kRevisionMembers = 7;
constexpr std::size_t kStatesMembers = 3;

/// A folder is served under any wire profile, so files are in the standard's names.
const model::Names& standard_names() {
  static const model::Names names;
  return names;
}

/// The members of one line; the first that is missing or of another kind is the fault.
class LineMembers {
 public:
  explicit LineMembers(const json::Value& object) : object_(object) {}

  const json::Value& value(std::string_view name, Kind kind) {
    static const json::Value none;
    const json::Value* found = object_.find(name);
    if (found == nullptr || !found->is(kind)) {
      say("member " + std::string(name) + " is missing or is something else");
      return none;
    }
    return *found;
  }

  const std::string& text(std::string_view name) { return value(name, Kind::string).text; }

  std::int64_t integer(std::string_view name) {
    const std::string& digits = value(name, Kind::number).text;
    const Result<Decimal> number = Decimal::parse(digits);
    const auto whole = number ? model::to_integer(*number) : std::nullopt;
    if (!whole) {
      say("member " + std::string(name) + " is no integer");
    }
    return whole.value_or(0);
  }

  void say(std::string fault) {
    if (fault_.empty()) {
      fault_ = std::move(fault);
    }
  }

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  const json::Value& object_;
  std::string fault_;
};

Error faulty(std::string why) {
  return {Errc::invalid_argument, std::move(why)};
}

std::optional<Outcome> outcome_of(std::string_view kind) {
  for (std::size_t i = 0; i < kKindWords.size(); ++i) {
    if (kKindWords[i] == kind) {
      return static_cast<Outcome>(i);
    }
  }
  return std::nullopt;
}

/// The event in its stored spelling: moments stay as they were printed, in whatever zone.
std::optional<catalog::DrEvent> stored_event(const json::Value& object, LineMembers& members) {
  std::vector<model::Problem> problems;
  model::Record record =
      model::read_record(model::Model::dr_event, object, "/event", standard_names(), problems);
  if (!problems.empty()) {
    members.say(problems.front().pointer + " " + problems.front().reason);
    return std::nullopt;
  }
  std::vector<catalog::DrEventFault> faults;
  std::optional<catalog::DrEvent> event = make_dr_event(record, Zone(), faults);
  if (!event) {
    members.say("event's " + std::string(model::info(faults.front().field).name) + " " +
                faults.front().reason);
    return std::nullopt;
  }
  record.erase(model::Field::dr_event_event_status);
  event->record = std::move(record);
  return event;
}

// The log outlives every profile: it has the names of the table, whatever travels.

std::string_view cems_name() {
  return model::info(model::Field::dr_order_cems_id).name;
}

std::string_view event_name() {
  return model::info(model::Field::dr_order_event_id).name;
}

std::string_view settle_name() {
  return model::info(model::Field::dr_order_settle_status).name;
}

Result<Line> read_event(Outcome outcome, const json::Value& object, LineMembers members) {
  EventLine line;
  line.outcome = outcome;
  line.at.ms = members.integer("at");
  line.cems = CemsId(members.text(cems_name()));
  const bool cancelled = members.value("cancelled", Kind::boolean).boolean;
  const std::int64_t settle_status = members.integer(settle_name());
  if (settle_status < 0 || settle_status > 2) {
    members.say("its state of settlement is not 0, 1 or 2");
  }
  auto event = stored_event(members.value("event", Kind::object), members);
  if (object.members.size() != kEventMembers) {
    members.say("it has other members than a change has");
  }
  if (!members.fault().empty() || !event) {
    return faulty(members.fault());
  }
  line.event = *std::move(event);
  line.event.cancelled = cancelled;
  line.event.settle_status = settle_status;
  return Line(std::move(line));
}

Result<Line> read_revision(const json::Value& object, LineMembers members) {
  RevisionLine line;
  line.revision.at.ms = members.integer("at");
  line.cems = CemsId(members.text(cems_name()));
  line.event_id = members.text(event_name());
  line.revision.number = members.integer("number");
  line.revision.digest = members.text("digest");
  json::write(line.revision.record, members.value("record", Kind::object));
  if (object.members.size() != kRevisionMembers) {
    members.say("it has other members than a revision has");
  }
  if (!members.fault().empty()) {
    return faulty(members.fault());
  }
  return Line(std::move(line));
}

Result<Line> read_states(const json::Value& object, LineMembers members) {
  const std::int64_t version = members.integer("version");
  const std::int64_t states = members.integer("states");
  if (states < 0 || version < states) {
    members.say("it has more states than it had lines");
  }
  if (object.members.size() != kStatesMembers) {
    members.say("it has other members than a head of states has");
  }
  if (!members.fault().empty()) {
    return faulty(members.fault());
  }
  return Line(StatesLine{static_cast<std::uint64_t>(version), static_cast<std::uint64_t>(states)});
}

}  // namespace

std::string write_line(const EventLine& line) {
  CEMS_ASSERT(line.outcome != Outcome::unchanged);
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("at").value(line.at.ms);
  writer.key("kind").value(kKindWords.at(static_cast<std::size_t>(line.outcome)));
  writer.key(cems_name()).value(line.cems.view());
  writer.key("event");
  model::write_record(writer, line.event.record, standard_names());
  writer.key("cancelled").boolean(line.event.cancelled);
  writer.key(settle_name()).value(line.event.settle_status);
  writer.end_object();
  return text;
}

std::string write_line(const RevisionLine& line) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("at").value(line.revision.at.ms);
  writer.key("kind").value(kReviseWord);
  writer.key(cems_name()).value(line.cems.view());
  writer.key(event_name()).value(std::string_view(line.event_id));
  writer.key("number").value(line.revision.number);
  writer.key("digest").value(std::string_view(line.revision.digest));
  writer.key("record").raw(line.revision.record);
  writer.end_object();
  return text;
}

std::string write_line(const StatesLine& line) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("kind").value(kStatesWord);
  writer.key("version").value(static_cast<std::int64_t>(line.version));
  writer.key("states").value(static_cast<std::int64_t>(line.states));
  writer.end_object();
  return text;
}

Result<Line> read_line(std::string_view json) {
  const Result<json::Value> object = json::parse(json);
  if (!object) {
    return faulty(object.error().message);
  }
  LineMembers members(*object);
  const std::string& kind = members.text("kind");
  if (!members.fault().empty()) {
    return faulty(members.fault());
  }
  if (kind == kStatesWord) {
    return read_states(*object, std::move(members));
  }
  if (kind == kReviseWord) {
    return read_revision(*object, std::move(members));
  }
  if (const auto outcome = outcome_of(kind)) {
    return read_event(*outcome, *object, std::move(members));
  }
  return faulty("kind " + quote(kind) + " is not known; a newer program may have written it");
}

}  // namespace cems::events
