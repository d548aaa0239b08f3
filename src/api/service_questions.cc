// Paying for what is asked, and who answers it: the loop that has it, or a worker where it is heavy
// (question_cost.h).
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "api/later_answer.h"
#include "api/paid_intake.h"
#include "api/question_cost.h"
#include "api/service.h"
#include "base/clock.h"
#include "base/log.h"

namespace cems::api {
namespace {

constexpr std::int64_t kMsNs = 1'000'000;

/// Ends with an answer's body: its seat among the heavy ones, and the time it may take.
class HeavyBody final : public http::BodySource {
 public:
  HeavyBody(std::unique_ptr<http::BodySource> body, std::shared_ptr<Admission::Hold> seat,
            std::int64_t left_ns)
      : body_(std::move(body)), seat_(std::move(seat)), left_ns_(left_ns) {}

  [[nodiscard]] Result<bool> read(std::string& out) override {
    const std::int64_t begun = steady_ns();
    Result<bool> more = body_->read(out);
    left_ns_ -= steady_ns() - begun;
    if (more && *more && left_ns_ < 0) {
      spdlog::warn("an answer took longer than --request-timeout and was cut");
      return Error{Errc::unavailable, "the answer takes longer than --request-timeout"};
    }
    return more;
  }

 private:
  std::unique_ptr<http::BodySource> body_;
  const std::shared_ptr<Admission::Hold> seat_;
  std::int64_t left_ns_;
};

Problem too_late(std::int64_t timeout_ms) {
  return problem(
      spec::Code::source_timeout, "",
      {fmt::format("未能在 {} 秒内回答；请缩小范围，或稍后再试", timeout_ms / kMsPerSecond),
       fmt::format("not answered within {} s; ask for less, or later", timeout_ms / kMsPerSecond)});
}

}  // namespace

/// Everything that a worker needs of a request.
struct Service::Question {
  Question(const Passage& passage, std::shared_ptr<const CheckedCall> call,
           std::shared_ptr<const catalog::Snapshot> archives,
           std::shared_ptr<Admission::Hold> place, Calls* noted)
      : request(passage.request),
        exchange(passage.exchange),
        checked(std::move(call)),
        snapshot(std::move(archives)),
        now(passage.now),
        trace(passage.trace),
        seat(std::move(place)),
        calls(noted) {
    request.body.clear();  // It has been read.
    trace.request_id = exchange.request_id();
  }

  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  ~Question() {
    if (!is_answered && calls != nullptr) {
      calls->note_left(request, trace);
    }
  }

  http::Request request;
  Exchange exchange;
  std::shared_ptr<const CheckedCall> checked;
  std::shared_ptr<const catalog::Snapshot> snapshot;
  TimeMs now;
  CallTrace trace;
  std::shared_ptr<Admission::Hold> seat;
  Calls* calls;
  bool is_answered = false;
};

Checked<Unit> Service::pay(Passage& passage, std::int64_t units) const {
  const std::int64_t now_ns = passage.trace.begun_ns;
  if (passage.budget != nullptr && units > passage.paid) {
    Checked<Unit> taken = parts_.admission->take(*passage.budget, units, now_ns, passage.paid);
    if (!taken) {
      return taken;
    }
    passage.paid = units;
  }
  if (units > passage.paid_of_address && limits_addresses()) {
    Checked<Unit> taken = parts_.admission->take_of_address(passage.request.peer, units, now_ns,
                                                            passage.paid_of_address);
    if (!taken) {
      if (passage.budget != nullptr) {
        passage.budget->bucket.give_back(units);
      }
      return taken;
    }
    passage.paid_of_address = units;
  }
  return Unit{};
}

void Service::owe_for_body(const std::shared_ptr<TokenBudget>& budget, const std::string& peer,
                           std::size_t bytes) const {
  const std::int64_t units = cost_of_body(bytes);
  if (budget != nullptr) {
    budget->bucket.owe(units, steady_ns());
  }
  if (limits_addresses()) {
    parts_.admission->owe_of_address(peer, units, steady_ns());
  }
}

std::unique_ptr<http::Intake> Service::paid_intake(
    Passage& passage, const std::function<std::unique_ptr<http::Intake>()>& make) const {
  if (parts_.admission == nullptr) {
    return make();
  }
  passage.budget = parts_.admission->budget_of(*passage.trace.identity, passage.trace.begun_ns);
  if (const Checked<Unit> paid = pay(passage, 1); !paid) {
    return std::make_unique<RefusedIntake>(passage.exchange.refuse(paid.error()));
  }
  if (passage.budget == nullptr && !limits_addresses()) {
    return make();
  }
  return std::make_unique<PaidIntake>(
      make(), [this, budget = passage.budget, peer = passage.request.peer](std::size_t bytes) {
        owe_for_body(budget, peer, bytes);
      });
}

Checked<Unit> Service::hold_room(const Identity& identity, http::Response& response) const {
  const bool is_long = response.body.size() > limits::kBodyChunkBytes || response.rest;
  if (!is_long || parts_.admission == nullptr) {
    return Unit{};
  }
  // Of what is made as it is taken a piece waits, and one is made ahead.
  const std::size_t pieces =
      std::max(response.body.size(), response.rest ? 2 * limits::kBodyChunkBytes : 0);
  const std::size_t bytes = pieces + (response.rest ? response.rest->bytes() : 0);
  Checked<std::shared_ptr<Admission::Hold>> held = parts_.admission->hold(identity, bytes);
  if (!held) {
    return tl::make_unexpected(held.error());
  }
  response.held = *std::move(held);
  return Unit{};
}

Checked<http::Response> Service::pay_and_answer(const std::shared_ptr<const CheckedCall>& checked,
                                                std::shared_ptr<const catalog::Snapshot> snapshot,
                                                Passage& passage) const {
  passage.trace.subject = Subject(checked->interface.id);
  passage.trace.identity = {checked, checked->identity.get()};  // Its line is ours already.
  passage.trace.name_site(checked->site.id.view());
  if (checked->budget != nullptr || limits_addresses()) {
    passage.budget = checked->budget;
    if (const Checked<Unit> paid = pay(passage, checked->cost.units); !paid) {
      return tl::make_unexpected(paid.error());
    }
  }
  if (!checked->cost.is_heavy || parts_.turns == nullptr) {
    return answer(checked, std::move(snapshot), passage);
  }
  Checked<std::shared_ptr<Admission::Hold>> seat = parts_.admission->sit(*checked->identity);
  if (!seat) {
    return tl::make_unexpected(seat.error());
  }
  const auto question = std::make_shared<Question>(passage, checked, std::move(snapshot),
                                                   *std::move(seat), parts_.calls);
  http::Response response;
  response.later = answer_later(*parts_.turns, checked->identity->name,
                                [this, question] { return answer_heavy(*question); });
  return response;
}

http::Response Service::answer_heavy(Question& question) const {
  const std::int64_t begun_ns = steady_ns();
  const std::int64_t timeout_ns = parts_.request_timeout_ms * kMsNs;
  Checked<http::Response> answered = tl::make_unexpected(too_late(parts_.request_timeout_ms));
  if (begun_ns - question.trace.begun_ns < timeout_ns) {
    Passage passage{question.request, question.exchange, question.now};
    answered = answer(question.checked, std::move(question.snapshot), passage);
  }
  http::Response response =
      answered ? *std::move(answered) : question.exchange.refuse(answered.error());
  if (response.rest != nullptr) {
    response.rest = std::make_unique<HeavyBody>(std::move(response.rest), std::move(question.seat),
                                                timeout_ns - (steady_ns() - begun_ns));
  }
  question.is_answered = true;
  if (parts_.calls != nullptr) {
    parts_.calls->note(question.request, std::move(question.trace), response);
  }
  return response;
}

}  // namespace cems::api
