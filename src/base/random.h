/// Unpredictable bytes, for tokens and request ids. Safe from any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace cems {

/// Fills `bytes` from OpenSSL's generator. A generator that fails stops the process: a guessable
/// token would be worse.
void fill_random(std::span<std::byte> bytes);

/// `bytes` random bytes as base64url text, e.g. 32 for a token.
[[nodiscard]] std::string random_text(std::size_t bytes);

}  // namespace cems
