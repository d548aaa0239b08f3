/// Statistics of the past, as they were answered the last time: many are asked for again and again.
///
/// An answer of the past is a function of its question, the archive and the readings. The question
/// and the archive are one object while both stand (CheckedCall, kept_calls.h); the readings are
/// those of then as long as the store has the same version, or each series that went in has the
/// same state. Long answers are not kept.
///
/// Thread-safety: every member may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/recently_used.h"
#include "query/series_state.h"

namespace cems::api {

class KeptAnswers {
 public:
  /// What the readings are at. Asked before they are read.
  struct Readings {
    std::uint64_t version = 0;  ///< Store::version.
    /// Of the series that go in; nothing where they are too many to be looked at.
    std::optional<std::vector<query::SeriesState>> series;
  };

  struct Kept {
    std::shared_ptr<const void> question;  ///< Held, so that its address is nobody else's.
    Readings readings;
    std::string text;  ///< `data` of the envelope.
  };

  explicit KeptAnswers(std::size_t bytes_max = limits::kKeptAnswersBytesMax) : kept_(bytes_max) {}

  /// What was answered to the question, of whatever readings; null where there is nothing.
  [[nodiscard]] std::shared_ptr<const Kept> find(const std::shared_ptr<const void>& question) {
    return kept_.find(question.get());
  }

  /// In the place of an older answer.
  void put(Kept answer);

  /// What all answers take.
  [[nodiscard]] std::size_t bytes() const { return kept_.bytes(); }

 private:
  struct Hash {
    std::size_t operator()(const void* question) const {
      // Objects of one size lie at multiples of something; the golden ratio spreads them.
      constexpr std::uint64_t kRatio = 0x9e3779b97f4a7c15U;
      return reinterpret_cast<std::uintptr_t>(question) * kRatio >> 32U;
    }
  };

  RecentlyUsed<const void*, std::shared_ptr<const Kept>, Hash> kept_;
};

}  // namespace cems::api
