// Bodies that are worked at while they come in: handed over in pieces, held back while nobody works
// at them, answered when the answer is there, let go when the stream is. And answers that are made
// elsewhere (Response::later).
#include <algorithm>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "http/h2_session.h"
#include "tests/http/h2_peer.h"

namespace cems::http {
namespace {

using testing::HasSubstr;

/// What a test sees of an Intake, and does in its place.
struct Work {
  std::string body;
  std::size_t waiting = 0;
  bool ended = false;
  bool gone = false;
  std::optional<Response> answer;
  Wake wake;

  void work_off() { waiting = 0; }

  void say(std::string text) {
    answer.emplace();
    answer->body = std::move(text);
  }
};

class TestIntake final : public Intake {
 public:
  explicit TestIntake(std::shared_ptr<Work> work) : work_(std::move(work)) {}

  TestIntake(const TestIntake&) = delete;
  TestIntake& operator=(const TestIntake&) = delete;

  ~TestIntake() override { work_->gone = true; }

  void add(std::string_view bytes) override {
    work_->body += bytes;
    work_->waiting += bytes.size();
  }

  void end() override { work_->ended = true; }

  [[nodiscard]] std::size_t waiting() const override { return work_->waiting; }

  void wake_with(const Wake& wake) override { work_->wake = wake; }

  [[nodiscard]] std::optional<Response> answer() override {
    return std::exchange(work_->answer, std::nullopt);
  }

 private:
  std::shared_ptr<Work> work_;
};

/// Gives every POST an Intake; bodies of `/short` may have 100 bytes. `/later` is answered later.
class IntakeHandler final : public Handler {
 public:
  Response handle(const Request& request) override {
    Response response;
    if (request.target == "/later") {
      works.push_back(std::make_shared<Work>());
      response.later = std::make_unique<TestIntake>(works.back());
      return response;
    }
    response.status = request.refusal ? 413 : 200;
    response.body = request.refusal ? "refused" : "handled " + request.target;
    return response;
  }

  [[nodiscard]] std::size_t body_bytes_max(const Request& head) const override {
    return head.target == "/short" ? 100 : 64U << 20U;
  }

  [[nodiscard]] std::unique_ptr<Intake> open_intake(const Request& head,
                                                    const Wake& wake) override {
    if (head.method != "POST" || head.target == "/later") {
      return nullptr;
    }
    works.push_back(std::make_shared<Work>());
    works.back()->wake = wake;
    return std::make_unique<TestIntake>(works.back());
  }

  std::vector<std::shared_ptr<Work>> works;
};

class H2IntakeTest : public testing::Test {
 protected:
  Work& work(std::size_t i = 0) { return *handler.works.at(i); }

  IntakeHandler handler;
  TimeMs now{1000};
  H2Session session{handler, "192.0.2.1", now};
};

TEST_F(H2IntakeTest, BodyIsHandedOverAndTheAnswerComesWhenItIsThere) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/x", {}, "hello");
  peer.exchange(now);
  EXPECT_EQ(work().body, "hello");
  EXPECT_TRUE(work().ended);
  EXPECT_EQ(peer.answers[id].status, 0) << "nobody has answered yet";
  work().work_off();
  work().say("done");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[id].body, "done");
  EXPECT_TRUE(peer.answers[id].ended);
  EXPECT_TRUE(work().gone);
  EXPECT_EQ(session.in_flight(), 0U);
}

TEST_F(H2IntakeTest, SenderWaitsForTheWorkAndOthersOfItsConnectionDoNot) {
  H2Peer peer(session);
  const std::string body(2U << 20U, 'x');
  const int slow = peer.send("POST", "/x", {}, body);
  peer.exchange(now);
  EXPECT_EQ(work().body.size(), limits::kIntakeBytesMax);
  const int other = peer.send("GET", "/y");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[other].body, "handled /y");
  int turns = 0;
  for (; !work().ended && turns < 100; ++turns) {
    EXPECT_LE(work().waiting, limits::kIntakeBytesMax);
    work().work_off();
    peer.exchange(now);
  }
  EXPECT_TRUE(work().body == body);
  EXPECT_LE(turns, 20);
  work().say("done");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[slow].body, "done");
}

TEST_F(H2IntakeTest, ManyBodiesAtOnceAreEachWhole) {
  H2Peer peer(session);
  for (int i = 0; i < 20; ++i) {
    peer.send("POST", "/x", {}, std::string(100'000 + i, static_cast<char>('a' + i)));
  }
  for (int turn = 0; turn < 100; ++turn) {
    peer.exchange(now, 1000);
    for (const auto& one : handler.works) {
      one->work_off();
    }
  }
  ASSERT_EQ(handler.works.size(), 20U);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(work(i).ended);
    EXPECT_TRUE(work(i).body == std::string(100'000 + i, static_cast<char>('a' + i)));
  }
}

TEST_F(H2IntakeTest, AnEarlyAnswerEndsTheBody) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/x", {}, std::string(2U << 20U, 'x'));
  peer.exchange(now);
  work().say("no");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[id].body, "no");
  EXPECT_TRUE(work().gone);
  const std::size_t had = work().body.size();
  peer.exchange(now + 1);
  EXPECT_EQ(work().body.size(), had) << "the rest is thrown away";
}

TEST_F(H2IntakeTest, AResetLetsTheWorkGo) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/x", {}, std::string(2U << 20U, 'x'));
  peer.exchange(now);
  EXPECT_FALSE(work().gone);
  nghttp2_submit_rst_stream(peer.raw(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  peer.exchange(now);
  EXPECT_TRUE(work().gone);
  EXPECT_EQ(session.in_flight(), 0U);
}

TEST_F(H2IntakeTest, TheEndOfTheSessionLetsTheWorkGo) {
  auto other = std::make_unique<H2Session>(handler, "192.0.2.1", now);
  {
    H2Peer peer(*other);
    peer.send("POST", "/x", {}, "hello");
    peer.exchange(now);
  }
  other.reset();
  EXPECT_TRUE(work().gone);
}

TEST_F(H2IntakeTest, ABodyBeyondItsLimitIsRefusedAsEver) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/short", {}, std::string(200, 'x'));
  peer.exchange(now);
  EXPECT_EQ(peer.answers[id].status, 413);
  EXPECT_TRUE(handler.works.empty() || work().gone);
}

TEST_F(H2IntakeTest, WaitingForTheWorkIsNoStallOfThePeer) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/x", {}, std::string(2U << 20U, 'x'));
  peer.exchange(now);
  const TimeMs later = now + 10 * limits::kBodyStallMs;
  EXPECT_GT(session.deadline(), later);
  session.expire(later);
  peer.exchange(later);
  EXPECT_FALSE(work().gone);
  work().work_off();
  peer.exchange(later);
  EXPECT_EQ(peer.answers[id].reset_code, 0U);
  EXPECT_GT(work().body.size(), limits::kIntakeBytesMax) << "it goes on";
}

TEST_F(H2IntakeTest, APeerThatStallsItselfIsEnded) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/x", {}, std::string(300'000, 'x'));
  peer.exchange(now);
  work().work_off();  // The window opens, and nobody carries what the peer would send.
  std::string out;
  session.drain(out, now);
  session.drain(out, now);
  session.expire(now + limits::kBodyStallMs);
  peer.exchange(now + limits::kBodyStallMs);
  EXPECT_TRUE(work().gone) << id;
}

TEST_F(H2IntakeTest, WorkThatTakesLongIsWaitedFor) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/x", {}, "hello");
  peer.exchange(now);
  work().work_off();
  const TimeMs later = now + 100 * limits::kWriteStallMs;
  session.expire(later);
  work().say("done");
  peer.exchange(later);
  EXPECT_EQ(peer.answers[id].body, "done");
}

TEST_F(H2IntakeTest, AnAnswerMadeElsewhereComesWhenItIsThere) {
  int woken = 0;
  H2Session own{handler, "192.0.2.1", now, [&woken] { ++woken; }};
  H2Peer peer(own);
  const int later = peer.send("POST", "/later", {}, "asked");
  peer.exchange(now);
  const int head = peer.send("HEAD", "/later");
  const int other = peer.send("GET", "/y");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[later].status, 0);
  EXPECT_EQ(peer.answers[other].body, "handled /y") << "others go on beside";
  ASSERT_EQ(handler.works.size(), 2U);
  EXPECT_EQ(own.deadline(), now + limits::kConnectionAgeMs) << "waiting is no stall";
  work(1).wake();
  EXPECT_EQ(woken, 1);
  work(1).say("nobody reads this");
  work(0).say("done");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[later].body, "done");
  EXPECT_EQ(peer.answers[head].status, 200);
  EXPECT_EQ(peer.answers[head].body, "");
  EXPECT_TRUE(peer.answers[head].ended);
  EXPECT_TRUE(work(0).gone && work(1).gone);
  EXPECT_EQ(own.in_flight(), 0U);
}

TEST_F(H2IntakeTest, WhatAnAnswerHoldsIsLetGoWithItsBody) {
  H2Peer peer(session, 1000, false);  // It takes a thousand bytes.
  const auto held = std::make_shared<int>(0);
  const int id = peer.send("POST", "/later", {}, "asked");
  peer.exchange(now);
  work().say(std::string(5000, 'x'));
  work().answer->held = held;
  peer.exchange(now);
  EXPECT_EQ(held.use_count(), 2);
  nghttp2_submit_rst_stream(peer.raw(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  peer.exchange(now);
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(H2IntakeTest, AResetLetsAnAnswerThatIsBeingMadeGo) {
  H2Peer peer(session);
  const int id = peer.send("GET", "/later");
  peer.exchange(now);
  nghttp2_submit_rst_stream(peer.raw(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  peer.exchange(now);
  EXPECT_TRUE(work().gone);
  const int next = peer.send("GET", "/y");  // Perhaps in the same memory.
  peer.exchange(now);
  EXPECT_EQ(peer.answers[next].body, "handled /y");
}

class H1IntakeTest : public testing::Test {
 protected:
  Work& work(std::size_t i = 0) { return *handler.works.at(i); }

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

  IntakeHandler handler;
  TimeMs now{1000};
  std::unique_ptr<Session> session = make_h1_session(handler, "192.0.2.1", now);
};

constexpr std::string_view kPost = "POST /x HTTP/1.1\r\nHost: a\r\n";

TEST_F(H1IntakeTest, BodyIsHandedOverAndTheNextRequestWaits) {
  EXPECT_EQ(
      talk(std::string(kPost) + "Content-Length: 5\r\n\r\nhelloGET /y HTTP/1.1\r\nHost: a\r\n\r\n"),
      "");
  EXPECT_EQ(work().body, "hello");
  EXPECT_TRUE(work().ended);
  work().work_off();
  work().say("done");
  const std::string answers = take();
  EXPECT_THAT(answers, HasSubstr("\r\n\r\ndone"));
  EXPECT_THAT(answers, HasSubstr("handled /y"));
  EXPECT_TRUE(work().gone);
  EXPECT_FALSE(session->finished());
}

TEST_F(H1IntakeTest, ChunksAreHandedOverWithoutTheirFraming) {
  talk(std::string(kPost) + "Transfer-Encoding: chunked\r\n\r\n");
  for (const char c : std::string_view("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")) {
    talk(std::string(1, c));
  }
  EXPECT_EQ(work().body, "hello");
  EXPECT_TRUE(work().ended);
}

TEST_F(H1IntakeTest, WantsNoInputWhileNobodyWorks) {
  talk(std::string(kPost) + "Content-Length: 10000000\r\n\r\n");
  while (session->wants_input()) {
    talk(std::string(64 * 1024, 'x'));
  }
  EXPECT_GE(work().waiting, limits::kIntakeBytesMax);
  EXPECT_LT(work().waiting, limits::kIntakeBytesMax + 64 * 1024);
  now = now + 10 * limits::kBodyStallMs;
  session->expire(now);
  EXPECT_FALSE(work().gone) << "it waits for us";
  work().work_off();
  take();
  EXPECT_TRUE(session->wants_input());
  session->expire(now + limits::kBodyStallMs - 1);
  EXPECT_FALSE(work().gone) << "its time begins when it can send";
}

TEST_F(H1IntakeTest, AnEarlyAnswerClosesTheConnection) {
  talk(std::string(kPost) + "Content-Length: 10000000\r\n\r\nsome");
  work().say("no");
  const std::string answer = take();
  EXPECT_THAT(answer, HasSubstr("connection: close"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nno"));
  EXPECT_TRUE(session->finished());
  EXPECT_TRUE(work().gone);
}

TEST_F(H1IntakeTest, APeerThatStallsIsCutAndTheWorkLetGo) {
  talk(std::string(kPost) + "Content-Length: 10\r\n\r\nhel");
  work().work_off();
  take();
  now = now + limits::kBodyStallMs;
  session->expire(now);
  EXPECT_TRUE(session->finished());
  EXPECT_TRUE(work().gone);
}

TEST_F(H1IntakeTest, WorkThatTakesLongIsWaitedForAndShutDownTooWaits) {
  talk(std::string(kPost) + "Content-Length: 5\r\n\r\nhello");
  now = now + 100 * limits::kWriteStallMs;
  session->expire(now);
  session->shut_down(now);
  EXPECT_FALSE(session->finished());
  work().say("done");
  EXPECT_THAT(take(), HasSubstr("\r\n\r\ndone"));
  EXPECT_TRUE(session->finished());
}

TEST_F(H1IntakeTest, AnAnswerMadeElsewhereComesInItsOrder) {
  EXPECT_EQ(talk("GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
                 "HEAD /later HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\n\r\n"),
            "");
  EXPECT_EQ(session->deadline(), kTimeMax) << "waiting is no stall";
  const auto held = std::make_shared<int>(0);
  work(0).say("done");
  work(0).answer->held = held;
  EXPECT_THAT(take(), HasSubstr("\r\n\r\ndone"));
  EXPECT_EQ(held.use_count(), 1) << "sent, and let go";
  work(1).say("nobody reads this");
  const std::string answers = take();
  EXPECT_TRUE(without_date(answers).starts_with(
      "HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\nHTTP/1.1 200"))
      << answers;
  EXPECT_THAT(answers, HasSubstr("handled /y"));
  EXPECT_TRUE(work(0).gone && work(1).gone);
}

TEST_F(H1IntakeTest, ABodyThatIsEmptyIsHandledAsEver) {
  EXPECT_THAT(talk(std::string(kPost) + "Content-Length: 0\r\n\r\n"), HasSubstr("handled /x"));
  EXPECT_TRUE(handler.works.empty());
}

}  // namespace
}  // namespace cems::http
