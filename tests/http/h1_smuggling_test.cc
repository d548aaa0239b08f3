// Heads that two parsers could read differently are refused, and what follows them is never taken
// for a request (RFC 9112 11.2). Every case is sent with a marker request behind it, whole and byte
// by byte.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "http/session.h"
#include "tests/http/script_handler.h"

namespace cems::http {
namespace {

struct Case {
  const char* name;
  std::string head;
};

const std::string kMarker = "GET /marker HTTP/1.1\r\nHost: a\r\n\r\n";

std::vector<Case> attacks() {
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string get = "GET / HTTP/1.1\r\n";
  return {
      {"length and chunked",
       post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"chunked and length",
       post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"},
      {"two lengths", post + "Content-Length: 4\r\nContent-Length: 0\r\n\r\n"},
      {"two equal lengths", post + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"},
      {"list of lengths", post + "Content-Length: 0, 0\r\n\r\n"},
      {"length with plus", post + "Content-Length: +0\r\n\r\n"},
      {"length with minus", post + "Content-Length: -1\r\n\r\n"},
      {"length beyond 64 bits", post + "Content-Length: 18446744073709551616\r\n\r\n"},
      {"length in hexadecimal", post + "Content-Length: 0x4\r\n\r\n"},
      {"length with a blank inside", post + "Content-Length: 1 0\r\n\r\n"},
      {"empty length", post + "Content-Length:\r\n\r\n"},
      {"coding xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
      {"coding list", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
      {"coding identity", post + "Transfer-Encoding: identity\r\n\r\n"},
      {"coding twice",
       post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"coding with vertical tab", post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"},
      {"coding with parameter", post + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"},
      {"coding in HTTP/1.0",
       "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"blank before colon", post + "Content-Length : 0\r\n\r\n"},
      {"tab before colon", post + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"},
      {"folded line", post + "X: a\r\n b\r\n\r\n"},
      {"folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
      {"first field begins with a blank", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"bare LF after a field", post + "X: a\nContent-Length: 0\r\n\r\n"},
      {"bare LF as head's end", "GET / HTTP/1.1\nHost: a\n\n"},
      {"bare CR in a value", post + "X: a\rContent-Length: 5\r\n\r\n"},
      {"NUL in a value", post + std::string("X: a\0b\r\n\r\n", 10)},
      {"NUL in a name", post + std::string("X\0: a\r\n\r\n", 9)},
      {"field without colon", post + "Garbage\r\n\r\n"},
      {"field without name", post + ": a\r\n\r\n"},
      {"name with a bracket", post + "X[]: a\r\n\r\n"},
      {"no host", get + "\r\n"},
      {"two hosts", get + "Host: a\r\nHost: a\r\n\r\n"},
      {"host with user", get + "Host: u@a\r\n\r\n"},
      {"host with path", get + "Host: a/b\r\n\r\n"},
      {"empty host", get + "Host:\r\n\r\n"},
      {"absolute target of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target without slash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"asterisk with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"two blanks in the request line", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"tab in the request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
      {"byte above ASCII in the target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"HTTP/0.9", "GET /\r\n\r\n"},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
      {"HTTP/2 by its preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"},
      {"method with a bracket", "G[T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 11)},
      {"chunk size with sign", post + "Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n"},
      {"chunk size empty", post + "Transfer-Encoding: chunked\r\n\r\n;a\r\n0\r\n\r\n"},
      {"chunk size with 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n"},
      {"chunk size with bare LF", post + "Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n\r\n\r\n"},
      {"chunk data too long", post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"},
      {"chunk extension too long",
       post + "Transfer-Encoding: chunked\r\n\r\n1;abcdefghijklmnopqrst=1\r\na\r\n0\r\n\r\n"},
      {"trailer with bare LF",
       post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: a\nGET: b\r\n\r\n"},
  };
}

void expect_refused(const Case& c, std::size_t step) {
  SCOPED_TRACE(std::string(c.name) + ", in steps of " + std::to_string(step));
  ScriptHandler handler;
  const auto session = make_h1_session(handler, "192.0.2.1", TimeMs{0});
  const std::string bytes = c.head + kMarker;
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += step) {
    session->feed(std::string_view(bytes).substr(i, step), TimeMs{1});
    session->drain(out, TimeMs{1});
  }
  EXPECT_TRUE(out.starts_with("HTTP/1.1 400 ")) << out;
  EXPECT_EQ(out.find("marker"), std::string::npos) << out;
  EXPECT_NE(out.find("connection: close"), std::string::npos) << out;
  EXPECT_TRUE(session->finished());
  ASSERT_EQ(handler.requests.size(), 1U);
  EXPECT_EQ(handler.requests[0].refusal, Refusal::malformed);
}

TEST(H1Smuggling, EveryAttackIsRefusedWhole) {
  for (const Case& c : attacks()) {
    expect_refused(c, 1U << 20U);
  }
}

TEST(H1Smuggling, EveryAttackIsRefusedByteByByte) {
  for (const Case& c : attacks()) {
    expect_refused(c, 1);
  }
}

TEST(H1Smuggling, FoldedTrailersAreRefused) {
  const Case folded{"folded trailer",
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "1\r\na\r\n0\r\nX: a\r\n b\r\n\r\n"};
  expect_refused(folded, 1U << 20U);
  expect_refused(folded, 1);
}

TEST(H1Smuggling, ChunkSizesBeyond64BitsAreRefused) {
  ScriptHandler handler;
  const auto session = make_h1_session(handler, "192.0.2.1", TimeMs{0});
  session->feed(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "10000000000000001\r\na\r\n0\r\n\r\n" +
          kMarker,
      TimeMs{1});
  std::string out;
  session->drain(out, TimeMs{1});
  EXPECT_TRUE(out.starts_with("HTTP/1.1 400 ")) << out;
  EXPECT_EQ(out.find("marker"), std::string::npos);
}

TEST(H1Smuggling, SoundVariantsAreServedWithTheMarkerBehindThem) {
  const std::vector<Case> sound = {
      {"plain", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"empty line first", "\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"blanks around values", "GET /x HTTP/1.1\r\nHost: \t a \t\r\n\r\n"},
      {"no blank after the colon", "GET /x HTTP/1.1\r\nHost:a\r\n\r\n"},
      {"host with port", "GET /x HTTP/1.1\r\nHost: [::1]:8443\r\n\r\n"},
      {"absolute form", "GET http://A/x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"empty value", "GET /x HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n"},
      {"bytes above ASCII in a value", "GET /x HTTP/1.1\r\nHost: a\r\nX: \xc3\xa9\r\n\r\n"},
      {"content of GET", "GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"},
      {"chunked in capitals",
       "GET /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n"},
      {"chunk data with what looks like a folded line",
       "GET /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
       "6\r\na\r\n b\r\r\n0\r\nX: a\r\n\r\n"},
      {"short extension and trailer",
       "GET /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
       "1;a=b\r\na\r\n0\r\nX-Sum: 0123456789012345678901234567890123456789\r\n\r\n"},
  };
  for (const Case& c : sound) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
      SCOPED_TRACE(std::string(c.name) + ", in steps of " + std::to_string(step));
      ScriptHandler handler;
      const auto session = make_h1_session(handler, "192.0.2.1", TimeMs{0});
      const std::string bytes = c.head + kMarker;
      std::string out;
      for (std::size_t i = 0; i < bytes.size(); i += step) {
        session->feed(std::string_view(bytes).substr(i, step), TimeMs{1});
        session->drain(out, TimeMs{1});
      }
      ASSERT_EQ(handler.requests.size(), 2U) << out;
      EXPECT_EQ(handler.requests[0].target, "/x");
      EXPECT_EQ(handler.requests[0].body, "");
      EXPECT_EQ(handler.requests[1].target, "/marker");
      EXPECT_FALSE(session->finished());
    }
  }
}

}  // namespace
}  // namespace cems::http
