// Records, and the revisions that are kept of them.
#include "api/dr_records.h"

#include <algorithm>

#include "api/annex_parts.h"
#include "base/checksum.h"
#include "base/log.h"
#include "events/event_book.h"
#include "json/value.h"
#include "json/writer.h"
#include "model/record_read.h"
#include "model/record_write.h"

namespace cems::api {
namespace {

using catalog::DrEvent;
using model::Field;
using model::Record;

constexpr std::int64_t kSettled = 1;

/// The fields that are computed: what a revision keeps.
Record figures_of(const query::Response& response) {
  Record record(model::Model::dr_record);
  if (!response.reason.empty()) {
    record.set_text(Field::dr_record_reason, response.reason);
  }
  set_figure(record, Field::dr_record_baseline_avg, response.baseline_mean);
  set_figure(record, Field::dr_record_baseline_max, response.baseline_max);
  set_figure(record, Field::dr_record_actual_avg, response.actual_mean);
  set_figure(record, Field::dr_record_actual_max, response.actual_max);
  set_figure(record, Field::dr_record_response_power, response.power);
  set_figure(record, Field::dr_record_max_response_power, response.max_power);
  set_figure(record, Field::dr_record_response_energy, response.energy);
  set_figure(record, Field::dr_record_response_rate, response.rate);
  set_truth(record, Field::dr_record_effective, response.effective);
  set_figure(record, Field::dr_record_effective_power, response.effective_power);
  set_amount(record, Field::dr_record_subsidy_price, response.price);
  set_amount(record, Field::dr_record_subsidy_amount, response.amount);
  return record;
}

std::string text_of(const Record& figures) {
  std::string text;
  json::Writer writer(text);
  model::write_record(writer, figures, spec::Wire::standard().names());
  return text;
}

/// What was kept, as a record again; nothing where it cannot be read.
std::optional<Record> kept_figures(const std::string& text) {
  const Result<json::Value> value = json::parse(text);
  if (!value) {
    return std::nullopt;
  }
  std::vector<model::Problem> problems;
  Record record = model::read_record(model::Model::dr_record, *value, "",
                                     spec::Wire::standard().names(), problems);
  return problems.empty() ? std::optional(std::move(record)) : std::nullopt;
}

void merge(Record& into, const Record& figures) {
  for (const Record::Entry& entry : figures.entries()) {
    into.set(entry.field, entry.value);
  }
}

void take_sums(EventResult& result) {
  if (result.response) {
    result.energy = result.response->energy;
  } else if (const auto kept = result.record.number(Field::dr_record_response_energy)) {
    result.energy = Fraction(*kept);
  }
  result.amount = result.record.number(Field::dr_record_subsidy_amount);
  result.effective = result.record.boolean(Field::dr_record_effective).value_or(false);
}

/// The number of the revision that `figures` are: the last one's, or a new one that is kept.
std::optional<std::int64_t> revise(events::EventBook& book, const CemsId& cems,
                                   const DrEvent& event, const std::string& figures, TimeMs now) {
  Sha256 digest;
  digest.update(figures);
  const Result<events::Revision> revision =
      book.revise(cems, event.id, digest.finish_hex(), figures, now);
  if (!revision) {
    // The figures are right all the same; only their number is not known to last.
    spdlog::warn("a revision of event {} was not kept: {}", event.id, revision.error().message);
    return std::nullopt;
  }
  return revision->number;
}

}  // namespace

Record event_record(const catalog::Site& site, const DrEvent& event, model::Model model,
                    TimeMs now) {
  Record base = event.record;
  base.set_text(Field::dr_event_event_status,
                word_of(state_of(event, site.dr_resource.notice_ms, now)));
  return widened(base, model);
}

Result<EventResult> event_result(const store::Store& store, events::EventBook& book,
                                 const catalog::Site& site, const DrEvent& event,
                                 std::span<const DrEvent> events, TimeMs now) {
  EventResult result;
  result.record = event_record(site, event, model::Model::dr_record, now);
  result.record.set_integer(Field::dr_record_settle_status, event.settle_status);
  const bool is_over =
      state_of(event, site.dr_resource.notice_ms, now) == catalog::DrState::completed;
  if (!is_over || !event.participates()) {
    return result;
  }
  if (event.settle_status == kSettled) {
    const std::optional<events::Revision> kept = book.revision(site.id, event.id);
    const std::optional<Record> figures = kept ? kept_figures(kept->record) : std::nullopt;
    if (figures) {
      merge(result.record, *figures);
      result.record.set_integer(Field::dr_record_revision, kept->number);
      take_sums(result);
      return result;
    }
  }
  Result<query::Response> response = query::response_to(store, site, event, events);
  if (!response) {
    return response.error();
  }
  const Record figures = figures_of(*response);
  merge(result.record, figures);
  if (const auto number = revise(book, site.id, event, text_of(figures), now)) {
    result.record.set_integer(Field::dr_record_revision, *number);
  }
  result.response = std::move(*response);
  take_sums(result);
  return result;
}

}  // namespace cems::api
