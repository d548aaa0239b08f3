/// What every load of readings has in common, whatever form they come in.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "ingest/csv_rows.h"

namespace cems::ingest {

struct LoadReport {
  std::uint64_t rows = 0;       ///< Under the header, bad ones included.
  std::uint64_t accepted = 0;   ///< New readings, durable.
  std::uint64_t corrected = 0;  ///< Readings with another value or quality than before, durable.
  std::uint64_t duplicate = 0;  ///< Readings that changed nothing.
  std::uint64_t skipped = 0;    ///< Empty cells (wide form).
  std::uint64_t rejected = 0;   ///< Rows, or cells of a wide row, reported as rejected.

  friend bool operator==(const LoadReport&, const LoadReport&) = default;
};

/// Called for everything that is not taken, in the file's order.
using OnRejected = std::function<void(const RejectedCell&)>;

/// Takes readings as text, in pieces cut anywhere, judges them and commits them in durable batches
/// of limits::kLoadBatchRows, in their order. Used on one thread at a time.
class ReadingsLoad {
 public:
  virtual ~ReadingsLoad() = default;

  /// Takes the next bytes. Errors: invalid_argument where the whole is of another form, before
  /// anything is written; and the store's. After an error the load is over; what report() counts
  /// is durable.
  [[nodiscard]] virtual Status feed(std::string_view bytes) = 0;

  /// The end: commits the rest. Errors: those of feed.
  [[nodiscard]] virtual Status finish() = 0;

  /// Readings that are not committed yet are not counted.
  [[nodiscard]] virtual LoadReport report() const = 0;
};

}  // namespace cems::ingest
