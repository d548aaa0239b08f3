// The generated tables of return codes and request headers.
#include "spec/code.h"

#include <array>
#include <cstddef>

#include "base/assert.h"

namespace cems::spec {

namespace {

using model::Origin;

constexpr auto kCodes = std::to_array<CodeInfo>({
#define CEMS_CODE(id, number, http, chinese, english, clause, origin, confidence) \
  {Code::id, #id, number, http, chinese, english, clause, Origin::origin, confidence},
#include "spec/codes.inc"
#undef CEMS_CODE
});

constexpr auto kHeaders = std::to_array<HeaderInfo>({
#define CEMS_HEADER(id, name, use, default_value, chars_min, chars_max, english, chinese, clause, \
                    origin, confidence)                                                           \
  {Header::id, name,    HeaderUse::use, default_value,  chars_min, chars_max,                     \
   english,    chinese, clause,         Origin::origin, confidence},
#include "spec/headers.inc"
#undef CEMS_HEADER
});

}  // namespace

std::span<const CodeInfo> all_codes() {
  return kCodes;
}

const CodeInfo& info(Code code) {
  CEMS_ASSERT(static_cast<std::size_t>(code) < kCodes.size());
  return kCodes[static_cast<std::size_t>(code)];
}

int http_status(Code code) {
  return info(code).http;
}

std::optional<Code> code_numbered(std::int32_t number) {
  for (const CodeInfo& code : kCodes) {
    if (code.number == number) {
      return code.code;
    }
  }
  return std::nullopt;
}

std::span<const HeaderInfo> all_headers() {
  return kHeaders;
}

const HeaderInfo& info(Header header) {
  CEMS_ASSERT(static_cast<std::size_t>(header) < kHeaders.size());
  return kHeaders[static_cast<std::size_t>(header)];
}

}  // namespace cems::spec
