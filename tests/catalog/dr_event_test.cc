// Events of demand response: read from records, their states, who takes part
// (docs/demand-response.md "Events").
#include "catalog/dr_event.h"

#include <string>
#include <tuple>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/names.h"
#include "model/record_read.h"
#include "model/record_write.h"
#include "tests/catalog/archive_examples.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Zone& shanghai() {
  static const Zone zone = Zone::fixed(8 * 60);
  return zone;
}

TimeMs in_shanghai(std::string_view text) {
  return *parse_time(text, shanghai());
}

/// The members of an event that has all it needs, and `more`, which replaces what it names.
model::Record event_record(std::string_view more, Model model = Model::dr_event) {
  json::Value object = parsed(R"({"eventId":"E1","responseType":1,"responseMode":3,
    "startTime":"2024-07-20T13:00:00+08:00","endTime":"2024-07-20T15:00:00+08:00"})");
  for (const json::Member& member : parsed(more).members) {
    if (json::Value* there = object.find(member.name)) {
      *there = member.value;
    } else {
      object.members.push_back(member);
    }
  }
  std::erase_if(object.members,
                [](const json::Member& member) { return member.value.is(json::Kind::boolean); });
  std::vector<model::Problem> problems;
  model::Record read = model::read_record(model, object, "", model::Names(), problems);
  EXPECT_THAT(problems, IsEmpty()) << lines(problems);
  return read;
}

DrEvent dr_event(std::string_view more = "{}", Model model = Model::dr_event) {
  std::vector<DrEventFault> faults;
  auto made = make_dr_event(event_record(more, model), shanghai(), faults);
  EXPECT_TRUE(made && faults.empty()) << (faults.empty() ? "" : faults.front().reason);
  return made.value_or(DrEvent());
}

/// "field: reason" each.
std::vector<std::string> event_faults(std::string_view more, Model model = Model::dr_event) {
  std::vector<DrEventFault> found;
  const auto made = make_dr_event(event_record(more, model), shanghai(), found);
  EXPECT_EQ(made.has_value(), found.empty());
  std::vector<std::string> texts;
  texts.reserve(found.size());
  for (const DrEventFault& fault : found) {
    texts.push_back(std::string(model::info(fault.field).name) + ": " + fault.reason);
  }
  return texts;
}

std::string json_of(const model::Record& record) {
  std::string text;
  json::Writer writer(text);
  model::write_record(writer, record, model::Names());
  return text;
}

TEST(DrEvent, LeastEventHasItsDefaults) {
  const DrEvent made = dr_event();
  EXPECT_EQ(made.id, "E1");
  EXPECT_EQ(made.range.begin, in_shanghai("2024-07-20T13:00"));
  EXPECT_EQ(made.range.end, in_shanghai("2024-07-20T15:00"));
  EXPECT_EQ(made.published, std::nullopt);
  EXPECT_EQ(made.reply_deadline, made.range.begin);
  EXPECT_FALSE(made.fills_valleys || made.cancelled || made.priced_by_power);
  EXPECT_EQ(std::tuple(made.participation, made.modification, made.settle_status),
            std::tuple(0, 0, 0));
  EXPECT_FALSE(made.invited || made.committed || made.price);
  EXPECT_EQ(made.opt, DrOpt::none);
}

TEST(DrEvent, EveryMemberIsTaken) {
  const DrEvent made = dr_event(R"({"responseType":2,"participationMode":2,"modificationNumber":4,
    "publishTime":"2024-07-18T16:00:00+08:00","replyDeadline":"2024-07-19T08:00:00Z",
    "invitedPower":800,"committedPower":700.5,"optStatus":"optIn","price":4.0,
    "priceUnit":"yuan/kW","settleStatus":2})",
                                Model::dr_record);
  EXPECT_TRUE(made.fills_valleys && made.priced_by_power);
  EXPECT_EQ(std::tuple(made.participation, made.modification, made.settle_status),
            std::tuple(2, 4, 2));
  EXPECT_EQ(made.published, in_shanghai("2024-07-18T16:00"));
  EXPECT_EQ(made.reply_deadline, in_shanghai("2024-07-19T16:00"));
  EXPECT_EQ(made.opt, DrOpt::in);
  EXPECT_EQ(made.invited->to_string(), "800");
  EXPECT_EQ(made.commitment()->to_string(), "700.5");
  EXPECT_EQ(made.price->to_string(), "4");
}

TEST(DrEvent, RecordHoldsWhatWasGivenInTheZoneOfTheSite) {
  const DrEvent made = dr_event(R"({"startTime":"20240720T0500Z","eventName":"n","remark":"r",
    "eventStatus":"active","targetPower":null,"price":1.50,"settleStatus":1,"baselineAvg":7})",
                                Model::dr_record);
  EXPECT_EQ(json_of(made.record),
            R"({"eventId":"E1","eventName":"n","responseType":1,"responseMode":3,)"
            R"("startTime":"2024-07-20T13:00:00+08:00","endTime":"2024-07-20T15:00:00+08:00",)"
            R"("targetPower":null,"price":1.5,"remark":"r"})");
}

TEST(DrEvent, TimesWithoutAnOffsetAreLocal) {
  EXPECT_EQ(dr_event(R"({"startTime":"2024-07-20 13:30"})").range.begin,
            in_shanghai("2024-07-20T13:30"));
}

TEST(DrEvent, OnlyTheStatusCancelledIsBelieved) {
  EXPECT_TRUE(dr_event(R"({"eventStatus":"cancelled"})").cancelled);
  EXPECT_FALSE(dr_event(R"({"eventStatus":"completed"})").cancelled);
}

TEST(DrEvent, FaultsNameTheirField) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"responseType":3})", "responseType: is 3, must be 1 to 2"},
      {R"({"responseMode":0})", "responseMode: is 0, must be 1 to 3"},
      {R"({"participationMode":4})", "participationMode: is 4, must be 1 to 3"},
      {R"({"modificationNumber":-1})", "modificationNumber: must not be negative"},
      {R"({"optStatus":"in"})", "optStatus: is 'in', must be none, optIn or optOut"},
      {R"({"priceUnit":"yuan"})", "priceUnit: is 'yuan', must be yuan/kWh or yuan/kW"},
      {R"({"invitedPower":-1})", "invitedPower: is -1, must not be negative"},
      {R"({"committedPower":-0.1})", "committedPower: is -0.1, must not be negative"},
      {R"({"targetPower":-1})", "targetPower: is -1, must not be negative"},
      {R"({"price":-1})", "price: is -1, must not be negative"},
      {R"({"endTime":"2024-07-20T13:00:00+08:00"})", "endTime: must be after the begin"},
      {R"({"endTime":"2024-08-20T13:00:01+08:00"})",
       "endTime: must be at most 31 days after the begin"},
      {R"({"publishTime":"2024-07-20T13:00:01+08:00"})",
       "publishTime: must not be after the begin"},
      {R"({"replyDeadline":"2024-07-20T13:00:01+08:00"})",
       "replyDeadline: must not be after the begin"},
      {R"({"eventId":"a\nb"})",
       "eventId: must be 1 to 64 characters, none of them a control character"},
      {R"({"startTime":false})", "startTime: is missing; an event needs it"},
      {R"({"responseMode":false})", "responseMode: is missing; an event needs it"},
      {R"({"eventId":false})", "eventId: is missing; an event needs it"},
  };
  for (const auto& [more, fault] : wrong) {
    EXPECT_THAT(event_faults(more), ElementsAre(fault)) << more;
  }
  EXPECT_THAT(event_faults(R"({"settleStatus":3})", Model::dr_order),
              ElementsAre("settleStatus: is 3, must be 0 (open), 1 (settled) or 2 (disputed)"));
  EXPECT_THAT(event_faults(R"({"endTime":"2024-08-20T13:00:00+08:00"})"), IsEmpty()) << "31 days";
}

TEST(DrEvent, AllFaultsAreSaidAtOnce) {
  EXPECT_THAT(
      event_faults(R"({"eventId":false,"endTime":false,"price":-1,"optStatus":"x"})").size(), 4U);
}

TEST(DrEvent, ALocalTimeThatTheZoneSkipsIsAFault) {
  std::vector<DrEventFault> found;
  const Zone berlin = *Zone::parse("Europe/Berlin");
  const auto made = make_dr_event(
      event_record(R"({"startTime":"2024-03-31T02:30","endTime":"2024-03-31T04:00"})"), berlin,
      found);
  EXPECT_FALSE(made.has_value());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().field, Field::dr_event_start_time);
}

TEST(DrEvent, StateFollowsTheClock) {
  DrEvent made = dr_event(R"({"publishTime":"2024-07-18T16:00:00+08:00"})");
  const std::pair<const char*, const char*> moments[] = {
      {"2024-07-18T15:59:59", "none"},   {"2024-07-18T16:00:00", "far"},
      {"2024-07-20T11:59:59", "far"},    {"2024-07-20T12:00:00", "near"},
      {"2024-07-20T12:59:59", "near"},   {"2024-07-20T13:00:00", "active"},
      {"2024-07-20T14:59:59", "active"}, {"2024-07-20T15:00:00", "completed"},
  };
  for (const auto& [time, state] : moments) {
    EXPECT_EQ(word_of(state_of(made, kMsPerHour, in_shanghai(time))), state) << time;
  }
  made.cancelled = true;
  EXPECT_EQ(word_of(state_of(made, kMsPerHour, in_shanghai("2025-01-01"))), "cancelled");
  made.cancelled = false;
  made.published.reset();
  EXPECT_EQ(state_of(made, kMsPerHour, kTimeMin), DrState::far);
  made.published = in_shanghai("2024-07-20T12:30");
  EXPECT_EQ(state_of(made, kMsPerHour, in_shanghai("2024-07-20T12:15")), DrState::none);
}

TEST(DrEvent, TakingPartNeedsAReplyWhereTheSiteIsInvited) {
  const std::tuple<int, DrOpt, bool> cases[] = {
      {0, DrOpt::none, false}, {1, DrOpt::none, true}, {2, DrOpt::none, false},
      {3, DrOpt::none, true},  {0, DrOpt::in, true},   {2, DrOpt::in, true},
      {1, DrOpt::out, false},  {3, DrOpt::out, false},
  };
  for (const auto& [mode, opt, takes_part] : cases) {
    DrEvent made = dr_event();
    made.participation = mode;
    made.opt = opt;
    EXPECT_EQ(made.participates(), takes_part) << mode << ' ' << word_of(opt);
    made.cancelled = true;
    EXPECT_FALSE(made.participates());
  }
}

TEST(DrEvent, RenewPutsTheReplyIntoTheRecord) {
  DrEvent made = dr_event();
  const DrEvent before = made;
  renew(made);
  EXPECT_EQ(made, before) << "defaults stay out";
  made.opt = DrOpt::in;
  made.committed = Decimal::from_integer(700);
  made.modification = 2;
  renew(made);
  EXPECT_THAT(json_of(made.record), HasSubstr(R"("committedPower":700,"optStatus":"optIn")"));
  EXPECT_THAT(json_of(made.record), HasSubstr(R"("modificationNumber":2)"));
  made.opt = DrOpt::none;
  made.committed.reset();
  renew(made);
  EXPECT_THAT(json_of(made.record), HasSubstr(R"("optStatus":"none")"));
  EXPECT_THAT(json_of(made.record), Not(HasSubstr("committedPower")));
}

TEST(DrEvent, BaseRecordLeavesOutWhatTheModelAdds) {
  const model::Record order =
      event_record(R"({"action":"create","cemsId":"C","price":1})", Model::dr_order);
  EXPECT_EQ(json_of(base_record(order, Model::dr_event)), json_of(event_record(R"({"price":1})")));
}

}  // namespace
}  // namespace cems::catalog
