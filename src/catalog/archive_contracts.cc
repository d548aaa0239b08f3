// demand: one contract for maximum demand, or one after the other.
#include <algorithm>

#include "base/quote.h"
#include "catalog/archive_annexes.h"

namespace cems::catalog {
namespace {

using model::Field;
using model::Model;

constexpr int kBillingDayMax = 28;  // Every month has it.

/// Takes the values of one contract over, and says what is wrong with them.
class ContractReading {
 public:
  ContractReading(const CollectedArchive& archive, const json::Value& value, std::string pointer,
                  const spec::Wire& wire, Problems& problems)
      : archive_(archive),
        value_(value),
        pointer_(std::move(pointer)),
        wire_(wire),
        problems_(problems) {}

  DemandContract run();

 private:
  void fault(Field field, std::string reason) {
    problems_.push_back({json::pointer(pointer_, wire_.member_name(field)), std::move(reason)});
  }

  [[nodiscard]] std::optional<Decimal> amount(Field field);
  void ratio(Field field, Decimal& ratio);
  void begin();
  void windows();
  void billing();
  void quantities();

  const CollectedArchive& archive_;
  const json::Value& value_;
  const std::string pointer_;
  const spec::Wire& wire_;
  Problems& problems_;
  DemandContract contract_{};
};

std::optional<Decimal> ContractReading::amount(Field field) {
  const std::optional<Decimal> number = contract_.record.number(field);
  if (number && number->is_negative()) {
    fault(field, "must not be negative");
    return std::nullopt;
  }
  return number;
}

void ContractReading::ratio(Field field, Decimal& ratio) {
  if (const std::optional<Decimal> given = amount(field)) {
    ratio = *given;
  }
  contract_.record.set(field, ratio);
}

void ContractReading::begin() {
  contract_.from_day = DemandContract::kAlways;
  if (const auto text = contract_.record.text(Field::demand_info_valid_from)) {
    if (const Result<TimeMs> day = parse_time(*text, Zone())) {  // The date, on any clock.
      contract_.from_day = day->ms / kMsPerDay - (day->ms % kMsPerDay < 0 ? 1 : 0);
    }
  }
}

void ContractReading::windows() {
  model::Record& record = contract_.record;
  const auto type = record.integer(Field::demand_info_window_type).value_or(1);
  if (type != 1 && type != 2) {
    fault(Field::demand_info_window_type, "must be 1 (sliding) or 2 (block)");
  }
  record.set_integer(Field::demand_info_window_type, type);
  contract_.is_block = type == 2;
  const auto interval =
      whole_minutes(record.text(Field::demand_info_demand_interval).value_or("PT15M"));
  if (!interval || kMsPerDay % *interval != 0) {
    return fault(Field::demand_info_demand_interval, "must be whole minutes that divide a day");
  }
  contract_.interval_ms = *interval;
  if (!record.has(Field::demand_info_demand_interval)) {
    record.set_text(Field::demand_info_demand_interval, "PT15M");
  }
  const auto step = whole_minutes(record.text(Field::demand_info_sliding_step).value_or("PT1M"));
  if (!step || contract_.interval_ms % *step != 0) {
    return fault(Field::demand_info_sliding_step, "must be whole minutes that divide the interval");
  }
  contract_.step_ms = contract_.is_block ? contract_.interval_ms : *step;
  if (!record.has(Field::demand_info_sliding_step)) {
    record.set_text(Field::demand_info_sliding_step, "PT1M");
  }
}

void ContractReading::billing() {
  model::Record& record = contract_.record;
  const auto mode = record.integer(Field::demand_info_billing_mode).value_or(1);
  if (mode < 1 || mode > 4) {
    fault(Field::demand_info_billing_mode, "must be 1, 2, 3 or 4");
  } else {
    contract_.billing = static_cast<DemandBilling>(mode);
  }
  const auto day = record.integer(Field::demand_info_billing_day).value_or(1);
  if (day < 1 || day > kBillingDayMax) {
    fault(Field::demand_info_billing_day, "must be a day that every month has, 1 to 28");
  } else {
    contract_.billing_day = static_cast<int>(day);
  }
  record.set_integer(Field::demand_info_billing_day, day);
  const std::string variant(record.text(Field::demand_info_over_variant).value_or("A"));
  if (variant != "A" && variant != "B") {
    fault(Field::demand_info_over_variant, quote(variant) + " must be A or B");
  }
  contract_.is_variant_b = variant == "B";
  record.set_text(Field::demand_info_over_variant, variant);
}

void ContractReading::quantities() {
  model::Record& record = contract_.record;
  ratio(Field::demand_info_over_limit_ratio, contract_.over_limit_ratio);
  ratio(Field::demand_info_min_contract_ratio, contract_.min_contract_ratio);
  ratio(Field::demand_info_warn_ratio, contract_.warn_ratio);
  ratio(Field::demand_info_alarm_ratio, contract_.alarm_ratio);
  contract_.contract = amount(Field::demand_info_contract_demand);
  contract_.demand_price = amount(Field::demand_info_demand_price);
  contract_.capacity_price = amount(Field::demand_info_capacity_price);
  contract_.capacity = amount(Field::demand_info_transformer_capacity);
  if (!contract_.capacity) {
    contract_.capacity = archive_.cems.record.number(Field::cems_transformer_capacity);
  }
  if (contract_.capacity) {
    record.set(Field::demand_info_transformer_capacity, *contract_.capacity);
  }
  if (contract_.billing == DemandBilling::contract && !contract_.contract) {
    fault(Field::demand_info_contract_demand, "is required with billing by contract (mode 4)");
  }
  contract_.effective = effective_contract(contract_);
  if (!contract_.effective && (contract_.contract || contract_.capacity)) {
    fault(Field::demand_info_min_contract_ratio,
          "gives with the capacity a demand of more than 38 digits");
  }
  if (contract_.effective) {
    record.set(Field::demand_info_effective_contract_demand, *contract_.effective);
  } else {
    record.erase(Field::demand_info_effective_contract_demand);
  }
}

DemandContract ContractReading::run() {
  Problems known;  // archive_extras.h has said them.
  contract_.record = model::read_record(Model::demand_info, value_, pointer_, wire_.names(), known);
  contract_.record.set_text(Field::demand_info_cems_id, archive_.cems_id);
  for (const std::string& id : texts_of(value_, wire_.member_name(Field::demand_info_points))) {
    contract_.points.emplace_back(id);
  }
  if (contract_.points.empty()) {
    contract_.points.emplace_back(archive_.cems.text_of(Field::cems_root_point_id));
  }
  contract_.record.set(Field::demand_info_points, id_list_of(contract_.points));
  begin();
  windows();
  billing();
  quantities();
  return std::move(contract_);
}

}  // namespace

std::vector<DemandContract> read_contracts(const CollectedArchive& archive,
                                           const CollectedExtra& extra, const spec::Wire& wire,
                                           Problems& problems) {
  std::vector<DemandContract> contracts;
  const auto add = [&](const json::Value& value, const std::string& pointer) {
    if (value.is(json::Kind::object)) {
      contracts.push_back(ContractReading(archive, value, pointer, wire, problems).run());
    }
  };
  if (extra.value->is(json::Kind::array)) {
    for (std::size_t i = 0; i < extra.value->items.size(); ++i) {
      add(extra.value->items[i], json::pointer(extra.pointer, i));
    }
  } else {
    add(*extra.value, extra.pointer);
  }
  std::sort(
      contracts.begin(), contracts.end(),
      [](const DemandContract& a, const DemandContract& b) { return a.from_day < b.from_day; });
  return contracts;
}

}  // namespace cems::catalog
