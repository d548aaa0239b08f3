/// The handler of these tests: paths say what to answer, and every request is kept.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace cems::http {

/// `size` bytes of a pattern whose place can be told from its text, in pieces of `piece`; an error
/// after `fail_at` bytes.
class PatternSource final : public BodySource {
 public:
  PatternSource(std::size_t size, std::size_t piece, std::size_t fail_at, std::size_t& made)
      : size_(size), piece_(piece), fail_at_(fail_at), made_(made) {}

  Result<bool> read(std::string& out) override {
    for (std::size_t i = 0; i < piece_ && at_ < size_; ++i, ++at_) {
      out.push_back(byte_at(at_));
    }
    made_ = at_;
    if (at_ >= fail_at_) {
      return Error{Errc::internal, "the source broke"};
    }
    return at_ < size_;
  }

  static char byte_at(std::size_t i) { return static_cast<char>('a' + (i * 7 + i / 251) % 26); }

  static std::string whole(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      text.push_back(byte_at(i));
    }
    return text;
  }

 private:
  std::size_t size_;
  std::size_t piece_;
  std::size_t fail_at_;
  std::size_t& made_;
  std::size_t at_ = 0;
};

/// `/big?N` streams N bytes, `/break?N` breaks after N, `/empty` answers 204, `/same` 304, `/echo`
/// answers the body; a refusal is answered with its status; everything else "METHOD target".
/// An answer of HTTP/1.1, or several, without the first one's Date, which it must have (RFC 9110
/// 6.6.1).
inline std::string without_date(std::string answer) {
  const std::size_t begin = answer.find("\r\ndate: ");
  const std::size_t end = answer.find("\r\n", begin + 2);
  EXPECT_LT(begin, answer.find("\r\n\r\n")) << answer;
  return begin < end ? answer.erase(begin, end - begin) : answer;
}

class ScriptHandler final : public Handler {
 public:
  Response handle(const Request& request) override {
    requests.push_back(request);
    Response r;
    r.fields.push_back({"content-type", "text/plain"});
    const std::size_t query = request.target.find('?');
    const std::string path = request.target.substr(0, query);
    const std::size_t n = query == std::string::npos
                              ? 0
                              : std::strtoull(request.target.c_str() + query + 1, nullptr, 10);
    if (request.refusal) {
      r.status = status_of(*request.refusal);
      r.body = "refused";
    } else if (path == "/big") {
      r.rest = std::make_unique<PatternSource>(n, piece, SIZE_MAX, made);
    } else if (path == "/break") {
      r.rest = std::make_unique<PatternSource>(2 * n, piece, n, made);
    } else if (path == "/empty") {
      r.status = 204;
    } else if (path == "/same") {
      r.status = 304;
      r.body = "what a client has already";
    } else if (path == "/echo") {
      r.body = request.body;
    } else if (path == "/unique" || path == "/common") {
      r.fields.push_back({"x-id", std::to_string(n), path == "/unique"});
    } else if (path == "/evil") {
      r.fields.push_back({"x-echo", "a\r\nset-cookie: b"});
    } else {
      r.body = request.method + " " + request.target;
    }
    return r;
  }

  std::size_t body_bytes_max(const Request& head) const override {
    return head.target == "/bulk" ? 1U << 20U : 1000;
  }

  static int status_of(Refusal refusal) {
    switch (refusal) {
      case Refusal::uri_too_long:
        return 414;
      case Refusal::fields_too_large:
        return 431;
      case Refusal::body_too_large:
        return 413;
      case Refusal::malformed:
        return 400;
    }
    return 500;
  }

  std::vector<Request> requests;
  std::size_t piece = 1000;
  std::size_t made = 0;  ///< How much of the last streamed body has been made.
};

}  // namespace cems::http
