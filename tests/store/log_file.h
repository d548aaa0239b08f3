/// A file of the write-ahead log as bytes, and where it ends. Pure, but for reading.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "store/rocks/log_walk.h"

namespace cems::store::test {

inline std::string log_bytes(const std::filesystem::path& log) {
  std::ifstream in(log, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline rocks::LogWalk walk(std::string_view bytes) {
  rocks::LogWalk out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), rocks::kLogBlockBytes)))
    out.take(bytes.substr(0, rocks::kLogBlockBytes));
  return out;
}

}  // namespace cems::store::test
