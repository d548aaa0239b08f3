// Pieces of JSON, from the wire's names.
#include "api/envelope.h"

#include "json/writer.h"

namespace cems::api {

using model::Field;

Envelope::Envelope(const spec::Wire& wire)
    : wire_(wire),
      has_languages_(wire.message(spec::Code::success, spec::Language::chinese) !=
                     wire.message(spec::Code::success, spec::Language::english)),
      until_time_("," + std::string(wire.member(Field::envelope_timestamp).text()) + '"'),
      until_data_("\"," + std::string(wire.member(Field::envelope_data).text())) {
  for (const auto language : {spec::Language::chinese, spec::Language::english}) {
    success_[static_cast<std::size_t>(language)] =
        until_id(spec::Code::success, wire.message(spec::Code::success, language));
  }
}

std::string Envelope::until_id(spec::Code code, std::string_view message) const {
  std::string out = "{";
  out += wire_.member(Field::envelope_code).text();
  out += std::to_string(wire_.code_number(code));
  out += ',';
  out += wire_.member(Field::envelope_message).text();
  json::append_string(out, message);
  out += ',';
  out += wire_.member(Field::envelope_request_id).text();
  return out;
}

}  // namespace cems::api
