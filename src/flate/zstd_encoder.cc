// zstd over libzstd, with tables small enough for a stream per request.
#include "flate/zstd_encoder.h"

#include <string>
#include <utility>

#include <zstd.h>

namespace cems::flate {
namespace {

constexpr std::size_t kZstdRoom = std::size_t{16} * 1024;  // Made at the end of the output at once.
constexpr int kLevel = 1;
// 32 KiB as gzip has, 312 kB of memory: 128 KiB make rows of readings 1 % shorter and the encoder
// three times as large. Every client takes it (RFC 9659 allows up to 8 MB).
constexpr int kWindowLog = 15;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

using Context = std::unique_ptr<ZSTD_CCtx, FreeContext>;

Error failure(std::size_t code) {
  return Error{Errc::internal, std::string("zstd: ") + ZSTD_getErrorName(code)};
}

class ZstdEncoder final : public Encoder {
 public:
  explicit ZstdEncoder(Context context) : context_(std::move(context)) {}

  Status add(std::string_view piece, std::string& out) override {
    return run(piece, ZSTD_e_continue, out);
  }

  Status finish(std::string& out) override { return run({}, ZSTD_e_end, out); }

 private:
  Status run(std::string_view piece, ZSTD_EndDirective directive, std::string& out) {
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    bool more = true;
    while (more) {
      const std::size_t at = out.size();
      out.resize(at + kZstdRoom);
      ZSTD_outBuffer room{out.data() + at, kZstdRoom, 0};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &room, &in, directive);
      out.resize(at + room.pos);
      if (ZSTD_isError(left) != 0) {
        return failure(left);
      }
      // Asked to continue, it says how much it would like to flush: that may wait.
      more = directive == ZSTD_e_end ? left > 0 : in.pos < in.size;
    }
    return Unit{};
  }

  Context context_;
};

}  // namespace

Result<std::unique_ptr<Encoder>> make_zstd_encoder() {
  Context context(ZSTD_createCCtx());
  if (context == nullptr) {
    return Error{Errc::internal, "zstd: out of memory"};
  }
  for (const auto& [parameter, value] :
       {std::pair{ZSTD_c_compressionLevel, kLevel}, std::pair{ZSTD_c_windowLog, kWindowLog},
        std::pair{ZSTD_c_checksumFlag, 1}}) {
    if (const std::size_t code = ZSTD_CCtx_setParameter(context.get(), parameter, value);
        ZSTD_isError(code) != 0) {
      return failure(code);
    }
  }
  return std::unique_ptr<Encoder>(std::make_unique<ZstdEncoder>(std::move(context)));
}

}  // namespace cems::flate
