/// A body of readings on its way from bytes to an answer: decoded, read, judged, committed, and
/// reported, in memory that does not grow with its length.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/calls.h"
#include "api/exchange.h"
#include "api/negotiation.h"
#include "api/problem.h"
#include "api/series_pool.h"
#include "flate/decoder.h"
#include "ingest/readings_load.h"
#include "spec/wire.h"

namespace cems::store {
class Store;  // Passed on to ingest; this layer does not look into it.
}

namespace cems::api {

/// How a body of readings is written (RFC 9110 8.3, 8.4).
struct ReadingsForm {
  bool is_ndjson = false;  ///< application/x-ndjson; else text/csv in the long form.
  ContentCoding coding = ContentCoding::identity;
};

/// What the head of a request says of its body. Refusals: 41501.
[[nodiscard]] Checked<ReadingsForm> readings_form(const http::Request& head,
                                                  const spec::Wire& wire);

/// Where readings go. All of it outlives the body.
struct ReadingsPlace {
  const spec::Wire& wire;
  store::Store& store;
  ingest::Quarantine* quarantine;  ///< May be null.
  SeriesPool& pool;
  Calls* calls = nullptr;  ///< Counts them; may be null.
};

/// Thread-safety: one thread at a time.
class ReadingsBody {
 public:
  ReadingsBody(ReadingsForm form, const ReadingsPlace& place, SeriesPool::Lease series, TimeMs now);
  ~ReadingsBody();

  ReadingsBody(const ReadingsBody&) = delete;
  ReadingsBody& operator=(const ReadingsBody&) = delete;

  /// Takes the next bytes as they travel. After a refusal the body is over; readings of batches
  /// that were full before it are stored.
  [[nodiscard]] Checked<Unit> add(std::string_view bytes);

  /// The end: all readings that are not refused are durable on return, and this says so:
  /// `{"accepted":…,"corrected":…,"duplicate":…,"rejectedCount":…,"rejected":[{"line":…,
  /// "column":…,"code":…,"reason":…}]}`, `rejected` listing the first limits::kRejectedListedMax.
  /// The names are not the standard's, so no profile renames them; `column` and `code` are values
  /// and follow it.
  [[nodiscard]] Checked<std::string> finish();

 private:
  void note_rejected(const ingest::RejectedCell& cell);
  [[nodiscard]] Checked<Unit> judged(const Status& status) const;

  const ReadingsPlace place_;
  SeriesPool::Lease series_;
  std::unique_ptr<ingest::ReadingsLoad> load_;
  std::unique_ptr<flate::Decoder> decoder_;  // Null: the bytes are the text.
  bool load_failed_ = false;                 // The decoder's error is the load's.
  std::string rejected_;
  std::uint64_t listed_ = 0;
};

}  // namespace cems::api
