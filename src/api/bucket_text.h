/// The edges of a statistic's buckets as text, formatted once for all the rows of an answer.
///
/// Immutable once made; safe from any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/zone.h"

namespace cems::api {

class BucketText {
 public:
  /// REQUIRES: buckets from query::buckets: each ends where the next begins.
  BucketText(std::span<const TimeRange> buckets, const Zone& zone);

  [[nodiscard]] std::size_t size() const { return ends_.size() - 1; }

  /// When the bucket begins, as GB/T 7408 has it. The views live as long as this.
  [[nodiscard]] std::string_view begin(std::size_t bucket) const { return text(bucket, bucket); }

  /// Its begin and its end with a slash between them.
  [[nodiscard]] std::string_view period(std::size_t bucket) const {
    return text(bucket, bucket + 1);
  }

 private:
  /// Edges [first, last] with the slashes between them.
  [[nodiscard]] std::string_view text(std::size_t first, std::size_t last) const {
    const std::size_t from = first == 0 ? 0 : ends_[first - 1] + 1;
    return std::string_view(text_).substr(from, ends_[last] - from);
  }

  std::string text_;               // All edges, a slash behind each but the last.
  std::vector<std::size_t> ends_;  // By edge: where its text ends.
};

}  // namespace cems::api
