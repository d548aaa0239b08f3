/// Values of the embedded store.
#include "store/rocks/records.h"

#include <algorithm>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "block/codec.h"

namespace cems::store::rocks {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kFrameBytes = 5;  // Version and checksum.

Error corrupt(const char* what) {
  return {Errc::corrupt, what};
}

std::string frame(std::string_view payload) {
  std::string out;
  out.reserve(kFrameBytes + payload.size());
  put_u8(out, kVersion);
  put_u32(out, crc32c(payload));
  out.append(payload);
  return out;
}

Result<std::string_view> unframe(std::string_view value) {
  const auto version = get_u8(value);
  const auto checksum = get_u32(value);
  if (!version || !checksum) return corrupt("record: cut short");
  if (*version != kVersion) return corrupt("record: of an unknown version");
  if (*checksum != crc32c(value)) return corrupt("record: the checksum is wrong");
  return value;
}

void put_part(std::span<const SeriesReading> part, std::vector<Reading>& readings,
              std::string& out) {
  readings.clear();
  for (const SeriesReading& r : part)
    readings.push_back(r.reading);
  std::string block;
  block::encode(readings, block);
  put_varint(out, static_cast<std::uint64_t>(part.front().series));
  put_varint(out, block.size());
  out.append(block);
}

Status get_part(std::string_view& in, std::vector<Reading>& readings,
                std::vector<SeriesReading>& out) {
  const auto series = get_varint(in);
  const auto size = get_varint(in);
  const auto bytes = size ? get_bytes(in, static_cast<std::size_t>(*size)) : std::nullopt;
  if (!series || *series == 0 || !bytes) return corrupt("record: a part is damaged");
  readings.clear();
  if (Status got = block::decode(*bytes, readings); !got) return got;
  for (const Reading& r : readings)
    out.push_back({SeriesId{*series}, r});
  return Unit{};
}

}  // namespace

std::string encode_batch(std::span<const SeriesReading> batch) {
  CEMS_ASSERT(!batch.empty());
  std::string parts;
  std::vector<Reading> readings;
  std::uint64_t count = 0;
  while (!batch.empty()) {
    std::size_t n = 1;
    while (n < batch.size() && n < limits::kBlockReadingsMax &&
           batch[n].series == batch[0].series) {
      ++n;
    }
    put_part(batch.first(n), readings, parts);
    batch = batch.subspan(n);
    ++count;
  }
  std::string payload;
  put_varint(payload, count);
  payload.append(parts);
  return frame(payload);
}

Status decode_batch(std::string_view value, std::vector<SeriesReading>& out) {
  auto in = unframe(value);
  if (!in) return in.error();
  const auto count = get_varint(*in);
  if (!count) return corrupt("record: cut short");
  std::vector<Reading> readings;
  for (std::uint64_t i = 0; i < *count; ++i) {
    if (Status got = get_part(*in, readings, out); !got) return got;
  }
  if (!in->empty()) return corrupt("record: bytes are left over");
  return Unit{};
}

std::string encode_correction(const Correction& correction) {
  std::string payload;
  put_u64(payload, static_cast<std::uint64_t>(correction.replaced_at.ms));
  block::encode({&correction.replaced, 1}, payload);
  return frame(payload);
}

Result<Correction> decode_correction(std::string_view value) {
  auto in = unframe(value);
  if (!in) return in.error();
  const auto replaced_at = get_u64(*in);
  if (!replaced_at) return corrupt("record: cut short");
  std::vector<Reading> readings;
  if (const Status got = block::decode(*in, readings); !got) return got.error();
  if (readings.size() != 1) return corrupt("record: a correction of several readings");
  return Correction{readings.front(), {static_cast<std::int64_t>(*replaced_at)}};
}

std::string encode_number(std::string_view key, std::uint64_t number) {
  std::string value;
  put_u64(value, number);
  put_u32(value, crc32c(value, crc32c(key)));
  return value;
}

Result<std::uint64_t> decode_number(std::string_view key, std::string_view value) {
  if (value.size() != 12) return corrupt("number: of a wrong length");
  std::string_view in = value;
  const std::uint64_t number = get_u64(in).value_or(0);
  if (encode_number(key, number) != value) return corrupt("number: the checksum is wrong");
  return number;
}

}  // namespace cems::store::rocks
