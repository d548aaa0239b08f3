// Extension X6: archives and readings into a running server. Outside the standard's URL space, with
// scopes of their own; an answer means that what it counts is durable.
#include <fmt/format.h>

#include "api/checks.h"
#include "api/negotiation.h"
#include "api/refusal_code.h"
#include "api/service.h"
#include "base/clock.h"
#include "base/limits.h"
#include "ingest/csv_load.h"

namespace cems::api {
namespace {

using spec::Code;

auto refused(Code code, std::string_view field, Text reason) {
  return tl::make_unexpected(problem(code, field, std::move(reason)));
}

/// Only the sites a token sees: a reading of another one is a reading of an unknown series.
std::shared_ptr<const catalog::Snapshot> seen_by(const Identity& identity,
                                                 std::shared_ptr<const catalog::Snapshot> all) {
  if (identity.sites.all) {
    return all;
  }
  std::vector<std::shared_ptr<const catalog::Site>> sites;
  for (const auto& site : all->sites()) {
    if (identity.sites.has(site->id)) {
      sites.push_back(site);
    }
  }
  return std::make_shared<const catalog::Snapshot>(std::move(sites));
}

/// `{"accepted":…,"corrected":…,"duplicate":…,"rejectedCount":…,"rejected":[{"line":…,"code":…,
/// "reason":…}]}`; `rejected` lists the first limits::kRejectedListedMax of them. The names are not
/// the standard's, so no profile renames them; `column` and `code` are values and follow it.
std::string report_text(const ingest::LoadReport& report, std::string_view rejected) {
  return fmt::format(R"({{"accepted":{},"corrected":{},"duplicate":{},"rejectedCount":{},)"
                     R"("rejected":[{}]}})"
                     "\n",
                     report.accepted, report.corrected, report.duplicate, report.rejected,
                     rejected);
}

void append_rejected(std::string& out, const spec::Wire& wire, const ingest::RejectedCell& cell) {
  out += out.empty() ? "" : ",";
  json::Writer writer(out);
  writer.begin_object();
  writer.key("line").value(static_cast<std::int64_t>(cell.line));
  if (!cell.column.empty()) {
    writer.key("column").value(cell.column);
  }
  writer.key("code").value(std::int64_t{wire.code_number(code_of(cell.fault.refusal))});
  writer.key("reason").value(cell.fault.reason);
  writer.end_object();
}

/// Problems of an archive, each with its JSON pointer as the field.
Problem archive_problem(const std::vector<model::Problem>& problems) {
  Problem out{Code::parameter_invalid, {}, {}};
  for (const model::Problem& fault : problems) {
    const std::string where = fault.pointer.empty() ? "archive" : fault.pointer;
    const std::string text = where + ": " + fault.reason;
    out.fields.push_back({fault.pointer, {text, text}});
  }
  return out;
}

}  // namespace

Checked<http::Response> Service::post_readings(Passage& passage) const {
  const Checked<std::shared_ptr<const Identity>> identity = identify(passage.request);
  if (!identity) {
    return tl::make_unexpected(identity.error());
  }
  if (!(*identity)->scopes.has(spec::Scope::ingest)) {
    return refused(Code::family_forbidden, "",
                   {"令牌没有 ingest 权限", "the token does not have the scope ingest"});
  }
  if (passage.request.refusal) {
    return tl::make_unexpected(problem_of(*passage.request.refusal));
  }
  const std::string_view type = parts_.wire.header_name(spec::Header::content_type);
  if (media_type(passage.request.field(type).value_or("")) != "text/csv") {
    return refused(Code::media_type_unsupported, type,
                   {"请求体应为 text/csv 长表", "the body must be text/csv in the long form"});
  }
  std::string rejected;
  std::uint64_t listed = 0;
  ingest::CsvLoad load({{}, {}, passage.now, parts_.wire.csv_columns()},
                       seen_by(**identity, parts_.catalog.get()), &parts_.store,
                       [&](const ingest::RejectedCell& cell) {
                         if (listed++ < limits::kRejectedListedMax) {
                           append_rejected(rejected, parts_.wire, cell);
                         }
                       });
  Status loaded = load.feed(passage.request.body);
  if (loaded) {
    loaded = load.finish();
  }
  if (!loaded) {
    return tl::make_unexpected(loaded.error().code == Errc::invalid_argument
                                   ? problem_of(loaded.error())
                                   : storage_problem(loaded.error()));
  }
  return passage.exchange.plain(200, report_text(load.report(), rejected));
}

Checked<http::Response> Service::put_archive(const std::string& cems, Passage& passage) const {
  const Checked<std::shared_ptr<const Identity>> identity = identify(passage.request);
  if (!identity) {
    return tl::make_unexpected(identity.error());
  }
  const Checked<Unit> right = check_right(**identity, CemsId(cems), spec::Scope::admin);
  if (!right) {
    return tl::make_unexpected(right.error());
  }
  if (passage.request.refusal) {
    return tl::make_unexpected(problem_of(*passage.request.refusal));
  }
  const std::string_view type = parts_.wire.header_name(spec::Header::content_type);
  if (!is_json(passage.request.field(type))) {
    return refused(Code::media_type_unsupported, type,
                   {"档案应为 application/json", "an archive must be application/json"});
  }
  const MutexLock lock(archive_mutex_);  // Completing from the stored archive is read-modify-write.
  Result<catalog::ArchiveReading> applied =
      parts_.archives.apply(passage.request.body, CemsId(cems), parts_.wire);
  if (!applied) {
    const Errc code = applied.error().code;
    const bool callers = code == Errc::invalid_argument || code == Errc::conflict;
    return tl::make_unexpected(callers ? problem_of(applied.error())
                                       : storage_problem(applied.error()));
  }
  if (applied->site == nullptr) {
    return tl::make_unexpected(archive_problem(applied->problems));
  }
  parts_.catalog.set(parts_.catalog.get()->with(applied->site));
  Data data;
  json::Writer writer(data.text);
  writer.begin_object();
  writer.key("points").value(static_cast<std::int64_t>(applied->site->points.size()));
  writer.key("warnings").begin_array();
  for (const model::Problem& warning : applied->warnings) {
    writer.value(warning.pointer + ": " + warning.reason);
  }
  writer.end_array();
  writer.end_object();
  return passage.exchange.answer(std::move(data));
}

}  // namespace cems::api
