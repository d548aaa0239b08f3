// A copy is one more place to overwrite: secrets are moved.
#include <utility>

#include "base/secret.h"

cems::Secret taken(cems::Secret& secret) {
#ifdef CEMS_MISUSE
  return secret;
#else
  return std::move(secret);
#endif
}
