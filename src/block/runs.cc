/// Runs to bytes and back; see runs.h.
#include "block/runs.h"

#include <optional>

#include "base/bytes.h"
#include "block/body.h"

namespace cems::block {
namespace {

/// Takes the length of a run off `in`: 1 to `left`; nothing for any other.
std::optional<std::size_t> get_run(std::string_view& in, std::size_t left) {
  const auto run = get_varint(in);
  if (!run || *run == 0 || *run > left) return std::nullopt;
  return static_cast<std::size_t>(*run);
}

}  // namespace

void put_time_runs(std::span<const Reading> readings, std::string& out) {
  for (std::size_t i = 1; i < readings.size();) {
    const std::int64_t delta = readings[i].at - readings[i - 1].at;
    std::size_t end = i + 1;
    while (end < readings.size() && readings[end].at - readings[end - 1].at == delta)
      ++end;
    put_varint(out, static_cast<std::uint64_t>(delta));
    put_varint(out, end - i);
    i = end;
  }
}

void put_quality_runs(std::span<const Reading> readings, std::string& out) {
  for (std::size_t i = 0; i < readings.size();) {
    std::size_t end = i + 1;
    while (end < readings.size() && readings[end].quality == readings[i].quality)
      ++end;
    out.push_back(static_cast<char>(readings[i].quality));
    put_varint(out, end - i);
    i = end;
  }
}

Status get_time_runs(std::string_view& in, const Header& header, std::span<std::int64_t> out) {
  const auto length = static_cast<std::uint64_t>(header.last - header.first);
  std::uint64_t passed = 0;  // Since the first; at most `length`, so that nothing overflows.
  std::int64_t* const at = out.data();
  at[0] = header.first.ms;
  for (std::size_t i = 1; i < out.size();) {
    const auto delta = get_varint(in);
    const auto run = get_run(in, out.size() - i);
    if (!delta || *delta == 0 || !run) return corrupt("a run of times is damaged");
    if (*delta > (length - passed) / *run) return corrupt("its times go beyond its last");
    for (const std::size_t end = i + *run; i < end; ++i) {
      passed += *delta;
      at[i] = header.first.ms + static_cast<std::int64_t>(passed);
    }
  }
  if (passed != length) return corrupt("its times end before its last");
  return Unit{};
}

Status get_quality_runs(std::string_view& in, std::size_t count, std::vector<QualityRun>& out) {
  for (std::size_t left = count; left > 0;) {
    const auto quality = get_u8(in);
    if (!quality) return corrupt("its qualities are cut short");
    const auto run = get_run(in, left);
    if (!run) return corrupt("a run of qualities is damaged");
    out.push_back({static_cast<Quality>(*quality), static_cast<std::uint32_t>(*run)});
    left -= *run;
  }
  return Unit{};
}

}  // namespace cems::block
