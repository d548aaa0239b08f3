/// Fuzzes the JSON reader: what it accepts must come back from both ways of writing it, and must be
/// what simdjson's other reader (the tape) accepts too.
///
/// The two may differ only where they should: the tape reader holds numbers in 64 bits, knows no
/// byte order mark, and does not mind repeated names, half surrogate pairs or depth up to 1024.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "base/assert.h"
#include "base/utf8.h"
#include "json/value.h"

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void check_refusal(const cems::Error& error, bool tape_accepts) {
  const std::string& message = error.message;
  CEMS_ASSERT(cems::is_valid_utf8(message) && message.size() < 400);
  CEMS_ASSERT(!tape_accepts || contains(message, "twice") || contains(message, "pair") ||
              contains(message, "deeper"));
}

void check_value(const cems::json::Value& value) {
  std::string compact;
  cems::json::write(compact, value);
  const auto from_compact = cems::json::parse(compact);
  CEMS_ASSERT(from_compact && *from_compact == value);
  std::string pretty;
  cems::json::write_pretty(pretty, value);
  const auto from_pretty = cems::json::parse(pretty);
  CEMS_ASSERT(from_pretty && *from_pretty == value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  simdjson::dom::parser tape;
  const auto verdict = tape.parse(simdjson::padded_string(text)).error();
  const auto value = cems::json::parse(text);
  if (!value) {
    check_refusal(value.error(), verdict == simdjson::SUCCESS);
    return 0;
  }
  CEMS_ASSERT(verdict == simdjson::SUCCESS || verdict == simdjson::NUMBER_ERROR ||
              text.starts_with("\xEF\xBB\xBF"));
  check_value(*value);
  return 0;
}
