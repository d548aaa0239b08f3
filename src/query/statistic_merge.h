/// Adding rows up: class aggregates and indicators are sums over rows of several series.
///
/// Pure; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/checksum.h"
#include "query/statistic.h"

namespace cems::query {

/// The receipt of a figure that several rows went into, in a fixed order. Its digest is SHA-256
/// over a line with the digest of each, then a line for each figure of the archive that went in,
/// then `id,version` of the factor set.
class ReceiptMerge {
 public:
  void add(const Receipt& part);

  /// Of a row of a class of the same readings, which have been counted already.
  void add_class(const Receipt& part);

  /// A price, an output value and the like.
  void figure(std::string_view line);

  /// Notes are kept once, and no more than kNotesMax: of the others take() says how many they were.
  void note(std::string note);

  static constexpr std::size_t kNotesMax = 20;

  [[nodiscard]] Receipt take(std::string_view algorithm, std::string_view factor_set = {},
                             std::string_view factor_version = {});

 private:
  Receipt sum_;
  Sha256 digest_;
  std::string figures_;
  std::uint64_t more_notes_ = 0;  // Behind the first kNotesMax; repeated ones count again.
};

/// present and expected summed; nothing is expected in all where one expects nothing.
void add_coverage(Coverage& sum, const Coverage& part);

}  // namespace cems::query
