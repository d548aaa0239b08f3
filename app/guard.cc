// See guard.h.
#include "app/guard.h"

#include <utility>

#include "app/audit.h"
#include "base/clock.h"

namespace cems::app {

Result<Guard> begin_guard(const std::string& data, std::int64_t days, std::string_view listen) {
  Result<std::unique_ptr<api::Nonces>> nonces =
      api::Nonces::open(data + "/nonces", api::this_run(), real_now());
  if (!nonces) {
    return nonces.error();
  }
  Result<audit::Log> log = audit::Log::open(audit_path(data), {days});
  if (!log) {
    return log.error();
  }
  Guard guard{*std::move(nonces), std::make_unique<audit::Recorder>(*std::move(log))};
  if (const Status begun = guard.recorder->record(local_entry("serve.start", listen)); !begun) {
    return begun.error();
  }
  return guard;
}

}  // namespace cems::app
