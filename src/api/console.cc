// A file as an answer: its coding, its tag, and what browsers are to refuse around it.
#include "api/console.h"

#include <algorithm>
#include <string>
#include <utility>

#include "api/entity_tag.h"
#include "api/negotiation.h"
#include "base/limits.h"

namespace cems::api {
namespace {

/// Nothing from elsewhere, nothing inline, nobody's frame.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
constexpr std::string_view kAskEachTime = "no-cache";

/// The bytes of a file from some place on; they are everybody's, so only a piece is copied.
class FileBody : public http::BodySource {
 public:
  FileBody(std::shared_ptr<const std::string> bytes, std::size_t at)
      : bytes_(std::move(bytes)), at_(at) {}

  [[nodiscard]] Result<bool> read(std::string& out) override {
    out.append(*bytes_, at_, limits::kBodyChunkBytes);
    at_ = std::min(at_ + limits::kBodyChunkBytes, bytes_->size());
    return at_ < bytes_->size();
  }

 private:
  std::shared_ptr<const std::string> bytes_;
  std::size_t at_;
};

FileCoding choose_form(const ConsoleFile& file, std::optional<std::string_view> accept_encoding) {
  FileCoding chosen = FileCoding::identity;
  int best = 0;  // Identity is what is left where nothing else is wanted (RFC 9110 12.5.3).
  for (const FileCoding coding : {FileCoding::gzip, FileCoding::brotli}) {
    const int weight = coding_weight(accept_encoding, name_of(coding));
    if (file.form(coding) && weight > 0 && weight >= best) {
      chosen = coding;
      best = weight;
    }
  }
  return coding_weight(accept_encoding, "identity") > best ? FileCoding::identity : chosen;
}

http::Response bare(int status) {
  http::Response response;
  response.status = status;
  response.fields = {{"content-security-policy", std::string(kContentSecurityPolicy)},
                     {"x-content-type-options", "nosniff"},
                     {"referrer-policy", "no-referrer"},
                     {"cross-origin-opener-policy", "same-origin"},
                     {"cross-origin-resource-policy", "same-origin"}};
  return response;
}

http::Response refuse_method() {
  http::Response response = bare(405);
  response.fields.push_back({"allow", "GET, HEAD"});
  return response;
}

http::Response answer_file(const ConsoleFile& file, const http::Request& request) {
  const FileCoding coding = choose_form(file, request.joined("accept-encoding"));
  const ConsoleFile::Form& form = *file.form(coding);
  const std::optional<std::string> if_none_match = request.joined("if-none-match");
  const bool has_it = if_none_match && names_tag(*if_none_match, form.tag);
  http::Response response = bare(has_it ? 304 : 200);
  response.fields.push_back({"etag", form.tag});
  response.fields.push_back(
      {"cache-control", std::string(file.is_immutable ? kForEver : kAskEachTime)});
  response.fields.push_back({"vary", "accept-encoding"});
  if (has_it) {
    return response;
  }
  response.fields.push_back({"content-type", std::string(file.type)});
  if (coding != FileCoding::identity) {
    response.fields.push_back({"content-encoding", std::string(name_of(coding))});
  }
  response.body = form.bytes->substr(0, limits::kBodyChunkBytes);
  if (response.body.size() < form.bytes->size()) {
    response.rest = std::make_unique<FileBody>(form.bytes, response.body.size());
  }
  return response;
}

}  // namespace

Console::Console(ConsoleFiles files, http::Handler& behind)
    : files_(std::move(files)), behind_(behind) {}

http::Response Console::handle(const http::Request& request) {
  const std::string_view target = request.target;
  const ConsoleFile* const file =
      request.refusal ? nullptr : files_.at(target.substr(0, target.find('?')));
  if (file == nullptr) {
    return behind_.handle(request);
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  return reads ? answer_file(*file, request) : refuse_method();
}

std::size_t Console::body_bytes_max(const http::Request& head) const {
  return behind_.body_bytes_max(head);
}

std::unique_ptr<http::Intake> Console::open_intake(const http::Request& head,
                                                   const http::Wake& wake) {
  return behind_.open_intake(head, wake);
}

}  // namespace cems::api
