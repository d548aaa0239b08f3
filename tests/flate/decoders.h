/// Decoders that share nothing with the encoders: zlib for what igzip makes, libzstd's own for
/// zstd.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <zlib.h>
#include <zstd.h>

#include "flate/encoder.h"

namespace cems::flate {

struct Decoded {
  std::string text;    ///< As far as it could be read.
  bool whole = false;  ///< One stream, to its end, its checksum right, nothing behind it.
};

inline Decoded decode_gzip(std::string_view bytes) {
  Decoded out;
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) {  // 15 bits of window; 16: gzip and nothing else.
    return out;
  }
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  char room[65536];
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(room);
    stream.avail_out = sizeof room;
    code = inflate(&stream, Z_NO_FLUSH);
    out.text.append(room, sizeof room - stream.avail_out);
  }
  out.whole = code == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  return out;
}

inline Decoded decode_zstd(std::string_view bytes) {
  Decoded out;
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  char room[65536];
  std::size_t left = 1;
  while (left != 0) {
    ZSTD_outBuffer part{room, sizeof room, 0};
    const std::size_t before = in.pos;
    left = ZSTD_decompressStream(context, &part, &in);
    if (ZSTD_isError(left) != 0) {
      break;
    }
    out.text.append(room, part.pos);
    if (left != 0 && part.pos == 0 && in.pos == before) {
      break;  // It wants more than there is.
    }
  }
  out.whole = left == 0 && in.pos == in.size;
  ZSTD_freeDCtx(context);
  return out;
}

inline Decoded decode(Format format, std::string_view bytes) {
  return format == Format::gzip ? decode_gzip(bytes) : decode_zstd(bytes);
}

}  // namespace cems::flate
