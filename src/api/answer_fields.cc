// What answers say about themselves whatever they say.
#include "api/answer_fields.h"

#include <string>
#include <utility>

#include <fmt/format.h>

namespace cems::api {
namespace {

using spec::Header;

/// The request fields that a 200 depends on. Its message is the same in every language where no
/// profile says otherwise.
std::string vary_of(const spec::Wire& wire) {
  std::string fields = fmt::format("{}, {}, {}", wire.header_name(Header::accept),
                                   wire.header_name(Header::accept_encoding),
                                   wire.header_name(Header::authorization));
  if (wire.message(spec::Code::success, spec::Language::chinese) !=
      wire.message(spec::Code::success, spec::Language::english)) {
    fields.append(", ").append(wire.header_name(Header::accept_language));
  }
  return fields;
}

std::string_view type_of(Representation representation) {
  return representation == Representation::csv ? "text/csv; charset=utf-8; header=present"
                                               : "application/json; charset=utf-8";
}

}  // namespace

AnswerFields::AnswerFields(const spec::Wire& wire)
    : not_modified_{{"cache-control", "private, no-cache"},
                    {"x-content-type-options", "nosniff"},
                    {"vary", vary_of(wire)}} {
  for (const auto representation : {Representation::json, Representation::csv}) {
    for (const bool has_tag : {false, true}) {
      Block fields = not_modified_;
      if (!has_tag) {
        fields.front().value = "no-store";
      }
      fields.push_back({"content-type", std::string(type_of(representation))});
      answers_[static_cast<std::size_t>(representation)][has_tag ? 1 : 0] = std::move(fields);
    }
  }
}

}  // namespace cems::api
