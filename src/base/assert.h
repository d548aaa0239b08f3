/// CEMS_ASSERT: a broken invariant of our own stops the process, in release too.
///
/// Bad input is never an assertion: it is an Error (base/result.h). An assertion says that the code
/// is wrong, and going on could acknowledge or answer something false; fail-stop and restart is the
/// safer way (a supervisor starts the server again in seconds).
#pragma once

namespace cems {

/// Prints the expression and its place to stderr and aborts. Called by CEMS_ASSERT only.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace cems

#define CEMS_ASSERT(expression)            \
  (static_cast<bool>(expression) ? void(0) \
                                 : ::cems::assertion_failed(#expression, __FILE__, __LINE__))
