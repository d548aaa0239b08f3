/// Everything that a running server tells of itself on /metrics (docs/operations.md lists it).
#pragma once

#include <functional>
#include <string>

#include "api/admission.h"
#include "api/calls.h"
#include "api/service.h"
#include "app/memory.h"
#include "app/mqtt_way.h"
#include "base/turn_workers.h"
#include "catalog/snapshot.h"
#include "net/server.h"
#include "store/store.h"

namespace cems::app {

/// Where the figures come from. All of it outlives whoever asks.
struct MetricSources {
  const net::Server& server;
  const store::Store& store;
  const catalog::Catalog& catalog;
  const api::Service& service;
  Memory memory;
  const api::Admission& admission;
  const TurnWorkers& turns;
  const MqttWay* mqtt = nullptr;        ///< Null without a broker.
  const api::Calls* calls = nullptr;    ///< Never null when the page is made.
  const api::AccessLog* log = nullptr;  ///< Null where there is none.
};

/// The page, in Prometheus' text format 0.0.4. Safe from any thread; about a millisecond.
[[nodiscard]] std::string metrics_page(const MetricSources& sources);

}  // namespace cems::app
