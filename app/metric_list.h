/// A list of metrics in the making, for prometheus-cpp to write as text.
///
/// Names and units follow Prometheus' rules: `cems_` in front, base units, `_total` for what only
/// grows. Used on one thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

#include "base/counter.h"

namespace cems::app {

class MetricList {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Begins a metric; what is added next belongs to it.
  MetricList& counter(std::string_view name, std::string_view help);
  MetricList& gauge(std::string_view name, std::string_view help);
  MetricList& histogram(std::string_view name, std::string_view help);

  /// REQUIRES: of a counter or a gauge. Whole numbers are exact up to 2^53.
  MetricList& add(double value, Labels labels = {});

  MetricList& add(std::uint64_t value, Labels labels = {}) {
    return add(static_cast<double>(value), labels);
  }

  /// REQUIRES: of a histogram.
  MetricList& add(const DurationSums& durations, Labels labels = {});

  /// Text format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  MetricList& begin(prometheus::MetricType type, std::string_view name, std::string_view help);
  prometheus::ClientMetric& sample(Labels labels);

  std::vector<prometheus::MetricFamily> families_;
};

/// What every program tells of itself: processor time, memory, descriptors, threads, start.
void add_process_metrics(MetricList& list);

}  // namespace cems::app
