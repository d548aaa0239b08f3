// Lines as text (docs/internals/format/dr-log.md): the frozen examples, there and back, and what is
// no line.
#include "events/event_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/events/event_examples.h"

namespace cems::events {
namespace {

using ::testing::HasSubstr;

/// As the format document shows it.
constexpr std::string_view kCreated =
    R"({"at":1721289600000,"kind":"create","cemsId":"CEMS-SH-0001","event":{"eventId":"DR1",)"
    R"("responseType":1,"responseMode":3,"modificationNumber":0,)"
    R"("publishTime":"2024-07-18T16:00:00+08:00","startTime":"2024-07-20T13:00:00+08:00",)"
    R"("endTime":"2024-07-20T15:00:00+08:00","invitedPower":800},"cancelled":false,)"
    R"("settleStatus":0})";
constexpr std::string_view kRevised =
    R"({"at":1721462460000,"kind":"revise","cemsId":"CEMS-SH-0001","eventId":"DR1","number":1,)"
    R"("digest":"9f86d081","record":{"responsePower":640.5}})";

EventLine created() {
  return {TimeMs{1'721'289'600'000}, Outcome::created, CemsId("CEMS-SH-0001"),
          event_of("DR1", R"({"modificationNumber":0,"publishTime":"2024-07-18T16:00:00+08:00"})")};
}

RevisionLine revised() {
  return {CemsId("CEMS-SH-0001"), "DR1",
          Revision{1, "9f86d081", R"({"responsePower":640.5})", TimeMs{1'721'462'460'000}}};
}

TEST(EventLine, ExamplesOfTheDocumentAreFrozen) {
  EXPECT_EQ(write_line(created()), kCreated);
  EXPECT_EQ(write_line(revised()), kRevised);
  EXPECT_EQ(read_line(kCreated).value(), Line(created()));
  EXPECT_EQ(read_line(kRevised).value(), Line(revised()));
}

TEST(EventLine, EveryKindAndStateComesBack) {
  for (const Outcome outcome : {Outcome::created, Outcome::modified, Outcome::cancelled,
                                Outcome::settled, Outcome::replied}) {
    EventLine line = created();
    line.outcome = outcome;
    line.event = event_of("名\\\"", R"({"responseType":2,"participationMode":2,"price":0.1,
      "priceUnit":"yuan/kW","targetPower":null,"optStatus":"optIn","committedPower":1e3})");
    line.event.cancelled = true;
    line.event.settle_status = 2;
    EXPECT_EQ(read_line(write_line(line)).value(), Line(line));
  }
}

TEST(EventLine, MomentsStayAsTheyWerePrinted) {
  EventLine line = created();
  std::vector<catalog::DrEventFault> faults;
  line.event = *make_dr_event(line.event.record, *Zone::parse("Europe/Berlin"), faults);
  EXPECT_THAT(write_line(line), HasSubstr("07:00:00+02:00"));
  EXPECT_EQ(read_line(write_line(line)).value(), Line(line));
}

/// The example with `from` replaced by `to`.
std::string with(std::string_view line, std::string_view from, std::string_view to) {
  std::string text(line);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(EventLine, WhatIsNoLineSaysWhy) {
  const std::pair<std::string, const char*> wrong[] = {
      {"", "JSON"},
      {"[]", "member kind"},
      {with(kCreated, "create", "destroy"), "kind 'destroy' is not known"},
      {with(kCreated, R"("at":1721289600000,)", ""), "member at"},
      {with(kCreated, "1721289600000", "1.5"), "member at is no integer"},
      {with(kCreated, R"("cancelled":false)", R"("cancelled":0)"), "member cancelled"},
      {with(kCreated, R"("settleStatus":0)", R"("settleStatus":3)"), "settlement"},
      {with(kCreated, R"("settleStatus":0)", R"("settleStatus":0,"more":1)"), "other members"},
      {with(kCreated, R"("invitedPower":800)", R"("invitedPower":-800)"), "event's invitedPower"},
      {with(kCreated, R"("invitedPower":800)", R"("invited":800)"), "/event/invited"},
      {with(kCreated, R"("eventId":"DR1",)", ""), "event's eventId is missing"},
      {with(kRevised, R"({"responsePower":640.5})", "1"), "member record"},
      {with(kRevised, R"("number":1)", R"("number":"1")"), "member number"},
      {with(kRevised, R"("digest":"9f86d081",)", ""), "member digest"},
  };
  for (const auto& [text, why] : wrong) {
    const auto read = read_line(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_THAT(read.error().message, HasSubstr(why)) << text;
  }
}

}  // namespace
}  // namespace cems::events
