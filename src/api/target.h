/// The target of a request: its path as sent, and the names and values that come with it.
///
/// Values arrive as a query string (RFC 3986, percent-encoded) or as a JSON object with the same
/// names (dictionary R3: POST for long lists); after this file the two look alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cems::api {

struct NameValue {
  std::string name;
  std::string value;  ///< UTF-8, no NUL. List elements are joined by commas.
  bool is_text =
      true;  ///< False for a member that no parameter can be: an object, a list of lists.
};

struct Target {
  /// As sent, without the query. It is compared as it stands: a path with percent-encoding, dot
  /// segments or doubled slashes names nothing here, so there is nothing to normalise and to get
  /// wrong (reliability: smuggling rules).
  std::string path;
  std::vector<NameValue> query;
  /// What is wrong with the query; it is said after the checks that come before parameters.
  std::optional<Error> fault;
};

/// Never fails as a whole: a path that cannot be decoded names nothing, and a query that cannot is
/// in `fault`.
[[nodiscard]] Target parse_target(std::string_view target);

/// Decodes one percent-encoded path segment. Errors: invalid_argument, also for an encoded slash or
/// NUL.
[[nodiscard]] Result<std::string> decode_segment(std::string_view segment);

/// The members of a JSON object as names and values: strings, numbers, booleans, and lists of them;
/// nulls are left out. Errors: invalid_argument when it is no object.
[[nodiscard]] Result<std::vector<NameValue>> parse_body(std::string_view json);

}  // namespace cems::api
