// zstd over libzstd; frames may follow one another (RFC 8878 3).
#include "flate/zstd_decoder.h"

#include <string>
#include <utility>
#include <vector>

#include <zstd.h>

#include "flate/decode_budget.h"

namespace cems::flate {
namespace {

constexpr int kWindowLogMax = 23;  // 8 MiB, what RFC 9659 lets a sender ask of a receiver.

struct FreeDecoder {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

using DecoderContext = std::unique_ptr<ZSTD_DCtx, FreeDecoder>;

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder(DecoderContext context, DecodeLimits limits)
      : context_(std::move(context)), budget_(limits), out_(kDecodedPieceBytes) {}

  Status add(std::string_view piece, const TakeDecoded& take) override {
    budget_.take_in(piece.size());
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer room{out_.data(), out_.size(), 0};
      const std::size_t wanted = ZSTD_decompressStream(context_.get(), &room, &in);
      if (ZSTD_isError(wanted) != 0) {
        return Error{Errc::invalid_argument,
                     std::string("not a sound zstd stream: ") + ZSTD_getErrorName(wanted)};
      }
      open_ = wanted != 0;
      full = open_ && room.pos == room.size;  // Only then may there be more without more input.
      if (Status fits = budget_.give_out(room.pos); !fits) {
        return fits;
      }
      if (room.pos > 0) {
        if (Status taken = take({out_.data(), room.pos}); !taken) {
          return taken;
        }
      }
    }
    return Unit{};
  }

  Status finish() override {
    if (open_) {
      return Error{Errc::invalid_argument, "the zstd stream is cut before its end"};
    }
    return Unit{};
  }

 private:
  DecoderContext context_;
  DecodeBudget budget_;
  std::vector<char> out_;
  bool open_ = true;  // Inside a frame, or before the first.
};

}  // namespace

Result<std::unique_ptr<Decoder>> make_zstd_decoder(DecodeLimits limits) {
  DecoderContext context(ZSTD_createDCtx());
  if (context == nullptr || ZSTD_isError(ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax,
                                                                kWindowLogMax)) != 0) {
    return Error{Errc::internal, "zstd: out of memory"};
  }
  return std::unique_ptr<Decoder>(std::make_unique<ZstdDecoder>(std::move(context), limits));
}

}  // namespace cems::flate
