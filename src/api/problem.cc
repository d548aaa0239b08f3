// Making problems, and what an Errc from below is called on the wire.
#include "api/problem.h"

#include "base/log.h"

namespace cems::api {
namespace {

spec::Code code_of(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return spec::Code::parameter_invalid;
    case Errc::not_found:
      return spec::Code::interface_unknown;
    case Errc::conflict:
      return spec::Code::conflict;
    case Errc::too_large:
      return spec::Code::range_too_large;
    case Errc::unavailable:
      return spec::Code::source_unavailable;
    case Errc::no_space:
      return spec::Code::disk_reserve;
    case Errc::corrupt:
      return spec::Code::source_unavailable;
    case Errc::internal:
      return spec::Code::internal_error;
  }
  return spec::Code::internal_error;
}

}  // namespace

Problem problem(spec::Code code, std::string_view field, Text reason) {
  return {code, {{std::string(field), std::move(reason)}}, {}};
}

Problem problem_of(const Error& error) {
  return problem(code_of(error.code), "", {error.message, error.message});
}

Problem storage_problem(const Error& error) {
  // Paths and what the system says are for the log; the code says whether trying again can help.
  spdlog::error("{}: {}", to_string(error.code), error.message);
  const bool passing = error.code == Errc::no_space || error.code == Errc::unavailable ||
                       error.code == Errc::corrupt;
  return {passing ? code_of(error.code) : spec::Code::internal_error, {}, {}};
}

}  // namespace cems::api
