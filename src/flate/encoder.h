/// Compressed streams, piece by piece: gzip (RFC 1952, over ISA-L) and zstd (RFC 8878).
///
/// Pure: bytes in, bytes out. An encoder is used on one thread; several run side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cems::flate {

enum class Format : std::uint8_t { gzip, zstd };

/// Makes one stream. Its memory is bounded by kEncoderBytesMax, however long the stream is; levels
/// are the fast ones, because an answer is compressed while a client waits.
class Encoder {
 public:
  virtual ~Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// Takes the next piece and appends to `out` what is ready, often nothing: the stream decodes to
  /// all pieces only after finish(). Errors: internal; then the stream is not to be used any more.
  [[nodiscard]] virtual Status add(std::string_view piece, std::string& out) = 0;

  /// Appends all that is left, checksum included. Once, after the last piece; nothing may follow.
  /// Errors: internal.
  [[nodiscard]] virtual Status finish(std::string& out) = 0;

 protected:
  Encoder() = default;
};

/// Price of one open encoder: gzip 170 kB, zstd 312 kB.
inline constexpr std::size_t kEncoderBytesMax = 384U << 10U;

/// The same input gives the same bytes, whatever the moment. Errors: internal (out of memory).
[[nodiscard]] Result<std::unique_ptr<Encoder>> make_encoder(Format format);

/// A whole text at once. Errors: internal.
[[nodiscard]] Result<std::string> encode(Format format, std::string_view text);

}  // namespace cems::flate
