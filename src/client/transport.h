/// One HTTP exchange, whoever carries it: libcurl (curl_transport.h), or a test's own.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cems::client {

struct HttpCall {
  std::string_view method = "GET";
  std::string target;                   ///< Path and query, percent-encoded; begins with '/'.
  std::string_view content_type;        ///< Empty without a body.
  std::string_view content_encoding{};  ///< Of the body; empty where it is as it is.
  std::string_view body;                ///< Sent as it is, never copied.
  std::string_view accept = "application/json";
  /// Takes the body of a 200 as it comes, which is then not kept; false gives the exchange up.
  std::function<bool(std::string_view)> take{};
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
};

/// Thread-safety: one transport, one thread.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends and waits for the whole answer, whatever its status; redirects are not followed. Given
  /// up by HttpCall::take, it is an answer like any other.
  /// Errors: unavailable when there is no answer, with what to do about it; invalid_argument when
  /// the call or the transport's options cannot be used.
  [[nodiscard]] virtual Result<HttpAnswer> send(const HttpCall& call) = 0;

  /// True where it sends to this machine, so that bytes on the way cost nothing.
  [[nodiscard]] virtual bool is_local() const { return false; }

  /// Where it sends to, for messages, e.g. https://127.0.0.1:8443.
  [[nodiscard]] virtual const std::string& url() const = 0;
};

}  // namespace cems::client
