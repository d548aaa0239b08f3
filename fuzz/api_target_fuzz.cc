// Fuzzes what a request says besides its head: query strings, path segments, bodies of parameters.
// Whatever comes out of them is text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/target.h"
#include "base/assert.h"
#include "base/utf8.h"

namespace {

void check_text(std::string_view text) {
  CEMS_ASSERT(cems::is_valid_utf8(text) && text.find('\0') == std::string_view::npos);
}

void check_target(std::string_view text) {
  const cems::api::Target target = cems::api::parse_target(text);
  CEMS_ASSERT(text.starts_with(target.path));
  CEMS_ASSERT(target.path.find('?') == std::string::npos);
  for (const cems::api::NameValue& pair : target.query) {
    check_text(pair.name);
    check_text(pair.value);
  }
  CEMS_ASSERT(!target.fault || !target.fault->message.empty());
}

void check_segment(std::string_view text) {
  const auto segment = cems::api::decode_segment(text);
  if (segment) {
    check_text(*segment);
    CEMS_ASSERT(segment->find('/') == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_target(text);
  check_target("/x?" + std::string(text));
  check_segment(text);
  if (const auto pairs = cems::api::parse_body(text)) {
    for (const cems::api::NameValue& pair : *pairs) {
      check_text(pair.value);
    }
  }
  return 0;
}
