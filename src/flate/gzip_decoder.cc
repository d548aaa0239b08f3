// gzip over ISA-L's igzip, which checks header and trailer of each member; that members may follow
// one another (RFC 1952 2.2) is seen to here.
#include "flate/gzip_decoder.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <isa-l/igzip_lib.h>

#include "flate/decode_budget.h"

namespace cems::flate {
namespace {

constexpr std::size_t kGzipPieceMax = std::size_t{1} << 30U;  // The library counts in 32 bits.

class GzipDecoder final : public Decoder {
 public:
  explicit GzipDecoder(DecodeLimits limits) : budget_(limits) { start_member(); }

  Status add(std::string_view piece, const TakeDecoded& take) override {
    while (!piece.empty()) {
      const std::string_view part = piece.substr(0, kGzipPieceMax);
      piece.remove_prefix(part.size());
      budget_.take_in(part.size());
      // igzip only reads its input; the member is older than const.
      state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(part.data()));
      state_.avail_in = static_cast<std::uint32_t>(part.size());
      if (Status decoded = run(take); !decoded) {
        return decoded;
      }
    }
    return Unit{};
  }

  Status finish() override {
    if (state_.block_state != ISAL_BLOCK_FINISH) {
      return Error{Errc::invalid_argument, "the gzip stream is cut before its end"};
    }
    return Unit{};
  }

 private:
  void start_member() {
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
  }

  Status run(const TakeDecoded& take) {
    for (;;) {
      if (state_.block_state == ISAL_BLOCK_FINISH) {
        if (state_.avail_in == 0) {
          return Unit{};
        }
        std::uint8_t* const rest = state_.next_in;
        const std::uint32_t left = state_.avail_in;
        start_member();
        state_.next_in = rest;
        state_.avail_in = left;
      }
      const std::uint8_t* const before = state_.next_in;
      state_.next_out = out_.data();
      state_.avail_out = static_cast<std::uint32_t>(out_.size());
      const int code = isal_inflate(&state_);
      if (code < 0) {
        return Error{Errc::invalid_argument,
                     "not a sound gzip stream (igzip " + std::to_string(code) + ")"};
      }
      const std::size_t made = out_.size() - state_.avail_out;
      if (Status fits = budget_.give_out(made); !fits) {
        return fits;
      }
      if (made > 0) {
        if (Status taken = take({reinterpret_cast<const char*>(out_.data()), made}); !taken) {
          return taken;
        }
      }
      if (state_.block_state == ISAL_BLOCK_FINISH || state_.avail_out == 0) {
        continue;  // Another member, or more of what has been read already.
      }
      if (state_.avail_in == 0) {
        return Unit{};
      }
      if (made == 0 && state_.next_in == before) {
        return Error{Errc::invalid_argument, "not a sound gzip stream"};
      }
    }
  }

  inflate_state state_{};
  DecodeBudget budget_;
  std::array<std::uint8_t, kDecodedPieceBytes> out_{};
};

static_assert(sizeof(GzipDecoder) <= kDecoderBytesMax);

}  // namespace

Result<std::unique_ptr<Decoder>> make_gzip_decoder(DecodeLimits limits) {
  return std::unique_ptr<Decoder>(std::make_unique<GzipDecoder>(limits));
}

}  // namespace cems::flate
