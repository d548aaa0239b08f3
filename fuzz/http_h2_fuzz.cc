// Feeds bytes behind a sound preface to an HTTP/2 session in pieces the input chooses, and holds
// its promises: answers are bounded, a finished session stays finished.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/limits.h"
#include "http/session.h"
#include "http_small_intake.h"

namespace {

using cems::TimeMs;

class Source final : public cems::http::BodySource {
 public:
  cems::Result<bool> read(std::string& out) override {
    out.append(1000, 'x');
    return --left_ > 0;
  }

 private:
  int left_ = 20;
};

class Handler final : public cems::http::Handler {
 public:
  cems::http::Response handle(const cems::http::Request& request) override {
    CEMS_ASSERT(request.body.size() <= kBodyMax);
    CEMS_ASSERT(request.fields.size() <= cems::limits::kHeaderFieldsMax);
    CEMS_ASSERT(!request.refusal || request.body.empty());
    cems::http::Response r;
    r.body = request.target;
    if (request.target.size() % 2 == 1) {
      r.rest = std::make_unique<Source>();
    }
    return r;
  }

  std::size_t body_bytes_max(const cems::http::Request& /*head*/) const override {
    return kBodyMax;
  }

  std::unique_ptr<cems::http::Intake> open_intake(const cems::http::Request& head,
                                                  const cems::http::Wake& /*wake*/) override {
    return head.method == "POST" ? std::make_unique<SmallIntake>() : nullptr;
  }

  static constexpr std::size_t kBodyMax = 500;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) {
    return 0;
  }
  const std::size_t step = data[0] == 0 ? size : data[0];
  std::string_view in(reinterpret_cast<const char*>(data + 1), size - 1);
  Handler handler;
  TimeMs now{0};
  const auto session = cems::http::make_h2_session(handler, "192.0.2.1", now);
  session->feed("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", now);
  while (!in.empty()) {
    const std::size_t n = std::min(step, in.size());
    now = now + 1;
    const bool finished = session->finished();
    session->feed(in.substr(0, n), now);
    in.remove_prefix(n);
    std::string out;
    session->drain(out, now);
    CEMS_ASSERT(out.size() <= cems::limits::kWriteBacklogBytes + 20'000);
    CEMS_ASSERT(!finished || (session->finished() && out.empty()));
  }
  session->shut_down(now);
  session->expire(now + cems::limits::kIdleMs);
  return 0;
}
