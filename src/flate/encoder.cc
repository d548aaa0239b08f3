// Which adapter makes which format.
#include "flate/encoder.h"

#include <utility>

#include "flate/gzip_encoder.h"
#include "flate/zstd_encoder.h"

namespace cems::flate {

Result<std::unique_ptr<Encoder>> make_encoder(Format format) {
  switch (format) {
    case Format::gzip:
      return make_gzip_encoder();
    case Format::zstd:
      return make_zstd_encoder();
  }
  return Error{Errc::internal, "flate: unknown format"};
}

Result<std::string> encode(Format format, std::string_view text) {
  const Result<std::unique_ptr<Encoder>> encoder = make_encoder(format);
  if (!encoder) {
    return encoder.error();
  }
  std::string out;
  if (Status added = (*encoder)->add(text, out); !added) {
    return added.error();
  }
  if (Status finished = (*encoder)->finish(out); !finished) {
    return finished.error();
  }
  return out;
}

}  // namespace cems::flate
