/// A text that must not leak: a token, a signing key, a password.
///
/// It has no ==, no copy and no way into a log (tests/compile_fail); its bytes are overwritten when
/// it goes, and moving leaves none behind. What needs the bytes says reveal(), which is easy to
/// look for. Used on one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cems {

class Secret {
 public:
  Secret() = default;

  /// Takes the bytes over; those of `text` are overwritten.
  explicit Secret(std::string&& text);

  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] bool empty() const { return bytes_.empty(); }

  /// The bytes, for as long as this object is not moved or destroyed.
  [[nodiscard]] std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }

  /// Compares in a time that depends on the lengths only.
  [[nodiscard]] bool same_as(const Secret& other) const;

  // A comparison that stops at the first difference tells how far a guess was right.
  template <class Other>
  friend bool operator==(const Secret&, const Other&) = delete;

 private:
  void wipe() noexcept;

  std::vector<char> bytes_;  // Not a string: a short one would stay behind in what is moved from.
};

/// Whether a file with a secret is for its owner, and perhaps a group, only.
/// Errors: invalid_argument, with what to do, where everybody may read or write it; those of
/// base/file.h where it cannot be looked at.
[[nodiscard]] Status check_secret_file(const std::string& path);

/// The first line of such a file, without its end. Errors: likewise, and too_large for one that is
/// no key and no password.
[[nodiscard]] Result<Secret> read_secret_file(const std::string& path);

/// Overwrites the bytes of a text that held a secret, in a way the compiler does not leave out.
void cleanse(std::string& text);

}  // namespace cems
