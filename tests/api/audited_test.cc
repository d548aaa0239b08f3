// What calls leave in the audit log (reliability bar 29), and what wrong tries lead to.
#include "api/audited.h"

#include <gmock/gmock.h>

#include "audit/verify.h"
#include "base/workers.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;

constexpr std::string_view kReadCall = "/cems/v1/GetCemsStaticData?cemsId=S1";

class Audited : public ServiceTest {
 protected:
  std::vector<audit::Entry> entries() {
    EXPECT_TRUE(recorder_->flush());
    std::vector<audit::Entry> all;
    audit::Walk what;
    what.on_line = [&all](const audit::Line& line, std::string_view text) {
      EXPECT_EQ(text.find("cems_live_"), std::string_view::npos) << text;
      all.push_back(line.entry);
    };
    EXPECT_TRUE(audit::walk(folder_ + "/audit", what));
    return all;
  }

  static auto line(const char* actor, const char* action, const char* object,
                   const std::string& result) {
    return AllOf(Field(&audit::Entry::actor, actor), Field(&audit::Entry::action, action),
                 Field(&audit::Entry::object, object), Field(&audit::Entry::result, result));
  }

  /// As the wire under test numbers it.
  static std::string code(spec::Code code) {
    return std::to_string(wire_under_test().code_number(code));
  }
};

TEST_F(Audited, ReadingLeavesNothing) {
  EXPECT_EQ(get(kReadCall, reader_).code(), "200");
  EXPECT_EQ(get("/healthz", "").status, 200);
  EXPECT_EQ(get("/nothing/here", "").code(), "40401");
  EXPECT_EQ(get(std::string(kReadCall) + "&strict=maybe", reader_).code(), "40002");
  EXPECT_THAT(entries(), ElementsAre());
}

TEST_F(Audited, RefusedCallsLeaveALineWithWhoAndWhy) {
  const NewToken guessed = make_token();
  EXPECT_EQ(get(std::string(kReadCall) + "&access_token=" + reader_, "").code(), "40101");
  EXPECT_EQ(get(kReadCall, guessed.text.reveal()).code(), "40102");
  EXPECT_EQ(get("/cems/v1/GetCemsStaticData?cemsId=S2", reader_).code(), "40301");
  EXPECT_EQ(post("/admin/v1/cems/S1", reader_, "application/json", "{}", "PUT").code(), "40302");
  const std::string path(wire_under_test().interface_path(spec::InterfaceId::get_cems_static_data));
  const std::vector<audit::Entry> all = entries();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_THAT(all[3],
              line("reader", "PUT", "/admin/v1/cems/S1", code(spec::Code::family_forbidden)));
  EXPECT_EQ(all[0].object, path);
  EXPECT_EQ(all[0].result, code(spec::Code::token_missing));
  EXPECT_EQ(all[1].actor, "");
  EXPECT_EQ(all[1].token, guessed.id);  // Its public part: whose it was can be looked up.
  EXPECT_EQ(all[2].result, code(spec::Code::cems_forbidden));
}

TEST_F(Audited, WaysInLeaveALineWhateverComesOfThem) {
  const std::string row =
      R"({"cemsId":"S1","pointId":"A","parameterId":"P","timeStamp":"2024-07-18T14:00","value":1})";
  EXPECT_EQ(post("/ingest/v1/readings", all_, "application/x-ndjson", row).status, 200);
  EXPECT_EQ(post("/admin/v1/cems/S1", all_, "application/json", "{}", "PUT").status, 400);
  EXPECT_EQ(post("/ingest/v1/dr-events", all_, "application/json",
                 R"({"cemsId":"S1","eventId":"E","action":"cancel"})")
                .code(),
            "40406");
  EXPECT_THAT(
      entries(),
      ElementsAre(line("all", "POST", "/ingest/v1/readings", "200"),
                  line("all", "PUT", "/admin/v1/cems/S1", code(spec::Code::parameter_invalid)),
                  line("all", "POST", "/ingest/v1/dr-events", code(spec::Code::event_unknown))));
}

TEST_F(Audited, AdministrativeCallsAreOnTheDiskBeforeTheirAnswer) {
  const std::string archive(kArchive);
  EXPECT_EQ(post("/admin/v1/cems/S1", all_, "application/json", archive, "PUT").code(), "200");
  audit::Walk what;
  int lines = 0;
  what.on_line = [&lines](const audit::Line&, std::string_view) { ++lines; };
  ASSERT_TRUE(audit::walk(folder_ + "/audit", what));  // Without a flush.
  EXPECT_EQ(lines, 1);
}

TEST_F(Audited, WithoutAnAuditLogNobodyAdministers) {
  std::filesystem::rename(folder_ + "/audit", folder_ + "/away");
  const std::string archive(kArchive);
  EXPECT_EQ(post("/admin/v1/cems/S1", all_, "application/json", archive, "PUT").status, 500);
  EXPECT_GE(post("/admin/v1/cems/S3", all_, "application/json", archive, "PUT").status, 500);
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/archive/S3.json"));
  EXPECT_EQ(get(kReadCall, reader_).code(), "200");
  std::filesystem::rename(folder_ + "/away", folder_ + "/audit");
  EXPECT_EQ(post("/admin/v1/cems/S1", all_, "application/json", archive, "PUT").code(), "200");
}

TEST_F(Audited, TenWrongTriesAreAnsweredAndThenTheAddressWaits) {
  const NewToken guessed = make_token();
  const auto from = [&](std::string_view token, const char* peer) {
    http::Request request;
    request.method = "GET";
    request.target = kReadCall;
    request.peer = peer;
    request.fields = {{"authorization", fmt::format("Bearer {}", token)}};
    return send(request);
  };
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(from(guessed.text.reveal(), "192.0.2.1").code(), "40102") << i;
  }
  const Answer wait = from(guessed.text.reveal(), "192.0.2.1");
  EXPECT_EQ(wait.code(), "42901");
  EXPECT_EQ(wait.status, 429);
  EXPECT_EQ(wait.field("retry-after"), "6");
  EXPECT_EQ(from(guessed.text.reveal(), "192.0.2.2").code(), "40102") << "another address";
  EXPECT_EQ(from(reader_, "192.0.2.1").code(), "200") << "who knows a token is let in";
  const std::vector<audit::Entry> all = entries();
  ASSERT_EQ(all.size(), 12U);
  EXPECT_EQ(all[10].result, code(spec::Code::rate_limited));
  EXPECT_EQ(all[10].source, "192.0.2.1");
}

/// An intake of which nothing is expected but its end.
class SilentIntake : public http::Intake {
 public:
  explicit SilentIntake(int status) : status_(status) {}

  void add(std::string_view /*bytes*/) override {}

  void end() override {}

  [[nodiscard]] std::size_t waiting() const override { return 0; }

  [[nodiscard]] std::optional<http::Response> answer() override {
    http::Response response;
    response.status = status_;
    return status_ == 0 ? std::nullopt : std::optional(std::move(response));
  }

 private:
  int status_;
};

TEST_F(Audited, StreamedBodiesLeaveTheirAnswerOrThatNobodyWaited) {
  http::Request head;
  head.method = "POST";
  head.target = "/ingest/v1/readings?x=1";
  head.peer = "192.0.2.7";
  const Identity gateway{"gateway", "7kq2m9xz", {}, {}, {}};
  for (const int status : {200, 413, 0}) {
    const auto intake =
        audited(std::make_unique<SilentIntake>(status),
                audit_entry(head, spec::Wire::standard(), &gateway, ""), *recorder_);
    static_cast<void>(intake->answer());
    static_cast<void>(intake->answer());
  }
  EXPECT_THAT(entries(), ElementsAre(line("gateway", "POST", "/ingest/v1/readings", "200"),
                                     line("gateway", "POST", "/ingest/v1/readings", "413"),
                                     line("gateway", "POST", "/ingest/v1/readings", "abandoned")));
}

}  // namespace
}  // namespace cems::api
