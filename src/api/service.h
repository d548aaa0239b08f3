/// The application-side interface as an http::Handler: routes, checks in the order of dictionary
/// R2, and the envelope around every answer.
///
/// Thread-safety: `handle` may run on several loops at once. The workers are stopped before this
/// goes.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "api/exchange.h"
#include "api/negotiation.h"
#include "api/newest_plans.h"
#include "api/operation.h"
#include "api/readings_body.h"
#include "api/route.h"
#include "api/series_pool.h"
#include "api/target.h"
#include "api/token_watch.h"
#include "api/watch_hub.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mutex.h"
#include "base/workers.h"
#include "catalog/archive_folder.h"
#include "catalog/snapshot.h"
#include "events/event_book.h"
#include "http/message.h"
#include "query/closed_cells.h"
#include "spec/wire.h"

namespace cems::api {

/// Everything a Service works on. All of it outlives the Service.
struct Parts {
  const spec::Wire& wire;
  catalog::Catalog& catalog;
  const catalog::ArchiveFolder& archives;
  store::Store& store;
  events::EventBook& events;
  const TokenWatch& tokens;
  const Clock& clock;  ///< The answers' now (--clock moves it); tokens expire by the real time.
  std::function<bool()> is_writable;  ///< Whether the store takes readings; /readyz says it.
  /// Where bodies of readings are worked at; without them on the thread that has the request.
  Workers* workers = nullptr;
  ingest::Quarantine* quarantine = nullptr;              ///< For readings from the future.
  std::size_t sums_bytes = limits::kClosedCellBytesMax;  ///< Memory for sums of past months.
  WatchHub* watches = nullptr;  ///< Live streams; without it there are none.
  std::string edition{};  ///< What else decides what answers say, the build above all: entity tags.
};

class Service : public http::Handler {
 public:
  explicit Service(Parts parts);

  [[nodiscard]] http::Response handle(const http::Request& request) override;
  [[nodiscard]] std::size_t body_bytes_max(const http::Request& head) const override;
  [[nodiscard]] std::unique_ptr<http::Intake> open_intake(const http::Request& head,
                                                          const http::Wake& wake) override;

 private:
  /// A request on its way through the checks.
  struct Passage {
    const http::Request& request;
    Exchange& exchange;
    TimeMs now;
    Target target{};
  };

  [[nodiscard]] Checked<http::Response> serve(Passage& passage) const;
  [[nodiscard]] Checked<Route> find_route(const http::Request& request, const Target& target) const;
  [[nodiscard]] Checked<std::shared_ptr<const Identity>> identify(
      const http::Request& request) const;
  [[nodiscard]] Checked<http::Response> call(const spec::InterfaceInfo& interface,
                                             Passage& passage) const;
  /// A checked call's answer as the request wants it: 304, JSON or CSV, encoded
  /// (service_answer.cc).
  [[nodiscard]] Checked<http::Response> answer(const Call& call,
                                               const std::vector<NameValue>& given,
                                               const CodingChoice& coding, Passage& passage) const;
  /// A checked call's live stream (service_watch.cc).
  [[nodiscard]] Checked<http::Response> watch(Call call, Passage& passage) const;
  [[nodiscard]] Checked<http::Response> put_archive(const std::string& cems,
                                                    Passage& passage) const;
  /// The checks of a body of readings up to its first byte; makes what takes it (ways_in.cc).
  [[nodiscard]] Checked<std::unique_ptr<ReadingsBody>> begin_readings(const http::Request& head,
                                                                      TimeMs now) const;
  [[nodiscard]] Checked<http::Response> post_readings(Passage& passage) const;
  /// Orders of events and replies to them, by the place (dr_ways_in.cc).
  [[nodiscard]] Checked<http::Response> post_dr(Passage& passage, Place place) const;

  Parts parts_;
  const std::string edition_;  // Parts::edition and the names of the wire, digested.
  /// What /openapi.json answers; written when it is first asked for.
  [[nodiscard]] const std::string& document() const;
  mutable std::once_flag document_once_;
  mutable std::string document_;
  mutable query::ClosedCells closed_;
  mutable NewestPlans plans_;
  mutable SeriesPool series_pool_;
  mutable Mutex archive_mutex_;  // One archive is replaced at a time.
};

}  // namespace cems::api
