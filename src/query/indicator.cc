// Indicators: weighted sums of consumption, divided by what the archive says.
#include "query/indicator.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/assert.h"
#include "query/indicator_demand.h"
#include "query/indicator_fee.h"
#include "query/indicator_sum.h"
#include "spec/code_tables.h"

namespace cems::query {
namespace {

using spec::IndicatorId;

constexpr int kKgPerTonne = 1000;
constexpr std::string_view kElectricity = "01";
constexpr std::string_view kSolar = "1001";
constexpr std::string_view kWind = "1002";

/// A figure of the archive, or why there is none.
using Divisor = tl::expected<Decimal, std::string>;

class Computation {
 public:
  Computation(const store::Store& store, const catalog::Site& site, const IndicatorAsk& ask,
              const StatisticRequest& request)
      : ask_(ask), context_{store, site, request, with_none(ask.classes)}, sum_(context_) {}

  Result<std::vector<StatisticRow>> run() {
    sum_.used(std::string(ask_.indicator->parameter_id));
    switch (ask_.indicator->id) {
      case IndicatorId::coal:
        return summed(&catalog::EnergyFactor::coal, "energy × coal factor", Fraction(1));
      case IndicatorId::co2:
        return summed(&catalog::EnergyFactor::co2, "energy × CO2 factor", Fraction(1, kKgPerTonne));
      case IndicatorId::fee:
        return fee();
      case IndicatorId::unit_output_energy:
        return per(&catalog::EnergyFactor::coal, Fraction(1, kKgPerTonne), "coal / output value",
                   [this](TimeRange bucket) { return output(bucket, false); });
      case IndicatorId::unit_product_energy:
        return per(&catalog::EnergyFactor::coal, Fraction(1, kKgPerTonne), "coal / quantity",
                   [this](TimeRange bucket) { return output(bucket, true); });
      case IndicatorId::carbon_intensity:
        return per(&catalog::EnergyFactor::co2, Fraction(1, kKgPerTonne), "CO2 / output value",
                   [this](TimeRange bucket) { return output(bucket, false); });
      case IndicatorId::per_capita_energy:
        return per(&catalog::EnergyFactor::coal, Fraction(1), "coal / employees",
                   [this](TimeRange) { return figure(model::Field::cems_employees, "employees"); });
      case IndicatorId::unit_area_energy:
        return per_area();
      case IndicatorId::renewable_share:
        return renewable_share();
      case IndicatorId::load_rate:
      case IndicatorId::peak_valley_diff:
        break;
    }
    return demand_indicator(context_.store, context_.site, ask_, context_.request);
  }

 private:
  using Factor = std::optional<Decimal> catalog::EnergyFactor::*;
  using DivisorOf = std::function<Divisor(TimeRange)>;

  static std::vector<TouClass> with_none(std::vector<TouClass> classes) {
    if (classes.empty() || classes.front() != TouClass::none) {
      classes.insert(classes.begin(), TouClass::none);
    }
    return classes;
  }

  [[nodiscard]] std::vector<Consumer> consumers() const {
    return ask_.category != nullptr ? consumers_in(*ask_.category) : consumers_of(context_.site);
  }

  /// Working media are none.
  static bool is_energy(const std::string& energy_type) {
    const spec::EnergyTypeEntry* type = spec::find_energy_type(energy_type);
    return type == nullptr || type->counts_as_energy;
  }

  // --- sums over consumers -----------------------------------------------------------------------

  /// Adds weight × the consumption, in units of the weight's. Errors: the store's.
  Status add(const Consumer& consumer, const Fraction& weight) {
    const Result<ClassRows> rows = consumption_rows(context_, *consumer.consumption,
                                                    context_.request.buckets, context_.classes);
    if (!rows) {
      return rows.error();
    }
    sum_.add(consumer, *rows, weight);
    return Unit{};
  }

  /// Calls `each` for every consumer of a type that counts and that has a meter; says which has
  /// none, and where none counts. Errors: those of `each`.
  Status for_each(const std::function<bool(const std::string& energy_type)>& counts,
                  const std::function<Status(const Consumer&)>& each) {
    bool any = false;
    for (const Consumer& consumer : consumers()) {
      if (!counts(consumer.energy_type)) {
        continue;
      }
      any = true;
      if (!consumer.consumption) {
        sum_.lack("point " + consumer.point->id.str() + " measures no consumption of energy type " +
                  consumer.energy_type);
      } else if (const Status done = each(consumer); !done) {
        return done;
      }
    }
    if (!any) {
      sum_.lack("no point says how much energy is consumed");
    }
    return Unit{};
  }

  /// What one unit of the consumer's rows weighs by a factor; nothing where the factor is missing.
  std::optional<Fraction> weight_of(const Consumer& consumer, Factor factor) {
    const catalog::FactorSet& set = *context_.site.factors;
    const catalog::EnergyFactor* of = set.of(consumer.energy_type);
    const std::string_view what = factor == &catalog::EnergyFactor::coal ? "coal" : "CO2";
    if (of == nullptr || !(of->*factor)) {
      sum_.lack("factor set " + set.id + " has no " + std::string(what) +
                " factor of energy type " + consumer.energy_type);
      return std::nullopt;
    }
    const std::optional<Measured> unit = unit_named(of->unit);
    const std::optional<Fraction> units =
        unit ? conversion(consumer.consumption->unit, *unit) : std::nullopt;
    if (!units) {
      sum_.lack("the " + std::string(what) + " factor of energy type " + consumer.energy_type +
                " is for " + of->unit + ", which point " + consumer.point->id.str() +
                " does not measure");
      return std::nullopt;
    }
    return *units * Fraction(*(of->*factor));
  }

  /// Σ E × factor × scale. Working media do not count.
  Status add_by_factor(Factor factor, const Fraction& scale) {
    return for_each(is_energy, [&](const Consumer& consumer) -> Status {
      const std::optional<Fraction> weight = weight_of(consumer, factor);
      return weight ? add(consumer, *weight * scale) : Status(Unit{});
    });
  }

  Status add_electricity() {
    const auto is_electricity = [](const std::string& energy_type) {
      return energy_type == kElectricity;
    };
    return for_each(is_electricity, [&](const Consumer& consumer) {
      return add(consumer, *conversion(consumer.consumption->unit, *unit_named("kWh")));
    });
  }

  /// Working media count where they have a price.
  bool is_paid(const std::string& energy_type) {
    const bool paid =
        is_energy(energy_type) || has_price(context_.site, energy_type, whole_range());
    if (!paid) {
      sum_.note("energy type " + energy_type + " has no price and is left out");
    }
    return paid;
  }

  // --- the indicators ----------------------------------------------------------------------------

  Result<std::vector<StatisticRow>> summed(Factor factor, std::string_view algorithm,
                                           const Fraction& scale) {
    if (const Status added = add_by_factor(factor, scale); !added) {
      return added.error();
    }
    return sum_rows(algorithm, true, [](Figure figure, TouClass /*tou*/, std::size_t /*bucket*/) {
      return cell_of(std::move(figure));
    });
  }

  Result<std::vector<StatisticRow>> fee() {
    const Status added =
        for_each([this](const std::string& energy_type) { return is_paid(energy_type); },
                 [this](const Consumer& consumer) { return add_fee(context_, consumer, sum_); });
    if (!added) {
      return added.error();
    }
    return sum_rows("energy × price", false,
                    [](Figure figure, TouClass /*tou*/, std::size_t /*bucket*/) {
                      Cell cell = cell_of(std::move(figure));
                      cell.is_quotient = false;
                      cell.is_money = true;
                      return cell;
                    });
  }

  Result<std::vector<StatisticRow>> per(Factor factor, const Fraction& scale,
                                        std::string_view algorithm, const DivisorOf& divisor) {
    if (const Status added = add_by_factor(factor, scale); !added) {
      return added.error();
    }
    return quotient_rows(algorithm, true, divisor);
  }

  Result<std::vector<StatisticRow>> per_area() {
    if (const Status added = add_electricity(); !added) {
      return added.error();
    }
    return quotient_rows("electricity / area", false, [this](TimeRange /*bucket*/) {
      return figure(model::Field::cems_area, "area");
    });
  }

  /// Own generation over itself and what was taken from the grid.
  Result<std::vector<StatisticRow>> renewable_share() {
    if (const Status added = add_electricity(); !added) {
      return added.error();
    }
    IndicatorSum own(context_);
    for (const std::string_view code : {kSolar, kWind}) {
      const catalog::Category* category = context_.site.category(CategoryCode(code));
      if (category == nullptr) {
        continue;
      }
      for (const catalog::Point* point : members_of(*category)) {
        const std::optional<Consumption> made = consumption_of(*point, kElectricity);
        if (!made) {
          continue;
        }
        const Result<ClassRows> rows =
            consumption_rows(context_, *made, context_.request.buckets, context_.classes);
        if (!rows) {
          return rows.error();
        }
        const Fraction units = *conversion(made->unit, *unit_named("kWh"));
        const Consumer maker{point, std::string(kElectricity), made};
        own.add(maker, *rows, units);
        sum_.count(*rows);
        sum_.note_gaps(maker, *rows);
      }
    }
    return average_rows("renewable energy / (that + electricity)", false,
                        [&own](Figure bought, TouClass tou, std::size_t bucket) {
                          return share(std::move(bought), own.cell(tou, bucket));
                        });
  }

  // --- cells -------------------------------------------------------------------------------------

  static Cell cell_of(Figure figure) {
    Cell cell;
    cell.is_quotient = true;
    if (!figure.missing) {
      cell.quality = figure.doubtful ? Quality::questionable : Quality::derived;
      cell.value = std::move(figure.value);
    }
    return cell;
  }

  static Cell share(Figure bought, const Figure& own) {
    bought.missing = bought.missing || own.missing;
    bought.doubtful = bought.doubtful || own.doubtful;
    const Fraction all = bought.value + own.value;
    if (all.is_zero()) {
      bought.missing = true;
    } else {
      bought.value = percent(own.value, all);
    }
    return cell_of(std::move(bought));
  }

  Result<std::vector<StatisticRow>> quotient_rows(std::string_view algorithm, bool with_factors,
                                                  const DivisorOf& divisor_of) {
    // Found once a bucket and before the rows are made: its figures belong into their receipts.
    std::vector<std::optional<Decimal>> divisors;
    for (const TimeRange bucket : context_.request.buckets) {
      divisors.push_back(divisor(divisor_of(bucket)));
    }
    divisors.push_back(divisor(divisor_of(whole_range())));
    return average_rows(algorithm, with_factors,
                        [&divisors](Figure figure, TouClass /*tou*/, std::size_t bucket) {
                          const std::optional<Decimal>& by = divisors[bucket];
                          figure.missing = figure.missing || !by;
                          if (by) {
                            figure.value /= Fraction(*by);
                          }
                          return cell_of(std::move(figure));
                        });
  }

  /// Notes what is missing, and what went in for the digest.
  std::optional<Decimal> divisor(const Divisor& found) {
    if (!found) {
      sum_.note(found.error());
      return std::nullopt;
    }
    sum_.used(found->to_string());
    return *found;
  }

  [[nodiscard]] TimeRange whole_range() const {
    return {context_.request.buckets.front().begin, context_.request.buckets.back().end};
  }

  // --- figures of the archive --------------------------------------------------------------------

  [[nodiscard]] Divisor figure(model::Field field, std::string_view name) const {
    const std::optional<Decimal> value = context_.site.record.number(field);
    if (!value || value->is_zero()) {
      return tl::make_unexpected("the site has no " + std::string(name));
    }
    return *value;
  }

  /// `why` and the period; without a receipt nobody reads it.
  [[nodiscard]] Divisor lacking(std::string_view why, TimeRange period) const {
    std::string text;
    if (context_.request.explain) {
      text.append(why);
      append_time(text, period.begin, context_.site.zone);
      text += '/';
      append_time(text, period.end, context_.site.zone);
    }
    return tl::make_unexpected(std::move(text));
  }

  /// The output value of exactly this period, or the quantity of the only product.
  [[nodiscard]] Divisor output(TimeRange period, bool of_product) const {
    const std::vector<catalog::OutputValue>& outputs = context_.site.outputs;  // By their begin.
    const catalog::OutputValue* found = nullptr;
    for (auto output = std::lower_bound(outputs.begin(), outputs.end(), period.begin,
                                        [](const catalog::OutputValue&entry, TimeMs begin) {
                                          return entry.period.begin < begin;
                                        });
         output != outputs.end() && output->period.begin == period.begin; ++output) {
      if (output->period != period || output->product.empty() == of_product) {
        continue;
      }
      if (found != nullptr && of_product) {
        return lacking("several products, whose energy is not known one by one, for ", period);
      }
      found = &*output;
    }
    if (found == nullptr || found->value.is_zero()) {
      return lacking(of_product ? "no quantity of a product for " : "no output value for ", period);
    }
    return found->value;
  }

  // --- rows --------------------------------------------------------------------------------------

  std::vector<StatisticRow> sum_rows(std::string_view algorithm, bool with_factors,
                                     const IndicatorSum::Finish& finish) {
    std::vector<StatisticRow> rows = sum_.rows(context_.classes, algorithm, with_factors, finish);
    const std::optional<Fraction> total = rows.front().whole.value;
    for (StatisticRow& row : rows) {
      if (row.tou != TouClass::none && row.whole.value && total && !total->is_zero()) {
        row.ratio = percent(*row.whole.value, *total);
      }
    }
    if (context_.classes.size() != ask_.classes.size()) {
      rows.erase(rows.begin());
    }
    return rows;
  }

  std::vector<StatisticRow> average_rows(std::string_view algorithm, bool with_factors,
                                         const IndicatorSum::Finish& finish) {
    std::vector<StatisticRow> rows = sum_.rows(ask_.classes, algorithm, with_factors, finish);
    for (StatisticRow& row : rows) {
      row.average = row.whole;
    }
    return rows;
  }

  const IndicatorAsk& ask_;
  IndicatorContext context_;
  IndicatorSum sum_;
};

}  // namespace

Result<std::vector<StatisticRow>> indicator(const store::Store& store, const catalog::Site& site,
                                            const IndicatorAsk& ask,
                                            const StatisticRequest& request) {
  CEMS_ASSERT(ask.category == nullptr || ask.indicator->of_class);
  return Computation(store, site, ask, request).run();
}

std::string unit_of(const spec::IndicatorInfo& info, const catalog::Site& site) {
  std::string unit(info.unit);
  if (info.id != IndicatorId::unit_product_energy) {
    return unit;
  }
  const std::string* of_product = nullptr;
  for (const catalog::OutputValue& output : site.outputs) {
    if (output.product.empty()) {
      continue;
    }
    if (of_product != nullptr && *of_product != output.unit) {
      return unit;
    }
    of_product = &output.unit;
  }
  return of_product == nullptr ? unit : unit + "/" + *of_product;
}

}  // namespace cems::query
