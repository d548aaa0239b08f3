// Secrets have no ==: it would stop at the first difference. same_as() takes its time.
#include "base/secret.h"

bool same(const cems::Secret& a, const cems::Secret& b) {
#ifdef CEMS_MISUSE
  return a == b;
#else
  return a.same_as(b);
#endif
}
