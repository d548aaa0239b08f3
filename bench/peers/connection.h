/// Kept connections that post bodies one after another, as lean as each protocol allows: the client
/// shares the two cores with the server that is measured, so what it costs is lost to both.
///
/// HTTP/1.1 in the clear is libcurl's, which sends a body as it lies in memory. Its upload over
/// HTTP/2 and TLS took 0.45 µs a reading, four times what the same bytes cost nghttp2 and OpenSSL
/// used as h2_connection.cc uses them: a frame and a record at a time, with a wait between them.
///
/// Thread-safety: a connection is used by one thread.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace cems::bench {

struct Answer {
  long status = 0;
  std::string body;
};

class Connection {
 public:
  virtual ~Connection() = default;

  /// Posts a body of CSV and waits for the answer. One server: all URLs have the same origin.
  /// Errors: unavailable, saying at which step.
  [[nodiscard]] virtual Result<Answer> post(const std::string& url, const std::string& body) = 0;
};

struct Credentials {
  std::string token;        ///< Empty: none is sent.
  std::string certificate;  ///< File of what to trust; empty: what the system trusts.
};

/// For http://; connects with the first body.
[[nodiscard]] std::unique_ptr<Connection> make_h1_connection();

/// For https://; connects with the first body.
[[nodiscard]] std::unique_ptr<Connection> make_h2_connection(const Credentials& credentials);

}  // namespace cems::bench
