/// A body of readings that is worked at on the worker threads while it comes in.
#pragma once

#include <memory>

#include "api/exchange.h"
#include "api/readings_body.h"
#include "base/workers.h"
#include "http/message.h"

namespace cems::api {

/// Pieces of the body are handed to one worker at a time, in their order; a worker that has nothing
/// left goes to other bodies, so a slow sender holds none. When the Intake is destroyed its work
/// ends with the piece at hand.
/// REQUIRES: `workers` and what the body and the exchange use outlive the work.
[[nodiscard]] std::unique_ptr<http::Intake> make_readings_intake(std::unique_ptr<ReadingsBody> body,
                                                                 Exchange exchange,
                                                                 Workers& workers, http::Wake wake);

}  // namespace cems::api
