/// Whether a peer takes what it is sent, seen from what the kernel still holds of it.
///
/// A write that succeeds says nothing: a slow reader's answer lies in the kernel's buffer, which
/// has room for megabytes of them. What counts is what the peer has acknowledged.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/limits.h"
#include "base/time.h"

namespace cems::net {

class SendPace {
 public:
  /// So many bytes have gone to the kernel.
  void wrote(std::size_t bytes) { written_ += bytes; }

  /// Whether anything is under way that look() should be asked about.
  [[nodiscard]] bool is_settled() const { return settled_ && taken_ == written_; }

  /// Called every few hundred milliseconds unless is_settled(). `held` is what the kernel has not
  /// got rid of yet, `unsent` what waits before it. True: for limits::kWriteStallMs the peer has
  /// taken less than limits::kReadBytesMin although there was more.
  [[nodiscard]] bool is_stalled(std::size_t held, std::size_t unsent, TimeMs now) {
    const std::uint64_t taken = written_ - held;
    const bool everything = held == 0 && unsent == 0;
    if (everything || settled_ || taken >= taken_ + limits::kReadBytesMin) {
      taken_ = taken;
      since_ = now;
    }
    settled_ = everything;
    return !everything && now >= since_ + limits::kWriteStallMs;
  }

 private:
  std::uint64_t written_ = 0;
  std::uint64_t taken_ = 0;  // Of those, when the peer had last moved on.
  TimeMs since_{0};
  bool settled_ = true;  // Nothing was under way at the last look.
};

}  // namespace cems::net
