// A week of demand response by the clock: every state and every record against a table (Annex A;
// docs/demand-response.md). The week has the change to summer time in it, 2024-03-10.
#include <algorithm>

#include "dr_fixture.h"

namespace cems::api {
namespace {

class DrWeek : public DrTest {
 protected:
  /// What each event is at a moment: `E1 E2 E3 E4`, `404` for one that is not there.
  std::string states(std::string_view moment) {
    now_is(moment);
    std::string text;
    for (const std::string_view id : {"E1", "E2", "E3", "E4"}) {
      const std::string state = shown(id, "eventStatus");
      text += (text.empty() ? "" : " ") + (state == "40406" ? std::string("-") : state);
    }
    return text;
  }

  void wednesday();
  void thursday();
  void friday();
  void saturday();
  void the_next_week();
  void settled();

  std::string record(std::string_view id) {
    std::string text;
    for (const std::string_view member :
         {"baselineAvg", "actualAvg", "responsePower", "responseRate", "effectivePower",
          "responseEnergy", "subsidyAmount", "revision"}) {
      const std::string value = recorded(id, member);
      text += (text.empty() ? "" : " ") + (value.empty() ? std::string("-") : value);
    }
    return text;
  }
};

void DrWeek::wednesday() {
  // Wednesday: E1 for Friday, E2 for Saturday.
  now_is("2024-03-06T10:00");
  EXPECT_EQ(order(R"({"action":"create","eventId":"E1","responseType":1,"responseMode":3,
    "participationMode":2,"startTime":"2024-03-08T13:00","endTime":"2024-03-08T15:00",
    "replyDeadline":"2024-03-07T12:00","invitedPower":45,"price":2,"priceUnit":"yuan/kWh"})")
                .code(),
            "200");
  EXPECT_EQ(order(R"({"action":"create","eventId":"E2","responseType":1,"responseMode":3,
    "participationMode":1,"startTime":"2024-03-09T13:00","endTime":"2024-03-09T14:00",
    "publishTime":"2024-03-07T08:00","invitedPower":30})")
                .code(),
            "200");
  EXPECT_EQ(states("2024-03-06T10:00"), "far none - -");
}

void DrWeek::thursday() {
  // Thursday: the site replies, E2 is moved.
  now_is("2024-03-07T09:00");
  EXPECT_EQ(reply(R"({"eventId":"E1","optStatus":"optIn","committedPower":40})").code(), "200");
  EXPECT_EQ(order(R"({"action":"modify","eventId":"E2","modificationNumber":1,
    "endTime":"2024-03-09T15:00"})")
                .code(),
            "200");
  EXPECT_EQ(order(R"({"action":"modify","eventId":"E2","modificationNumber":1,
    "endTime":"2024-03-09T16:00"})")
                .code(),
            "40901")
      << "a stale modification";
  EXPECT_EQ(shown("E2", "endTime"), "2024-03-09T15:00:00-05:00");
  now_is("2024-03-07T12:00");
  EXPECT_EQ(reply(R"({"eventId":"E1","optStatus":"optOut"})").code(), "40901")
      << "the deadline is exclusive";
  EXPECT_EQ(states("2024-03-08T11:59"), "far far - -");
  EXPECT_EQ(states("2024-03-08T12:00"), "near far - -") << "minNotice is an hour";
}

void DrWeek::friday() {
  // Friday: E1 runs, the server starts again in the middle of it.
  measured("2024-03-08T13:00", "2024-03-08T15:00", 60);
  EXPECT_EQ(states("2024-03-08T13:00"), "active far - -");
  now_is("2024-03-08T13:40");
  restart();
  EXPECT_EQ(states("2024-03-08T13:40"), "active far - -");
  EXPECT_EQ(shown("E1", "realTimePower"), "60");
  EXPECT_EQ(shown("E1", "baselinePower"), "100");
  EXPECT_EQ(shown("E1", "responsePower"), "40");
  EXPECT_EQ(shown("E1", "responseRate"), "100");
  EXPECT_EQ(shown("E1", "qualified"), "true");
  EXPECT_EQ(order(R"({"action":"cancel","eventId":"E2","modificationNumber":2})").code(), "200");
  EXPECT_EQ(states("2024-03-08T15:00"), "completed cancelled - -");
  EXPECT_EQ(record("E1"), "100 60 40 100 40 80 160 1");
  EXPECT_EQ(order(R"({"action":"modify","eventId":"E1","modificationNumber":5,"price":9})").code(),
            "40901")
      << "it is over";
}

void DrWeek::saturday() {
  // Saturday: readings of Friday come late, and once more the same.
  now_is("2024-03-09T09:00");
  measured("2024-03-08T13:00", "2024-03-08T15:00", 40);
  EXPECT_EQ(record("E1"), "100 40 60 150 48 120 192 2") << "capped at 1.2 times the commitment";
  measured("2024-03-08T13:00", "2024-03-08T15:00", 40);
  EXPECT_EQ(record("E1"), "100 40 60 150 48 120 192 2") << "nothing has changed";
  EXPECT_EQ(record("E2"), "- - - - - - - -") << "a cancelled event has no figures";
}

void DrWeek::the_next_week() {
  // Sunday the clocks go forward; Monday: E3 is not replied to, Tuesday: E4 needs no reply.
  now_is("2024-03-10T12:00");
  EXPECT_EQ(order(R"({"action":"create","eventId":"E3","responseType":1,"responseMode":3,
    "participationMode":2,"startTime":"2024-03-11T13:00","endTime":"2024-03-11T15:00",
    "replyDeadline":"2024-03-10T18:00","invitedPower":20})")
                .code(),
            "200");
  EXPECT_EQ(order(R"({"action":"create","eventId":"E4","responseType":2,"responseMode":3,
    "participationMode":1,"startTime":"2024-03-12T13:00","endTime":"2024-03-12T15:00",
    "invitedPower":20})")
                .code(),
            "200");
  now_is("2024-03-10T18:00");
  EXPECT_EQ(reply(R"({"eventId":"E3","optStatus":"optIn"})").code(), "40901") << "too late";
  measured("2024-03-12T13:00", "2024-03-12T15:00", 125);
  EXPECT_EQ(states("2024-03-12T13:00"), "completed cancelled completed active");
  EXPECT_EQ(states("2024-03-12T15:00"), "completed cancelled completed completed");
  EXPECT_EQ(record("E3"), "- - - - - - - -") << "an invitation without a reply is no participation";
  EXPECT_EQ(record("E4"), "100 125 25 125 24 50 72 1")
      << "13:00 by the clock before and after the change; the resource's price";
}

void DrWeek::settled() {
  // Settled: what comes later changes nothing any more.
  EXPECT_EQ(order(R"({"action":"settle","eventId":"E1","settleStatus":1})").code(), "200");
  measured("2024-03-08T13:00", "2024-03-08T15:00", 90);
  EXPECT_EQ(record("E1"), "100 40 60 150 48 120 192 2");
  restart();
  EXPECT_EQ(record("E1"), "100 40 60 150 48 120 192 2");
  EXPECT_EQ(recorded("E1", "settleStatus"), "1");
}

TEST_F(DrWeek, StatesAndRecordsAreThoseOfTheTable) {
  wednesday();
  thursday();
  friday();
  saturday();
  the_next_week();
  settled();
}

TEST_F(DrWeek, TheSummaryCountsWhatTheSiteTookPartIn) {
  now_is("2024-03-06T10:00");
  for (const std::string_view id : {"A", "B"}) {
    EXPECT_EQ(order(fmt::format(R"({{"action":"create","eventId":"{}","responseType":1,
      "responseMode":3,"participationMode":2,"startTime":"2024-03-08T13:00",
      "endTime":"2024-03-08T15:00","invitedPower":40}})",
                                id))
                  .code(),
              "200");
  }
  EXPECT_EQ(reply(R"({"eventId":"A","optStatus":"optIn"})").code(), "200");
  EXPECT_EQ(reply(R"({"eventId":"B","optStatus":"optOut"})").code(), "200");
  measured("2024-03-08T13:00", "2024-03-08T15:00", 60);
  now_is("2024-03-09T00:00");
  const std::string data = get("/cems/v1/GetCemsDrHistoricData?cemsId=D1&startTime=2024-03-01"
                               "&endTime=2024-04-01&pageSize=1",
                               platform_)
                               .data();
  EXPECT_NE(data.find(R"("summary":{"eventCount":2,"participatedCount":1,"effectiveCount":1,)"
                      R"("responseEnergy":80,"subsidyAmount":120})"),
            data.npos)
      << "opted out is an event, not participation; of the whole range, not of the page: " << data;
  EXPECT_NE(data.find(R"("dataCount":{"total":2})"), data.npos);
}

}  // namespace
}  // namespace cems::api
