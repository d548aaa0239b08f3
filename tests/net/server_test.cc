// The server on real sockets, asked by real programs: curl and openssl s_client have nothing in
// common with our loops and TLS channel.
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/net/http_server.h"

namespace cems::net {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kBigBytes = 20U << 20U;

void wait_for_requests(const RunningServer& server, int count) {
  for (int i = 0; i < 2000 && server.handler.requests < count; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_GE(server.handler.requests, count);
}

TEST(ServerTls, SpeaksHttp2AndHttp11AsAlpnSays) {
  RunningServer server(true);
  EXPECT_EQ(server.curl("--http2 -w ' %{http_version} %{http_code}'", "/x").output,
            "GET /x 127.0.0.1 2 200");
  EXPECT_EQ(server.curl("--http1.1 -w ' %{http_version} %{http_code}'", "/x").output,
            "GET /x 127.0.0.1 1.1 200");
  EXPECT_EQ(server.curl("--no-alpn -w ' %{http_version}'", "/x").output, "GET /x 127.0.0.1 1.1");
  EXPECT_EQ(server.curl("--http1.0 --no-alpn -w ' %{http_code}'", "/x").output,
            "GET /x 127.0.0.1 200");
}

TEST(ServerTls, CertificateIsTrustedUnderItsNames) {
  RunningServer server(true);
  const std::string port = std::to_string(server.port());
  const Ran ran = run("curl -q -sS --noproxy '*' --max-time 20 --cacert " + server.certificate() +
                      " --connect-to localhost:" + port + ":127.0.0.1:" + port +
                      " https://localhost:" + port + "/x");
  EXPECT_EQ(ran.output, "GET /x 127.0.0.1");
}

TEST(ServerTls, StreamedAnswerIsWholeInEveryProtocol) {
  RunningServer server(true);
  const std::string path = "/big?" + std::to_string(kBigBytes);
  const std::string expected = PatternHandler::sha256(kBigBytes);
  for (const std::string protocol : {"--http2", "--http1.1", "--http1.0 --no-alpn"}) {
    const Ran ran = server.curl(protocol, path + "' | sha256sum | cut -c1-64 #");
    EXPECT_EQ(ran.output, expected + "\n") << protocol;
  }
}

TEST(ServerTls, ThousandRequestsInParallel) {
  RunningServer server(true);
  for (const std::string protocol : {"--http2", "--http1.1"}) {
    const Ran ran =
        server.curl(protocol + " --parallel --parallel-max 50 -o /dev/null -w '%{http_code}\\n'",
                    "/n/[1-1000]' | sort | uniq -c #");
    EXPECT_THAT(ran.output, testing::MatchesRegex(" *1000 200\n")) << protocol;
  }
  EXPECT_EQ(server.handler.requests, 2000);
}

TEST(ServerTls, UploadArrivesWhole) {
  RunningServer server(true);
  TempFolder folder;
  const std::string file = folder / "body";
  ASSERT_EQ(run("head -c 8000000 /dev/zero > " + file).status, 0);
  for (const std::string protocol : {"--http2", "--http1.1"}) {
    EXPECT_EQ(server.curl(protocol + " --data-binary @" + file, "/x").output, "8000000");
    EXPECT_EQ(server.curl(protocol + " -T - -X POST", "/x' < " + file + " #").output, "8000000");
  }
}

TEST(ServerTls, BrokenAnswerNeverLooksWhole) {
  RunningServer server(true);
  for (const std::string protocol : {"--http2", "--http1.1", "--http1.0 --no-alpn"}) {
    EXPECT_EQ(server.curl(protocol + " -o /dev/null", "/big?500000").status, 0) << protocol;
    EXPECT_NE(server.curl(protocol + " -o /dev/null", "/break?500000").status, 0) << protocol;
  }
}

TEST(ServerTls, HandshakeRules) {  // RFC 9113 9.2, RFC 7301 3.2.
  RunningServer server(true);
  const auto ask = [&](const std::string& options) {
    return run("printf 'GET /x HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | "
               "timeout 20 openssl s_client -quiet -no_ign_eof -ign_eof -connect 127.0.0.1:" +
               std::to_string(server.port()) + " " + options)
        .output;
  };
  EXPECT_THAT(ask(""), HasSubstr("GET /x 127.0.0.1"));
  EXPECT_THAT(ask("-alpn http/1.1"), HasSubstr("GET /x 127.0.0.1"));
  EXPECT_THAT(ask("-alpn spdy/3"), HasSubstr("no application protocol"));
  EXPECT_THAT(ask("-tls1_3"), HasSubstr("GET /x 127.0.0.1"));
  EXPECT_THAT(ask("-tls1_2"), HasSubstr("GET /x 127.0.0.1"));
  EXPECT_THAT(ask("-tls1_1 -cipher ALL:@SECLEVEL=0"), Not(HasSubstr("GET /x")));
  EXPECT_THAT(ask("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256"), Not(HasSubstr("GET /x")));
  EXPECT_THAT(ask("-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384"), HasSubstr("GET /x"));
}

TEST(ServerTls, GarbageInsteadOfAHandshakeHurtsNobody) {
  RunningServer server(true);
  for (int i = 0; i < 20; ++i) {
    const RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n" +
                std::string(static_cast<std::size_t>(i), 'x'));
    EXPECT_THAT(client.read_all(3000), Not(HasSubstr("(timeout)")));
  }
  EXPECT_EQ(server.curl("--http2", "/x").output, "GET /x 127.0.0.1");
}

TEST(ServerCleartext, PriorKnowledgeAndHttp11) {
  RunningServer server(false);
  EXPECT_EQ(server.curl("--http2-prior-knowledge -w ' %{http_version}'", "/x").output,
            "GET /x 127.0.0.1 2");
  EXPECT_EQ(server.curl("--http1.1 -w ' %{http_version}'", "/x").output, "GET /x 127.0.0.1 1.1");
  EXPECT_EQ(server
                .curl("--http2-prior-knowledge",
                      "/big?" + std::to_string(kBigBytes) + "' | sha256sum | cut -c1-64 #")
                .output,
            PatternHandler::sha256(kBigBytes) + "\n");
}

TEST(ServerCleartext, ProtocolIsToldFromBytesInPieces) {
  RunningServer server(false, 1);
  const RawClient slow(server.port());
  for (const std::string piece : {"P", "OST /x HTTP/1.1\r\n", "Host: a\r\nConnection: close\r\n",
                                  "Content-Length: 2\r\n\r\n", "ab"}) {
    slow.send(piece);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_THAT(slow.read_all(3000), testing::EndsWith("\r\n\r\n2"));
  const RawClient h2(server.port());
  h2.send("PRI * HTTP/2.0\r\n\r\nSM");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  h2.send("\r\n\r\n" + std::string(3, '\0') + "\x04" + std::string(5, '\0'));
  // Frame of 12 bytes, type 4: our SETTINGS.
  EXPECT_THAT(h2.read_all(200), testing::StartsWith(std::string("\0\0\x0c\x04", 4)));
}

TEST(ServerCleartext, PipelinedRequestsAndHalfClose) {
  RunningServer server(false);
  const RawClient client(server.port());
  std::string all;
  for (int i = 0; i < 200; ++i) {
    all += "GET /big?3000 HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  client.send(all + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_all(10'000), testing::EndsWith("GET /last 127.0.0.1"));
  EXPECT_EQ(server.handler.requests, 201);
}

TEST(ServerStop, RunningDownloadIsFinished) {
  RunningServer server(true);
  Ran download;
  // 6 MB at 3 MB/s: far from done when stop() comes.
  std::thread client([&] {
    download = server.curl("--http2 --limit-rate 3M", "/big?6000000' | sha256sum | cut -c1-64 #");
  });
  wait_for_requests(server, 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  server.server().stop();
  server.server().stop();
  server.join();
  client.join();
  EXPECT_EQ(download.output, PatternHandler::sha256(6000000) + "\n");
  EXPECT_NE(server.curl("--http2", "/x").status, 0);  // Nobody listens any more.
}

TEST(ServerStop, IdleConnectionsDoNotHoldItUp) {
  RunningServer server(false);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 30; ++i) {
    idle.push_back(std::make_unique<RawClient>(server.port()));
    if (i % 3 == 0) {
      idle.back()->send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    } else if (i % 3 == 1) {
      idle.back()->send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string(3, '\0') + "\x04" +
                        std::string(5, '\0'));
    }
  }
  wait_for_requests(server, 10);
  const TimeMs begin = steady_now();
  server.server().stop();
  server.join();
  EXPECT_LT(steady_now() - begin, 1000);
}

TEST(ServerStop, BeforeRunIsHeededToo) {
  ServerOptions options;
  options.port = 0;
  options.tls = false;
  auto server = Server::open(options, [](const Peer&, unsigned) { return nullptr; });
  ASSERT_TRUE(server.has_value());
  (*server)->stop();
  (*server)->run();
}

TEST(ServerDeadlines, SilentPeersAreCutOff) {
  RunningServer tls(true, 1);
  RunningServer clear(false, 1);
  const TimeMs begin = steady_now();
  const RawClient no_handshake(tls.port());
  const RawClient no_bytes(clear.port());
  const RawClient half_preface(clear.port());
  half_preface.send("PRI * HT");
  const RawClient half_head(clear.port());
  half_head.send("GET / HTTP/1.1\r\nHo");
  for (const RawClient* client : {&no_handshake, &no_bytes, &half_preface, &half_head}) {
    EXPECT_EQ(client->read_all(static_cast<int>(limits::kHandshakeMs) + 1500), "");
  }
  const std::int64_t took = steady_now() - begin;
  EXPECT_GE(took, limits::kHandshakeMs - 10);
  EXPECT_LT(took, limits::kHandshakeMs + 1500);
}

TEST(ServerAccept, OutOfDescriptorsNeitherEndsNorSpins) {
  RunningServer server(false, 1);
  ASSERT_EQ(server.curl("--http1.1", "/x").status, 0);
  constexpr int kClients = 40;
  std::vector<std::unique_ptr<RawClient>> clients;
  clients.reserve(kClients);
  clients.push_back(std::make_unique<RawClient>(server.port()));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(0);  // The lowest free descriptor: about what a limit has to cut.
  ::close(next);
  rlimit low = before;
  low.rlim_cur = static_cast<rlim_t>(next) + 1;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  {
    const RawClient last(server.port());  // Takes the last descriptor; cannot be accepted.
    const std::clock_t cpu = std::clock();
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    EXPECT_LT(std::clock() - cpu, CLOCKS_PER_SEC / 10);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  }
  EXPECT_EQ(server.curl("--http1.1", "/x").output, "GET /x 127.0.0.1");
}

}  // namespace
}  // namespace cems::net
