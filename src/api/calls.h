/// Watches calls go by: counts every answer, and gives the access log its lines.
///
/// The one place where the way of a request meets what is known of it. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/access_log.h"
#include "api/call_counters.h"
#include "api/subject.h"
#include "api/token.h"
#include "base/counter.h"
#include "base/limits.h"
#include "http/message.h"
#include "ingest/readings_load.h"

namespace cems::api {

/// What the checks of a request have found out about it.
struct CallTrace {
  std::int64_t begun_ns = 0;  ///< steady_ns() when its head, or all of it, was there.
  Subject subject;
  std::shared_ptr<const Identity> identity;  ///< Null while nobody has been recognised.
  std::string cems;                          ///< The site it names, if any.
  std::string request_id;

  /// Notes the site; an id that cannot be one is not kept.
  void name_site(std::string_view id) {
    constexpr std::size_t kBytesMax = 4 * limits::kStringCharsMax;
    cems = id.size() <= kBytesMax ? id : std::string_view();
  }
};

class Calls {
 public:
  /// `log` may be null; it outlives this.
  explicit Calls(AccessLog* log = nullptr) : log_(log) {}

  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  /// Notes the answer; a streamed one gets a body that does so when its last piece has been made,
  /// or nobody wants it any more.
  void note(const http::Request& request, CallTrace trace, http::Response& response);

  /// An Intake that notes its answer.
  [[nodiscard]] std::unique_ptr<http::Intake> note(const http::Request& head, CallTrace trace,
                                                   std::unique_ptr<http::Intake> intake);

  /// Notes a request whose answer nobody waits for any more before it has been made.
  void note_left(const http::Request& request, const CallTrace& trace);

  void note_readings(const ingest::LoadReport& report);
  void note_reset(bool by_us, std::uint32_t code);
  void note_goaway(std::uint32_t code);

  [[nodiscard]] CallSums sums() const;

 private:
  struct Kept;  // Of a request, until its answer is over.
  class NotedBody;
  class NotedIntake;

  void finish(const AccessRecord& record);

  AccessLog* const log_;
  PerThread<CallCounters> counters_;
};

}  // namespace cems::api
