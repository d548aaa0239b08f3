/// Which series a row begins with, by the bytes that name it: `S1,A,P,` of CSV, everything up to
/// the time of a line of NDJSON.
///
/// Files are by time, with the series in one order at every instant, or by series; either way the
/// row after one of a series is most often of the series that followed it last time. So a row is
/// compared with one text, and only where that fails looked up. The texts must be such that none is
/// the beginning of another; they end with a mark that no id holds. Thread-safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cems::ingest {

struct KnownSeries;

class SeriesMemo {
 public:
  struct Entry {
    std::string text;
    KnownSeries* series = nullptr;
    Entry* follower = nullptr;  ///< What came after it last time.
  };

  /// The entry that `row` begins with, if it is the one expected; else null, and find() may know.
  [[nodiscard]] const Entry* expect(std::string_view row) {
    if (last_ == nullptr || last_->follower == nullptr || !begins(row, last_->follower->text)) {
      return nullptr;
    }
    last_ = last_->follower;
    return last_;
  }

  /// The entry of a text, or null. It is expected after the one before it from now on.
  [[nodiscard]] const Entry* find(std::string_view text);

  /// Adds a text that find() does not know, unless there are kEntriesMax: whoever writes each line
  /// in a way of its own is read the slow way.
  void add(std::string_view text, KnownSeries& series);

  static constexpr std::size_t kEntriesMax = 200'000;

 private:
  // Faster than memcmp for the 10 to 100 bytes of a name, whose length is not known to the
  // compiler.
  static bool begins(std::string_view row, const std::string& text) {
    const std::size_t size = text.size();
    if (row.size() < size || size < sizeof(std::uint64_t)) {
      return row.starts_with(text);
    }
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) < size; at += sizeof(std::uint64_t)) {
      if (word(row.data() + at) != word(text.data() + at)) {
        return false;
      }
    }
    at = size - sizeof(std::uint64_t);
    return word(row.data() + at) == word(text.data() + at);
  }

  static std::uint64_t word(const char* at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes;
  }

  void step_to(Entry& entry);

  std::deque<Entry> entries_;  // Never moves them.
  std::unordered_map<std::string_view, Entry*> by_text_;
  Entry* last_ = nullptr;
};

}  // namespace cems::ingest
