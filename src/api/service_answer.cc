// From a checked call to an answer: its entity tag, 304, JSON or CSV, and its coding (extensions X3
// and X5).
//
// A tag stands for what the answer says, requestId, timestamp and dataTime left out (dictionary S
// "Authority"). Where that is a function of the archive, the readings and the request, the tag is
// made of their versions before anything is computed, and a 304 costs next to nothing. Where it
// depends on the moment too, the tag is made of the data themselves.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/content_coding.h"
#include "api/entity_tag.h"
#include "api/openapi.h"
#include "api/operation.h"
#include "api/service.h"
#include "model/fields.h"
#include "query/version.h"

namespace cems::api {
namespace {

using model::Field;

/// The request fields that a 200 depends on. Its message is the same in every language where no
/// profile says otherwise.
std::string vary_of(const spec::Wire& wire) {
  using spec::Header;
  std::string fields = fmt::format("{}, {}, {}", wire.header_name(Header::accept),
                                   wire.header_name(Header::accept_encoding),
                                   wire.header_name(Header::authorization));
  if (wire.message(spec::Code::success, spec::Language::chinese) !=
      wire.message(spec::Code::success, spec::Language::english)) {
    fields.append(", ").append(wire.header_name(Header::accept_language));
  }
  return fields;
}

/// Kept by the caller alone, and asked about before every use.
constexpr std::string_view kRevalidate = "private, no-cache";

/// What an answer is a function of, beside its request.
enum class Basis : std::uint8_t { archive, archive_and_readings, moment };

Basis basis_of(const Call& call) {
  const bool is_past = call.arguments.range.end <= call.now;
  switch (call.interface.family) {
    case spec::Family::static_data:
      return Basis::archive;
    case spec::Family::historic:
      // As stored, readings do not ask for the time; a grid ends at now.
      return is_past || !call.arguments.interval ? Basis::archive_and_readings : Basis::moment;
    case spec::Family::statistic:
      // What is expected of a bucket, and so its coverage, grows until now.
      return is_past ? Basis::archive_and_readings : Basis::moment;
    case spec::Family::dynamic:
    case spec::Family::dr:
    case spec::Family::demand:
      return Basis::moment;  // Staleness, states of events, the running window.
  }
  return Basis::moment;
}

/// The parameters in their own order, whatever the order, the spelling of their names or the method
/// they came in. Unknown ones change nothing.
void add_parameters(TagDigest& digest, const std::vector<NameValue>& given,
                    const spec::Wire& wire) {
  std::vector<std::pair<spec::Param, const std::string*>> known;
  for (const NameValue& pair : given) {
    if (const std::optional<spec::Param> param = wire.param_named(pair.name)) {
      known.emplace_back(*param, &pair.value);
    }
  }
  std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, std::string_view(*a.second)) <
           std::pair(b.first, std::string_view(*b.second));
  });
  for (const auto& [param, value] : known) {
    digest.add(static_cast<std::uint64_t>(param));
    digest.add(*value);
  }
}

/// `"dataTime":"…"` as the data of this moment have it; empty where their model has none.
std::string data_time_member(const Call& call) {
  const auto member = [&call](Field field) {
    std::string text(call.wire.member(field).text());
    json::append_string(text, format_time(call.now, call.site.zone));
    return text;
  };
  switch (call.interface.response) {
    case model::Model::dynamic_data:
      return member(Field::dynamic_data_data_time);
    case model::Model::dr_dynamic_data:
      return member(Field::dr_dynamic_data_data_time);
    case model::Model::demand_dynamic_data:
      return member(Field::demand_dynamic_data_data_time);
    default:
      return {};
  }
}

/// The data of an answer that depends on the moment.
void add_data(TagDigest& digest, const Call& call, const Data& data) {
  std::string_view text = data.text;
  const std::string member = data_time_member(call);
  const std::size_t at = member.empty() ? std::string_view::npos : text.find(member);
  if (at != std::string_view::npos) {
    digest.add(text.substr(0, at));
    text = text.substr(at + member.size());
  }
  digest.add(text);
}

void set_validator(http::Response& response, const std::string& tag) {
  for (http::Field& field : response.fields) {
    if (field.name == "cache-control") {
      field.value = kRevalidate;
    }
  }
  response.fields.push_back({"etag", tag});
}

/// Digest of every name an answer may carry.
std::string edition_of(const Parts& parts) {
  TagDigest digest;
  digest.add(parts.edition);
  for (const model::FieldInfo& field : model::all_fields()) {
    digest.add(parts.wire.member_name(field.field));
  }
  digest.add(static_cast<std::uint64_t>(parts.wire.code_number(spec::Code::success)));
  for (const std::string_view column : parts.wire.csv_columns()) {
    digest.add(column);
  }
  for (const auto language : {spec::Language::chinese, spec::Language::english}) {
    digest.add(parts.wire.message(spec::Code::success, language));
  }
  return digest.finish();
}

}  // namespace

Service::Service(Parts parts)
    : parts_(std::move(parts)), edition_(edition_of(parts_)), closed_(parts_.sums_bytes) {}

const std::string& Service::document() const {
  std::call_once(document_once_, [this] { document_ = openapi_document(parts_.wire) + '\n'; });
  return document_;
}

Checked<http::Response> Service::answer(const Call& call, const std::vector<NameValue>& given,
                                        const CodingChoice& coding, Passage& passage) const {
  // A POST's answer is no representation of its address (RFC 9110 9.3.3): no tag, no condition.
  const bool is_safe = passage.request.method != "POST";
  const std::optional<std::string> if_none_match =
      is_safe ? passage.request.joined("if-none-match") : std::nullopt;
  const Basis basis = basis_of(call);
  // Before anything is read: what comes in meanwhile is then of a later version than the tag's.
  const std::uint64_t readings = query::version_of(call.store);
  TagDigest digest;
  std::string tag;
  if (is_safe) {
    digest.add(edition_);
    digest.add(static_cast<std::uint64_t>(call.interface.id));
    digest.add(std::uint64_t{call.sees_contacts});
    digest.add(static_cast<std::uint64_t>(call.representation));
    digest.add(static_cast<std::uint64_t>(coding.coding));
    add_parameters(digest, given, call.wire);
    digest.add(static_cast<std::uint64_t>(call.arguments.range.begin.ms));
    digest.add(static_cast<std::uint64_t>(call.arguments.range.end.ms));
    if (basis != Basis::moment) {
      digest.add(call.site.version);
      digest.add(basis == Basis::archive ? 0 : readings);
      tag = digest.finish();
    }
  }
  const auto not_modified = [&] {
    http::Response response = passage.exchange.not_modified();
    set_validator(response, tag);
    response.fields.push_back({"vary", vary_of(parts_.wire)});
    return response;
  };
  // `*` asks whether there is an answer at all, which only making it tells.
  if (if_none_match && !tag.empty() && !names_any(*if_none_match) &&
      names_tag(*if_none_match, tag)) {
    return not_modified();
  }
  Checked<Data> data = operation_of(call.interface.id)(call);
  if (!data) {
    return tl::make_unexpected(data.error());
  }
  if (is_safe && tag.empty()) {
    add_data(digest, call, *data);
    if (data->rest != nullptr) {  // Known only when it is over, so its tag is of this millisecond.
      digest.add(call.site.version);
      digest.add(readings);
      digest.add(static_cast<std::uint64_t>(call.now.ms));
    }
    tag = digest.finish();
  }
  if (if_none_match && names_tag(*if_none_match, tag)) {
    return not_modified();
  }
  http::Response response = passage.exchange.answer(std::move(*data));
  if (is_safe) {
    set_validator(response, tag);
  }
  response.fields.push_back({"vary", vary_of(parts_.wire)});
  const Status encoded =
      encode(response, coding.coding, coding.allows_identity ? kEncodeBytesMin : 0);
  if (!encoded) {
    return tl::make_unexpected(storage_problem(encoded.error()));
  }
  return response;
}

}  // namespace cems::api
