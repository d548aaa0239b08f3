// See envelope.h.
#include "client/envelope.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "json/writer.h"
#include "model/fields.h"
#include "spec/code.h"

namespace cems::client {

namespace {

using model::Field;

std::optional<std::int32_t> integer_of(const json::Value* value) {
  std::int32_t number = 0;
  if (value == nullptr || !value->is(json::Kind::number)) {
    return std::nullopt;
  }
  const char* const end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::string text_of(const json::Value* value) {
  return value != nullptr && value->is(json::Kind::string) ? value->text : std::string();
}

std::vector<FieldFault> faults_of(const json::Value* errors, const spec::Wire& wire) {
  std::vector<FieldFault> faults;
  if (errors == nullptr) {
    return faults;
  }
  for (const json::Value& error : errors->items) {
    faults.push_back({text_of(error.find(wire.member_name(Field::problem_field))),
                      text_of(error.find(wire.member_name(Field::problem_reason)))});
  }
  return faults;
}

// What whoever asked can do about a code, where the message alone does not say it.
std::string_view advice_for(spec::Code code) {
  switch (code) {
    case spec::Code::token_missing:
      return "make one with `cems token add --data DIR --name N --cems ID` and give it by --token "
             "or CEMS_TOKEN";
    case spec::Code::token_invalid:
    case spec::Code::token_expired:
      return "`cems token list --data DIR` shows what the server knows; make a new one with `cems "
             "token add`";
    case spec::Code::cems_forbidden:
    case spec::Code::family_forbidden:
      return "use a token whose --cems and --scope cover it";
    case spec::Code::interface_unknown:
      return "`cems spec list` shows the interfaces and which the server answers";
    case spec::Code::cems_unknown:
    case spec::Code::point_unknown:
    case spec::Code::category_unknown:
    case spec::Code::parameter_unknown:
      return "GetCemsFullStaticData shows what the site has";
    default:
      return "";
  }
}

// Foreign text on a terminal: on one line, without controls.
std::string tame(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') {
      c = ' ';
    }
  }
  return out;
}

}  // namespace

Result<Envelope> read_envelope(const HttpAnswer& answer, const std::string& url,
                               const spec::Wire& wire) {
  Result<json::Value> document = json::parse(answer.body);
  const auto code =
      document ? integer_of(document->find(wire.member_name(Field::envelope_code))) : std::nullopt;
  if (!code) {
    return Error{Errc::unavailable,
                 url + " answered HTTP " + std::to_string(answer.status) +
                     " without a return code; is it a CEMS server? It says " +
                     (answer.body.empty() ? std::string("nothing") : quote(answer.body))};
  }
  Envelope envelope;
  envelope.number = *code;
  envelope.code = wire.code_numbered(*code);
  envelope.message = text_of(document->find(wire.member_name(Field::envelope_message)));
  envelope.errors = faults_of(document->find(wire.member_name(Field::envelope_errors)), wire);
  const std::string_view data_name = wire.member_name(Field::envelope_data);
  if (json::Value* const data = document->find(data_name)) {
    envelope.data = std::move(*data);
    std::erase_if(document->members,
                  [&](const json::Member& member) { return member.name == data_name; });
  }
  envelope.document = *std::move(document);
  return envelope;
}

void write_envelope(std::string& out, const Envelope& envelope, const spec::Wire& wire) {
  json::Value whole = envelope.document;
  if (!envelope.data.is(json::Kind::null)) {
    whole.members.push_back({std::string(wire.member_name(Field::envelope_data)), envelope.data});
  }
  json::write(out, whole);
}

std::string explain(const Envelope& envelope) {
  std::string text = "error " + std::to_string(envelope.number) + ": " + tame(envelope.message);
  for (const FieldFault& fault : envelope.errors) {
    // The message may bring the first fault's reason already.
    if (envelope.message.find(fault.reason) == std::string::npos) {
      text += "; " + (fault.field.empty() ? "" : tame(fault.field) + ": ") + tame(fault.reason);
    }
  }
  if (envelope.code) {
    const std::string_view advice = advice_for(*envelope.code);
    if (!advice.empty()) {
      text.append("; ").append(advice);
    }
  }
  return text;
}

}  // namespace cems::client
