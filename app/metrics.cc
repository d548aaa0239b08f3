// Which figure is called what.
#include "app/metrics.h"

#include <array>
#include <string_view>

#include "app/build_info.h"
#include "app/metric_list.h"
#include "spec/code.h"

namespace cems::app {
namespace {

/// RFC 9113 7, by code; the last is for what is none of them.
constexpr std::array<std::string_view, api::kHttp2Codes> kHttp2Codes{"NO_ERROR",
                                                                     "PROTOCOL_ERROR",
                                                                     "INTERNAL_ERROR",
                                                                     "FLOW_CONTROL_ERROR",
                                                                     "SETTINGS_TIMEOUT",
                                                                     "STREAM_CLOSED",
                                                                     "FRAME_SIZE_ERROR",
                                                                     "REFUSED_STREAM",
                                                                     "CANCEL",
                                                                     "COMPRESSION_ERROR",
                                                                     "CONNECT_ERROR",
                                                                     "ENHANCE_YOUR_CALM",
                                                                     "INADEQUATE_SECURITY",
                                                                     "HTTP_1_1_REQUIRED",
                                                                     "other"};

void add_calls(MetricList& list, const api::CallSums& sums) {
  const auto for_each = [&sums](const auto& add) {
    for (std::size_t i = 0; i < sums.subjects.size(); ++i) {
      add(api::Subject::at(i).name(), sums.subjects[i]);
    }
  };
  list.counter("cems_requests_total", "Requests answered, by interface and return code.");
  for_each([&](std::string_view name, const api::CallSums::OfSubject& of) {
    for (std::size_t code = 0; code < of.answers.size(); ++code) {
      if (of.answers[code] > 0) {
        const auto number = std::to_string(spec::info(static_cast<spec::Code>(code)).number);
        list.add(of.answers[code], {{"interface", name}, {"code", number}});
      }
    }
  });
  list.histogram("cems_answer_duration_seconds",
                 "Time spent making whole answers, without waiting for the peer to take them; of "
                 "readings sent in, from the head of the request to the answer.");
  for_each([&](std::string_view name, const api::CallSums::OfSubject& of) {
    if (of.durations.count() > 0) {
      list.add(of.durations, {{"interface", name}});
    }
  });
  list.counter("cems_answer_bytes_total", "Bytes of content answered, as encoded.");
  for_each([&](std::string_view name, const api::CallSums::OfSubject& of) {
    if (of.bytes > 0) {
      list.add(of.bytes, {{"interface", name}});
    }
  });
  list.counter("cems_answers_cut_total", "Answers that broke off or that the peer left.");
  for_each([&](std::string_view name, const api::CallSums::OfSubject& of) {
    if (of.cut > 0) {
      list.add(of.cut, {{"interface", name}});
    }
  });
}

void add_http2(MetricList& list, const api::CallSums& sums) {
  list.counter("cems_http2_resets_total", "Streams reset, by who did it and why (RFC 9113 7).");
  for (std::size_t by_us = 0; by_us < sums.resets.size(); ++by_us) {
    for (std::size_t code = 0; code < kHttp2Codes.size(); ++code) {
      if (sums.resets[by_us][code] > 0) {
        list.add(sums.resets[by_us][code],
                 {{"by", by_us != 0 ? "server" : "client"}, {"reason", kHttp2Codes[code]}});
      }
    }
  }
  list.counter("cems_http2_goaways_total", "Connections ended by the server with GOAWAY, and why.");
  for (std::size_t code = 0; code < kHttp2Codes.size(); ++code) {
    if (sums.goaways[code] > 0) {
      list.add(sums.goaways[code], {{"reason", kHttp2Codes[code]}});
    }
  }
}

void add_connections(MetricList& list, const net::Traffic& traffic) {
  using net::Spoken;
  list.counter("cems_connections_accepted_total", "Connections accepted.").add(traffic.accepted);
  list.counter("cems_connections_refused_total",
               "Connections that could not be accepted, for want of descriptors or memory.")
      .add(traffic.accept_failures);
  list.gauge("cems_connections", "Connections that are open, by what they speak.")
      .add(traffic.open(Spoken::h2), {{"protocol", "h2"}})
      .add(traffic.open(Spoken::http1), {{"protocol", "http/1.1"}})
      .add(traffic.open(Spoken::unknown), {{"protocol", "opening"}});
  list.counter("cems_tls_handshakes_total", "TLS handshakes, by how they ended.")
      .add(traffic.handshakes, {{"result", "complete"}})
      .add(traffic.handshake_failures, {{"result", "failed"}});
  list.counter("cems_network_bytes_total", "Bytes on the sockets, encrypted where TLS is spoken.")
      .add(traffic.bytes_in, {{"direction", "in"}})
      .add(traffic.bytes_out, {{"direction", "out"}});
}

void add_ingest(MetricList& list, const api::ReadingSums& http, const MqttFigures& mqtt) {
  list.counter("cems_readings_total",
               "Readings that have come in, by way and what became of them.");
  list.add(http.accepted, {{"way", "http"}, {"result", "accepted"}})
      .add(http.corrected, {{"way", "http"}, {"result", "corrected"}})
      .add(http.duplicate, {{"way", "http"}, {"result", "duplicate"}})
      .add(http.rejected, {{"way", "http"}, {"result", "rejected"}});
  list.add(mqtt.counts.accepted, {{"way", "mqtt"}, {"result", "accepted"}})
      .add(mqtt.counts.corrected, {{"way", "mqtt"}, {"result", "corrected"}})
      .add(mqtt.counts.duplicate, {{"way", "mqtt"}, {"result", "duplicate"}})
      .add(mqtt.counts.rejected, {{"way", "mqtt"}, {"result", "rejected"}});
  list.gauge("cems_mqtt_connected", "1 while the broker has granted the subscriptions.")
      .add(std::uint64_t{mqtt.is_connected});
  list.counter("cems_mqtt_connections_total", "Attempts to reach the broker.")
      .add(mqtt.connections);
  list.counter("cems_mqtt_messages_total", "Messages committed, or refused as a whole.")
      .add(mqtt.counts.messages);
  list.counter("cems_mqtt_reports_lost_total", "Reports for gateways that found no room.")
      .add(mqtt.counts.reports_lost);
}

void add_store(MetricList& list, const store::Figures& figures, bool writable) {
  list.gauge("cems_store_writable", "1 while the store takes readings; 0 after a failed write.")
      .add(std::uint64_t{writable});
  list.gauge("cems_store_series", "Series that have had a reading.").add(figures.series);
  list.counter("cems_store_readings_total", "Readings committed, by what the commit did.")
      .add(figures.accepted, {{"result", "accepted"}})
      .add(figures.corrected, {{"result", "corrected"}})
      .add(figures.duplicate, {{"result", "duplicate"}});
  list.histogram("cems_commit_duration_seconds",
                 "Time of a commit as its caller sees it: waiting, comparing, writing, syncing.")
      .add(figures.commits);
  list.counter("cems_commits_failed_total", "Batches that were not stored.")
      .add(figures.failed_commits);
  list.gauge("cems_store_head_readings", "Readings in memory, not yet in blocks.")
      .add(figures.head_readings);
  list.gauge("cems_store_head_bytes", "Memory they take.").add(figures.head_bytes);
  list.counter("cems_store_sealings_total", "How often the head went into blocks.")
      .add(figures.sealings);
  list.gauge("cems_store_blocks", "Sealed blocks and summaries on the disk, estimated.")
      .add(figures.blocks);
  list.gauge("cems_store_file_bytes", "Files of sealed blocks.").add(figures.file_bytes);
  list.gauge("cems_store_cache_bytes", "Memory taken by blocks that were read.")
      .add(figures.cache_bytes);
  list.gauge("cems_disk_free_bytes", "Free on the disk of the store.").add(figures.disk_free_bytes);
  list.gauge("cems_disk_bytes", "Size of that disk.").add(figures.disk_bytes);
  list.gauge("cems_store_log_sequence", "Batches of the log below this are durable.")
      .add(figures.log_seq);
  list.gauge("cems_store_ledger_sequence", "The same as the ledger has it, up to a second behind.")
      .add(figures.ledger_seq);
}

void add_admission(MetricList& list, const api::Admission& admission, const TurnWorkers& turns) {
  const api::RefusalSums sums = admission.refusals();
  list.counter("cems_quota_refusals_total", "Requests answered 42901, by whose limit was met.")
      .add(sums.by_token, {{"limit", "token"}})
      .add(sums.by_address, {{"limit", "address"}})
      .add(sums.by_heavy, {{"limit", "heavy"}})
      .add(sums.by_held, {{"limit", "unread"}});
  list.counter("cems_quota_refusals_delayed_total",
               "Those of a token or an address that were told late.")
      .add(sums.delayed);
  const api::Admission::Share under_way = admission.under_way();
  list.gauge("cems_heavy_questions", "Heavy questions under way.")
      .add(static_cast<std::uint64_t>(under_way.heavy));
  list.gauge("cems_unread_bytes", "Bytes of long answers that wait to be sent.")
      .add(static_cast<std::uint64_t>(under_way.bytes));
  list.gauge("cems_heavy_jobs_waiting", "Pieces of them that wait for a worker.")
      .add(std::uint64_t{turns.waiting()});
}

void add_access_log(MetricList& list, const api::AccessLogSums& sums) {
  list.counter("cems_access_log_lines_total", "Answers by what became of their line.")
      .add(sums.written, {{"result", "written"}})
      .add(sums.left_out, {{"result", "left_out"}})
      .add(sums.dropped, {{"result", "dropped"}});
}

void add_memory(MetricList& list, const Memory& memory, const store::Figures& store,
                const api::KeptBytes& kept) {
  list.gauge("cems_memory_budget_bytes", "What --memory gives to each part.")
      .add(std::uint64_t{memory.head_bytes()}, {{"part", "head"}})
      .add(std::uint64_t{store.cache_bytes_max}, {{"part", "cache"}})
      .add(std::uint64_t{memory.sums_bytes()}, {{"part", "sums"}})
      .add(std::uint64_t{memory.answers_bytes()}, {{"part", "answers"}})
      .add(std::uint64_t{memory.rows_bytes()}, {{"part", "rows"}});
  list.gauge("cems_kept_bytes", "What is kept between answers, of the parts of that.")
      .add(std::uint64_t{kept.sums}, {{"part", "sums"}})
      .add(std::uint64_t{kept.answers}, {{"part", "answers"}})
      .add(std::uint64_t{kept.rows}, {{"part", "rows"}});
}

}  // namespace

std::string metrics_page(const MetricSources& sources) {
  MetricList list;
  list.gauge("cems_build_info", "1, with what runs here as labels.")
      .add(std::uint64_t{1}, {{"version", kVersion}, {"commit", kCommit}, {"compiler", kCompiler}});
  const api::CallSums calls = sources.calls->sums();
  add_calls(list, calls);
  add_http2(list, calls);
  add_connections(list, sources.server.traffic());
  add_ingest(list, calls.readings,
             sources.mqtt != nullptr ? sources.mqtt->figures() : MqttFigures());
  const store::Figures store = sources.store.figures();
  add_store(list, store, sources.store.writable());
  list.gauge("cems_sites", "Sites in the catalog.")
      .add(std::uint64_t{sources.catalog.get()->sites().size()});
  add_memory(list, sources.memory, store, sources.service.kept_bytes());
  add_admission(list, sources.admission, sources.turns);
  add_access_log(list, sources.log != nullptr ? sources.log->sums() : api::AccessLogSums());
  add_process_metrics(list);
  return list.text();
}

}  // namespace cems::app
