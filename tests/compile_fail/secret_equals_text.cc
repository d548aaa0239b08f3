// A secret is not compared with text either.
#include <string>

#include "base/secret.h"

bool same(const cems::Secret& secret, const std::string& text) {
#ifdef CEMS_MISUSE
  return text != secret;
#else
  return secret.same_as(cems::Secret(std::string(text)));
#endif
}
