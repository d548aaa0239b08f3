/// Compressed streams back into text, piece by piece: gzip (RFC 1952, over ISA-L) and zstd
/// (RFC 8878), several members or frames after one another included.
///
/// What comes in is a stranger's: a stream that decodes to more than it may, or to too many times
/// its own size, is refused while it is decoded, never after. Pure: bytes in, bytes out. A decoder
/// is used on one thread; several run side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "flate/encoder.h"

namespace cems::flate {

/// How much a stream may decode to.
struct DecodeLimits {
  std::uint64_t bytes_max;  ///< In all.
  /// Decoded bytes for each encoded one. Tables of readings are 5 to 50 times their encoded size;
  /// the formats allow 1,000 (gzip) and 30,000 (zstd).
  std::uint64_t ratio_max;
  /// The ratio is not looked at below this many decoded bytes: a short text may be all blanks.
  std::uint64_t ratio_free_bytes;
};

/// Takes what has been decoded, in pieces of at most kDecodedPieceBytes; the view lives until it
/// returns. An error ends the decoding and is handed on.
using TakeDecoded = std::function<Status(std::string_view piece)>;

inline constexpr std::size_t kDecodedPieceBytes = 64U << 10U;

/// Reads one stream. Its memory is bounded by kDecoderBytesMax, however long the stream is.
class Decoder {
 public:
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Decodes the next piece of any size and hands on what is ready.
  /// Errors: invalid_argument for bytes that are not of the format or fail its checksum; too_large
  /// beyond the limits, handing on nothing that is beyond them; those of `take`. After an error the
  /// decoder is not to be used any more.
  [[nodiscard]] virtual Status add(std::string_view piece, const TakeDecoded& take) = 0;

  /// The end of the stream. Errors: invalid_argument when it is cut (an empty one is).
  [[nodiscard]] virtual Status finish() = 0;

 protected:
  Decoder() = default;
};

/// Price of one open decoder: gzip 150 kB with its piece; zstd as much as the window the stream
/// asks for, at most 8 MiB (RFC 9659), and 300 kB.
inline constexpr std::size_t kDecoderBytesMax = 9U << 20U;

/// Errors: internal (out of memory).
[[nodiscard]] Result<std::unique_ptr<Decoder>> make_decoder(Format format, DecodeLimits limits);

}  // namespace cems::flate
