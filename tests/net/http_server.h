/// A real server on loopback for these tests: net's loops with http's sessions on top, a handler
/// that makes predictable answers, and programs (curl, openssl) as its clients.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "http/message.h"
#include "net/server.h"

namespace cems::net {

/// What a program printed (both streams) and its exit status.
struct Ran {
  std::string output;
  int status = -1;
};

/// Runs a shell command. Fails the test when the program is missing: curl and openssl are
/// requirements of this suite (tools/packages.txt), not something to skip.
[[nodiscard]] Ran run(const std::string& command);

/// A folder that goes away with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// `/big?N` streams the first N bytes of pattern(), `/break?N` breaks after N, POST answers the
/// body's size, everything else "METHOD target peer".
class PatternHandler final : public http::Handler {
 public:
  http::Response handle(const http::Request& request) override;
  [[nodiscard]] std::size_t body_bytes_max(const http::Request& head) const override;

  /// Byte i of every big answer is pattern()[i % size].
  static const std::string& pattern();
  /// Lower-case hexadecimal SHA-256 of the first `size` bytes of a big answer.
  static std::string sha256(std::size_t size);

  std::atomic<int> requests{0};
};

/// Listens on a free port and serves in the background until the end.
class RunningServer {
 public:
  explicit RunningServer(bool tls, unsigned loops = 2);
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  /// `curl -sS` with `options` for `path`, trusting this server's certificate.
  [[nodiscard]] Ran curl(const std::string& options, const std::string& path) const;

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

  [[nodiscard]] std::string certificate() const { return folder_ / "cert.pem"; }

  Server& server() { return *server_; }

  /// Waits until run() has returned.
  void join();

  PatternHandler handler;

 private:
  TempFolder folder_;
  const bool tls_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

/// A connected loopback socket, closed with the object.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void send(const std::string& bytes) const;
  /// Everything until the server hangs up; "(timeout)" at the end when it has not in time.
  [[nodiscard]] std::string read_all(int timeout_ms) const;

 private:
  int fd_;
};

}  // namespace cems::net
