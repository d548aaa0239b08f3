/// What watches a running server: counters of its calls, the access log, and the admin listener
/// that shows both.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/access_log.h"
#include "api/calls.h"
#include "app/admin_server.h"
#include "app/listen.h"
#include "app/metrics.h"
#include "base/result.h"

namespace cems::app {

class Observation {
 public:
  /// `access_log`: a file, "-" for stdout, or "off". Errors: those of api::AccessLog::open.
  [[nodiscard]] static Result<std::unique_ptr<Observation>> open(const std::string& access_log);

  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;

  [[nodiscard]] api::Calls& calls() { return calls_; }

  /// Opens the access log's file anew. Safe from any thread.
  void reopen_log();

  /// Begins to answer at `listen`, where there is one, until hide() or the end. `sources` (calls
  /// and log are this object's own) live until then. Errors: those of net::Server::open.
  [[nodiscard]] Status show(const std::optional<Listen>& listen, MetricSources sources);

  /// Answers there no more: the sources may go.
  void hide() { admin_.reset(); }

 private:
  explicit Observation(std::unique_ptr<api::AccessLog> log)
      : log_(std::move(log)), calls_(log_.get()) {}

  std::unique_ptr<api::AccessLog> log_;  // Null where there is none.
  api::Calls calls_;
  std::unique_ptr<AdminServer> admin_;  // Last: it reads the others.
};

}  // namespace cems::app
