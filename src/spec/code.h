/// Return codes of the envelope (5.4; spec/return_codes.json) and request headers (5.2;
/// spec/headers.json).
///
/// Constant data; safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/fields.h"

namespace cems::spec {

/// e.g. Code::parameter_missing is 40001.
enum class Code : std::uint8_t {
#define CEMS_CODE(id, ...) id,
#include "spec/codes.inc"
#undef CEMS_CODE
};

enum class Language : std::uint8_t { chinese, english };

struct CodeInfo {
  Code code;
  std::string_view name;  ///< e.g. "parameter_missing"
  std::int32_t number;    ///< e.g. 40001
  std::int32_t http;      ///< HTTP status, e.g. 400
  std::string_view chinese;
  std::string_view english;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

/// Ascending by number.
[[nodiscard]] std::span<const CodeInfo> all_codes();

[[nodiscard]] const CodeInfo& info(Code code);

/// The HTTP status that goes with a code, e.g. 400.
[[nodiscard]] int http_status(Code code);

/// Nothing for a number that is none of ours.
[[nodiscard]] std::optional<Code> code_numbered(std::int32_t number);

enum class Header : std::uint8_t {
#define CEMS_HEADER(id, ...) id,
#include "spec/headers.inc"
#undef CEMS_HEADER
};

/// When a request must carry a header.
enum class HeaderUse : std::uint8_t {
  always,
  optional,
  body,     ///< With a body.
  signing,  ///< Where the deployment asks for signatures.
};

struct HeaderInfo {
  Header header;
  std::string_view name;  ///< In lower case, as http::Field has it.
  HeaderUse use;
  std::string_view default_value;
  std::uint16_t chars_min;
  std::uint16_t chars_max;  ///< 0: no limit of its own.
  std::string_view english;
  std::string_view chinese;
  std::string_view clause;
  model::Origin origin;
  std::uint8_t confidence;
};

[[nodiscard]] std::span<const HeaderInfo> all_headers();

[[nodiscard]] const HeaderInfo& info(Header header);

}  // namespace cems::spec
