/// A life of a store in numbered batches, and what a store holds after so many of them.
///
/// Batch n of a writer is the same in every process: new readings, late ones, corrections and
/// repetitions, in four series of its own over three months. Pure, but for reading a store.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace cems::store::test {

inline constexpr std::size_t kLifeSeries = 4;
using LifeIds = std::array<SeriesId, kLifeSeries>;

/// Who writes: one of several with the same seed.
struct Writer {
  std::uint64_t seed = 0;
  std::int64_t number = 0;
};

/// Interns the writer's series. The store must allow it.
[[nodiscard]] LifeIds life_ids(Store& store, const Writer& writer);

/// Batch number `n`, from 0.
[[nodiscard]] std::vector<SeriesReading> life_batch(const Writer& writer, std::int64_t n,
                                                    const LifeIds& ids);

/// Everything that is in a writer's series, and in their correction logs.
struct Life {
  std::map<std::pair<std::size_t, TimeMs>, Reading> readings;
  std::map<std::pair<std::size_t, TimeMs>, std::vector<Correction>> corrections;

  friend bool operator==(const Life&, const Life&) = default;
};

/// What there is after batches 0 to end - 1, by definition.
class LifeOracle {
 public:
  explicit LifeOracle(const Writer& writer) : writer_(writer) {}

  /// REQUIRES: `end` does not fall from call to call.
  [[nodiscard]] const Life& after(std::int64_t end);

 private:
  Writer writer_;
  std::int64_t end_ = 0;
  Life life_;
};

/// Reads all there is, by scans, counts and corrections; of a series that is not known, nothing.
/// Errors: the store's; corrupt where two of them do not agree.
[[nodiscard]] Result<Life> read_life(const Store& store, const Writer& writer);

}  // namespace cems::store::test
