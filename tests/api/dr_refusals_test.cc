// Wrong events and replies: a clear error, and nothing else has changed (issue "Annexes A and B";
// dictionary R2).
#include <filesystem>

#include "base/file.h"
#include "dr_fixture.h"

namespace cems::api {
namespace {

struct WrongDrCall {
  std::string_view what;
  std::string_view path;
  std::string_view body;
  std::string_view code;
  std::string_view words;  ///< Of the message.
};

constexpr std::string_view kEvents = "/ingest/v1/dr-events";
constexpr std::string_view kReplies = "/ingest/v1/dr-replies";

constexpr WrongDrCall kWrong[] = {
    {"no JSON", kEvents, "{", "40002", "JSON object"},
    {"no object", kEvents, "[1]", "40002", "JSON object"},
    {"no event", kEvents, R"({"action":"create"})", "40001", "has no"},
    {"no action", kEvents, R"({"eventId":"E1"})", "40001", "has no"},
    {"another action", kEvents, R"({"action":"delete","eventId":"E1"})", "40002", "must be create"},
    {"end before start", kEvents,
     R"({"action":"create","eventId":"X","responseType":1,"responseMode":3,
         "startTime":"2024-03-08T15:00","endTime":"2024-03-08T13:00"})",
     "40004", "end"},
    {"end at the start", kEvents,
     R"({"action":"create","eventId":"X","responseType":1,"responseMode":3,
         "startTime":"2024-03-08T15:00","endTime":"2024-03-08T15:00"})",
     "40004", "end"},
    {"no time", kEvents,
     R"({"action":"create","eventId":"X","responseType":1,"responseMode":3,
         "startTime":"tomorrow","endTime":"2024-03-08T15:00"})",
     "40003", "tomorrow"},
    {"no end", kEvents,
     R"({"action":"create","eventId":"X","responseType":1,"responseMode":3,
         "startTime":"2024-03-08T15:00"})",
     "40001", ""},
    {"another response type", kEvents,
     R"({"action":"create","eventId":"X","responseType":3,"responseMode":3,
         "startTime":"2024-03-08T13:00","endTime":"2024-03-08T15:00"})",
     "40002", ""},
    {"negative power", kEvents,
     R"({"action":"create","eventId":"X","responseType":1,"responseMode":3,"invitedPower":-1,
         "startTime":"2024-03-08T13:00","endTime":"2024-03-08T15:00"})",
     "40002", "negative"},
    {"a member that no event has", kEvents,
     R"({"action":"create","eventId":"X","responseType":1,"responseMode":3,"colour":"red",
         "startTime":"2024-03-08T13:00","endTime":"2024-03-08T15:00"})",
     "40002", "colour"},
    {"an id that is there", kEvents,
     R"({"action":"create","eventId":"E1","responseType":2,"responseMode":3,
         "startTime":"2024-03-08T13:00","endTime":"2024-03-08T15:00"})",
     "40901", ""},
    {"a modification without a number", kEvents, R"({"action":"modify","eventId":"E1","price":3})",
     "40001", "has no"},
    {"a stale modification", kEvents,
     R"({"action":"modify","eventId":"E1","modificationNumber":0,"price":3})", "40901", ""},
    {"an event that is not there", kEvents,
     R"({"action":"modify","eventId":"E9","modificationNumber":1,"price":3})", "40406", "E9"},
    {"a cancellation of none", kEvents, R"({"action":"cancel","eventId":"E9"})", "40406", "E9"},
    {"a foreign site", kEvents, R"({"action":"cancel","eventId":"E1","cemsId":"S1"})", "40301",
     "list of sites"},
    {"a site that is not there", kEvents, R"({"action":"cancel","eventId":"E1","cemsId":"NONE"})",
     "40301", "list of sites"},
    {"a settlement before the end", kEvents,
     R"({"action":"settle","eventId":"E1","settleStatus":1})", "40901", "over"},
    {"a reply to none", kReplies, R"({"eventId":"E9","optStatus":"optIn"})", "40406", "E9"},
    {"a reply without a word", kReplies, R"({"eventId":"E1"})", "40001", "has no"},
    {"a reply with another word", kReplies, R"({"eventId":"E1","optStatus":"maybe"})", "40002",
     "optIn"},
    {"a negative commitment", kReplies,
     R"({"eventId":"E1","optStatus":"optIn","committedPower":-5})", "40002", "negative"},
};

class DrRefusals : public DrTest {
 protected:
  DrRefusals() {
    now_is("2024-03-06T10:00");
    EXPECT_EQ(order(R"({"action":"create","eventId":"E1","responseType":1,"responseMode":3,
      "participationMode":2,"startTime":"2024-03-08T13:00","endTime":"2024-03-08T15:00",
      "replyDeadline":"2024-03-07T12:00","invitedPower":45})")
                  .code(),
              "200");
    before_ = log();
  }

  [[nodiscard]] std::string log() const {
    return *read_file(folder_ + "/dr/events.log", std::size_t{1} << 20U);
  }

  std::string before_;
};

TEST_F(DrRefusals, SayWhatIsWrongAndLeaveNoTrace) {
  for (const WrongDrCall& wrong : kWrong) {
    const Answer answer = post(wrong.path, platform_, "application/json", wrong.body);
    EXPECT_EQ(answer.code(), wrong.code) << wrong.what << ": " << answer.body;
    EXPECT_NE(answer.body.find(wrong.words), std::string::npos)
        << wrong.what << ": " << answer.body;
    EXPECT_EQ(log(), before_) << wrong.what;
  }
  now_is("2024-03-07T12:00");
  EXPECT_EQ(reply(R"({"eventId":"E1","optStatus":"optIn"})").code(), "40901");
  EXPECT_EQ(log(), before_) << "a reply at the deadline";
  EXPECT_EQ(shown("E1", "optStatus"), "");
}

TEST_F(DrRefusals, WhoMayNotIsToldSo) {
  constexpr std::string_view kCancel = R"({"action":"cancel","eventId":"E1","cemsId":"D1"})";
  const std::string foreign = add_token("foreign", "S1", "ingest");
  const std::string reader = add_token("no-ingest", "D1", "dr");
  EXPECT_EQ(post(kEvents, foreign, "application/json", kCancel).code(), "40301");
  EXPECT_EQ(post(kEvents, reader, "application/json", kCancel).code(), "40302");
  EXPECT_EQ(post(kEvents, "nobody", "application/json", kCancel).code(), "40102");
  EXPECT_EQ(post(kEvents, platform_, "text/csv", kCancel).code(), "41501");
  EXPECT_EQ(post(kReplies, foreign, "application/json", R"({"eventId":"E1","optStatus":"optOut"})")
                .code(),
            "40406")
      << "a foreign event is one that is not there";
  EXPECT_EQ(log(), before_);
}

TEST_F(DrRefusals, OnceMoreTheSameChangesNothing) {
  const auto outcome = [&](const Answer& answer) {
    return text_of(answer.json.find("data")->find("outcome"));
  };
  constexpr std::string_view kAgain = R"({"action":"create","eventId":"E1","responseType":1,
    "responseMode":3,"participationMode":2,"startTime":"2024-03-08T13:00",
    "endTime":"2024-03-08T15:00","replyDeadline":"2024-03-07T12:00","invitedPower":45})";
  now_is("2024-03-06T11:00");
  EXPECT_EQ(outcome(order(kAgain)), "unchanged");
  EXPECT_EQ(log(), before_);
  constexpr std::string_view kModify =
      R"({"action":"modify","eventId":"E1","modificationNumber":1,"price":3})";
  EXPECT_EQ(outcome(order(kModify)), "modified");
  const std::string modified = log();
  EXPECT_EQ(outcome(order(kModify)), "unchanged");
  EXPECT_EQ(log(), modified);
  constexpr std::string_view kReply = R"({"eventId":"E1","optStatus":"optIn","committedPower":30})";
  EXPECT_EQ(outcome(reply(kReply)), "replied");
  const std::string replied = log();
  EXPECT_EQ(outcome(reply(kReply)), "unchanged");
  EXPECT_EQ(outcome(order(R"({"action":"cancel","eventId":"E1"})")), "cancelled");
  EXPECT_EQ(outcome(order(R"({"action":"cancel","eventId":"E1"})")), "unchanged");
  EXPECT_EQ(reply(kReply).code(), "40901") << "after the cancellation";
  EXPECT_GT(log().size(), replied.size());
}

}  // namespace
}  // namespace cems::api
