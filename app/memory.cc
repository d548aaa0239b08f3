// Reading and dividing the memory that a process may take for readings.
#include "app/memory.h"

#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cems::app {
namespace {

constexpr std::size_t kKilo = 1000;
constexpr std::size_t kKibi = 1024;
constexpr std::array<std::pair<std::string_view, std::size_t>, 8> kByteUnits{{
    {"", 1},
    {"B", 1},
    {"KB", kKilo},
    {"MB", kKilo* kKilo},
    {"GB", kKilo* kKilo* kKilo},
    {"KiB", kKibi},
    {"MiB", kKibi* kKibi},
    {"GiB", kKibi* kKibi* kKibi},
}};

}  // namespace

Result<std::size_t> parse_memory(const std::string& text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, number);
  const std::string_view unit(behind, static_cast<std::size_t>(end - behind));
  for (const auto& [name, bytes] : kByteUnits) {
    if (error != std::errc() || unit != name ||
        number > std::numeric_limits<std::size_t>::max() / bytes) {
      continue;
    }
    if (number * bytes < limits::kMemoryBytesMin) {
      return Error{Errc::invalid_argument, fmt::format("--memory {} is too little; at least {}MiB",
                                                       text, limits::kMemoryBytesMin >> 20U)};
    }
    return number * bytes;
  }
  return Error{Errc::invalid_argument,
               fmt::format("--memory {} is no amount of memory; write e.g. 512MB or 1GiB", text)};
}

store::RocksOptions Memory::store_options() const {
  store::RocksOptions options;
  options.head_readings_max = head_bytes() / limits::kHeadReadingBytes;
  options.cache_bytes = bytes_ / 2;
  options.write_buffer_bytes = bytes_ / 16;  // Two at once: a quarter of the cache.
  return options;
}

void add_memory_option(CLI::App& command, std::string& memory) {
  command.add_option("--memory", memory,
                     fmt::format("Memory for readings: those not yet in blocks, blocks that were "
                                 "read, what answers are made of; e.g. 512MB (default: {}MiB)",
                                 limits::kMemoryBytes >> 20U));
}

}  // namespace cems::app
