// See readings_body.h.
#include "api/readings_body.h"

#include <utility>

#include <fmt/format.h>

#include "api/refusal_code.h"
#include "base/assert.h"
#include "base/limits.h"
#include "ingest/csv_load.h"
#include "ingest/ndjson_load.h"
#include "json/writer.h"

namespace cems::api {
namespace {

using spec::Code;

constexpr std::string_view kContentEncoding = "content-encoding";
constexpr flate::DecodeLimits kDecodeLimits{.bytes_max = limits::kDecodedBodyBytesMax,
                                            .ratio_max = limits::kDecodeRatioMax,
                                            .ratio_free_bytes = limits::kDecodeRatioFreeBytes};

std::unique_ptr<ingest::ReadingsLoad> make_load(const ReadingsForm& form,
                                                const ReadingsPlace& place,
                                                const SeriesPool::Lease& series, TimeMs now,
                                                ingest::OnRejected on_rejected) {
  const ingest::ColumnNames names = place.wire.csv_columns();
  if (form.is_ndjson) {
    return std::make_unique<ingest::NdjsonLoad>(
        ingest::NdjsonLoadOptions{.now = now, .names = names, .quarantine = place.quarantine},
        series.table, &place.store, std::move(on_rejected));
  }
  return std::make_unique<ingest::CsvLoad>(
      ingest::CsvLoadOptions{
          .wide = {}, .zone = {}, .now = now, .columns = names, .quarantine = place.quarantine},
      series.table, &place.store, std::move(on_rejected));
}

/// Null for identity.
std::unique_ptr<flate::Decoder> make_body_decoder(ContentCoding coding) {
  if (coding == ContentCoding::identity) {
    return nullptr;
  }
  Result<std::unique_ptr<flate::Decoder>> decoder = flate::make_decoder(
      coding == ContentCoding::gzip ? flate::Format::gzip : flate::Format::zstd, kDecodeLimits);
  CEMS_ASSERT(decoder.has_value());  // It fails for want of memory only.
  return *std::move(decoder);
}

}  // namespace

Checked<ReadingsForm> readings_form(const http::Request& head, const spec::Wire& wire) {
  ReadingsForm form;
  const std::string_view type = wire.header_name(spec::Header::content_type);
  const std::string_view given = head.field(type).value_or("");
  if (is_media_type(given, "application/x-ndjson")) {
    form.is_ndjson = true;
  } else if (!is_media_type(given, "text/csv")) {
    return tl::make_unexpected(
        problem(Code::media_type_unsupported, type,
                {"请求体应为 text/csv 长表或 application/x-ndjson",
                 "the body must be text/csv in the long form or application/x-ndjson"}));
  }
  const std::optional<ContentCoding> coding =
      content_coding_named(head.joined(kContentEncoding).value_or(""));
  if (!coding) {
    Problem refused = problem(Code::media_type_unsupported, kContentEncoding,
                              {"请求体只接受 gzip 或 zstd 编码，且只编码一次",
                               "the body may be encoded with gzip or zstd, once"});
    refused.accept_encoding = "gzip, zstd";
    return tl::make_unexpected(std::move(refused));
  }
  form.coding = *coding;
  return form;
}

ReadingsBody::ReadingsBody(ReadingsForm form, const ReadingsPlace& place, SeriesPool::Lease series,
                           TimeMs now)
    : place_(place),
      series_(std::move(series)),
      load_(make_load(form, place, series_, now,
                      [this](const ingest::RejectedCell& cell) { note_rejected(cell); })),
      decoder_(make_body_decoder(form.coding)),
      load_failed_(decoder_ == nullptr) {}

ReadingsBody::~ReadingsBody() {
  if (place_.calls != nullptr && load_ != nullptr) {
    place_.calls->note_readings(load_->report());
  }
  load_.reset();  // It uses the table.
  place_.pool.give_back(std::move(series_));
}

void ReadingsBody::note_rejected(const ingest::RejectedCell& cell) {
  if (listed_++ >= limits::kRejectedListedMax) {
    return;
  }
  rejected_ += rejected_.empty() ? "" : ",";
  json::Writer writer(rejected_);
  writer.begin_object();
  writer.key("line").value(static_cast<std::int64_t>(cell.line));
  if (!cell.column.empty()) {
    writer.key("column").value(cell.column);
  }
  writer.key("code").value(std::int64_t{place_.wire.code_number(code_of(cell.fault.refusal))});
  writer.key("reason").value(cell.fault.reason);
  writer.end_object();
}

Checked<Unit> ReadingsBody::judged(const Status& status) const {
  if (status) {
    return Unit{};
  }
  const Error& error = status.error();
  if (load_failed_) {
    return tl::make_unexpected(error.code == Errc::invalid_argument ? problem_of(error)
                                                                    : storage_problem(error));
  }
  const Code code = error.code == Errc::too_large ? Code::body_too_long : Code::parameter_invalid;
  return tl::make_unexpected(problem(
      code, kContentEncoding, {"请求体无法解码：" + error.message, "the body: " + error.message}));
}

Checked<Unit> ReadingsBody::add(std::string_view bytes) {
  if (decoder_ == nullptr) {
    return judged(load_->feed(bytes));
  }
  return judged(decoder_->add(bytes, [this](std::string_view text) {
    Status fed = load_->feed(text);
    load_failed_ = !fed;
    return fed;
  }));
}

Checked<std::string> ReadingsBody::finish() {
  if (decoder_ != nullptr) {
    if (const Checked<Unit> whole = judged(decoder_->finish()); !whole) {
      return tl::make_unexpected(whole.error());
    }
    load_failed_ = true;  // What goes wrong from here on is the load's.
  }
  if (const Checked<Unit> stored = judged(load_->finish()); !stored) {
    return tl::make_unexpected(stored.error());
  }
  const ingest::LoadReport report = load_->report();
  return fmt::format(R"({{"accepted":{},"corrected":{},"duplicate":{},"rejectedCount":{},)"
                     R"("rejected":[{}]}})"
                     "\n",
                     report.accepted, report.corrected, report.duplicate, report.rejected,
                     rejected_);
}

}  // namespace cems::api
