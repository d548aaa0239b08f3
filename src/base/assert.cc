/// Stops the process; see assert.h.
#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace cems {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "cems: internal error: %s does not hold (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace cems
