// Connecting, and connecting again.
#include "app/mqtt_way.h"

#include <array>
#include <utility>

#include "api/refusal_code.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/quote.h"
#include "base/random.h"

namespace cems::app {
namespace {

std::uint32_t any_seed() {
  std::array<std::byte, 4> noise{};
  fill_random(noise);
  std::string_view bytes = as_text(noise);
  return get_u32(bytes).value_or(1);
}

std::string_view advice(mqtt::End end) {
  switch (end) {
    case mqtt::End::refused:
      return "; check user, password-file and the broker's rules of access";
    case mqtt::End::taken_over:
      return "; another client has our client id: give each its own";
    case mqtt::End::none:
    case mqtt::End::asked:
    case mqtt::End::violation:
    case mqtt::End::silence:
    case mqtt::End::dismissed:
      break;
  }
  return "";
}

}  // namespace

/// An ingest::MqttIntake behind the socket.
class MqttWay::Connection final : public net::Connection {
 public:
  explicit Connection(MqttWay& way) : way_(way), intake_(way.intake_) {}

  void feed(std::string_view bytes, TimeMs now) override { intake_.feed(bytes, now); }

  void drain(std::string& out, TimeMs now, std::size_t /*bytes*/) override {
    intake_.drain(out, now);
    way_.publish(intake_.subscribed());
  }

  [[nodiscard]] bool finished() const override { return intake_.finished(); }

  [[nodiscard]] bool wants_input() const override { return intake_.wants_input(); }

  void shut_down(TimeMs now) override { intake_.shut_down(now); }

  [[nodiscard]] TimeMs deadline() const override { return intake_.deadline(); }

  void expire(TimeMs now) override { intake_.expire(now); }

 private:
  MqttWay& way_;
  ingest::MqttIntake& intake_;
};

MqttWay::MqttWay(MqttPlan plan, const catalog::Catalog& catalog, store::Store& store,
                 ingest::Quarantine& quarantine, const Clock& clock, const spec::Wire& wire)
    : place_(std::move(plan.place)),
      client_id_(plan.session.client_id),
      mappings_(std::move(plan.mappings)),
      intake_(std::move(plan.session),
              {catalog, store, clock, mappings_,
               [&wire](ingest::Refusal refusal) { return wire.code_number(api::code_of(refusal)); },
               &quarantine}),
      dialer_(std::move(plan.dial)),
      backoff_(limits::kMqttReconnectMinMs, limits::kMqttReconnectMaxMs, any_seed()) {}

void MqttWay::run() {
  Connection connection(*this);
  spdlog::info("mqtt: connecting to {} as {}", quote(place_), quote(client_id_));
  while (!dialer_.stopped()) {
    bool opened = false;
    ++connections_;
    publish(false);
    const Status call = dialer_.call([&](TimeMs now) -> net::Connection& {
      opened = true;
      intake_.open(now);
      return connection;
    });
    publish(false);
    if (!dialer_.stopped()) {
      dialer_.pause(wait_after(call, opened));
    }
  }
  const ingest::MqttCounts& counts = intake_.counts();
  spdlog::info(
      "mqtt: stopped after {} messages: {} readings accepted, {} corrected, {} duplicate, {} "
      "rejected; {} reports lost",
      counts.messages, counts.accepted, counts.corrected, counts.duplicate, counts.rejected,
      counts.reports_lost);
}

void MqttWay::publish(bool is_connected) {
  const MutexLock lock(figures_mutex_);
  figures_ = {is_connected, connections_, intake_.counts()};
}

MqttFigures MqttWay::figures() const {
  const MutexLock lock(figures_mutex_);
  return figures_;
}

std::int64_t MqttWay::wait_after(const Status& call, bool opened) {
  const mqtt::Ending ending = opened ? intake_.ending() : mqtt::Ending();
  if (opened && intake_.subscribed()) {
    backoff_.reset();  // It had worked.
  }
  const bool taken = ending.end == mqtt::End::taken_over;
  const std::int64_t wait = taken ? limits::kMqttReconnectMaxMs : backoff_.next_ms();
  const std::string why = ending.end != mqtt::End::none ? ending.text
                          : call                        ? "the connection ended"
                                                        : call.error().message;
  spdlog::warn("mqtt: {}{}; next try in {:.1f} s", why, advice(ending.end),
               static_cast<double>(wait) / kMsPerSecond);
  return wait;
}

}  // namespace cems::app
