// The file SUMS.
#include "catalog/archive_sums.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/checksum.h"
#include "base/file.h"

namespace cems::catalog {
namespace {

constexpr std::size_t kSumDigits = 8;
constexpr std::size_t kSumsBytesMax = 16U << 20U;

std::string sums_path(const std::string& folder) {
  return folder + "/SUMS";
}

std::string sum_of(std::string_view contents) {
  std::array<char, kSumDigits + 1> text{};
  std::snprintf(text.data(), text.size(), "%08x", crc32c(contents));
  return text.data();
}

}  // namespace

Result<ArchiveSums> ArchiveSums::read(const std::string& folder) {
  ArchiveSums out;
  const Result<std::string> text = read_file(sums_path(folder), kSumsBytesMax);
  if (!text && text.error().code == Errc::not_found) {
    return out;
  }
  if (!text) {
    return text.error();
  }
  const Error damaged{Errc::corrupt, sums_path(folder) + ": it is damaged"};
  std::string_view in = *text;
  // The last line is the sum of all before it.
  const std::size_t own = in.size() < kSumDigits + 1 ? 0 : in.size() - kSumDigits - 1;
  if (in.substr(own) != sum_of(in.substr(0, own)) + "\n") {
    return damaged;
  }
  in = in.substr(0, own);
  while (!in.empty()) {
    const std::size_t end = in.find('\n');
    std::string_view line = in.substr(0, end);
    const bool pending = line.substr(0, 1) == "?";
    line.remove_prefix(pending ? 1 : 0);
    if (end == in.npos || line.size() < kSumDigits + 2 || line[kSumDigits] != ' ') {
      return damaged;
    }
    out.sums_[std::string(line.substr(kSumDigits + 1))].push_back(
        {std::string(line.substr(0, kSumDigits)), pending});
    in.remove_prefix(end + 1);
  }
  return out;
}

Status ArchiveSums::check(const std::string& name, std::string_view contents) const {
  if (sums_.empty()) {
    return Unit{};
  }
  const auto found = sums_.find(name);
  if (found == sums_.end()) {
    return Error{Errc::corrupt, name + ": cems load has not put it there"};
  }
  const std::string sum = sum_of(contents);
  const bool fits = std::any_of(found->second.begin(), found->second.end(),
                                [&sum](const Sum& one) { return one.text == sum; });
  if (!fits) {
    return Error{Errc::corrupt, name + ": its checksum is wrong"};
  }
  return Unit{};
}

std::vector<std::string> ArchiveSums::expected() const {
  std::vector<std::string> out;
  for (const auto& [name, sums] : sums_) {
    if (std::any_of(sums.begin(), sums.end(), [](const Sum& one) { return !one.pending; })) {
      out.push_back(name);
    }
  }
  return out;
}

void ArchiveSums::announce(const std::string& name, std::string_view contents) {
  std::vector<Sum>& sums = sums_[name];
  std::erase_if(sums, [](const Sum& one) { return one.pending; });
  sums.push_back({sum_of(contents), true});
}

void ArchiveSums::settle(const std::string& name, std::string_view contents) {
  sums_[name] = {{sum_of(contents), false}};
}

Status ArchiveSums::write(const std::string& folder) const {
  std::string text;
  for (const auto& [name, sums] : sums_) {
    for (const Sum& sum : sums) {
      text += (sum.pending ? "?" : "") + sum.text + ' ' + name + '\n';
    }
  }
  text += sum_of(text) + '\n';
  return write_file_atomically(sums_path(folder), text);
}

}  // namespace cems::catalog
