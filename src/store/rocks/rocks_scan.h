/// A scan of the embedded store: sealed blocks and a copy of the head, merged as it goes.
///
/// Where both have an instant the head wins. Blocks are decoded one at a time, and not at all where
/// they are skipped whole. Internal to store/rocks; owned by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "store/rocks/block_cursor.h"
#include "store/store.h"

namespace cems::store::rocks {

class RocksScan final : public Scan {
 public:
  /// `head` is the head's part of the range, ascending. `cursor` and `head` were taken together.
  /// `end` is what the walk ends with, where readings are missing behind the range.
  RocksScan(BlockCursor cursor, std::vector<Reading> head, TimeRange range, Order order,
            std::optional<Error> end);

  /// To the first block. Errors: corrupt, internal.
  [[nodiscard]] Status start();

  Result<std::span<const Reading>> next() override;
  Result<const block::Columns*> next_columns(std::uint64_t at_most) override;
  Status skip(std::uint64_t n) override;

  /// Leaves out up to `n` readings; returns how many there were. count() is this without an end.
  [[nodiscard]] Result<std::uint64_t> advance(std::uint64_t n);

 private:
  // Everything below speaks in the direction of the walk: "before" is nearer to its start.
  [[nodiscard]] bool before(TimeMs a, TimeMs b) const { return ascending_ ? a < b : b < a; }

  [[nodiscard]] TimeMs near_edge() const {
    return ascending_ ? cursor_.header().first : cursor_.header().last;
  }

  [[nodiscard]] TimeMs far_edge() const {
    return ascending_ ? cursor_.header().last : cursor_.header().first;
  }

  [[nodiscard]] bool on_block() const;
  [[nodiscard]] bool block_stands_alone() const;
  [[nodiscard]] bool head_is_nearer() const;
  [[nodiscard]] Status step();
  [[nodiscard]] Status refill();
  [[nodiscard]] Status refill_from_block();
  void refill_from_head();
  [[nodiscard]] Result<std::uint64_t> advance_unguarded(std::uint64_t n);

  BlockCursor cursor_;
  std::vector<Reading> head_;  // In the order of the walk.
  std::size_t head_at_ = 0;
  TimeRange range_;
  bool ascending_;
  std::vector<Reading> buffer_;  // In the order of the walk.
  std::size_t buffer_at_ = 0;
  block::Columns columns_;
  std::optional<Error> end_;
  std::optional<Error> failed_;
};

}  // namespace cems::store::rocks
