// `cems load --url`: into a running server.
#include <utility>

#include <fmt/format.h>

#include "app/load_rows_out.h"
#include "app/load_target.h"
#include "base/file.h"
#include "base/limits.h"
#include "client/client.h"
#include "client/curl_transport.h"
#include "client/ways_in.h"
#include "ingest/csv_file.h"
#include "json/value.h"

namespace cems::app {

namespace {

class ServerTarget final : public LoadTarget {
 public:
  ServerTarget(std::unique_ptr<client::Transport> transport, const spec::Wire& wire)
      : transport_(std::move(transport)), client_(*transport_, wire) {}

  Status load_archive(const std::string& file, LoadTalk& talk) override {
    const Result<std::string> text = read_file(file, limits::kBulkBodyBytesMax);
    if (!text) {
      return text.error();
    }
    const Result<std::string> id = site_of(*text);
    if (!id) {
      return id.error();
    }
    const Result<client::ArchiveReport> report = client::put_archive(client_, *id, *text);
    if (!report) {
      return report.error();
    }
    for (const std::string& warning : report->warnings) {
      talk.warning(warning);
    }
    if (report->refusal.empty()) {
      talk.archive_done("archive of " + *id);
      return Unit{};
    }
    std::size_t faults = 0;
    for (const client::FieldFault& fault : report->problems) {
      if (fault.field.starts_with('/')) {
        // The server's sentence begins with the pointer already.
        std::string_view reason = fault.reason;
        if (reason.starts_with(fault.field + ": ")) {
          reason.remove_prefix(fault.field.size() + 2);
        }
        talk.problem(fault.field, reason);
        ++faults;
      }
    }
    if (faults == 0) {
      return Error{Errc::invalid_argument, report->refusal};
    }
    return Error{
        Errc::invalid_argument,
        fmt::format("the archive is refused, {} to put right; nothing was changed", faults)};
  }

  Status load_readings(const std::string& file, const ReadingsPlan& plan, LoadTalk& talk) override {
    RowsOut out(client_, plan.zone, talk);
    ingest::CsvRows rows(plan.wide, out, client_.wire().csv_columns());
    std::uint64_t done = 0;
    Status read = ingest::read_in_pieces(file, [&](std::string_view piece, std::uint64_t total) {
      const Status fed = rows.feed(piece);
      done += piece.size();
      talk.progress().show(done, total, rows.rows());
      return fed;
    });
    if (read) {
      read = rows.finish();
    }
    if (read) {
      read = out.flush();
    }
    ingest::LoadReport report = out.report();
    if (!read) {
      const std::uint64_t kept = report.accepted + report.corrected + report.duplicate;
      return Error{read.error().code,
                   kept == 0
                       ? read.error().message
                       : fmt::format("{}; {} readings are stored, the same load again goes on",
                                     read.error().message, with_thousands(kept))};
    }
    report.rows = rows.rows();
    report.skipped = rows.skipped();
    talk.readings_done(report, false);
    return Unit{};
  }

 private:
  // cemsId of an archive: it stands in the address.
  [[nodiscard]] Result<std::string> site_of(const std::string& text) const {
    const Result<json::Value> archive = json::parse(text);
    if (!archive) {
      return archive.error();
    }
    const spec::Wire& wire = client_.wire();
    const std::string_view object = wire.member_name(model::Field::archive_cems);
    const std::string_view member = wire.member_name(model::Field::cems_cems_id);
    const json::Value* const cems = archive->find(object);
    const json::Value* const id = cems == nullptr ? nullptr : cems->find(member);
    if (id == nullptr || !id->is(json::Kind::string) || id->text.empty()) {
      return Error{Errc::invalid_argument,
                   fmt::format("/{}/{}: an archive must name its site", object, member)};
    }
    return id->text;
  }

  std::unique_ptr<client::Transport> transport_;
  client::Client client_;
};

}  // namespace

Result<std::unique_ptr<LoadTarget>> open_server_target(const ServerAddress& address,
                                                       const spec::Wire& wire) {
  Result<std::unique_ptr<client::Transport>> transport =
      client::open_curl({.url = address.url,
                         .token = address.token,
                         .insecure = address.insecure,
                         .ca_file = address.ca_file,
                         .sign_key_file = address.proof.sign_key,
                         .certificate_file = address.proof.certificate,
                         .key_file = address.proof.certificate_key},
                        wire);
  if (!transport) {
    return transport.error();
  }
  return std::unique_ptr<LoadTarget>(std::make_unique<ServerTarget>(*std::move(transport), wire));
}

}  // namespace cems::app
