// Sealing and opening are the same XOR.
#include "api/signing_key.h"

#include <array>
#include <cstddef>
#include <span>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/base64.h"
#include "base/checksum.h"
#include "base/random.h"

namespace cems::api {
namespace {

std::string sealed_or_opened(std::string bytes, std::string_view token_id,
                             std::string_view token_secret) {
  std::string stream =
      hmac_bytes(Hash::sha256, token_secret, fmt::format("cems signing key {}", token_id));
  CEMS_ASSERT(bytes.size() == stream.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^
                                 static_cast<unsigned char>(stream[i]));
  }
  cleanse(stream);
  return bytes;
}

Secret key_text(Hash hash, std::string bytes) {
  std::string encoded = base64url_encode(bytes);
  std::string text = fmt::format("cems_sign_{}_{}", signing_word(hash), encoded);
  text += fmt::format("_{:08x}", crc32c(text));
  cleanse(encoded);
  cleanse(bytes);
  return Secret(std::move(text));
}

}  // namespace

std::string_view signing_word(Hash hash) {
  return hash == Hash::sm3 ? "hmac-sm3" : "hmac-sha256";
}

std::optional<Hash> hash_of_signing_word(std::string_view word) {
  for (const Hash hash : {Hash::sha256, Hash::sm3}) {
    if (word == signing_word(hash)) {
      return hash;
    }
  }
  return std::nullopt;
}

NewSigningKey make_signing_key(Hash hash, std::string_view token_id,
                               std::string_view token_secret) {
  std::string bytes(kHashBytes, '\0');
  fill_random(std::as_writable_bytes(std::span<char>(bytes)));
  SigningRule rule{hash, to_hex(sealed_or_opened(bytes, token_id, token_secret))};
  return {key_text(hash, std::move(bytes)), std::move(rule)};
}

Secret open_signing_key(const SigningRule& rule, std::string_view token_id,
                        std::string_view token_secret) {
  std::optional<std::string> sealed = from_hex(rule.sealed);
  CEMS_ASSERT(sealed.has_value());
  return key_text(rule.hash, sealed_or_opened(*std::move(sealed), token_id, token_secret));
}

}  // namespace cems::api
