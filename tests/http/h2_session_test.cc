// HTTP/2 as a client sees it, with nghttp2's client session as the other side (RFC 9113).
#include "http/h2_session.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/http/h2_peer.h"
#include "tests/http/script_handler.h"

namespace cems::http {
namespace {

class H2SessionTest : public testing::Test {
 protected:
  static std::string field(const Answer& a, const std::string& name) {
    const auto it = a.fields.find(name);
    return it == a.fields.end() ? "(none)" : it->second;
  }

  ScriptHandler handler;
  TimeMs now{1000};
  H2Session session{handler, "192.0.2.1", now};
};

TEST_F(H2SessionTest, AnswersWithLength) {
  H2Peer peer(session);
  const int id = peer.send("GET", "/x?a=1", {{"x-a", "b"}});
  peer.exchange(now);
  const Answer& a = peer.answers[id];
  EXPECT_EQ(a.status, 200);
  EXPECT_EQ(a.body, "GET /x?a=1");
  EXPECT_EQ(field(a, "content-length"), "10");
  EXPECT_TRUE(a.ended);
  const Request& r = handler.requests.at(0);
  EXPECT_EQ(r.authority, "a.example");
  EXPECT_EQ(r.peer, "192.0.2.1");
  EXPECT_EQ(r.field("x-a"), "b");
  EXPECT_EQ(session.in_flight(), 0U);
}

TEST_F(H2SessionTest, EveryAnswerHasADate) {  // RFC 9110 6.6.1.
  H2Peer peer(session);
  const int id = peer.send("GET", "/x");
  peer.exchange(now);
  EXPECT_THAT(field(peer.answers[id], "date"), testing::EndsWith(" GMT"));
}

/// Of the peer's table of fields after one more answer, and that answer's date: a new one every
/// second, which takes a place too.
struct TableAfter {
  std::size_t bytes;
  std::string date;
};

// RFC 7541 2.3.2. Its name has a place, so that it is not told letter by letter: it is given one
// every ten seconds, before what comes in between has pushed it out.
TEST_F(H2SessionTest, AUniqueValueTakesNoPlaceInThePeersTable) {
  H2Peer peer(session);
  const auto table_after = [&](const std::string& path) {
    const int id = peer.send("GET", path);
    peer.exchange(now);
    return TableAfter{peer.table_bytes(), field(peer.answers[id], "date")};
  };
  // How much the table grows by an answer, from `now` to `now`; until both have one date.
  const auto growth_by = [&](const std::string& path, std::int64_t passes_ms) {
    TableAfter before = table_after("/x");
    now = now + passes_ms;
    TableAfter after = table_after(path);
    while (after.date != before.date) {
      before = table_after("/x");
      now = now + passes_ms;
      after = table_after(path);
    }
    return after.bytes - before.bytes;
  };
  constexpr std::size_t kEntry = 32 + 4 + 1;  // x-id and a digit, as RFC 7541 4.1 counts.
  EXPECT_EQ(growth_by("/unique?1", 10'000), kEntry);
  EXPECT_EQ(growth_by("/unique?2", 9'999), 0U);
  EXPECT_EQ(growth_by("/unique?3", 10'000), kEntry);
  EXPECT_EQ(growth_by("/common?4", 0), kEntry);
}

// Streams are used again by other connections of their thread.
TEST_F(H2SessionTest, ACertificateIsOfItsConnectionOnly) {
  const auto names =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"dns:a.example"});
  for (int i = 0; i < 3; ++i) {
    H2Session certified(handler, PeerInfo("192.0.2.2", names), now);
    H2Peer with(certified);
    with.send("GET", "/mine");
    with.exchange(now);
    EXPECT_EQ(handler.requests.back().certificate_names, names);
    H2Session plain(handler, "192.0.2.3", now);
    H2Peer without(plain);
    without.send("GET", "/other");
    without.exchange(now);
    EXPECT_EQ(handler.requests.back().certificate_names, nullptr);
    EXPECT_EQ(handler.requests.back().peer, "192.0.2.3");
  }
}

TEST_F(H2SessionTest, ByteByByteGivesTheSame) {
  H2Peer peer(session);
  const int a = peer.send("POST", "/echo", {{"cookie", "a=1"}, {"cookie", "b=2"}}, "hello");
  const int b = peer.send("GET", "/big?100000");
  peer.exchange(now, 1);
  EXPECT_EQ(peer.answers[a].body, "hello");
  EXPECT_EQ(peer.answers[b].body, PatternSource::whole(100000));
  EXPECT_EQ(handler.requests.size(), 2U);
}

TEST_F(H2SessionTest, CookieCrumbsAreJoined) {
  H2Peer peer(session);
  peer.send("GET", "/", {{"cookie", "a=1"}, {"cookie", "b=2"}});
  peer.exchange(now);
  EXPECT_EQ(handler.requests.at(0).field("cookie"), "a=1; b=2");  // RFC 9113 8.2.3.
}

TEST_F(H2SessionTest, HandlerIsCalledOnlyWithTheWholeBody) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/echo", {}, std::string(1000, 'x'));
  peer.exchange(now);
  ASSERT_EQ(handler.requests.size(), 1U);
  EXPECT_EQ(peer.answers[id].body, std::string(1000, 'x'));
}

TEST_F(H2SessionTest, BulkBodyThroughManyWindows) {
  H2Peer peer(session);
  const std::string body = PatternSource::whole(1U << 20U);
  peer.send("POST", "/bulk", {}, body);
  peer.exchange(now);
  ASSERT_EQ(handler.requests.size(), 1U);
  EXPECT_TRUE(handler.requests[0].body == body);
}

TEST_F(H2SessionTest, ContentOfGetIsReadAndIgnored) {
  H2Peer peer(session);
  const int id = peer.send("GET", "/x", {}, "hello");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[id].status, 200);
  EXPECT_EQ(handler.requests.at(0).body, "");
}

TEST_F(H2SessionTest, BodyTooLargeIsAnsweredByItsLength) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/echo", {{"content-length", "1001"}}, std::string(1001, 'x'));
  peer.exchange(now);
  EXPECT_EQ(peer.answers[id].status, 413);
  EXPECT_EQ(handler.requests.at(0).refusal, Refusal::body_too_large);
  EXPECT_EQ(handler.requests.at(0).target, "/echo");
  EXPECT_EQ(session.in_flight(), 0U);
}

TEST_F(H2SessionTest, BodyTooLargeIsAnsweredByWhatCame) {
  H2Peer peer(session);
  const int id = peer.send("POST", "/echo", {}, std::string(1000000, 'x'));
  peer.exchange(now);
  EXPECT_EQ(peer.answers[id].status, 413);
  EXPECT_TRUE(peer.answers[id].ended);
  // What the window had room for was dropped, and for more there is none: a moment later the peer
  // is told to stop.
  EXPECT_FALSE(peer.answers[id].closed);
  session.expire(now + limits::kLingerMs);
  peer.exchange(now + limits::kLingerMs);
  EXPECT_TRUE(peer.answers[id].closed);
  EXPECT_EQ(peer.answers[id].reset_code, 0U);
  EXPECT_EQ(handler.requests.size(), 1U);
  EXPECT_EQ(handler.requests.at(0).body, "");
  EXPECT_TRUE(peer.goaways.empty());
}

TEST_F(H2SessionTest, TargetLimitIsExact) {
  H2Peer peer(session);
  const std::string longest = "/" + std::string(limits::kUriBytesMax - 1, 'a');
  const int a = peer.send("GET", longest);
  const int b = peer.send("GET", longest + "a");
  peer.exchange(now);
  EXPECT_EQ(peer.answers[a].status, 200);
  EXPECT_EQ(peer.answers[b].status, 414);
  EXPECT_EQ(handler.requests.at(1).target, longest);
}

TEST_F(H2SessionTest, FieldLimitsAreExact) {
  H2Peer peer(session);
  // :method GET, :scheme https, :authority a.example, :path / with 32 each, and the name "x".
  const std::size_t pseudo = (7 + 3) + (7 + 5) + (10 + 9) + (5 + 1) + 4 * 32;
  const std::size_t room = limits::kHeaderBytesMax - pseudo - 33;
  const int a = peer.send("GET", "/", {{"x", std::string(room, 'v')}});
  const int b = peer.send("GET", "/", {{"x", std::string(room + 1, 'v')}});
  peer.exchange(now);
  EXPECT_EQ(peer.answers[a].status, 200);
  EXPECT_EQ(peer.answers[b].status, 431);
  EXPECT_EQ(handler.requests.at(1).refusal, Refusal::fields_too_large);
  EXPECT_EQ(handler.requests.at(1).target, "/");
}

TEST_F(H2SessionTest, FieldCountLimitIsExact) {
  H2Peer peer(session);
  H2Peer::Fields fields(limits::kHeaderFieldsMax, {"a", "b"});
  const int a = peer.send("GET", "/", fields);
  fields.push_back({"a", "b"});
  const int b = peer.send("GET", "/", fields);
  peer.exchange(now);
  EXPECT_EQ(peer.answers[a].status, 200);
  EXPECT_EQ(peer.answers[b].status, 431);
}

TEST_F(H2SessionTest, HostHasToBeTheAuthority) {
  H2Peer peer(session);
  const int same = peer.send("GET", "/", {{"host", "A.example"}});
  const int other = peer.send("GET", "/", {{"host", "b.example"}});
  const int user = peer.send("GET", "/", {{":authority", "u@a.example"}});
  peer.exchange(now);
  EXPECT_EQ(peer.answers[same].status, 200);
  EXPECT_EQ(peer.answers[other].status, 400);
  EXPECT_NE(peer.answers[user].status, 200);
  EXPECT_EQ(handler.requests.at(1).refusal, Refusal::malformed);
}

TEST_F(H2SessionTest, HeadHasTheFieldsAndNoBody) {
  H2Peer peer(session);
  const int whole = peer.send("HEAD", "/xyz");
  const int streamed = peer.send("HEAD", "/big?100");
  peer.exchange(now);
  EXPECT_EQ(field(peer.answers[whole], "content-length"), "9");
  EXPECT_EQ(peer.answers[whole].body, "");
  EXPECT_TRUE(peer.answers[whole].ended);
  EXPECT_EQ(field(peer.answers[streamed], "content-length"), "(none)");
  EXPECT_TRUE(peer.answers[streamed].ended);
  EXPECT_EQ(handler.made, 0U);
}

TEST_F(H2SessionTest, NoContentHasNoLength) {
  H2Peer peer(session);
  for (const auto& [path, status] : {std::pair{"/empty", 204}, std::pair{"/same", 304}}) {
    const int id = peer.send("GET", path);
    peer.exchange(now);
    EXPECT_EQ(peer.answers[id].status, status);
    EXPECT_EQ(field(peer.answers[id], "content-length"), "(none)");
    EXPECT_EQ(peer.answers[id].body, "");
    EXPECT_TRUE(peer.answers[id].ended);
  }
}

TEST_F(H2SessionTest, ConnectAndAsteriskReachTheHandler) {
  H2Peer peer(session);
  const int connect = peer.send("CONNECT", "");
  const int asterisk = peer.send("OPTIONS", "*");
  peer.exchange(now);
  ASSERT_EQ(handler.requests.size(), 2U);
  EXPECT_EQ(handler.requests[0].target, "a.example:443");
  EXPECT_EQ(handler.requests[1].target, "*");
  EXPECT_TRUE(peer.answers[connect].ended);
  EXPECT_TRUE(peer.answers[asterisk].ended);
}

TEST_F(H2SessionTest, BigAnswerThroughTinyWindowsIsIdentical) {
  constexpr std::size_t kSize = 200'000;
  for (const std::int32_t window : {1, 13, 333, 16384}) {
    SCOPED_TRACE(window);
    const std::size_t size = window < 13 ? 300 : kSize / (window < 300 ? 20 : 1);
    H2Session fresh(handler, "192.0.2.1", now);
    H2Peer peer(fresh, static_cast<std::uint32_t>(window), false);
    const int id = peer.send("GET", "/big?" + std::to_string(size));
    for (std::size_t i = 0; !peer.answers[id].ended && i <= size; ++i) {
      peer.exchange(now);
      ASSERT_LE(handler.made, peer.answers[id].body.size() + handler.piece);
      peer.open_window(id, window);
      peer.open_window(0, window);
      now = now + 20;  // One-byte windows are a flood if they come all at once.
    }
    EXPECT_TRUE(peer.answers[id].body == PatternSource::whole(size));
  }
}

TEST_F(H2SessionTest, HundredBigAnswersAtOnceAreEachWhole) {
  H2Peer peer(session);
  for (int i = 0; i < 100; ++i) {
    peer.send("GET", "/big?" + std::to_string(20000 + i));
  }
  peer.exchange(now);
  ASSERT_EQ(peer.answers.size(), 100U);
  for (const auto& [id, a] : peer.answers) {
    EXPECT_TRUE(a.body == PatternSource::whole(20000 + static_cast<std::size_t>(id) / 2));
    EXPECT_TRUE(a.ended);
  }
}

// TLS records are filled that way: whoever encrypts asks for a multiple of their size.
TEST_F(H2SessionTest, DrainGivesAsMuchAsIsAskedFor) {
  H2Peer peer(session, 0x7fffffff);
  peer.send("GET", "/big?5000000");
  peer.open_window(0, 0x7fffffff - 65535);
  const std::uint8_t* data = nullptr;
  for (ssize_t n = 0; (n = nghttp2_session_mem_send(peer.raw(), &data)) > 0;) {
    session.feed({reinterpret_cast<const char*>(data), static_cast<std::size_t>(n)}, now);
  }
  constexpr std::size_t kFrame = 16384;
  std::size_t drained = 0;
  for (const std::size_t bytes : {limits::kWriteBacklogBytes, 2 * kFrame, 3 * kFrame, 40'000UL}) {
    std::string out;
    session.drain(out, now, bytes);
    EXPECT_EQ(out.size(), bytes);
    drained += out.size();
    EXPECT_LE(handler.made, drained + handler.piece + kFrame) << "memory is a piece and a frame";
  }
}

TEST_F(H2SessionTest, BrokenSourceResetsItsStreamOnly) {
  H2Peer peer(session);
  const int broken = peer.send("GET", "/break?30000");
  const int sound = peer.send("GET", "/big?30000");
  peer.exchange(now);
  EXPECT_FALSE(peer.answers[broken].ended);
  EXPECT_EQ(peer.answers[broken].reset_code, static_cast<std::uint32_t>(NGHTTP2_INTERNAL_ERROR));
  EXPECT_EQ(peer.answers[sound].body, PatternSource::whole(30000));
  EXPECT_TRUE(peer.answers[sound].ended);
}

TEST_F(H2SessionTest, ShutDownFinishesWhatRunsAndTakesNothingNew) {
  H2Peer peer(session, 1000, false);
  const int running = peer.send("GET", "/big?5000");
  peer.exchange(now);
  session.shut_down(now);
  peer.exchange(now);
  ASSERT_EQ(peer.goaways, std::vector<std::uint32_t>{NGHTTP2_NO_ERROR});
  EXPECT_EQ(peer.goaway_last_id, running);
  EXPECT_FALSE(session.finished());
  peer.open_window(running, 10000);
  peer.exchange(now);
  EXPECT_EQ(peer.answers[running].body, PatternSource::whole(5000));
  EXPECT_TRUE(session.finished());
  EXPECT_EQ(handler.requests.size(), 1U);
}

TEST_F(H2SessionTest, ShutDownOfAnIdleConnectionIsImmediate) {
  H2Peer peer(session);
  peer.send("GET", "/");
  peer.exchange(now);
  session.shut_down(now);
  EXPECT_FALSE(session.finished());
  peer.exchange(now);
  EXPECT_TRUE(session.finished());
}

TEST_F(H2SessionTest, IdleConnectionSaysGoodbye) {
  H2Peer peer(session);
  peer.send("GET", "/");
  peer.exchange(now);
  EXPECT_EQ(session.deadline(), now + limits::kIdleMs);
  session.expire(now + limits::kIdleMs);
  peer.exchange(now + limits::kIdleMs);
  EXPECT_EQ(peer.goaways, std::vector<std::uint32_t>{NGHTTP2_NO_ERROR});
  EXPECT_TRUE(session.finished());
}

TEST_F(H2SessionTest, AnswerFieldsCannotCarryLineEnds) {
  H2Peer peer(session);
  const int id = peer.send("GET", "/evil");
  peer.exchange(now);
  EXPECT_EQ(field(peer.answers[id], "x-echo"), "a  set-cookie: b");
}

TEST_F(H2SessionTest, ChosenByProtocolOrByPreface) {
  const auto first = [&](std::string_view protocol, std::string_view prefix) {
    const auto chosen = make_session_for(protocol, prefix, handler, "p", now);
    return dynamic_cast<H2Session*>(chosen.get()) != nullptr;
  };
  EXPECT_TRUE(first("h2", ""));
  EXPECT_FALSE(first("http/1.1", ""));
  EXPECT_TRUE(first("", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore"));
  EXPECT_FALSE(first("", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r"));
  EXPECT_FALSE(first("", "GET / HTTP/1.1\r\n"));
  for (const char* badly :
       {"GET /\r\n", "GET x HTTP/9\r\n", "GET / HTTP/2.0\r\n\r\n", "\x16\x03"}) {
    EXPECT_FALSE(first("", badly)) << "400 says what is wrong";
  }
  EXPECT_TRUE(first("", "INVALID CONNECTION PREFACE\r\n\r\n")) << "closed without an answer";
}

}  // namespace
}  // namespace cems::http
