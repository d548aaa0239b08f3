/// `--memory`: one number, and what of it goes where.
#pragma once

#include <cstddef>
#include <string>

#include <CLI/CLI.hpp>

#include "base/limits.h"
#include "base/result.h"
#include "store/rocks/rocks_store.h"

namespace cems::app {

/// Bytes of a number with a unit, "512MB" or "1GiB" (KB, MB, GB, KiB, MiB, GiB; alone: bytes).
/// Errors: invalid_argument for anything else, and for less than limits::kMemoryBytesMin.
[[nodiscard]] Result<std::size_t> parse_memory(const std::string& text);

/// A quarter for the head, an eighth for statistics (three parts of four for sums of past months,
/// the fourth for whole answers), an eighth for rows of historic answers that are asked for again,
/// half for RocksDB: blocks that were read, and what it collects before it writes a file.
class Memory {
 public:
  explicit Memory(std::size_t bytes = limits::kMemoryBytes) : bytes_(bytes) {}

  [[nodiscard]] store::RocksOptions store_options() const;

  [[nodiscard]] std::size_t head_bytes() const { return bytes_ / 4; }

  [[nodiscard]] std::size_t sums_bytes() const { return bytes_ / 32 * 3; }

  [[nodiscard]] std::size_t answers_bytes() const { return bytes_ / 32; }

  [[nodiscard]] std::size_t rows_bytes() const { return bytes_ / 8; }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_;
};

void add_memory_option(CLI::App& command, std::string& memory);

}  // namespace cems::app
