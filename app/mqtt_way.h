/// The way in from an MQTT broker: a thread's work of a running server.
#pragma once

#include <cstdint>
#include <string>

#include "app/mqtt_plan.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "catalog/snapshot.h"
#include "ingest/backoff.h"
#include "ingest/mqtt_intake.h"
#include "net/dial.h"
#include "spec/wire.h"
#include "store/store.h"

namespace cems::app {

/// The way in as figures, for whoever watches.
struct MqttFigures {
  bool is_connected = false;      ///< The broker has granted the subscriptions.
  std::uint64_t connections = 0;  ///< Attempts.
  ingest::MqttCounts counts;
};

class MqttWay {
 public:
  /// What is referred to outlives it.
  MqttWay(MqttPlan plan, const catalog::Catalog& catalog, store::Store& store,
          ingest::Quarantine& quarantine, const Clock& clock, const spec::Wire& wire);

  /// Keeps a connection to the broker until stop(); what is wrong with it goes to the log, with
  /// what to do about it.
  void run();

  /// Commits and acknowledges what has arrived, and ends run(). Safe from any thread.
  void stop() { dialer_.stop(); }

  /// Safe from any thread.
  [[nodiscard]] MqttFigures figures() const CEMS_EXCLUDES(figures_mutex_);

 private:
  class Connection;

  /// Shows figures() what the intake has come to.
  void publish(bool is_connected) CEMS_EXCLUDES(figures_mutex_);
  [[nodiscard]] std::int64_t wait_after(const Status& call, bool opened);

  std::string place_;
  std::string client_id_;
  std::vector<ingest::MqttMapping> mappings_;
  ingest::MqttIntake intake_;
  net::Dialer dialer_;
  ingest::Backoff backoff_;
  std::uint64_t connections_ = 0;
  mutable Mutex figures_mutex_;
  MqttFigures figures_ CEMS_GUARDED_BY(figures_mutex_);
};

}  // namespace cems::app
