/// Setting up the log; see log.h.
#include "base/log.h"

#include <array>
#include <exception>
#include <memory>
#include <utility>

#include <spdlog/sinks/stdout_sinks.h>

#include "base/quote.h"

namespace cems {

Status set_up_log(std::string_view level) {
  constexpr std::array<std::pair<std::string_view, spdlog::level::level_enum>, 6> kLevels{{
      {"trace", spdlog::level::trace},
      {"debug", spdlog::level::debug},
      {"info", spdlog::level::info},
      {"warn", spdlog::level::warn},
      {"error", spdlog::level::err},
      {"off", spdlog::level::off},
  }};
  for (const auto& [name, threshold] : kLevels) {
    if (name != level) {
      continue;
    }
    try {
      auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
      auto logger = std::make_shared<spdlog::logger>("cems", std::move(sink));
      logger->set_level(threshold);
      logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
      logger->flush_on(spdlog::level::info);
      spdlog::set_default_logger(std::move(logger));
    } catch (const std::exception& problem) {
      return Error{Errc::internal, std::string("cannot set up the log: ") + problem.what()};
    }
    return Unit{};
  }
  return Error{Errc::invalid_argument, quote(level) +
                                           " is not a log level; accepted are trace, debug, info, "
                                           "warn, error and off"};
}

}  // namespace cems
