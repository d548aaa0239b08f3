// Building metric families for prometheus-cpp's serializer.
#include "app/metric_list.h"

#include <cmath>
#include <limits>

#include <prometheus/text_serializer.h>

#include "base/assert.h"

namespace cems::app {

MetricList& MetricList::begin(prometheus::MetricType type, std::string_view name,
                              std::string_view help) {
  families_.push_back({std::string(name), std::string(help), type, {}});
  return *this;
}

MetricList& MetricList::counter(std::string_view name, std::string_view help) {
  return begin(prometheus::MetricType::Counter, name, help);
}

MetricList& MetricList::gauge(std::string_view name, std::string_view help) {
  return begin(prometheus::MetricType::Gauge, name, help);
}

MetricList& MetricList::histogram(std::string_view name, std::string_view help) {
  return begin(prometheus::MetricType::Histogram, name, help);
}

prometheus::ClientMetric& MetricList::sample(Labels labels) {
  CEMS_ASSERT(!families_.empty());
  prometheus::ClientMetric& metric = families_.back().metric.emplace_back();
  for (const auto& [name, value] : labels) {
    metric.label.push_back({std::string(name), std::string(value)});
  }
  return metric;
}

MetricList& MetricList::add(double value, Labels labels) {
  prometheus::ClientMetric& metric = sample(labels);
  metric.counter.value = value;
  metric.gauge.value = value;
  return *this;
}

MetricList& MetricList::add(const DurationSums& durations, Labels labels) {
  prometheus::ClientMetric::Histogram& histogram = sample(labels).histogram;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < durations.counts.size(); ++i) {
    below += durations.counts[i];
    const bool bounded = i < DurationBuckets::kBounded;
    histogram.bucket.push_back(
        {below, bounded ? DurationBuckets::bound(i) : std::numeric_limits<double>::infinity()});
  }
  histogram.sample_count = below;
  histogram.sample_sum = static_cast<double>(durations.nanoseconds) * 1e-9;
  return *this;
}

std::string MetricList::text() const {
  return prometheus::TextSerializer().Serialize(families_);
}

}  // namespace cems::app
