// Making problems, and what an Errc from below is called on the wire.
#include "api/problem.h"

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
  if (is_fatal(error.code)) {
    // What is broken inside is for the log; the code says whether trying again can help.
    return {code_of(error.code), {}, {}};
  }
  return problem(code_of(error.code), "", {error.message, error.message});
}

}  // namespace cems::api
