/// What a refused request is told: a return code of 5.4 and, per field, a reason in both languages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/result.h"
#include "spec/code.h"

namespace cems::api {

/// A text in the languages Accept-Language can choose.
struct Text {
  std::string chinese;
  std::string english;
};

struct FieldProblem {
  std::string field;  ///< Wire name of the parameter, header or member; may be empty.
  Text reason;        ///< What is wrong and what to do.
};

/// The first field's reason stands in the envelope's message as well.
struct Problem {
  spec::Code code;
  std::vector<FieldProblem> fields;
  std::string allow;  ///< With method_not_allowed: the methods, for the Allow field.
  /// With media_type_unsupported for a content coding: those that are read here, for the
  /// Accept-Encoding field (RFC 9110 15.5.16).
  std::string accept_encoding{};
  std::int64_t retry_after_s = 0;  ///< With rate_limited: seconds, for the Retry-After field.
  /// With rate_limited: how much later it is to be told, of a caller that is told too often.
  std::int64_t delay_ns = 0;
};

[[nodiscard]] Problem problem(spec::Code code, std::string_view field, Text reason);

/// What a caller did wrong, found below the interface, as a return code with the error's words.
[[nodiscard]] Problem problem_of(const Error& error);

/// A failure of the store or the disk: its code alone; the words go to the log.
[[nodiscard]] Problem storage_problem(const Error& error);

template <class T>
using Checked = tl::expected<T, Problem>;

}  // namespace cems::api
