// See ways_in.h.
#include "client/ways_in.h"

#include <charconv>
#include <optional>
#include <utility>

#include "flate/encoder.h"

namespace cems::client {

namespace {

constexpr std::string_view kReadingsTarget = "/ingest/v1/readings";
constexpr std::size_t kEncodeReadingsMin =
    std::size_t{64} * 1024;  // Shorter ones are a few packets.
constexpr std::string_view kArchiveTarget = "/admin/v1/cems/";

std::optional<std::uint64_t> count_of(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  std::uint64_t number = 0;
  if (value == nullptr || !value->is(json::Kind::number)) {
    return std::nullopt;
  }
  const char* const end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::string text_of(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value != nullptr && value->is(json::Kind::string) ? value->text : std::string();
}

std::optional<ReadingsReport> read_report(const json::Value& document) {
  const auto accepted = count_of(document, "accepted");
  const auto duplicate = count_of(document, "duplicate");
  const json::Value* const rejected = document.find("rejected");
  if (!accepted || !duplicate || rejected == nullptr || !rejected->is(json::Kind::array)) {
    return std::nullopt;
  }
  ReadingsReport report{
      .accepted = *accepted,
      .corrected = count_of(document, "corrected").value_or(0),
      .duplicate = *duplicate,
      .rejected_count = count_of(document, "rejectedCount").value_or(rejected->items.size()),
      .rejected = {}};
  for (const json::Value& one : rejected->items) {
    report.rejected.push_back({.line = count_of(one, "line").value_or(0),
                               .column = text_of(one, "column"),
                               .code = static_cast<std::int32_t>(count_of(one, "code").value_or(0)),
                               .reason = text_of(one, "reason")});
  }
  return report;
}

}  // namespace

Result<ReadingsReport> post_readings(Client& client, std::string_view csv) {
  std::string encoded;
  const bool encodes = csv.size() >= kEncodeReadingsMin && !client.is_local();
  if (encodes) {
    Result<std::string> zstd = flate::encode(flate::Format::zstd, csv);
    if (!zstd) {
      return zstd.error();
    }
    encoded = *std::move(zstd);
  }
  const Result<HttpAnswer> answer =
      encodes ? client.post(std::string(kReadingsTarget), "text/csv", encoded, "zstd")
              : client.post(std::string(kReadingsTarget), "text/csv", csv);
  if (!answer) {
    return answer.error();
  }
  if (const Result<json::Value> document = json::parse(answer->body); document) {
    if (std::optional<ReadingsReport> report = read_report(*document)) {
      return *std::move(report);
    }
  }
  const Result<Envelope> envelope = read_envelope(*answer, client.url(), client.wire());
  if (!envelope) {
    return envelope.error();
  }
  return Error{Errc::invalid_argument, explain(*envelope)};
}

Result<ArchiveReport> put_archive(Client& client, std::string_view cems, std::string_view json) {
  std::string target(kArchiveTarget);
  append_percent_encoded(target, cems);
  const Result<HttpAnswer> answer = client.put(std::move(target), "application/json", json);
  if (!answer) {
    return answer.error();
  }
  Result<Envelope> envelope = read_envelope(*answer, client.url(), client.wire());
  if (!envelope) {
    return envelope.error();
  }
  ArchiveReport report;
  if (!envelope->ok()) {
    report.refusal = explain(*envelope);
    report.problems = std::move(envelope->errors);
    return report;
  }
  if (const json::Value* const warnings = envelope->data.find("warnings")) {
    for (const json::Value& warning : warnings->items) {
      report.warnings.push_back(warning.text);
    }
  }
  return report;
}

}  // namespace cems::client
