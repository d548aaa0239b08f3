// Bodies through an encoder, whole or in pieces.
#include "api/content_coding.h"

#include <memory>
#include <string>
#include <utility>

#include "base/log.h"
#include "flate/encoder.h"

namespace cems::api {
namespace {

/// A streamed body through an encoder.
class EncodedBody : public http::BodySource {
 public:
  EncodedBody(std::unique_ptr<flate::Encoder> encoder, std::unique_ptr<http::BodySource> source)
      : encoder_(std::move(encoder)), source_(std::move(source)) {}

  [[nodiscard]] Result<bool> read(std::string& out) override {
    // A piece often disappears in the encoder; the sessions want something or the end.
    const std::size_t before = out.size();
    bool more = true;
    while (more && out.size() == before) {
      piece_.clear();
      const Result<bool> made = source_->read(piece_);
      if (!made) {
        return made.error();
      }
      more = *made;
      Status encoded = encoder_->add(piece_, out);
      if (encoded && !more) {
        encoded = encoder_->finish(out);
      }
      if (!encoded) {
        spdlog::error("an answer was cut: {}", encoded.error().message);
        return encoded.error();
      }
    }
    return more;
  }

  [[nodiscard]] std::size_t bytes() const override { return source_->bytes(); }

 private:
  std::unique_ptr<flate::Encoder> encoder_;
  std::unique_ptr<http::BodySource> source_;
  std::string piece_;
};

}  // namespace

Status encode(http::Response& response, ContentCoding coding, std::size_t bytes_min) {
  const bool is_short = response.rest == nullptr && response.body.size() < bytes_min;
  if (coding == ContentCoding::identity || is_short) {
    return Unit{};
  }
  const bool is_gzip = coding == ContentCoding::gzip;
  Result<std::unique_ptr<flate::Encoder>> encoder =
      flate::make_encoder(is_gzip ? flate::Format::gzip : flate::Format::zstd);
  if (!encoder) {
    return encoder.error();
  }
  std::string body;
  Status encoded = (*encoder)->add(response.body, body);
  if (encoded && response.rest == nullptr) {
    encoded = (*encoder)->finish(body);
  }
  if (!encoded) {
    return encoded;
  }
  response.body = std::move(body);
  if (response.rest != nullptr) {
    response.rest = std::make_unique<EncodedBody>(*std::move(encoder), std::move(response.rest));
  }
  response.fields.push_back({"content-encoding", is_gzip ? "gzip" : "zstd"});
  return Unit{};
}

}  // namespace cems::api
