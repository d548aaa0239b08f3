// The envelope and the fields of every answer.
#include "api/exchange.h"

#include <fmt/format.h>

#include "api/negotiation.h"
#include "base/clock.h"
#include "base/random.h"
#include "http/date.h"
#include "json/writer.h"

namespace cems::api {
namespace {

using model::Field;

constexpr std::size_t kRequestIdCharsMax = 64;
constexpr std::string_view kEnvelopeEnd = "}\n";

bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (c < ' ' || c > '~') {
      return false;
    }
  }
  return !text.empty() && text.size() <= kRequestIdCharsMax;
}

std::string request_id_of(const http::Request& request, const spec::Wire& wire) {
  const auto given = request.field(wire.header_name(spec::Header::x_request_id));
  if (given && is_printable(*given)) {
    return std::string(*given);
  }
  std::array<std::byte, 8> noise{};
  fill_random(noise);
  std::string id = "r-";
  for (const std::byte b : noise) {
    id += fmt::format("{:02x}", std::to_integer<unsigned>(b));
  }
  return id;
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

 private:
  std::unique_ptr<http::BodySource> data_;
};

const std::string& in(spec::Language language, const Text& text) {
  return language == spec::Language::english ? text.english : text.chinese;
}

}  // namespace

Exchange::Exchange(const http::Request& request, const spec::Wire& wire, TimeMs now)
    : wire_(wire),
      now_(now),
      request_id_(request_id_of(request, wire)),
      language_(prefers_english(request.joined(wire.header_name(spec::Header::accept_language)))
                    ? spec::Language::english
                    : spec::Language::chinese) {}

void Exchange::open(json::Writer& writer, spec::Code code, std::string_view message) const {
  writer.begin_object();
  writer.key(wire_.member(Field::envelope_code)).value(std::int64_t{wire_.code_number(code)});
  writer.key(wire_.member(Field::envelope_message)).value(message);
  writer.key(wire_.member(Field::envelope_request_id)).value(request_id_);
  writer.key(wire_.member(Field::envelope_timestamp)).value(format_time(now_, zone_));
}

/// What every answer has; nothing that is not told otherwise may be kept.
http::Response Exchange::bare(int status) const {
  http::Response response;
  response.status = status;
  response.fields = {{"cache-control", "no-store"},
                     {"date", http::format_date(real_now())},
                     {"x-content-type-options", "nosniff"},
                     {std::string(wire_.header_name(spec::Header::x_request_id)), request_id_}};
  return response;
}

http::Response Exchange::plain(int status, std::string json) const {
  http::Response response = bare(status);
  response.fields.push_back({"content-type", "application/json; charset=utf-8"});
  response.body = std::move(json);
  return response;
}

http::Response Exchange::not_modified() const {
  return bare(304);
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

http::Response Exchange::answer(Data data) const {
  if (data.is_csv) {
    http::Response response = bare(200);
    response.fields.push_back({"content-type", "text/csv; charset=utf-8; header=present"});
    response.body = std::move(data.text);
    response.rest = std::move(data.rest);
    return response;
  }
  // A 200's message is `success` in every language (dictionary S "Authority") unless a profile has
  // other texts.
  constexpr std::size_t kEnvelopeBytes = 512;
  std::string body;
  body.reserve(data.text.size() + kEnvelopeBytes);
  json::Writer writer(body);
  open(writer, spec::Code::success, wire_.message(spec::Code::success, language_));
  writer.key(wire_.member(Field::envelope_data)).raw(data.text);
  if (data.rest == nullptr) {
    body += kEnvelopeEnd;
  }
  http::Response response = plain(200, std::move(body));
  if (data.rest != nullptr) {
    response.rest = std::make_unique<EnvelopeBody>(std::move(data.rest));
  }
  return response;
}

http::Response Exchange::refuse(const Problem& problem) const {
  std::string message(wire_.message(problem.code, language_));
  if (!problem.fields.empty()) {
    message += language_ == spec::Language::english ? ": " : "：";
    message += in(language_, problem.fields.front().reason);
  }
  std::string body;
  json::Writer writer(body);
  open(writer, problem.code, message);
  if (!problem.fields.empty()) {
    writer.key(wire_.member(Field::envelope_errors)).begin_array();
    for (const FieldProblem& fault : problem.fields) {
      writer.begin_object();
      writer.key(wire_.member(Field::problem_field)).value(fault.field);
      writer.key(wire_.member(Field::problem_reason)).value(in(language_, fault.reason));
      writer.end_object();
    }
    writer.end_array();
  }
  body += kEnvelopeEnd;
  const int status = spec::http_status(problem.code);
  http::Response response = plain(status, std::move(body));
  response.fields.push_back(
      {"vary", std::string(wire_.header_name(
                   spec::Header::accept_language))});  // No kept answer has a message to choose.
  if (status == 401) {
    response.fields.push_back({"www-authenticate", "Bearer"});
  }
  if (!problem.allow.empty()) {
    response.fields.push_back({"allow", problem.allow});
  }
  if (!problem.accept_encoding.empty()) {
    response.fields.push_back({"accept-encoding", problem.accept_encoding});
  }
  return response;
}

}  // namespace cems::api
