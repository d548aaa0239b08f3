// Which adapter reads which format, and what both may give out.
#include "flate/decoder.h"

#include <string>

#include "flate/decode_budget.h"
#include "flate/gzip_decoder.h"
#include "flate/zstd_decoder.h"

namespace cems::flate {

Status DecodeBudget::give_out(std::uint64_t bytes) {
  out_ += bytes;
  if (out_ > limits_.bytes_max) {
    return Error{Errc::too_large,
                 "it decodes to more than " + std::to_string(limits_.bytes_max) + " bytes"};
  }
  if (out_ > limits_.ratio_free_bytes && out_ / limits_.ratio_max > in_) {
    return Error{Errc::too_large, "it decodes to more than " + std::to_string(limits_.ratio_max) +
                                      " times its own size"};
  }
  return Unit{};
}

Result<std::unique_ptr<Decoder>> make_decoder(Format format, DecodeLimits limits) {
  switch (format) {
    case Format::gzip:
      return make_gzip_decoder(limits);
    case Format::zstd:
      return make_zstd_decoder(limits);
  }
  return Error{Errc::internal, "flate: unknown format"};
}

}  // namespace cems::flate
