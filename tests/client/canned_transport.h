/// A transport that answers from the test: records what was asked and gives what the test says.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "client/transport.h"

namespace cems::client {

class CannedTransport final : public Transport {
 public:
  using Answer = std::function<Result<HttpAnswer>(const HttpCall&)>;

  explicit CannedTransport(Answer answer) : answer_(std::move(answer)) {}

  Result<HttpAnswer> send(const HttpCall& call) override {
    targets.push_back(std::string(call.method) + ' ' + call.target);
    return answer_(call);
  }

  [[nodiscard]] bool is_local() const override { return local; }

  [[nodiscard]] const std::string& url() const override { return url_; }

  bool local = false;
  std::vector<std::string> targets;  ///< `GET /cems/v1/…`, in the order of the calls.

 private:
  Answer answer_;
  std::string url_ = "https://example.test";
};

inline HttpAnswer json_answer(int status, std::string body) {
  return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

/// Value of a query parameter of the call, still percent-encoded; empty where it is absent.
inline std::string query_value(const HttpCall& call, const std::string& name) {
  std::size_t at = call.target.find('?' + name + '=');
  if (at == std::string::npos) {
    at = call.target.find('&' + name + '=');
  }
  if (at == std::string::npos) {
    return "";
  }
  const std::size_t begin = at + name.size() + 2;
  return call.target.substr(begin, call.target.find('&', begin) - begin);
}

}  // namespace cems::client
