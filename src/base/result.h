/// The one error currency of the project.
///
/// A function that can fail because of what came from outside (bytes, files, requests, the disk)
/// returns `Result<T>`; it never throws. Exceptions of libraries stop at the adapter that calls the
/// library. A broken invariant of our own is not an Error: it is CEMS_ASSERT (base/assert.h).
///
/// Thread-safety: values; share nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace cems {

/// What went wrong, as far as code has to tell one from another. Closed: adding one makes every
/// switch over it fail to compile until it says what to do.
enum class Errc : std::uint8_t {
  invalid_argument,  ///< What was given is malformed; giving it again will not help.
  not_found,         ///< The named thing does not exist.
  conflict,          ///< It contradicts what is already there, or somebody else holds it.
  too_large,         ///< It exceeds a limit of base/limits.h.
  unavailable,       ///< Not now (busy, stopping, no network); trying later may help.
  no_space,          ///< The disk reserve is reached; reads go on.
  corrupt,           ///< Bytes we wrote ourselves no longer mean what they meant.
  internal,          ///< The operating system or a library failed in a way we do not expect.
};

/// True where going on would risk a wrong answer rather than none.
[[nodiscard]] constexpr bool is_fatal(Errc code) {
  return code == Errc::corrupt || code == Errc::internal;
}

/// Name of a code for logs, e.g. "not_found". Lives for ever.
[[nodiscard]] std::string_view to_string(Errc code);

/// A failure: its code, and one sentence without a final point that says what was wrong with what
/// and, where it can, what to do about it.
struct Error {
  Errc code = Errc::internal;
  std::string message;

  friend bool operator==(const Error&, const Error&) = default;
};

/// Result of something that returns nothing.
struct Unit {
  friend bool operator==(Unit, Unit) = default;
};

/// A value or an Error. Has std::expected's member names, and converts from either side:
/// `return value;` and `return Error{Errc::corrupt, "…"};` and `return other.error();` all work.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
  using Base = tl::expected<T, Error>;

 public:
  using Base::Base;

  Result(T value) : Base(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  Result(Error error)  // NOLINT(google-explicit-constructor)
      : Base(tl::make_unexpected(std::move(error))) {}
};

using Status = Result<Unit>;

}  // namespace cems
