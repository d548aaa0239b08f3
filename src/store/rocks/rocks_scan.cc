/// A scan of the embedded store.
#include "store/rocks/rocks_scan.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "store/rocks/head.h"

namespace cems::store::rocks {

RocksScan::RocksScan(BlockCursor cursor, std::vector<Reading> head, TimeRange range, Order order,
                     std::optional<Error> end)
    : cursor_(std::move(cursor)),
      head_(std::move(head)),
      range_(range),
      ascending_(order == Order::ascending),
      end_(std::move(end)) {
  if (!ascending_) std::reverse(head_.begin(), head_.end());
}

Status RocksScan::start() {
  return ascending_ ? cursor_.seek_from(range_.begin) : cursor_.seek_at(range_.end - 1);
}

Result<std::span<const Reading>> RocksScan::next() {
  while (!failed_ && buffer_at_ == buffer_.size() && (on_block() || head_at_ < head_.size())) {
    if (Status filled = refill(); !filled) failed_ = std::move(filled.error());
  }
  if (!failed_ && buffer_at_ == buffer_.size()) failed_ = end_;
  if (failed_) return *failed_;
  const std::size_t n = std::min(buffer_.size() - buffer_at_, limits::kBlockReadingsMax);
  const auto part = std::span<const Reading>(buffer_).subspan(buffer_at_, n);
  buffer_at_ += n;
  return part;
}

Result<const block::Columns*> RocksScan::next_columns(std::uint64_t at_most) {
  if (failed_) return *failed_;
  if (!ascending_ || buffer_at_ < buffer_.size() || head_is_nearer() || !on_block() ||
      !block_stands_alone() || cursor_.header().count > at_most) {
    return nullptr;
  }
  const Result<block::Shape> shape = cursor_.decode(columns_);
  if (shape && *shape == block::Shape::mixed) return nullptr;
  Status moved = shape ? step() : shape.error();
  if (!moved) {
    failed_ = std::move(moved.error());
    return *failed_;
  }
  return &columns_;
}

Status RocksScan::skip(std::uint64_t n) {
  const auto skipped = advance(n);
  if (!skipped) return skipped.error();
  return Unit{};
}

Result<std::uint64_t> RocksScan::advance(std::uint64_t n) {
  if (failed_) return *failed_;
  auto skipped = advance_unguarded(n);
  if (!skipped) {
    failed_ = skipped.error();
  } else if (*skipped < n) {
    failed_ = end_;
  }
  if (failed_) return *failed_;
  return skipped;
}

Result<std::uint64_t> RocksScan::advance_unguarded(std::uint64_t n) {
  std::uint64_t done = 0;
  while (done < n) {
    if (buffer_at_ < buffer_.size()) {
      const auto part = std::min<std::uint64_t>(n - done, buffer_.size() - buffer_at_);
      buffer_at_ += part;
      done += part;
    } else if (on_block() && block_stands_alone() && cursor_.header().count <= n - done) {
      done += cursor_.header().count;
      if (Status moved = step(); !moved) return moved.error();
    } else if (on_block() || head_at_ < head_.size()) {
      if (Status filled = refill(); !filled) return filled.error();
    } else {
      break;
    }
  }
  return done;
}

bool RocksScan::on_block() const {
  if (!cursor_.valid()) return false;
  return ascending_ ? cursor_.header().first < range_.end : cursor_.header().last >= range_.begin;
}

bool RocksScan::block_stands_alone() const {
  const block::Header& header = cursor_.header();
  return range_.contains(header.first) && range_.contains(header.last) &&
         (head_at_ == head_.size() || before(far_edge(), head_[head_at_].at));
}

bool RocksScan::head_is_nearer() const {
  return head_at_ < head_.size() && (!on_block() || before(head_[head_at_].at, near_edge()));
}

Status RocksScan::step() {
  return ascending_ ? cursor_.next() : cursor_.prev();
}

Status RocksScan::refill() {
  buffer_.clear();
  buffer_at_ = 0;
  if (!head_is_nearer()) return refill_from_block();
  refill_from_head();
  return Unit{};
}

void RocksScan::refill_from_head() {
  while (head_is_nearer() && buffer_.size() < limits::kBlockReadingsMax) {
    buffer_.push_back(head_[head_at_++]);
  }
}

Status RocksScan::refill_from_block() {
  std::vector<Reading> sealed;
  if (Status decoded = cursor_.decode(sealed); !decoded) return decoded;
  const auto part = part_of(sealed, range_);
  buffer_.assign(part.begin(), part.end());

  const std::size_t begin = head_at_;
  while (head_at_ < head_.size() && !before(far_edge(), head_[head_at_].at))
    ++head_at_;
  std::vector<Reading> newer(head_.begin() + static_cast<std::ptrdiff_t>(begin),
                             head_.begin() + static_cast<std::ptrdiff_t>(head_at_));
  if (!ascending_) std::reverse(newer.begin(), newer.end());
  merge_into(buffer_, newer);
  if (!ascending_) std::reverse(buffer_.begin(), buffer_.end());
  return step();
}

}  // namespace cems::store::rocks
