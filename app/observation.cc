// See observation.h.
#include "app/observation.h"

#include <utility>

#include "base/log.h"

namespace cems::app {

Result<std::unique_ptr<Observation>> Observation::open(const std::string& access_log) {
  if (access_log == "off") {
    return std::unique_ptr<Observation>(new Observation(nullptr));
  }
  Result<std::unique_ptr<api::AccessLog>> log = api::AccessLog::open(access_log);
  if (!log) {
    return log.error();
  }
  return std::unique_ptr<Observation>(new Observation(std::move(*log)));
}

void Observation::reopen_log() {
  if (log_ != nullptr) {
    log_->reopen();
  }
}

Status Observation::show(const std::optional<Listen>& listen, MetricSources sources) {
  if (!listen) {
    return Unit{};
  }
  if (!is_loopback(*listen)) {
    spdlog::warn("--admin-listen is not on loopback: whoever reaches it reads the metrics");
  }
  sources.calls = &calls_;
  sources.log = log_.get();
  Result<std::unique_ptr<AdminServer>> admin =
      AdminServer::open(*listen, [sources] { return metrics_page(sources); });
  if (!admin) {
    return admin.error();
  }
  admin_ = std::move(*admin);
  const Listen open{listen->address, admin_->port()};
  spdlog::info("metrics on {}/metrics", url_of(open, false));
  return Unit{};
}

}  // namespace cems::app
