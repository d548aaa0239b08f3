// What is logged by mistake does not compile; what must be shown says reveal().
#include <string>

#include <fmt/format.h>

#include "base/secret.h"

std::string shown(const cems::Secret& secret) {
#ifdef CEMS_MISUSE
  return fmt::format("{}", secret);
#else
  return fmt::format("{}", secret.reveal());
#endif
}
