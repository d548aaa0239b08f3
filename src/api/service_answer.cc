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

/// `"dataTime":"…"` as the data of this moment have it; empty where their model has none, or where
/// the answer has a digest of its own (Data::says).
std::string data_time_member(const Call& call) {
  const auto member = [&call](Field field) {
    std::string text(call.wire.member(field).text());
    json::append_string(text, format_time(call.now, call.site.zone));
    return text;
  };
  switch (call.interface.response) {
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
  if (data.says) {
    digest.add(call.site.version);
    digest.add(data.says->front());
    digest.add(data.says->back());
    return;
  }
  std::string_view text = data.text;
  const std::string member = data_time_member(call);
  const std::size_t at = member.empty() ? std::string_view::npos : text.find(member);
  if (at != std::string_view::npos) {
    digest.add(text.substr(0, at));
    text = text.substr(at + member.size());
  }
  digest.add(text);
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
    : parts_(std::move(parts)),
      gate_(parts_.tokens, parts_.wire, parts_.nonces),
      edition_(edition_of(parts_)),
      common_(parts_.wire),
      envelope_(parts_.wire),
      closed_(parts_.kept.sums),
      answers_(parts_.kept.answers),
      row_texts_(parts_.kept.rows) {}

const std::string& Service::document() const {
  std::call_once(document_once_, [this] { document_ = openapi_document(parts_.wire) + '\n'; });
  return document_;
}

Checked<http::Response> Service::answer(const std::shared_ptr<const CheckedCall>& checked,
                                        std::shared_ptr<const catalog::Snapshot> snapshot,
                                        Passage& passage) const {
  passage.exchange.use_zone(checked->site.zone);
  const Call call = call_of(checked, std::move(snapshot), passage);
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
    digest.add(checked->words_digest.front());
    digest.add(checked->words_digest.back());
    if (basis != Basis::moment) {
      digest.add(call.site.version);
      digest.add(basis == Basis::archive ? 0 : readings);
      tag = digest.finish();
    }
  }
  // `*` asks whether there is an answer at all, which only making it tells.
  if (if_none_match && !tag.empty() && !names_any(*if_none_match) &&
      names_tag(*if_none_match, tag)) {
    return passage.exchange.not_modified(common_, std::move(tag));
  }
  Checked<Data> data = operation_of(call.interface.id)(call);
  if (!data) {
    return tl::make_unexpected(data.error());
  }
  if (is_safe && tag.empty()) {
    add_data(digest, call, *data);
    if (data->rest != nullptr && !data->says) {
      // Known only when it is over, so its tag is of this millisecond.
      digest.add(call.site.version);
      digest.add(readings);
      digest.add(static_cast<std::uint64_t>(call.now.ms));
    }
    tag = digest.finish();
  }
  if (if_none_match && names_tag(*if_none_match, tag)) {
    return passage.exchange.not_modified(common_, std::move(tag));
  }
  http::Response response = passage.exchange.answer(std::move(*data), common_, std::move(tag));
  const CodingChoice coding = checked->coding;
  const Status encoded =
      encode(response, coding.coding, coding.allows_identity ? kEncodeBytesMin : 0);
  if (!encoded) {
    return tl::make_unexpected(storage_problem(encoded.error()));
  }
  if (const Checked<Unit> held = hold_room(*checked->identity, response); !held) {
    return tl::make_unexpected(held.error());
  }
  return response;
}

}  // namespace cems::api
