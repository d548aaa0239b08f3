// Edges, one after another.
#include "api/bucket_text.h"

namespace cems::api {
namespace {

constexpr std::size_t kEdgeBytes = 26;  // 2024-04-01T08:00:00+08:00/

}  // namespace

BucketText::BucketText(std::span<const TimeRange> buckets, const Zone& zone) {
  text_.reserve((buckets.size() + 1) * kEdgeBytes);
  ends_.reserve(buckets.size() + 1);
  const auto add = [&](TimeMs edge) {
    append_time(text_, edge, zone);
    ends_.push_back(text_.size());
  };
  add(buckets.front().begin);
  for (const TimeRange& bucket : buckets) {
    text_ += '/';
    add(bucket.end);
  }
}

}  // namespace cems::api
