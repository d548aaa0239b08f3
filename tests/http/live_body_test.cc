// Bodies that go on when something happens: not read while they have nothing to say, nobody's stall
// then, sent when they have called, in both versions of HTTP.
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "http/h1_session.h"
#include "http/h2_session.h"
#include "tests/http/h2_peer.h"

namespace cems::http {
namespace {

using testing::HasSubstr;

/// What a test says through a body.
struct Speech {
  std::string next;
  bool over = false;
  bool gone = false;
  int read = 0;  ///< How often it was asked.
  Wake wake;

  void say(std::string_view text) {
    next += text;
    wake();
  }

  void end() {
    over = true;
    wake();
  }
};

class SpokenBody final : public BodySource {
 public:
  explicit SpokenBody(std::shared_ptr<Speech> speech) : speech_(std::move(speech)) {}

  SpokenBody(const SpokenBody&) = delete;
  SpokenBody& operator=(const SpokenBody&) = delete;

  ~SpokenBody() override { speech_->gone = true; }

  Result<bool> read(std::string& out) override {
    ++speech_->read;
    out += std::exchange(speech_->next, {});
    return !speech_->over;
  }

  bool ready() override { return speech_->over || !speech_->next.empty(); }

  void wake_with(const Wake& wake) override { speech_->wake = wake; }

 private:
  std::shared_ptr<Speech> speech_;
};

/// `/live` goes on; everything else is answered at once.
class LiveHandler final : public Handler {
 public:
  Response handle(const Request& request) override {
    Response response;
    response.body = "hello ";
    if (request.target == "/live") {
      speeches.push_back(std::make_shared<Speech>());
      response.rest = std::make_unique<SpokenBody>(speeches.back());
    }
    return response;
  }

  [[nodiscard]] std::size_t body_bytes_max(const Request& /*head*/) const override { return 0; }

  std::vector<std::shared_ptr<Speech>> speeches;
};

class H2LiveTest : public testing::Test {
 protected:
  Speech& speech(std::size_t i = 0) { return *handler.speeches.at(i); }

  LiveHandler handler;
  TimeMs now{1000};
  int woken = 0;
  H2Session session{handler, "192.0.2.1", now, [this] { ++woken; }};
};

TEST_F(H2LiveTest, WhatIsSaidIsSentAndOtherStreamsGoOnBeside) {
  H2Peer peer(session);
  const int live = peer.send("GET", "/live");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[live].status, 200);
  EXPECT_EQ(peer.answers[live].body, "hello ");
  EXPECT_EQ(speech().read, 0) << "it has nothing to say yet";
  const int other = peer.send("GET", "/other");
  peer.exchange(now);
  EXPECT_TRUE(peer.answers[other].ended);
  speech().say("one ");
  EXPECT_EQ(woken, 1);
  peer.exchange(now);
  EXPECT_EQ(peer.answers[live].body, "hello one ");
  EXPECT_EQ(peer.exchange(now), 0U) << "and silence again";
  speech().say("two");
  speech().end();
  peer.exchange(now);
  EXPECT_EQ(peer.answers[live].body, "hello one two");
  EXPECT_TRUE(peer.answers[live].ended);
  EXPECT_TRUE(speech().gone);
  EXPECT_EQ(session.in_flight(), 0U);
}

TEST_F(H2LiveTest, SilenceIsNoStallAndAReaderThatTakesNothingIs) {  // reliability, ladder of limits
  H2Peer peer(session, 1000, false);
  const int live = peer.send("GET", "/live");
  peer.exchange(now);
  for (int hour = 0; hour < 3; ++hour) {
    // Its connection takes no more requests after an hour (limits::kConnectionAgeMs) and ends with
    // what it has, which goes on.
    ASSERT_GE(session.deadline(), now + limits::kConnectionAgeMs);
    now = now + kMsPerHour;
    session.expire(now);
    peer.exchange(now);
  }
  EXPECT_FALSE(peer.answers[live].closed);
  speech().say(std::string(5000, 'x'));
  peer.exchange(now);
  EXPECT_EQ(peer.answers[live].body.size(), 1000U) << "as much as its window takes";
  EXPECT_LE(session.deadline(), now + limits::kWriteStallMs);
  now = now + limits::kWriteStallMs;
  session.expire(now);
  peer.exchange(now);
  EXPECT_TRUE(session.finished()) << "nothing else moves on its connection";
  EXPECT_TRUE(speech().gone);
}

TEST_F(H2LiveTest, AStreamThatThePeerGivesUpIsGoneWhileItIsSilent) {
  H2Peer peer(session);
  const int live = peer.send("GET", "/live");
  const int stays = peer.send("GET", "/live");
  peer.exchange(now);
  nghttp2_submit_rst_stream(peer.raw(), NGHTTP2_FLAG_NONE, live, NGHTTP2_CANCEL);
  peer.exchange(now);
  EXPECT_TRUE(speech(0).gone);
  speech(1).say("still here");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[stays].body, "hello still here");
}

TEST_F(H2LiveTest, AStopWaitsForItsLastWord) {
  H2Peer peer(session);
  const int live = peer.send("GET", "/live");
  peer.exchange(now);
  session.shut_down(now);
  peer.exchange(now);
  EXPECT_FALSE(session.finished());
  speech().say("end");
  speech().end();
  peer.exchange(now);
  EXPECT_EQ(peer.answers[live].body, "hello end");
  EXPECT_TRUE(session.finished());
}

class H1LiveTest : public testing::Test {
 protected:
  std::string drained() {
    std::string out;
    for (std::size_t size = 1; size != out.size();) {
      size = out.size();
      session.drain(out, now);
    }
    return out;
  }

  LiveHandler handler;
  TimeMs now{1000};
  int woken = 0;
  H1Session session{handler, "192.0.2.1", now, [this] { ++woken; }};
};

TEST_F(H1LiveTest, WhatIsSaidIsAChunk) {  // RFC 9112 7.1
  session.feed("GET /live HTTP/1.1\r\nhost: x\r\n\r\n", now);
  const std::string begun = drained();
  EXPECT_THAT(begun, HasSubstr("transfer-encoding: chunked\r\n"));
  EXPECT_THAT(begun, HasSubstr("\r\n\r\n6\r\nhello \r\n"));
  Speech& speech = *handler.speeches.front();
  EXPECT_EQ(speech.read, 0);
  now = now + kMsPerHour;
  EXPECT_EQ(session.deadline(), kTimeMax) << "silence is no stall";
  session.expire(now);
  EXPECT_FALSE(session.finished());
  speech.say("one");
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(drained(), "3\r\none\r\n");
  session.feed("GET /after HTTP/1.1\r\nhost: x\r\n\r\n", now);
  EXPECT_EQ(drained(), "") << "answers come in order";
  speech.end();
  const std::string rest = drained();
  EXPECT_TRUE(rest.starts_with("0\r\n\r\nHTTP/1.1 200 OK\r\n")) << rest;
  EXPECT_TRUE(speech.gone);
}

TEST_F(H1LiveTest, AStopWaitsForItsLastWord) {
  session.feed("GET /live HTTP/1.1\r\nhost: x\r\n\r\n", now);
  drained();
  session.shut_down(now);
  drained();
  EXPECT_FALSE(session.finished());
  handler.speeches.front()->end();
  EXPECT_EQ(drained(), "0\r\n\r\n");
  EXPECT_TRUE(session.finished());
}

}  // namespace
}  // namespace cems::http
