/// What a server has answered, as figures: by interface and return code, how long answers took to
/// make, their bytes, readings taken, and how HTTP/2 streams and connections ended.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "api/subject.h"
#include "base/counter.h"
#include "spec/code.h"

namespace cems::api {

inline constexpr auto kEveryCode = std::to_array<spec::Code>({
#define CEMS_CODE(id, ...) spec::Code::id,
#include "spec/codes.inc"
#undef CEMS_CODE
});
inline constexpr std::size_t kCodes = kEveryCode.size();

/// RFC 9113 7 names 14; the last stands for all others.
inline constexpr std::size_t kHttp2Codes = 15;

/// Readings of /ingest, by what became of them.
struct ReadingSums {
  std::uint64_t accepted = 0;
  std::uint64_t corrected = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t rejected = 0;
};

/// Everything that has been counted; a plain value.
struct CallSums {
  struct OfSubject {
    std::array<std::uint64_t, kCodes> answers{};  ///< By spec::Code.
    /// Of answers that are whole: the time spent making them, not that of waiting for the peer to
    /// take them. Of readings: from the head of the request to the answer.
    DurationSums durations;
    std::uint64_t bytes = 0;  ///< Content as it was given to HTTP, encoded.
    std::uint64_t cut = 0;    ///< Answers that broke off, or that the peer left.
  };

  std::array<OfSubject, Subject::kCount> subjects{};
  ReadingSums readings;
  std::array<std::array<std::uint64_t, kHttp2Codes>, 2> resets{};  ///< [by us][code].
  std::array<std::uint64_t, kHttp2Codes> goaways{};
};

/// One thread's share.
struct CallCounters {
  struct OfSubject {
    std::array<Counter, kCodes> answers;
    DurationCounter durations;
    Counter bytes;
    Counter cut;
  };

  std::array<OfSubject, Subject::kCount> subjects;
  Counter accepted;
  Counter corrected;
  Counter duplicate;
  Counter rejected;
  std::array<std::array<Counter, kHttp2Codes>, 2> resets;
  std::array<Counter, kHttp2Codes> goaways;

  void add_to(CallSums& sums) const;
};

}  // namespace cems::api
