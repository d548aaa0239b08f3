// The text of a token, its hash, and making one.
#include "api/token.h"

#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/checksum.h"
#include "base/random.h"

namespace cems::api {

namespace {

constexpr std::string_view kPrefix = "cems_live_";
constexpr std::size_t kIdSize = 8;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretSize = 43;
constexpr std::size_t kCheckSize = 8;
constexpr std::size_t kIdAt = kPrefix.size();
constexpr std::size_t kSecretAt = kIdAt + kIdSize + 1;
constexpr std::size_t kCheckAt = kSecretAt + kSecretSize + 1;
constexpr std::size_t kTokenSize = kCheckAt + kCheckSize;

// 32 letters and digits, none of which looks like another (no 0, 1, l, o): an id is read aloud.
constexpr std::string_view kIdLetters = "23456789abcdefghijkmnpqrstuvwxyz";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool all_of(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

std::string check_of(std::string_view text) {
  return fmt::format("{:08x}", crc32c(text));
}

}  // namespace

std::optional<TokenParts> split_token(std::string_view text) {
  if (text.size() != kTokenSize || !text.starts_with(kPrefix) || text[kSecretAt - 1] != '_' ||
      text[kCheckAt - 1] != '_') {
    return std::nullopt;
  }
  const TokenParts parts{text.substr(kIdAt, kIdSize), text.substr(kSecretAt, kSecretSize)};
  if (!all_of(parts.id, kIdLetters) || !all_of(parts.secret, kBase64Url) ||
      text.substr(kCheckAt) != check_of(text.substr(0, kCheckAt - 1))) {
    return std::nullopt;
  }
  return parts;
}

std::string digest_of(std::string_view secret) {
  return sha256_hex(secret);
}

NewToken make_token() {
  std::array<std::byte, kIdSize> id{};
  fill_random(id);
  NewToken token;
  for (const std::byte byte : id) {
    token.id += kIdLetters[std::to_integer<std::size_t>(byte) % kIdLetters.size()];
  }
  std::string secret = random_text(kSecretBytes);
  CEMS_ASSERT(secret.size() == kSecretSize);
  token.digest = digest_of(secret);
  std::string text = fmt::format("{}{}_{}", kPrefix, token.id, secret);
  text += '_' + check_of(text);
  cleanse(secret);
  token.text = Secret(std::move(text));
  return token;
}

}  // namespace cems::api
