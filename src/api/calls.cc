// Bodies and intakes are wrapped only to learn of their end.
#include "api/calls.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"

namespace cems::api {
namespace {

std::size_t http2_index(std::uint32_t code) {
  return std::min<std::size_t>(code, kHttp2Codes - 1);
}

/// Views into the trace and the texts.
AccessRecord record_of(const CallTrace& trace, std::string_view client, std::string_view protocol,
                       std::string_view method) {
  AccessRecord record;
  record.request_id = trace.request_id;
  record.client = client;
  record.protocol = protocol;
  record.token = trace.identity != nullptr ? trace.identity->name : std::string_view();
  record.method = method;
  record.subject = trace.subject;
  record.cems = trace.cems;
  return record;
}

void set_answer(AccessRecord& record, const http::Response& response, std::uint64_t nanoseconds) {
  record.status = response.status;
  record.verdict = response.verdict;
  record.bytes = response.body.size();
  record.nanoseconds = nanoseconds;
}

std::uint64_t since(std::int64_t begun_ns) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, steady_ns() - begun_ns));
}

}  // namespace

struct Calls::Kept {
  Kept(const http::Request& request, CallTrace known)
      : trace(std::move(known)),
        client(request.peer),
        protocol(request.protocol),
        method(request.method) {}

  [[nodiscard]] AccessRecord record() const { return record_of(trace, client, protocol, method); }

  CallTrace trace;
  std::string client;
  std::string_view protocol;  // Of the program's own words.
  std::string method;
};

/// Counts the bytes of a streamed answer and the time of making its pieces.
class Calls::NotedBody final : public http::BodySource {
 public:
  NotedBody(Calls& calls, Kept kept, http::Response& response)
      : calls_(calls),
        kept_(std::move(kept)),
        record_(kept_.record()),
        body_(std::move(response.rest)) {
    set_answer(record_, response, since(kept_.trace.begun_ns));
    record_.cut = kept_.method != "HEAD";  // Until the last piece has been asked for.
  }

  NotedBody(const NotedBody&) = delete;
  NotedBody& operator=(const NotedBody&) = delete;

  ~NotedBody() override { calls_.finish(record_); }

  [[nodiscard]] bool ready() override { return body_->ready(); }

  void wake_with(const http::Wake& wake) override { body_->wake_with(wake); }

  [[nodiscard]] Result<bool> read(std::string& out) override {
    const std::size_t before = out.size();
    const std::int64_t begun = steady_ns();
    Result<bool> more = body_->read(out);
    record_.nanoseconds += since(begun);
    record_.bytes += out.size() - before;
    record_.cut = !more || *more;
    return more;
  }

 private:
  Calls& calls_;
  const Kept kept_;
  AccessRecord record_;  // Points into kept_.
  std::unique_ptr<http::BodySource> body_;
};

class Calls::NotedIntake final : public http::Intake {
 public:
  NotedIntake(Calls& calls, Kept kept, std::unique_ptr<http::Intake> intake)
      : calls_(calls), kept_(std::move(kept)), intake_(std::move(intake)) {}

  NotedIntake(const NotedIntake&) = delete;
  NotedIntake& operator=(const NotedIntake&) = delete;

  ~NotedIntake() override {
    if (!is_answered_) {
      AccessRecord record = kept_.record();
      record.nanoseconds = since(kept_.trace.begun_ns);
      record.cut = true;
      calls_.finish(record);
    }
  }

  void add(std::string_view bytes) override { intake_->add(bytes); }

  void end() override { intake_->end(); }

  [[nodiscard]] std::size_t waiting() const override { return intake_->waiting(); }

  [[nodiscard]] std::optional<http::Response> answer() override {
    std::optional<http::Response> response = intake_->answer();
    if (response) {
      is_answered_ = true;
      AccessRecord record = kept_.record();
      set_answer(record, *response, since(kept_.trace.begun_ns));
      calls_.finish(record);
    }
    return response;
  }

 private:
  Calls& calls_;
  const Kept kept_;
  std::unique_ptr<http::Intake> intake_;
  bool is_answered_ = false;
};

void Calls::note(const http::Request& request, CallTrace trace, http::Response& response) {
  if (response.rest != nullptr) {
    response.rest = std::make_unique<NotedBody>(*this, Kept(request, std::move(trace)), response);
    return;
  }
  AccessRecord record = record_of(trace, request.peer, request.protocol, request.method);
  set_answer(record, response, since(trace.begun_ns));
  finish(record);
}

std::unique_ptr<http::Intake> Calls::note(const http::Request& head, CallTrace trace,
                                          std::unique_ptr<http::Intake> intake) {
  return std::make_unique<NotedIntake>(*this, Kept(head, std::move(trace)), std::move(intake));
}

void Calls::note_left(const http::Request& request, const CallTrace& trace) {
  AccessRecord record = record_of(trace, request.peer, request.protocol, request.method);
  record.nanoseconds = since(trace.begun_ns);
  record.cut = true;
  finish(record);
}

void Calls::finish(const AccessRecord& record) {
  CallCounters::OfSubject& counters = counters_.mine().subjects[record.subject.index()];
  if (record.status != 0) {
    counters.answers[record.verdict].add();
  }
  counters.bytes.add(record.bytes);
  if (record.cut) {
    counters.cut.add();
  } else {
    counters.durations.add(record.nanoseconds);
  }
  if (log_ != nullptr) {
    log_->put(record, real_now());
  }
}

void Calls::note_readings(const ingest::LoadReport& report) {
  CallCounters& counters = counters_.mine();
  counters.accepted.add(report.accepted);
  counters.corrected.add(report.corrected);
  counters.duplicate.add(report.duplicate);
  counters.rejected.add(report.rejected);
}

void Calls::note_reset(bool by_us, std::uint32_t code) {
  counters_.mine().resets[by_us ? 1 : 0][http2_index(code)].add();
}

void Calls::note_goaway(std::uint32_t code) {
  counters_.mine().goaways[http2_index(code)].add();
}

CallSums Calls::sums() const {
  CallSums sums;
  counters_.for_each([&sums](const CallCounters& counters) { counters.add_to(sums); });
  return sums;
}

}  // namespace cems::api
