// HTTP/1.1 as a client sees it: framing of answers, keep-alive, limits, deadlines (RFC 9112).
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "http/session.h"
#include "tests/http/script_handler.h"

namespace cems::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class H1SessionTest : public testing::Test {
 protected:
  std::string talk(std::string_view bytes) {
    session->feed(bytes, now);
    return take();
  }

  std::string take() {
    std::string all;
    for (std::string out = "x"; !out.empty();) {
      out.clear();
      session->drain(out, now);
      all += out;
    }
    return all;
  }

  static std::string get(std::string_view target, std::string_view fields = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
  }

  // Joins the chunks of an answer; "!" where they are broken.
  static std::string unchunk(std::string_view answer) {
    std::string_view in = answer.substr(answer.find("\r\n\r\n") + 4);
    std::string whole;
    while (true) {
      const std::size_t eol = in.find("\r\n");
      if (eol == std::string_view::npos) {
        return whole + "!";
      }
      const std::size_t n = std::strtoull(std::string(in.substr(0, eol)).c_str(), nullptr, 16);
      in.remove_prefix(eol + 2);
      if (n == 0) {
        return in == "\r\n" ? whole : whole + "!";
      }
      whole += in.substr(0, n);
      in.remove_prefix(n + 2);
    }
  }

  ScriptHandler handler;
  TimeMs now{1000};
  std::unique_ptr<Session> session = make_h1_session(handler, "192.0.2.1", now);
};

TEST_F(H1SessionTest, AnswersWithLengthAndKeepsAlive) {
  EXPECT_EQ(without_date(talk(get("/x?a=1"))),
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 10\r\n\r\nGET /x?a=1");
  EXPECT_FALSE(session->finished());
  const Request& r = handler.requests.at(0);
  EXPECT_EQ(r.peer, "192.0.2.1");
  EXPECT_EQ(r.authority, "a");
  EXPECT_EQ(r.field("host"), "a");
  EXPECT_THAT(talk(get("/y")), HasSubstr("GET /y"));
}

TEST_F(H1SessionTest, FieldNamesAreLowerCaseAndCounted) {
  talk(get("/", "Authorization: A\r\nAUTHORIZATION:  B \r\n"));
  const Request& r = handler.requests.at(0);
  EXPECT_EQ(r.count("authorization"), 2U);
  EXPECT_EQ(r.field("authorization"), "A");
  EXPECT_EQ(r.fields.back().value, "B");
  EXPECT_FALSE(r.field("absent"));
}

TEST_F(H1SessionTest, PipelinedRequestsAreAnsweredInOrder) {
  std::string all;
  for (int i = 0; i < 300; ++i) {
    all += get("/" + std::to_string(i));
  }
  const std::string answers = talk(all);
  std::size_t at = 0;
  for (int i = 0; i < 300; ++i) {
    at = answers.find("GET /" + std::to_string(i), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_EQ(handler.requests.size(), 300U);
}

TEST_F(H1SessionTest, NextRequestWaitsUntilTheAnswerBeforeItIsMade) {
  session->feed(get("/big?1000000") + get("/y"), now);
  std::string out;
  session->drain(out, now);
  EXPECT_EQ(handler.requests.size(), 1U);
  EXPECT_TRUE(session->wants_input());
  session->feed(std::string(limits::kPipelineBytesMax, 'x'), now);
  EXPECT_FALSE(session->wants_input());
  EXPECT_THAT(take(), HasSubstr("GET /y"));
}

TEST_F(H1SessionTest, OwnerThatReadsOnIsCutBeforeMemoryFills) {
  session->feed(get("/big?10000000"), now);
  for (int i = 0; i < 5 && !session->broken(); ++i) {
    session->feed(std::string(limits::kPipelineBytesMax, 'x'), now);
  }
  EXPECT_TRUE(session->broken());
}

TEST_F(H1SessionTest, StreamsInChunksWithinTheBacklog) {
  session->feed(get("/big?3000000"), now);
  std::string all;
  for (std::string out = "x"; !out.empty();) {
    out.clear();
    session->drain(out, now);
    EXPECT_LE(out.size(), limits::kWriteBacklogBytes + 2 * handler.piece);
    all += out;
    EXPECT_LE(handler.made, all.size());
  }
  EXPECT_THAT(all, HasSubstr("transfer-encoding: chunked\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("content-length")));
  EXPECT_TRUE(unchunk(all) == PatternSource::whole(3000000));
  EXPECT_FALSE(session->finished());
}

TEST_F(H1SessionTest, BrokenSourceNeverLooksWhole) {
  const std::string answer = talk(get("/break?5000"));
  EXPECT_EQ(unchunk(answer).back(), '!');
  EXPECT_TRUE(session->finished());
  EXPECT_TRUE(session->broken());
}

TEST_F(H1SessionTest, HeadHasTheFieldsAndNoBody) {
  EXPECT_THAT(talk("HEAD /xyz HTTP/1.1\r\nHost: a\r\n\r\n"),
              testing::EndsWith("content-length: 9\r\n\r\n"));
  EXPECT_THAT(talk("HEAD /big?100 HTTP/1.1\r\nHost: a\r\n\r\n"),
              testing::EndsWith("transfer-encoding: chunked\r\n\r\n"));
  EXPECT_EQ(handler.made, 0U);
}

TEST_F(H1SessionTest, NoContentHasNeitherBodyNorLength) {
  EXPECT_EQ(without_date(talk(get("/empty"))),
            "HTTP/1.1 204 No Content\r\ncontent-type: text/plain\r\n\r\n");
}

TEST_F(H1SessionTest, NotModifiedEndsWithItsFields) {  // RFC 9112 6.3: nothing may follow them.
  EXPECT_EQ(without_date(talk(get("/same"))),
            "HTTP/1.1 304 Not Modified\r\ncontent-type: text/plain\r\n\r\n");
}

TEST_F(H1SessionTest, AnswerFieldsCannotSplitTheAnswer) {
  EXPECT_THAT(talk(get("/evil")), HasSubstr("x-echo: a  set-cookie: b\r\n"));
}

TEST_F(H1SessionTest, BodiesByLengthAndByChunksAreTheSame) {
  EXPECT_THAT(talk("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world"),
              testing::EndsWith("\r\n\r\nhello world"));
  EXPECT_THAT(talk("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
              testing::EndsWith("\r\n\r\nhello world"));
}

TEST_F(H1SessionTest, EmptyChunkedBodyByteByByte) {
  // The parser below asserts on this; see h1_reader.cc.
  std::string answer;
  for (const char c : std::string_view(
           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
    answer += talk(std::string_view(&c, 1));
  }
  EXPECT_THAT(answer, HasSubstr("content-length: 0\r\n"));
}

TEST_F(H1SessionTest, ExpectContinueIsAnsweredBeforeTheBody) {
  EXPECT_EQ(talk("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                 "Content-Length: 2\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(talk("ok"), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(H1SessionTest, ExpectContinueOfTooLargeABodyIsRefusedAtOnce) {
  EXPECT_THAT(talk("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                   "Content-Length: 1001\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, ConnectionCloseIsHonoured) {
  EXPECT_THAT(talk(get("/x", "Connection: foo, Close\r\n") + get("/y")),
              testing::AllOf(HasSubstr("connection: close"), Not(HasSubstr("GET /y"))));
  EXPECT_TRUE(session->finished());
  EXPECT_FALSE(session->broken());
}

TEST_F(H1SessionTest, OldVersionIsAnsweredWithoutChunksAndClosed) {
  const std::string answer = talk("GET /big?5000 HTTP/1.0\r\n\r\n");
  EXPECT_THAT(answer, Not(HasSubstr("chunked")));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n" + PatternSource::whole(5000)));
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, LengthBeyondTheTargetsLimitIsRefusedBeforeTheBody) {
  EXPECT_THAT(talk("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(handler.requests.at(0).refusal, Refusal::body_too_large);
  EXPECT_EQ(handler.requests.at(0).target, "/echo");
  EXPECT_EQ(handler.requests.at(0).field("host"), "a") << "its fields say who asks: 413, not 401";
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, LimitDependsOnTheTarget) {
  EXPECT_THAT(talk("POST /bulk HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" +
                   std::string(5000, 'x')),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(handler.requests.at(0).body.size(), 5000U);
}

TEST_F(H1SessionTest, ChunksBeyondTheLimitAreRefusedAsSoonAsAnnounced) {
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(talk(head + "3e9\r\n"), StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(handler.requests.at(0).body, "");
}

TEST_F(H1SessionTest, TargetLimitIsExact) {
  const std::string longest = "/" + std::string(limits::kUriBytesMax - 1, 'a');
  EXPECT_THAT(talk(get(longest)), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(talk(get(longest + "a")), StartsWith("HTTP/1.1 414 "));
  EXPECT_EQ(handler.requests.at(1).target, longest);
}

TEST_F(H1SessionTest, EndlessTargetIsRefusedWithoutItsEnd) {
  EXPECT_THAT(talk("GET /" + std::string(9000, 'a')), StartsWith("HTTP/1.1 414 "));
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, FieldLimitsAreExact) {
  // Host counts 4 + 1 + 32; the other field fills the rest.
  const std::size_t room = limits::kHeaderBytesMax - 37 - 33;
  EXPECT_THAT(talk(get("/", "X: " + std::string(room, 'v') + "\r\n")), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(talk(get("/", "X: " + std::string(room + 1, 'v') + "\r\n")),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_EQ(handler.requests.at(1).refusal, Refusal::fields_too_large);
}

TEST_F(H1SessionTest, FieldCountLimitIsExact) {
  std::string fields;
  for (std::size_t i = 1; i < limits::kHeaderFieldsMax; ++i) {
    fields += "a: b\r\n";
  }
  EXPECT_THAT(talk(get("/", fields)), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(talk(get("/", fields + "a: b\r\n")), StartsWith("HTTP/1.1 431 "));
}

TEST_F(H1SessionTest, EndlessFieldsAreRefusedWithoutTheirEnd) {
  EXPECT_THAT(talk("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(42000, 'v')),
              StartsWith("HTTP/1.1 431 "));
}

TEST_F(H1SessionTest, ConnectAndAsteriskReachTheHandler) {
  talk("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  talk("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
  ASSERT_EQ(handler.requests.size(), 2U);
  EXPECT_EQ(handler.requests[0].target, "*");
  EXPECT_EQ(handler.requests[1].target, "a:443");
  EXPECT_FALSE(handler.requests[1].refusal);
}

TEST_F(H1SessionTest, ShutDownFinishesTheAnswerAndCloses) {
  session->feed("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\no", now);
  session->shut_down(now);
  EXPECT_FALSE(session->finished());
  EXPECT_THAT(talk("k"), testing::AllOf(HasSubstr("connection: close"), testing::EndsWith("ok")));
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, ShutDownOfAnIdleConnectionIsImmediate) {
  talk(get("/x"));
  session->shut_down(now);
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, SlowHeadIsCutHoweverItDribbles) {
  const std::string head = get("/x");
  for (std::size_t i = 0; i < 10 && !session->finished(); ++i) {
    session->feed(head.substr(i, 1), now);
    now = now + 600;
    session->expire(now);
  }
  EXPECT_TRUE(session->finished());
  EXPECT_TRUE(handler.requests.empty());
}

TEST_F(H1SessionTest, SilentFreshConnectionEndsAfterTheHeadDeadline) {
  EXPECT_EQ(session->deadline(), now + limits::kHeaderMs);
  session->expire(now + limits::kHeaderMs - 1);
  EXPECT_FALSE(session->finished());
  session->expire(now + limits::kHeaderMs);
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, IdleConnectionEndsAfterTheIdleDeadline) {
  talk(get("/x"));
  EXPECT_EQ(session->deadline(), now + limits::kIdleMs);
  session->expire(now + limits::kIdleMs);
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, StalledBodyIsCut) {
  talk("POST /bulk HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nabc");
  EXPECT_EQ(session->deadline().ms, now.ms + limits::kBodyStallMs);
  session->expire(now + limits::kBodyStallMs);
  EXPECT_TRUE(session->broken());
}

TEST_F(H1SessionTest, DribblingBodyIsCutAlthoughItMoves) {
  talk("POST /bulk HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
  const TimeMs begin = now;
  while (!session->finished() && now < begin + 60'000) {
    now = now + 1000;
    session->expire(now);
    talk("x");
  }
  EXPECT_LE(now, begin + limits::kBodyStallMs + 1000);
}

TEST_F(H1SessionTest, OldConnectionEndsWithItsNextAnswer) {
  now = now + limits::kConnectionAgeMs - 1;
  EXPECT_EQ(talk(get("/x")).find("connection: close"), std::string::npos);
  now = now + 1;
  EXPECT_NE(talk(get("/x")).find("connection: close"), std::string::npos);
  EXPECT_TRUE(session->finished());
}

TEST_F(H1SessionTest, OldConnectionThatIsIdleEnds) {
  now = now + limits::kConnectionAgeMs - 1;
  talk(get("/x"));
  EXPECT_EQ(session->deadline(), now + 1);
  session->expire(now + 1);
  EXPECT_TRUE(session->finished());
}

}  // namespace
}  // namespace cems::http
