// A request that was asked before is answered from what was found out then; these pin that nobody
// can tell, but by the time it takes.
#include "api/kept_calls.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

http::Request request_with(std::string method, std::string target,
                           std::vector<http::Field> fields = {}, std::string body = {}) {
  http::Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.fields = std::move(fields);
  request.body = std::move(body);
  return request;
}

std::string text_of(const http::Request& request) {
  return std::string(words_of(request, spec::Wire::standard()).text);
}

TEST(WordsTest, AreOthersForEveryPartThatCounts) {
  const std::vector<http::Request> requests{
      request_with("GET", "/a"),
      request_with("HEAD", "/a"),
      request_with("GET", "/b"),
      request_with("POST", "/a", {}, "{}"),
      request_with("POST", "/a", {}, "{} "),
      request_with("GET", "/a", {{"authorization", "Bearer x"}}),
      request_with("GET", "/a", {{"authorization", "Bearer y"}}),
      request_with("GET", "/a", {{"accept", "Bearer x"}}),
      request_with("GET", "/a", {{"accept", "x"}, {"accept", "y"}}),
      request_with("GET", "/a", {{"accept", "x, y"}}),
      request_with("GET", "/a", {{"accept-encoding", "x"}}),
      request_with("GET", "/a", {{"content-type", "x"}}),
  };
  for (std::size_t i = 0; i < requests.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(text_of(requests[i]), text_of(requests[j])) << i << " and " << j;
    }
  }
}

TEST(WordsTest, DoNotCountWhatIsReadForEachAnswer) {
  EXPECT_EQ(text_of(request_with("GET", "/a", {{"x-request-id", "1"}, {"user-agent", "u"}})),
            text_of(request_with("GET", "/a", {{"accept-language", "en"}})));
}

TEST(WordsTest, AreNoneForWhatIsNotWorthKeeping) {
  EXPECT_EQ(text_of(request_with("POST", "/a", {}, std::string(5000, ' '))), "");
  http::Request refused = request_with("GET", "/a");
  refused.refusal = http::Refusal::malformed;
  EXPECT_EQ(text_of(refused), "");
}

class KeptCallsTest : public ServiceTest {
 protected:
  static constexpr std::string_view kNewest =
      "/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A&parameterId=P";
};

TEST_F(KeptCallsTest, AnswerWithTheReadingsOfTheMoment) {
  keep_power({{10, "5"}});
  EXPECT_NE(get(kNewest, reader_).data().find("\"value\":5"), std::string::npos);
  keep_power({{11, "7"}});
  EXPECT_NE(get(kNewest, reader_).data().find("\"value\":7"), std::string::npos);
}

TEST_F(KeptCallsTest, EndWithTheirToken) {
  ASSERT_EQ(get(kNewest, reader_).status, 200);
  ASSERT_EQ(get(kNewest, reader_).status, 200);
  ASSERT_TRUE(TokenFile(folder_ + "/tokens").revoke("reader"));
  tokens_->refresh();
  EXPECT_EQ(get(kNewest, reader_).status, 401);
}

TEST_F(KeptCallsTest, AreNotForTheOneWhoseTokenHasExpired) {
  const TimeMs soon = real_now() + 1000;
  const std::string token = add_token("short", "S1", "dynamic", soon);
  ASSERT_EQ(get(kNewest, token).status, 200);
  while (real_now() < soon) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const Answer answer = get(kNewest, token);
  EXPECT_EQ(answer.status, 401);
}

TEST_F(KeptCallsTest, AreAskedAnewOfAnotherArchive) {
  ASSERT_EQ(get(kNewest, reader_).status, 200);
  std::string archive(kArchive);
  archive.replace(archive.find("空调\",\"categoryCode\":\"02\",\"energyType"), 6, "风机");
  put_site(archive);
  catalog_.set(*archives_->load());
  EXPECT_NE(get(kNewest, reader_).data().find("风机"), std::string::npos);
}

TEST_F(KeptCallsTest, DoNotHoldAnArchiveThatWasReplaced) {
  const std::weak_ptr<const catalog::Snapshot> old = catalog_.get();
  ASSERT_EQ(get(kNewest, reader_).status, 200);
  catalog_.set(*archives_->load());
  EXPECT_TRUE(old.expired());
}

TEST_F(KeptCallsTest, ReadConditionsAndLanguagesOfEachRequest) {
  const Answer first = get(kNewest, reader_);
  EXPECT_EQ(get(kNewest, reader_, {{"x-request-id", "mine"}}).json.find("requestId")->text, "mine");
  if (is_renamed()) {
    return;  // There a question is a POST, whose answer has no tag.
  }
  http::Request again = request_with(
      "GET", std::string(kNewest),
      {{"authorization", "Bearer " + reader_}, {"if-none-match", first.field("etag")}});
  EXPECT_EQ(service_->handle(again).status, 304);
}

}  // namespace
}  // namespace cems::api
