/// Requests that have been checked, kept by their words: platforms ask the same again and again,
/// and what there is to read and to check in a request is most of the work of a small answer.
///
/// Thread-safety: every member may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/checked_call.h"
#include "base/recently_used.h"
#include "base/time.h"
#include "http/message.h"
#include "spec/wire.h"

namespace cems::api {

/// What of a request its check depends on, in one text: method, target, body and the fields that
/// count, so that no two requests have one text. It holds the token as the request itself does, in
/// memory only. Empty for a request that is not worth keeping: one with a long body, one that could
/// not be read, one over a connection with a client certificate.
struct Words {
  std::string_view text;
  std::uint64_t hash = 0;  ///< XXH3 of the text.

  friend bool operator==(const Words& a, const Words& b) {
    return a.hash == b.hash && a.text == b.text;
  }
};

/// Lives until the next call on this thread.
[[nodiscard]] Words words_of(const http::Request& request, const spec::Wire& wire);

class KeptCalls {
 public:
  /// What a check depends on beside the words. Taken before the check begins.
  struct Versions {
    std::uint64_t tokens = 0;    ///< TokenWatch::version.
    std::uint64_t archives = 0;  ///< catalog::Catalog::version.

    friend bool operator==(const Versions&, const Versions&) = default;
  };

  explicit KeptCalls(std::size_t bytes_max = kBytesMax) : kept_(bytes_max) {}

  /// What these words were found to ask, under the same versions and by a token that has not
  /// expired; else null.
  [[nodiscard]] std::shared_ptr<const CheckedCall> find(const Words& words, Versions versions);

  void put(const Words& words, Versions versions, std::shared_ptr<const CheckedCall> call);

 private:
  // A point's newest value takes about 2 KiB; a class of a thousand points 250.
  static constexpr std::size_t kBytesMax = std::size_t{32} << 20U;

  struct Kept {
    Versions versions;
    std::shared_ptr<const CheckedCall> call;
  };

  /// The text of Words, owned.
  struct Key {
    std::string text;
    std::uint64_t hash;

    explicit operator Words() const { return {text, hash}; }
  };

  struct Hash {
    std::size_t operator()(const Words& words) const { return words.hash; }
  };

  RecentlyUsed<Key, Kept, Hash, Words> kept_;
};

}  // namespace cems::api
