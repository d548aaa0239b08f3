/// Random bytes; see random.h.
#include "base/random.h"

#include <limits>

#include <openssl/rand.h>

#include "base/assert.h"
#include "base/base64.h"

namespace cems {

void fill_random(std::span<std::byte> bytes) {
  CEMS_ASSERT(bytes.size() <= std::numeric_limits<int>::max());
  auto* const begin = reinterpret_cast<unsigned char*>(bytes.data());
  CEMS_ASSERT(RAND_bytes(begin, static_cast<int>(bytes.size())) == 1);
}

std::string random_text(std::size_t bytes) {
  std::string raw(bytes, '\0');
  fill_random(std::as_writable_bytes(std::span<char>(raw)));
  return base64url_encode(raw);
}

}  // namespace cems
