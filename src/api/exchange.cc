// The envelope and the fields of every answer.
#include "api/exchange.h"

#include <array>
#include <bit>
#include <cstdint>
#include <random>
#include <utility>

#include "api/negotiation.h"
#include "base/random.h"
#include "http/spare_buffers.h"
#include "json/writer.h"

namespace cems::api {
namespace {

using model::Field;

constexpr std::size_t kRequestIdCharsMax = 64;
constexpr std::size_t kFieldsMax = 8;  // Where none are common: what a refusal has at most.
constexpr std::string_view kEnvelopeEnd = "}\n";

bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (c < ' ' || c > '~') {
      return false;
    }
  }
  return !text.empty() && text.size() <= kRequestIdCharsMax;
}

/// `r-` and 13 letters and digits: 64 bits in what a text holds without asking for memory. It tells
/// requests apart and guards nothing, so that the system's generator only begins each thread's
/// series.
std::string make_request_id() {
  thread_local std::mt19937_64 numbers = [] {
    std::array<std::byte, sizeof(std::uint64_t)> seed{};
    fill_random(seed);
    return std::mt19937_64(std::bit_cast<std::uint64_t>(seed));
  }();
  constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id = "r-0123456789abc";
  std::uint64_t number = numbers();
  for (std::size_t i = 2; i < id.size(); ++i, number >>= 5U) {
    id[i] = kDigits[number & 0x1fU];
  }
  return id;
}

std::string request_id_of(const http::Request& request, const spec::Wire& wire) {
  const auto given = request.field(wire.header_name(spec::Header::x_request_id));
  if (given && is_printable(*given)) {
    return std::string(*given);
  }
  return make_request_id();
}

/// The envelope around streamed data: what follows its first piece, then the closing brace.
class EnvelopeBody : public http::BodySource {
 public:
  explicit EnvelopeBody(std::unique_ptr<http::BodySource> data) : data_(std::move(data)) {}

  [[nodiscard]] Result<bool> read(std::string& out) override {
    Result<bool> more = data_->read(out);
    if (more && !*more) {
      out += kEnvelopeEnd;
    }
    return more;
  }

  [[nodiscard]] std::size_t bytes() const override { return data_->bytes(); }

 private:
  std::unique_ptr<http::BodySource> data_;
};

const std::string& in(spec::Language language, const Text& text) {
  return language == spec::Language::english ? text.english : text.chinese;
}

}  // namespace

Exchange::Exchange(const http::Request& request, const Envelope& envelope, TimeMs now)
    : envelope_(envelope),
      now_(now),
      request_id_(request_id_of(request, wire())),
      accept_language_(request.joined(wire().header_name(spec::Header::accept_language))) {}

spec::Language Exchange::language() const {
  return prefers_english(accept_language_) ? spec::Language::english : spec::Language::chinese;
}

void Exchange::append_id_and_time(std::string& out) const {
  json::append_string(out, request_id_);
  out += envelope_.until_time();
  append_time(out, now_, zone_);
}

/// What every answer has; nothing that is not told otherwise may be kept.
http::Response Exchange::bare(int status) const {
  http::Response response;
  response.status = status;
  response.fields.reserve(kFieldsMax);
  response.fields.push_back({"cache-control", "no-store"});
  response.fields.push_back({"x-content-type-options", "nosniff"});
  response.fields.push_back(
      {std::string(wire().header_name(spec::Header::x_request_id)), request_id_, true});
  return response;
}

http::Response Exchange::plain(int status, std::string json) const {
  http::Response response = bare(status);
  response.fields.push_back({"content-type", "application/json; charset=utf-8"});
  response.body = std::move(json);
  return response;
}

http::Response Exchange::stream(Data data) const {
  http::Response response = bare(200);
  response.fields.push_back({"content-type", "text/event-stream; charset=utf-8"});
  response.fields.push_back({"x-accel-buffering", "no"});  // Proxies are not to collect it.
  response.body = std::move(data.text);
  response.rest = std::move(data.rest);
  return response;
}

Exchange Exchange::at(TimeMs now) const {
  Exchange later = *this;
  later.now_ = now;
  return later;
}

http::Response Exchange::with(int status, const AnswerFields::Block& common,
                              std::string tag) const {
  http::Response response;
  response.status = status;
  response.common = &common;
  response.fields = http::take_spare_fields();
  response.fields.push_back(
      {std::string(wire().header_name(spec::Header::x_request_id)), request_id_, true});
  if (!tag.empty()) {
    response.fields.push_back({"etag", std::move(tag), true});
  }
  return response;
}

http::Response Exchange::not_modified(const AnswerFields& common, std::string tag) const {
  return with(304, common.of_not_modified(), std::move(tag));
}

http::Response Exchange::answer(Data data, const AnswerFields& common, std::string tag) const {
  const Representation representation = data.is_csv ? Representation::csv : Representation::json;
  const AnswerFields::Block& block = common.of_answer(representation, !tag.empty());
  http::Response response = with(200, block, std::move(tag));
  if (data.is_csv) {
    response.body = std::move(data.text);
    response.rest = std::move(data.rest);
  } else {
    wrap(response, std::move(data));
  }
  return response;
}

http::Response Exchange::done(Data data) const {
  http::Response response = plain(200, {});
  wrap(response, std::move(data));
  return response;
}

std::string Exchange::envelope() const {
  std::string out = http::take_spare_text();
  out +=
      envelope_.success_until_id(envelope_.has_languages() ? language() : spec::Language::chinese);
  append_id_and_time(out);
  out += envelope_.until_data();
  return out;
}

void Exchange::wrap(http::Response& response, Data data) const {
  if (data.data_at) {
    response.body = std::move(data.text);
  } else {
    response.body = envelope();
    response.body.reserve(response.body.size() + data.text.size() + kEnvelopeEnd.size());
    response.body += data.text;
  }
  if (data.rest == nullptr) {
    response.body += kEnvelopeEnd;
  } else {
    response.rest = std::make_unique<EnvelopeBody>(std::move(data.rest));
  }
}

http::Response Exchange::refuse(const Problem& problem) const {
  const spec::Language language = this->language();
  std::string message(wire().message(problem.code, language));
  if (!problem.fields.empty()) {
    message += language == spec::Language::english ? ": " : "：";
    message += in(language, problem.fields.front().reason);
  }
  std::string body = envelope_.until_id(problem.code, message);
  append_id_and_time(body);
  body += '"';
  if (!problem.fields.empty()) {
    body += ',';
    body += wire().member(Field::envelope_errors).text();
    json::Writer writer(body);
    writer.begin_array();
    for (const FieldProblem& fault : problem.fields) {
      writer.begin_object();
      writer.key(wire().member(Field::problem_field)).value(fault.field);
      writer.key(wire().member(Field::problem_reason)).value(in(language, fault.reason));
      writer.end_object();
    }
    writer.end_array();
  }
  body += kEnvelopeEnd;
  const int status = spec::http_status(problem.code);
  http::Response response = plain(status, std::move(body));
  response.verdict = static_cast<std::uint8_t>(problem.code);
  response.fields.push_back(
      {"vary", std::string(wire().header_name(
                   spec::Header::accept_language))});  // No kept answer has a message to choose.
  if (status == 401) {
    response.fields.push_back({"www-authenticate", "Bearer"});
  }
  if (!problem.allow.empty()) {
    response.fields.push_back({"allow", problem.allow});
  }
  if (problem.retry_after_s > 0) {
    response.fields.push_back({"retry-after", std::to_string(problem.retry_after_s)});
  }
  if (!problem.accept_encoding.empty()) {
    response.fields.push_back({"accept-encoding", problem.accept_encoding});
  }
  return response;
}

}  // namespace cems::api
