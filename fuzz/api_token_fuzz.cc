// Fuzzes what is read of tokens: their text, scopes, sites, and the file that they are kept in.
// What is accepted comes back from its own spelling.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/token.h"
#include "api/token_file.h"
#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto parts = cems::api::split_token(text)) {
    CEMS_ASSERT(parts->id.size() == 8 && parts->secret.size() == 43);
    CEMS_ASSERT(cems::api::digest_of(parts->secret).size() == 64);
  }
  if (const auto scopes = cems::api::parse_scopes(text)) {
    const auto again = cems::api::parse_scopes(cems::api::to_string(*scopes));
    CEMS_ASSERT(again && *again == *scopes);
  }
  if (const auto sites = cems::api::parse_sites(text)) {
    const auto again = cems::api::parse_sites(cems::api::to_string(*sites));
    CEMS_ASSERT(again && *again == *sites);
  }
  if (const auto records = cems::api::parse_tokens(text)) {
    const std::string spelling = cems::api::write_tokens(*records);
    const auto again = cems::api::parse_tokens(spelling);
    CEMS_ASSERT(again && cems::api::write_tokens(*again) == spelling);
  }
  return 0;
}
