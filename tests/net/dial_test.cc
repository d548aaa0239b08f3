// Connections that we open, to a real server: cleartext and TLS, what is refused and in which
// words, and stopping at every moment.
#include "net/dial.h"

#include <chrono>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "tests/net/http_server.h"

namespace cems::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// Says one request and takes the answer to its end.
class OneRequest final : public Connection {
 public:
  explicit OneRequest(std::string request) : request_(std::move(request)) {}

  void feed(std::string_view bytes, TimeMs /*now*/) override { answer.append(bytes); }

  void drain(std::string& out, TimeMs /*now*/, std::size_t /*bytes*/) override {
    out += request_;
    request_.clear();
  }

  [[nodiscard]] bool finished() const override { return stopped_ || answer.ends_with(ending); }

  void shut_down(TimeMs /*now*/) override { stopped_ = true; }

  [[nodiscard]] TimeMs deadline() const override {
    return {std::numeric_limits<std::int64_t>::max()};
  }

  void expire(TimeMs /*now*/) override {}

  std::string answer;
  std::string ending = "127.0.0.1";  // Of the answers of PatternHandler.

 private:
  std::string request_;
  bool stopped_ = false;
};

const std::string kRequest = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

DialOptions to(const std::string& host, std::uint16_t port) {
  return {.host = host, .port = port, .tls = nullptr};
}

DialOptions trusting(const std::string& host, const RunningServer& server,
                     const std::string& ca_file) {
  auto tls = TlsContext::open_client({.ca_file = ca_file, .certificate_file = {}, .key_file = {}});
  EXPECT_TRUE(tls) << tls.error().message;
  return {.host = host, .port = server.port(), .tls = std::move(*tls)};
}

TEST(Dialer, CarriesBytesInTheClear) {
  const RunningServer server(false);
  Dialer dialer(to("127.0.0.1", server.port()));
  OneRequest request(kRequest);
  const Status called = dialer.call([&](TimeMs) -> Connection& { return request; });
  ASSERT_TRUE(called) << called.error().message;
  EXPECT_THAT(request.answer, EndsWith("GET /x 127.0.0.1"));
}

TEST(Dialer, CarriesBytesOverTlsToANameAndAnAddress) {
  const RunningServer server(true);
  for (const char* host : {"localhost", "127.0.0.1"}) {
    Dialer dialer(trusting(host, server, server.certificate()));
    OneRequest request(kRequest);
    const Status called = dialer.call([&](TimeMs) -> Connection& { return request; });
    ASSERT_TRUE(called) << called.error().message;
    EXPECT_THAT(request.answer, EndsWith("GET /x 127.0.0.1"));
  }
}

TEST(Dialer, ALongAnswerIsWhole) {
  const RunningServer server(true);
  Dialer dialer(trusting("localhost", server, server.certificate()));
  OneRequest request("GET /big?20000000 HTTP/1.1\r\nHost: a\r\n\r\n");
  request.ending = "\r\n0\r\n\r\n";  // The last chunk.
  ASSERT_TRUE(dialer.call([&](TimeMs) -> Connection& { return request; }));
  EXPECT_GT(request.answer.size(), 20'000'000U);
}

TEST(Dialer, ACertificateThatIsNotTrustedIsRefused) {
  const RunningServer server(true);
  const RunningServer other(true);
  Dialer dialer(trusting("localhost", server, other.certificate()));
  bool answered = false;
  OneRequest request(kRequest);
  const Status called = dialer.call([&](TimeMs) -> Connection& {
    answered = true;
    return request;
  });
  ASSERT_FALSE(called);
  EXPECT_EQ(called.error().code, Errc::unavailable);
  EXPECT_THAT(called.error().message, HasSubstr("TLS fails: certificate verify failed"));
  EXPECT_FALSE(answered);
}

TEST(Dialer, WhoHangsUpIsTold) {
  const RunningServer server(false);
  Dialer dialer(to("127.0.0.1", server.port()));
  OneRequest request("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  request.ending = "never";
  const Status called = dialer.call([&](TimeMs) -> Connection& { return request; });
  ASSERT_FALSE(called);
  EXPECT_THAT(called.error().message, HasSubstr("the peer hung up"));
}

TEST(Dialer, WhatCannotBeReachedIsTold) {
  OneRequest request(kRequest);
  const Answered answered = [&](TimeMs) -> Connection& { return request; };
  std::uint16_t port = 0;
  {
    const RunningServer gone(false);
    port = gone.port();
  }
  Dialer nobody(to("127.0.0.1", port));
  EXPECT_THAT(nobody.call(answered).error().message, HasSubstr("Connection refused"));
  Dialer nameless(to("no-such-host.invalid", 1));
  EXPECT_THAT(nameless.call(answered).error().message,
              HasSubstr("cannot find the address of no-such-host.invalid"));
}

TEST(Dialer, StopsInEveryState) {
  const RunningServer server(false);
  for (const bool calling : {true, false}) {
    Dialer dialer(to("127.0.0.1", server.port()));
    OneRequest request(kRequest);
    request.ending = "never";
    std::thread stopper([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      dialer.stop();
    });
    const std::int64_t begun = steady_ms();
    if (calling) {
      EXPECT_TRUE(dialer.call([&](TimeMs) -> Connection& { return request; }));
    } else {
      dialer.pause(60'000);
    }
    stopper.join();
    EXPECT_LT(steady_ms() - begun, 5'000);
    EXPECT_TRUE(dialer.stopped());
    EXPECT_TRUE(dialer.call([&](TimeMs) -> Connection& { return request; })) << "returns at once";
    dialer.pause(60'000);
  }
}

TEST(TlsClient, FilesThatCannotBeUsedAreNamed) {
  const auto missing =
      TlsContext::open_client({.ca_file = "/nowhere", .certificate_file = {}, .key_file = {}});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("the CA file /nowhere cannot be used"));
  const auto half = TlsContext::open_client(
      {.ca_file = {}, .certificate_file = "/nowhere.pem", .key_file = "/nowhere.key"});
  ASSERT_FALSE(half);
  EXPECT_THAT(half.error().message, HasSubstr("the certificate file /nowhere.pem"));
}

}  // namespace
}  // namespace cems::net
