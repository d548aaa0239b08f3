/// OpenSSL's one-call digests; see keyed_hash.h.
#include "base/keyed_hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace cems {
namespace {

const EVP_MD* algorithm_of(Hash hash) {
  return hash == Hash::sm3 ? EVP_sm3() : EVP_sha256();
}

unsigned char* writable(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

constexpr std::string_view kHexDigits = "0123456789abcdef";

}  // namespace

std::string hash_bytes(Hash hash, std::string_view text) {
  std::string digest(kHashBytes, '\0');
  unsigned size = 0;
  CEMS_ASSERT(EVP_Digest(text.data(), text.size(), writable(digest), &size, algorithm_of(hash),
                         nullptr) == 1 &&
              size == kHashBytes);
  return digest;
}

std::string hash_hex(Hash hash, std::string_view text) {
  return to_hex(hash_bytes(hash, text));
}

std::string hmac_bytes(Hash hash, std::string_view key, std::string_view text) {
  std::string digest(kHashBytes, '\0');
  unsigned size = 0;
  CEMS_ASSERT(HMAC(algorithm_of(hash), key.data(), static_cast<int>(key.size()), as_unsigned(text),
                   text.size(), writable(digest), &size) != nullptr &&
              size == kHashBytes);
  return digest;
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(kHexDigits[byte >> 4U]);
    hex.push_back(kHexDigits[byte & 15U]);
  }
  return hex;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return std::nullopt;
  }
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t high = kHexDigits.find(text[i]);
    const std::size_t low = kHexDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return std::nullopt;
    }
    bytes.push_back(static_cast<char>(high << 4U | low));
  }
  return bytes;
}

}  // namespace cems
