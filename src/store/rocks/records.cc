/// Small values of the embedded store.
#include "store/rocks/records.h"

#include <vector>

#include "base/bytes.h"
#include "base/checksum.h"
#include "block/codec.h"
#include "store/rocks/record_frame.h"

namespace cems::store::rocks {
namespace {

constexpr std::uint8_t kRecordEdition = 1;

Error cut_short() {
  return {Errc::corrupt, "record: cut short"};
}

}  // namespace

std::string encode_correction(const Correction& correction) {
  std::string out;
  begin_frame(out, kRecordEdition);
  put_u64(out, static_cast<std::uint64_t>(correction.replaced_at.ms));
  block::encode({&correction.replaced, 1}, out);
  seal_frame(out);
  return out;
}

Result<Correction> decode_correction(std::string_view value) {
  auto framed = read_frame(value, kRecordEdition);
  if (!framed) return framed.error();
  const auto replaced_at = get_u64(framed->payload);
  if (!replaced_at) return cut_short();
  std::vector<Reading> readings;
  if (const Status got = block::decode(framed->payload, readings); !got) return got.error();
  if (readings.size() != 1) {
    return Error{Errc::corrupt, "record: a correction of several readings"};
  }
  return Correction{readings.front(), {static_cast<std::int64_t>(*replaced_at)}};
}

std::string encode_summary(const SummaryValue& summary) {
  std::string out;
  begin_frame(out, kRecordEdition);
  put_u64(out, summary.epoch);
  out.append(summary.bytes);
  seal_frame(out);
  return out;
}

Result<SummaryValue> decode_summary(std::string_view value) {
  auto framed = read_frame(value, kRecordEdition);
  if (!framed) return framed.error();
  const auto epoch = get_u64(framed->payload);
  if (!epoch) return cut_short();
  return SummaryValue{*epoch, framed->payload};
}

std::string encode_number(std::string_view key, std::uint64_t number) {
  std::string value;
  put_u64(value, number);
  put_u32(value, crc32c(value, crc32c(key)));
  return value;
}

Result<std::uint64_t> decode_number(std::string_view key, std::string_view value) {
  if (value.size() != 12) return Error{Errc::corrupt, "number: of a wrong length"};
  std::string_view in = value;
  const std::uint64_t number = get_u64(in).value_or(0);
  if (encode_number(key, number) != value) {
    return Error{Errc::corrupt, "number: the checksum is wrong"};
  }
  return number;
}

}  // namespace cems::store::rocks
