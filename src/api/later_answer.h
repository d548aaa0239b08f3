/// Answers that workers make: what takes longer than a loop has to spare is answered beside it, the
/// head and first piece as one job, and each further piece as another, one ahead of what the peer
/// takes.
///
/// Thread-safety: made on any thread; the Intake and the body belong to their session, as always.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/turn_workers.h"
#include "http/message.h"

namespace cems::api {

/// For http::Response::later: gives `make` to the workers as a job of the tenant, and its answer to
/// the session when it is there. Where the session is gone before that, `make` is not called. It is
/// destroyed when it has been called, or will not be.
/// REQUIRES: the workers, and what `make` uses, outlive the work.
[[nodiscard]] std::unique_ptr<http::Intake> answer_later(TurnWorkers& workers, std::string tenant,
                                                         std::function<http::Response()> make);

}  // namespace cems::api
