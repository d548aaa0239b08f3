/// The application-side interface as an http::Handler: routes, checks in the order of dictionary
/// R2, and the envelope around every answer.
///
/// Thread-safety: `handle` may run on several loops at once. The workers are stopped before this
/// goes.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/admission.h"
#include "api/calls.h"
#include "api/checked_call.h"
#include "api/delayed_answers.h"
#include "api/exchange.h"
#include "api/gate.h"
#include "api/kept_answers.h"
#include "api/kept_calls.h"
#include "api/negotiation.h"
#include "api/operation.h"
#include "api/readings_body.h"
#include "api/route.h"
#include "api/row_texts.h"
#include "api/series_pool.h"
#include "api/target.h"
#include "api/token_watch.h"
#include "api/watch_hub.h"
#include "audit/recorder.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/limits_serving.h"
#include "base/mutex.h"
#include "base/turn_workers.h"
#include "base/workers.h"
#include "catalog/archive_folder.h"
#include "catalog/snapshot.h"
#include "events/event_book.h"
#include "http/message.h"
#include "query/closed_cells.h"
#include "spec/wire.h"

namespace cems::api {

/// Memory for what answers are made from, kept from one to the next.
struct KeptBytes {
  std::size_t sums = limits::kClosedCellBytesMax;      ///< Of past months.
  std::size_t answers = limits::kKeptAnswersBytesMax;  ///< Statistics of the past.
  std::size_t rows = limits::kRowTextBytesMax;         ///< Rows of historic answers, likewise.
};

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
  ingest::Quarantine* quarantine = nullptr;  ///< For readings from the future.
  KeptBytes kept{};                          ///< Memory for what is kept between answers.
  WatchHub* watches = nullptr;               ///< Live streams; without it there are none.
  std::string edition{};  ///< What else decides what answers say, the build above all: entity tags.
  Calls* calls = nullptr;    ///< Counts and logs what is answered; null for nobody.
  Nonces* nonces = nullptr;  ///< For tokens that want signatures; without it they are not let in.
  audit::Recorder* recorder = nullptr;  ///< Keeps refused and writing calls; null for nobody.
  Admission* admission = nullptr;       ///< Budgets of callers; null for none.
  /// Where heavy questions are answered (with `admission`); without them on the loop's thread.
  TurnWorkers* turns = nullptr;
  std::int64_t request_timeout_ms = limits::kRequestTimeoutMs;  ///< Of a heavy question.
  /// Where refusals wait that are to be told later (with `admission`); without it none does.
  DelayedAnswers* delayed = nullptr;
};

class Service : public http::Handler {
 public:
  explicit Service(Parts parts);

  [[nodiscard]] http::Response handle(const http::Request& request) override;
  [[nodiscard]] std::size_t body_bytes_max(const http::Request& head) const override;
  [[nodiscard]] std::unique_ptr<http::Intake> open_intake(const http::Request& head,
                                                          const http::Wake& wake) override;
  void on_reset(bool by_us, std::uint32_t code) override;
  void on_goaway(std::uint32_t code) override;

  /// What of Parts::kept is taken.
  [[nodiscard]] KeptBytes kept_bytes() const {
    return {closed_.bytes(), answers_.bytes(), row_texts_.bytes()};
  }

 private:
  /// A request on its way through the checks.
  struct Passage {
    const http::Request& request;
    Exchange& exchange;
    TimeMs now;
    Target target{};
    CallTrace trace{};
    std::optional<Place> place{};           ///< Once there is one.
    std::shared_ptr<TokenBudget> budget{};  ///< Of the caller, where it has a quota.
    std::int64_t paid = 0;                  ///< Units, of that
    std::int64_t paid_of_address = 0;       ///< and of the address's.
  };

  struct Question;  // A heavy one, until it is answered.

  [[nodiscard]] Checked<http::Response> serve(Passage& passage) const;
  [[nodiscard]] Checked<Route> find_route(const http::Request& request, const Target& target) const;
  /// Who calls, and until when that may be believed; noted in the passage. Costs a unit, and what
  /// the body costs.
  [[nodiscard]] Checked<TokenCheck> admit(Passage& passage) const;
  /// Leaves in the audit log what it must hold of a call that is about to be answered so; puts
  /// another answer in its place where that cannot be done (service_audit.cc).
  void record(const Passage& passage, Checked<http::Response>& answer) const;
  [[nodiscard]] std::unique_ptr<http::Intake> recorded_intake(
      const http::Request& head, const Identity& caller,
      std::unique_ptr<http::Intake> intake) const;
  /// 50301 or 50701 where calls of this place must be recorded and the log cannot be written.
  [[nodiscard]] Checked<Unit> check_recorder(const Passage& passage) const;
  /// A request to an interface: what its words ask, found out or remembered, and the answer.
  [[nodiscard]] Checked<http::Response> call(const spec::InterfaceInfo& interface,
                                             const Words& words, KeptCalls::Versions versions,
                                             Passage& passage) const;
  [[nodiscard]] Checked<std::shared_ptr<CheckedCall>> check(
      const spec::InterfaceInfo& interface,
      const std::shared_ptr<const catalog::Snapshot>& snapshot, Passage& passage) const;
  [[nodiscard]] Call call_of(const std::shared_ptr<const CheckedCall>& checked,
                             std::shared_ptr<const catalog::Snapshot> snapshot,
                             const Passage& passage) const;
  /// A call's answer as the request wants it: 304, JSON or CSV, encoded, with room for it where it
  /// is long (service_answer.cc). Refusals: 42901.
  [[nodiscard]] Checked<http::Response> answer(const std::shared_ptr<const CheckedCall>& checked,
                                               std::shared_ptr<const catalog::Snapshot> snapshot,
                                               Passage& passage) const;

  // What calls cost, and who answers them (service_questions.cc).

  [[nodiscard]] bool limits_addresses() const {
    return parts_.admission != nullptr && parts_.admission->limits_addresses();
  }

  /// Takes from the budgets of the caller and its address what makes `units` in all. Refusals:
  /// 42901.
  [[nodiscard]] Checked<Unit> pay(Passage& passage, std::int64_t units) const;
  /// Takes what a body has cost that has come in.
  void owe_for_body(const std::shared_ptr<TokenBudget>& budget, const std::string& peer,
                    std::size_t bytes) const;
  /// The intake of a caller that can pay, else one that refuses.
  [[nodiscard]] std::unique_ptr<http::Intake> paid_intake(
      Passage& passage, const std::function<std::unique_ptr<http::Intake>()>& make) const;
  /// Room for what waits of an answer, where that is much. Refusals: 42901.
  [[nodiscard]] Checked<Unit> hold_room(const Identity& identity, http::Response& response) const;
  /// answer() here, or where the question is heavy by a worker.
  [[nodiscard]] Checked<http::Response> pay_and_answer(
      const std::shared_ptr<const CheckedCall>& checked,
      std::shared_ptr<const catalog::Snapshot> snapshot, Passage& passage) const;
  [[nodiscard]] http::Response answer_heavy(Question& question) const;

  /// A checked call's live stream (service_watch.cc).
  [[nodiscard]] Checked<http::Response> watch(Call call, Passage& passage) const;
  [[nodiscard]] Checked<http::Response> put_archive(const std::string& cems,
                                                    Passage& passage) const;
  /// The checks of a body of readings up to its first byte; makes what takes it (ways_in.cc).
  [[nodiscard]] Checked<std::unique_ptr<ReadingsBody>> begin_readings(
      const http::Request& head, TimeMs now, const std::shared_ptr<const Identity>& caller) const;
  [[nodiscard]] Checked<http::Response> post_readings(Passage& passage) const;
  /// Orders of events and replies to them, by the place (dr_ways_in.cc).
  [[nodiscard]] Checked<http::Response> post_dr(Passage& passage, Place place) const;

  /// The sites and scopes of the caller's token (access.cc).
  [[nodiscard]] Checked<http::Response> list_access(Passage& passage) const;

  Parts parts_;
  mutable Gate gate_;
  const std::string edition_;  // Parts::edition and the names of the wire, digested.
  const AnswerFields common_;
  const Envelope envelope_;
  /// What /openapi.json answers; written when it is first asked for.
  [[nodiscard]] const std::string& document() const;
  mutable std::once_flag document_once_;
  mutable std::string document_;
  mutable query::ClosedCells closed_;
  mutable KeptAnswers answers_;
  mutable RowTexts row_texts_;
  mutable KeptCalls kept_calls_;
  mutable SeriesPool series_pool_;
  mutable Mutex archive_mutex_;  // One archive is replaced at a time.
};

}  // namespace cems::api
