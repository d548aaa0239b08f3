/// JSON rows of readings that are asked for again and again, as they were written the last time.
///
/// Historic answers over the same weeks, which dashboards and platforms fetch every few minutes,
/// are a quarter rows made anew from the same blocks. What the rows of a key say never changes, so
/// nothing here goes stale: a key whose readings were rewritten is just never asked for again.
/// What is asked for once is not kept: it would push out what is asked for often.
///
/// Thread-safety: every member may be called from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/ids.h"
#include "base/limits.h"
#include "base/recently_used.h"

namespace cems::api {

class RowTexts {
 public:
  /// Rows of one series next to each other, all of what the store has between the first and the
  /// last. With the epoch that fixes their readings (Store::epoch), with the offset their text.
  struct Key {
    SeriesId series{};
    std::uint64_t epoch = 0;    ///< The same before and after the snapshot that they are read from.
    std::int64_t first_ms = 0;  ///< UTC.
    std::int64_t last_ms = 0;   ///< UTC, inclusive.
    std::uint64_t count = 0;
    std::int64_t offset_ms = 0;  ///< East of UTC, that of all their times.

    friend bool operator==(const Key&, const Key&) = default;
  };

  explicit RowTexts(std::size_t bytes_max = limits::kRowTextBytesMax) : kept_(bytes_max) {}

  /// Null where there is none.
  [[nodiscard]] std::shared_ptr<const std::string> find(const Key& key) { return kept_.find(key); }

  /// Notes that rows were asked for and not found; whether that has happened lately already, and
  /// they should be kept this time.
  [[nodiscard]] bool is_asked_again(const Key& key);

  void put(const Key& key, std::shared_ptr<const std::string> text);

  /// What all texts take.
  [[nodiscard]] std::size_t bytes() const { return kept_.bytes(); }

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };

  // The hashes of what was not found, each in a place of its own low bits: a megabyte of rows and
  // more for each kilobyte.
  static constexpr std::size_t kAskedPlaces = 4096;

  RecentlyUsed<Key, std::shared_ptr<const std::string>, Hash> kept_;
  std::array<std::atomic<std::uint64_t>, kAskedPlaces> asked_{};
};

}  // namespace cems::api
