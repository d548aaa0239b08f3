// The attacks on HTTP/2 that have a name, sent frame by frame: each is stopped soon, with the
// right words, and costs little memory.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "http/h2_session.h"
#include "tests/http/frames.h"
#include "tests/http/script_handler.h"

namespace cems::http {
namespace {

constexpr std::uint32_t kNoError = 0;
constexpr std::uint32_t kProtocolError = 1;
constexpr std::uint32_t kRefusedStream = 7;
constexpr std::uint32_t kCancel = 8;
constexpr std::uint32_t kEnhanceYourCalm = 11;

class H2AttackTest : public testing::Test {
 protected:
  void SetUp() override { say(frames::hello()); }

  // What the session answers to these bytes, frame by frame.
  std::vector<frames::Seen> say(std::string_view bytes) {
    session.feed(bytes, now);
    return listen();
  }

  std::vector<frames::Seen> listen() {
    std::string all;
    for (std::string out = "x"; !out.empty();) {
      out.clear();
      session.drain(out, now);
      all += out;
    }
    std::vector<frames::Seen> seen = frames::split(all);
    for (const frames::Seen& f : seen) {
      if (f.type == frames::goaway) {
        goaway = f.number(4);
      }
    }
    return seen;
  }

  // Sends what `make(i)` gives until the session is finished; how often that was.
  std::size_t flood(std::size_t count, const std::function<std::string(std::size_t)>& make) {
    for (std::size_t i = 0; i < count; ++i) {
      say(make(i));
      if (session.finished()) {
        return i;
      }
    }
    return count;
  }

  static std::uint32_t reset_code(const std::vector<frames::Seen>& seen, std::uint32_t stream) {
    for (const frames::Seen& f : seen) {
      if (f.type == frames::rst_stream && f.stream == stream) {
        return f.number(0);
      }
    }
    return UINT32_MAX;
  }

  static std::uint32_t id_of(std::size_t i) { return static_cast<std::uint32_t>(2 * i + 1); }

  ScriptHandler handler;
  TimeMs now{1000};
  H2Session session{handler, "192.0.2.1", now};
  std::uint32_t goaway = UINT32_MAX;
};

TEST_F(H2AttackTest, RapidReset) {  // CVE-2023-44487.
  const std::size_t n = flood(2000, [](std::size_t i) {
    return frames::get(id_of(i), "/big?100000") +
           frames::frame(frames::rst_stream, 0, id_of(i), frames::u32(kCancel));
  });
  EXPECT_LE(n, 105U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
  EXPECT_EQ(session.in_flight(), 0U);
}

TEST_F(H2AttackTest, RequestsThatAreResetAtOnceAreNotWorkedAt) {
  for (std::size_t i = 0; i < 50; ++i) {
    say(frames::get(id_of(i), "/big?100000") +
        frames::frame(frames::rst_stream, 0, id_of(i), frames::u32(kCancel)));
  }
  EXPECT_TRUE(handler.requests.empty());
  say(frames::get(id_of(50)));
  EXPECT_EQ(handler.requests.size(), 1U);
}

TEST_F(H2AttackTest, ResetsAtAnHonestRateAreServed) {
  const std::size_t n = flood(300, [&](std::size_t i) {
    now = now + 250;
    return frames::get(id_of(i), "/big?100000") +
           frames::frame(frames::rst_stream, 0, id_of(i), frames::u32(kCancel));
  });
  EXPECT_EQ(n, 300U);
}

TEST_F(H2AttackTest, MadeYouResetByWindowOverflow) {  // CVE-2025-8671.
  const std::size_t n = flood(2000, [](std::size_t i) {
    return frames::get(id_of(i), "/big?100000") +
           frames::frame(frames::window_update, 0, id_of(i), frames::u32(0x7fffffff));
  });
  EXPECT_LE(n, 105U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, MadeYouResetByBadField) {
  const std::size_t n = flood(2000, [](std::size_t i) {
    return frames::frame(frames::headers, frames::kEndHeaders | frames::kEndStream, id_of(i),
                         frames::head("GET", "/") + frames::literal("connection", "close"));
  });
  EXPECT_LE(n, 105U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
  EXPECT_TRUE(handler.requests.empty());
}

TEST_F(H2AttackTest, PingFlood) {  // CVE-2019-9512.
  const std::size_t n =
      flood(5000, [](std::size_t) { return frames::frame(frames::ping, 0, 0, "12345678"); });
  EXPECT_LE(n, 505U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, PingFloodWithoutReading) {
  std::string all;
  for (int i = 0; i < 5000; ++i) {
    all += frames::frame(frames::ping, 0, 0, "12345678");
  }
  session.feed(all, now);
  listen();
  EXPECT_EQ(goaway, kEnhanceYourCalm);
  EXPECT_TRUE(session.finished());
}

TEST_F(H2AttackTest, PingsAtAnHonestRateAreAnswered) {
  const std::size_t n = flood(2000, [&](std::size_t) {
    now = now + 10;
    return frames::frame(frames::ping, 0, 0, "12345678");
  });
  EXPECT_EQ(n, 2000U);
}

TEST_F(H2AttackTest, SettingsFlood) {  // CVE-2019-9515.
  const std::size_t n =
      flood(5000, [](std::size_t) { return frames::frame(frames::settings, 0, 0, ""); });
  EXPECT_LE(n, 505U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, EmptyDataFlood) {  // CVE-2019-9518.
  say(frames::frame(frames::headers, frames::kEndHeaders, 1, frames::head("POST", "/echo")));
  const std::size_t n =
      flood(5000, [](std::size_t) { return frames::frame(frames::data, 0, 1, ""); });
  EXPECT_LE(n, 505U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, PaddedCrumbsOfData) {
  say(frames::frame(frames::headers, frames::kEndHeaders, 1, frames::head("POST", "/bulk")));
  const std::string crumb = "\xff" + std::string("x") + std::string(255, '\0');
  const std::size_t n = flood(
      5000, [&](std::size_t) { return frames::frame(frames::data, frames::kPadded, 1, crumb); });
  EXPECT_LE(n, 505U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, PriorityFlood) {  // CVE-2019-9513.
  const std::size_t n = flood(5000, [](std::size_t i) {
    return frames::frame(frames::priority, 0, id_of(i % 50), frames::u32(0) + "x");
  });
  EXPECT_LE(n, 505U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, WindowUpdateFlood) {
  const std::size_t n = flood(
      5000, [](std::size_t) { return frames::frame(frames::window_update, 0, 0, frames::u32(1)); });
  EXPECT_LE(n, 505U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, DataDribbledThroughOneByteWindows) {
  say(frames::frame(frames::settings, 0, 0, std::string("\0\4", 2) + frames::u32(0)));
  say(frames::get(1, "/big?100000"));
  const std::size_t n = flood(
      5000, [](std::size_t) { return frames::frame(frames::window_update, 0, 1, frames::u32(1)); });
  EXPECT_LE(n, 520U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, WindowUpdatesEarnedByDataAreFree) {
  say(frames::get(1, "/big?50000000"));
  const std::size_t n = flood(5000, [](std::size_t) {
    return frames::frame(frames::window_update, 0, 0, frames::u32(1000)) +
           frames::frame(frames::window_update, 0, 1, frames::u32(1000));
  });
  EXPECT_EQ(n, 5000U);
}

TEST_F(H2AttackTest, UnknownFrameFlood) {
  const std::size_t n =
      flood(100'000, [](std::size_t) { return frames::frame(0x42, 0, 0, std::string(100, 'x')); });
  EXPECT_LE(n * 109, static_cast<std::size_t>(limits::kUnaskedBytesMax) + 109);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, DataOfClosedStreamsIsCounted) {
  say(frames::get(1));
  const std::size_t n = flood(10'000, [](std::size_t) {
    return frames::frame(frames::data, 0, 1, std::string(1000, 'x'));
  });
  EXPECT_LE(n * 1009, static_cast<std::size_t>(limits::kUnaskedBytesMax) + 1009);
}

TEST_F(H2AttackTest, StreamsBeyondTheLimitAreRefused) {
  std::string all;
  for (std::size_t i = 0; i < 150; ++i) {
    all += frames::frame(frames::headers, frames::kEndHeaders, id_of(i),
                         frames::head("POST", "/echo"));
  }
  session.feed(all, now);
  EXPECT_EQ(session.in_flight(), limits::kStreamsMax);
  const auto seen = listen();
  EXPECT_TRUE(goaway != UINT32_MAX || reset_code(seen, id_of(100)) == kRefusedStream);
}

TEST_F(H2AttackTest, SettingsTellTheLimits) {
  H2Session fresh(handler, "p", now);
  std::string out;
  fresh.drain(out, now);
  const auto seen = frames::split(out);
  ASSERT_EQ(seen.at(0).type, frames::settings);
  EXPECT_EQ(seen[0].payload, std::string("\0\3", 2) + frames::u32(limits::kStreamsMax) +
                                 std::string("\0\6", 2) + frames::u32(limits::kHeaderBytesMax));
}

TEST_F(H2AttackTest, HeaderBombEndsTheConnection) {  // CVE-2016-6581.
  // One field of 4,000 bytes enters the table, then each byte is that field again.
  const std::string field(4000, 'v');
  const std::string big = std::string("\x40\x01x\x7f\xa1\x1e", 6) + field;
  const std::string again(12000, '\xbe');
  say(frames::frame(frames::headers, frames::kEndHeaders | frames::kEndStream, 1,
                    frames::head("GET", "/") + big + again));
  EXPECT_TRUE(session.finished());
  EXPECT_EQ(goaway, kEnhanceYourCalm);
  EXPECT_TRUE(handler.requests.empty());
}

TEST_F(H2AttackTest, ContinuationFlood) {  // CVE-2024-28182.
  say(frames::frame(frames::headers, frames::kEndStream, 1, frames::head("GET", "/")));
  const std::size_t n = flood(100, [](std::size_t) {
    return frames::frame(frames::continuation, 0, 1, frames::literal("a", "b"));
  });
  EXPECT_LE(n, 10U);
  EXPECT_NE(goaway, UINT32_MAX);
}

TEST_F(H2AttackTest, HeaderBlockWithoutEndMissesItsDeadline) {
  say(frames::frame(frames::headers, frames::kEndStream, 1, frames::head("GET", "/")));
  EXPECT_EQ(session.deadline(), now + limits::kHeaderMs);
  session.expire(now + limits::kHeaderMs);
  listen();
  EXPECT_TRUE(session.finished());
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, SilentConnectionMissesTheHeadDeadline) {
  H2Session fresh(handler, "p", now);
  std::string out;
  fresh.drain(out, now);
  out.clear();
  fresh.drain(out, now);
  EXPECT_EQ(fresh.deadline(), now + limits::kHeaderMs);
  fresh.expire(now + limits::kHeaderMs);
  fresh.drain(out, now);
  EXPECT_TRUE(fresh.finished());
}

TEST_F(H2AttackTest, RefusedHeaderBlockLeavesNoDeadlineBehind) {
  say(frames::frame(frames::headers, frames::kEndHeaders | frames::kEndStream, 1,
                    frames::head("GET", "/") + frames::literal("x", "a\nb")));
  say(frames::frame(frames::headers, frames::kEndHeaders | frames::kEndStream, 3,
                    frames::literal(":method", "GET")));
  EXPECT_GT(session.deadline(), now + limits::kHeaderMs);
}

TEST_F(H2AttackTest, ConnectionWhoseStreamsAllStallIsEnded) {  // CVE-2019-9517.
  say(frames::frame(frames::settings, 0, 0, std::string("\0\4", 2) + frames::u32(0)));
  handler.piece = limits::kBodyChunkBytes;
  for (std::size_t i = 0; i < 50; ++i) {
    say(frames::get(id_of(i), "/big?100000000"));
    EXPECT_LE(handler.made, limits::kBodyChunkBytes);
  }
  EXPECT_EQ(session.in_flight(), 50U);
  EXPECT_EQ(session.deadline(), now + limits::kWriteStallMs);
  now = now + limits::kWriteStallMs;
  session.expire(now);
  listen();
  EXPECT_EQ(goaway, kEnhanceYourCalm);
  EXPECT_TRUE(session.finished());
  EXPECT_EQ(session.in_flight(), 0U);
}

TEST_F(H2AttackTest, StreamThatStallsBesideOneThatMovesIsReset) {
  say(frames::frame(frames::settings, 0, 0, std::string("\0\4", 2) + frames::u32(0)));
  say(frames::get(1, "/big?100000000"));
  say(frames::get(3, "/big?100000000"));
  for (int second = 0; second < 10; ++second) {
    now = now + 1000;
    say(frames::frame(frames::window_update, 0, 3, frames::u32(2000)));
  }
  session.expire(now);
  EXPECT_EQ(reset_code(listen(), 1), kCancel);
  EXPECT_EQ(session.in_flight(), 1U);
  EXPECT_EQ(goaway, UINT32_MAX);
}

TEST_F(H2AttackTest, FreshRequestsDoNotHideAStall) {
  say(frames::frame(frames::settings, 0, 0, std::string("\0\4", 2) + frames::u32(0)));
  for (std::size_t i = 0; i <= 10; ++i) {
    say(frames::get(id_of(i), "/big?100"));
    session.expire(now);
    now = now + 1000;
  }
  EXPECT_EQ(goaway, UINT32_MAX);
  session.expire(now);
  listen();
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, WindowsOpenedByteByByteAreAStall) {
  say(frames::frame(frames::settings, 0, 0, std::string("\0\4", 2) + frames::u32(0)));
  say(frames::get(1, "/big?100000"));
  const TimeMs begin = now;
  while (!session.finished() && now < begin + 60'000) {
    say(frames::frame(frames::window_update, 0, 1, frames::u32(10)));
    now = now + 200;
    session.expire(now);
    listen();
  }
  EXPECT_LE(now, begin + limits::kWriteStallMs + 200);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, HeadsThatAreTooLargeAreAnsweredAndThenEnded) {
  const std::string large = frames::literal("x", std::string(12'000, 'y'));
  const std::size_t n = flood(100, [&](std::size_t i) {
    return frames::frame(frames::headers, frames::kEndStream, id_of(i),
                         frames::head("GET", "/") + large) +
           frames::frame(frames::continuation, 0, id_of(i), large) +
           frames::frame(frames::continuation, frames::kEndHeaders, id_of(i), large);
  });
  EXPECT_EQ(n, 10U);
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, UploadThatHasBeenAnsweredGetsNoMoreRoom) {
  std::vector<frames::Seen> seen = say(
      frames::frame(frames::headers, frames::kEndHeaders, 1,
                    frames::head("POST", "/echo") + frames::literal("content-length", "99999")));
  for (int i = 0; i < 4; ++i) {
    for (const frames::Seen& f : say(frames::frame(frames::data, 0, 1, std::string(16'000, 'x')))) {
      EXPECT_FALSE(f.type == frames::window_update && f.stream == 1);
    }
  }
}

TEST_F(H2AttackTest, ConnectionWindowThatStaysClosedIsAStall) {
  say(frames::frame(frames::settings, 0, 0, std::string("\0\4", 2) + frames::u32(0x7fffffff)));
  say(frames::get(1, "/big?100000000"));
  now = now + limits::kWriteStallMs;
  session.expire(now);
  listen();
  EXPECT_EQ(goaway, kEnhanceYourCalm);
}

TEST_F(H2AttackTest, OldConnectionTakesNoMoreRequestsAndFinishesWhatItHas) {
  handler.piece = limits::kBodyChunkBytes;
  say(frames::get(1, "/big?3000000"));
  const TimeMs old = now + limits::kConnectionAgeMs;
  while (now < old) {
    now = std::min(now + 5000, old);
    say(frames::frame(frames::window_update, 0, 0, frames::u32(2000)) +
        frames::frame(frames::window_update, 0, 1, frames::u32(2000)));
    session.expire(now);
  }
  listen();
  EXPECT_EQ(goaway, kNoError);
  EXPECT_FALSE(session.finished());
  say(frames::frame(frames::window_update, 0, 0, frames::u32(3'000'000)) +
      frames::frame(frames::window_update, 0, 1, frames::u32(3'000'000)));
  EXPECT_TRUE(session.finished());
}

TEST_F(H2AttackTest, StalledBodyEndsTheConnection) {
  say(frames::frame(frames::headers, frames::kEndHeaders, 1, frames::head("POST", "/echo")));
  EXPECT_EQ(session.deadline(), now + limits::kBodyStallMs);
  now = now + limits::kBodyStallMs;
  session.expire(now);
  listen();
  EXPECT_EQ(goaway, kEnhanceYourCalm);
  EXPECT_TRUE(handler.requests.empty());
}

TEST_F(H2AttackTest, DribblingBodyIsResetAlthoughItMoves) {
  say(frames::frame(frames::headers, frames::kEndHeaders, 1, frames::head("POST", "/bulk")));
  const TimeMs begin = now;
  while (session.in_flight() > 0 && now < begin + 60'000) {
    now = now + 1000;
    session.expire(now);
    say(frames::frame(frames::data, 0, 1, std::string(20, 'x')));
  }
  EXPECT_LE(now, begin + limits::kBodyStallMs + 1000);
}

TEST_F(H2AttackTest, HeadersOnASkippedStreamEndTheConnection) {  // RFC 9113 5.1.1.
  say(frames::get(5));
  say(frames::get(3));
  EXPECT_TRUE(session.finished());
  EXPECT_EQ(goaway, kProtocolError);
  EXPECT_EQ(handler.requests.size(), 1U);
}

TEST_F(H2AttackTest, WrongPrefaceGetsAGoaway) {
  H2Session fresh(handler, "p", now);
  fresh.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n", now);
  std::string out;
  fresh.drain(out, now);
  const auto seen = frames::split(out);
  ASSERT_EQ(seen.size(), 2U);  // SETTINGS comes first, whatever follows (3.4).
  EXPECT_EQ(seen[0].type, frames::settings);
  EXPECT_EQ(seen[1].type, frames::goaway);
  EXPECT_EQ(seen[1].number(4), kProtocolError);
  EXPECT_TRUE(fresh.finished());
}

TEST_F(H2AttackTest, NothingIsReadAfterGoodbye) {
  session.feed(frames::get(5), now);
  session.feed(frames::get(3) + frames::get(7), now);
  EXPECT_EQ(handler.requests.size(), 1U);
  say(frames::get(9));
  EXPECT_EQ(handler.requests.size(), 1U);
  EXPECT_TRUE(session.finished());
}

struct BadField {
  const char* what;
  std::string block;
};

TEST_F(H2AttackTest, MalformedFieldsResetTheStreamAndReachNobody) {
  const std::string get = frames::head("GET", "/");
  const std::string rest = frames::literal(":scheme", "https") + frames::literal(":authority", "a");
  const std::vector<BadField> cases = {
      {"CR LF in a value", get + frames::literal("x", "a\r\nb: c")},
      {"LF in a value", get + frames::literal("x", "a\nb")},
      {"NUL in a value", get + frames::literal("x", std::string_view("a\0b", 3))},
      {"LF in a name", get + frames::literal("x\ny", "a")},
      {"blank in a name", get + frames::literal("x y", "a")},
      {"colon in a name", get + frames::literal("x:y", "a")},
      {"empty name", get + frames::literal("", "a")},
      {"capitals in a name", get + frames::literal("X", "a")},
      {"transfer-encoding", get + frames::literal("transfer-encoding", "chunked")},
      {"connection", get + frames::literal("connection", "x")},
      {"two lengths",
       get + frames::literal("content-length", "0") + frames::literal("content-length", "0")},
      {"signed length", get + frames::literal("content-length", "+0")},
      {"two hosts", get + frames::literal("host", "a") + frames::literal("host", "a")},
      {"unknown pseudo-field", get + frames::literal(":x", "a")},
      {"pseudo-field after a field",
       get + frames::literal("x", "a") + frames::literal(":path", "/")},
      {"two paths", get + frames::literal(":path", "/b")},
      {"empty path", frames::literal(":method", "GET") + rest + frames::literal(":path", "")},
      {"path without slash",
       frames::literal(":method", "GET") + rest + frames::literal(":path", "x")},
      {"blank in the path",
       frames::literal(":method", "GET") + rest + frames::literal(":path", "/a b")},
      {"CR LF in the method",
       frames::literal(":method", "GET\r\nX: y") + rest + frames::literal(":path", "/")},
      {"no path", frames::literal(":method", "GET") + rest},
      {"no authority", frames::literal(":method", "GET") + frames::literal(":scheme", "https") +
                           frames::literal(":path", "/")},
      {"length but no body", get + frames::literal("content-length", "5")},
  };
  std::size_t i = 0;
  for (const BadField& c : cases) {
    SCOPED_TRACE(c.what);
    const std::uint32_t id = id_of(i++);
    const auto seen =
        say(frames::frame(frames::headers, frames::kEndHeaders | frames::kEndStream, id, c.block));
    EXPECT_EQ(reset_code(seen, id), kProtocolError);
  }
  EXPECT_TRUE(handler.requests.empty());
  EXPECT_EQ(goaway, UINT32_MAX);
}

TEST_F(H2AttackTest, BodiesOfAConnectionAreBoundedTogether) {
  class Generous final : public Handler {
   public:
    Response handle(const Request& /*request*/) override { return {}; }

    std::size_t body_bytes_max(const Request& /*head*/) const override {
      return limits::kBulkBodyBytesMax;
    }
  } generous;

  H2Session big(generous, "p", now);
  std::string out;
  big.feed(frames::hello(), now);
  std::size_t sent = 0;
  std::uint32_t refused = UINT32_MAX;
  const std::string piece(16384, 'x');
  for (std::size_t i = 0; i < 4 && refused == UINT32_MAX; ++i) {
    big.feed(
        frames::frame(frames::headers, frames::kEndHeaders, id_of(i), frames::head("POST", "/")),
        now);
    for (std::size_t n = 0; n < 900 && refused == UINT32_MAX; ++n) {
      big.feed(frames::frame(frames::data, 0, id_of(i), piece), now);
      sent += piece.size();
      out.clear();
      big.drain(out, now);
      refused = reset_code(frames::split(out), id_of(i));
    }
  }
  EXPECT_EQ(refused, kRefusedStream);
  EXPECT_GT(sent, limits::kConnectionBodyBytesMax);
  EXPECT_LE(sent, limits::kConnectionBodyBytesMax + 2 * piece.size());
  EXPECT_NE(kNoError, refused);
}

TEST_F(H2AttackTest, AnUploadAnsweredEarlyIsDroppedForAMomentAndThenReset) {  // 8.1.
  // curl loses an answer that a reset follows at once, so the reset waits.
  std::vector<frames::Seen> seen =
      say(frames::frame(frames::headers, frames::kEndHeaders, 1,
                        frames::head("POST", "/echo") + frames::literal("content-length", "9999")));
  EXPECT_EQ(reset_code(seen, 1), UINT32_MAX);
  EXPECT_EQ(session.in_flight(), 1U);
  seen = say(frames::frame(frames::data, 0, 1, std::string(4000, 'x')));
  EXPECT_EQ(reset_code(seen, 1), UINT32_MAX);
  now = now + limits::kLingerMs - 1;
  session.expire(now);
  EXPECT_EQ(reset_code(listen(), 1), UINT32_MAX);
  now = now + 1;
  session.expire(now);
  EXPECT_EQ(reset_code(listen(), 1), kNoError);
  EXPECT_EQ(session.in_flight(), 0U);
  EXPECT_EQ(handler.requests.size(), 1U);
}

}  // namespace
}  // namespace cems::http
