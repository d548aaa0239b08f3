// Prices change at dates and differ by class: buckets are cut where prices change, each piece is
// priced by itself, and nothing is rounded.
#include "query/indicator_fee.h"

#include <algorithm>
#include <set>
#include <utility>

namespace cems::query {
namespace {

using Prices = std::vector<const catalog::EnergyPrice*>;

constexpr auto kPricedClasses = std::to_array(
    {TouClass::sharp, TouClass::peak, TouClass::flat, TouClass::valley, TouClass::deep_valley});

constexpr int kNoiseShare = 100;

const std::vector<TouClass>& every_class() {
  static const std::vector<TouClass> kEvery = {TouClass::none,   TouClass::sharp,
                                               TouClass::peak,   TouClass::flat,
                                               TouClass::valley, TouClass::deep_valley};
  return kEvery;
}

bool is_by_class(const catalog::EnergyPrice& price) {
  return std::any_of(price.of_class.begin(), price.of_class.end(),
                     [](const auto& of_class) { return of_class.has_value(); });
}

std::optional<Decimal> price_of(const catalog::EnergyPrice& price, TouClass tou) {
  const std::optional<Decimal>& own = price.of_class[static_cast<std::size_t>(tou)];
  return own ? own : price.price;
}

Prices prices_in(const catalog::Site& site, const std::string& energy_type, TimeRange range) {
  Prices out;
  for (const catalog::EnergyPrice& price : site.prices) {
    if (price.energy_type == energy_type && price.valid.begin < range.end &&
        range.begin < price.valid.end) {
      out.push_back(&price);
    }
  }
  return out;
}

/// A part of a range in which the price stays the same.
struct PricePiece {
  TimeRange range;
  std::size_t of = 0;                           ///< Index of the range it is a part of.
  const catalog::EnergyPrice* price = nullptr;  ///< Null where no price is in force.
};

std::vector<PricePiece> cut(std::span<const TimeRange> ranges, const Prices& prices) {
  std::set<TimeMs> edges;
  for (const catalog::EnergyPrice* price : prices) {
    edges.insert(price->valid.begin);
    edges.insert(price->valid.end);
  }
  std::vector<PricePiece> out;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    TimeMs from = ranges[i].begin;
    for (auto edge = edges.upper_bound(from); from < ranges[i].end; ++edge) {
      const TimeMs to = edge == edges.end() ? ranges[i].end : std::min(*edge, ranges[i].end);
      const auto price = std::find_if(prices.begin(), prices.end(), [from](const auto* candidate) {
        return candidate->valid.contains(from);
      });
      out.push_back({{from, to}, i, price == prices.end() ? nullptr : *price});
      from = to;
      if (edge == edges.end()) {
        break;
      }
    }
  }
  return out;
}

/// The cost of one consumer, piece by piece.
class Fee {
 public:
  Fee(const IndicatorContext& context, const Consumer& consumer, IndicatorSum& sum)
      : context_(context),
        consumer_(consumer),
        sum_(sum),
        range_{context.request.buckets.front().begin, context.request.buckets.back().end},
        prices_(prices_in(context.site, consumer.energy_type, range_)) {}

  Status add() {
    if (!has_prices()) {
      return Unit{};
    }
    by_class_ = context_.site.tariff != nullptr &&
                std::any_of(prices_.begin(), prices_.end(),
                            [](const catalog::EnergyPrice* price) { return is_by_class(*price); });
    const std::vector<TouClass>& classes = by_class_ ? every_class() : context_.classes;
    const std::vector<PricePiece> pieces = cut(context_.request.buckets, prices_);
    Result<ClassRows> rows = read(pieces, classes);
    if (!rows) {
      return rows.error();
    }
    sum_.count(*rows);
    if (by_class_) {
      sum_.count_classes(*rows);
    }
    price_cells(pieces, *rows);
    const TimeRange whole[] = {range_};
    const std::vector<PricePiece> whole_pieces = cut(whole, prices_);
    if (whole_pieces.size() > 1) {
      rows = read(whole_pieces, classes);
      if (!rows) {
        return rows.error();
      }
    }
    price_whole(whole_pieces, *rows);
    return Unit{};
  }

 private:
  /// Cost of the pieces of one bucket. Null where none of them was measured.
  struct Cost {
    Figure figure;
    bool any = false;
  };

  /// False where the consumption cannot be priced.
  bool has_prices() {
    if (prices_.empty()) {
      sum_.lack("no price of energy type " + consumer_.energy_type + " in the range");
      return false;
    }
    for (const catalog::EnergyPrice* price : prices_) {
      const std::optional<Measured> unit = unit_named(price->unit);
      if (!unit || !conversion(consumer_.consumption->unit, *unit)) {
        sum_.lack("the price of energy type " + consumer_.energy_type + " is for " + price->unit +
                  ", which point " + consumer_.point->id.str() + " does not measure");
        return false;
      }
      if (context_.request.explain) {
        sum_.used(line_of(*price));
      }
    }
    return true;
  }

  [[nodiscard]] std::string line_of(const catalog::EnergyPrice& price) const {
    std::string line = price.energy_type + "," + price.unit + ",";
    append_time(line, price.valid.begin, context_.site.zone);
    line += ',';
    if (price.valid.end < kTimeMax) {
      append_time(line, price.valid.end, context_.site.zone);
    }
    line += "," + (price.price ? price.price->to_string() : "");
    for (const TouClass tou : kPricedClasses) {
      const std::optional<Decimal>& own = price.of_class[static_cast<std::size_t>(tou)];
      line += "," + (own ? own->to_string() : "");
    }
    return line;
  }

  Result<ClassRows> read(const std::vector<PricePiece>& pieces,
                         const std::vector<TouClass>& classes) {
    std::vector<TimeRange> ranges;
    ranges.reserve(pieces.size());
    for (const PricePiece& piece : pieces) {
      ranges.push_back(piece.range);
    }
    return consumption_rows(context_, *consumer_.consumption, ranges, classes);
  }

  void price_cells(const std::vector<PricePiece>& pieces, const ClassRows& rows) {
    for (const TouClass tou : context_.classes) {
      Cost cost;
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto cell = [&](TouClass of) { return &rows.find(of)->cells[i]; };
        add_piece(pieces[i], tou, cell, rows.by_tariff, cost);
        if (i + 1 == pieces.size() || pieces[i + 1].of != pieces[i].of) {
          put(cost, sum_.cell(tou, pieces[i].of));
          cost = {};
        }
      }
    }
  }

  void price_whole(const std::vector<PricePiece>& pieces, const ClassRows& rows) {
    for (const TouClass tou : context_.classes) {
      Cost cost;
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto cell = [&](TouClass of) {
          const StatisticRow& row = *rows.find(of);
          return pieces.size() == 1 ? &row.whole : &row.cells[i];
        };
        add_piece(pieces[i], tou, cell, rows.by_tariff, cost);
      }
      put(cost, sum_.whole(tou));
    }
  }

  void put(const Cost& cost, Figure& figure) {
    figure.value += cost.figure.value;
    figure.missing = figure.missing || cost.figure.missing || !cost.any;
    figure.doubtful = figure.doubtful || cost.figure.doubtful;
    if (!cost.any) {
      sum_.note("point " + consumer_.point->id.str() +
                " has no consumption for a part of the range");
    }
  }

  /// `cell_of` gives the piece's consumption of a class.
  template <class CellOf>
  void add_piece(const PricePiece& piece, TouClass tou, const CellOf& cell_of,
                 const ByTariff& by_tariff, Cost& cost) {
    const Cell& energy = *cell_of(tou);
    if (!energy.value) {
      cost.figure.doubtful = true;
      return;
    }
    cost.any = true;
    if (piece.price == nullptr) {
      if (energy.value->is_zero()) {
        return;
      }
      lack("energy type " + consumer_.energy_type + " has no price from " +
               format_time(piece.range.begin, context_.site.zone),
           cost);
      return;
    }
    cost.figure.doubtful = cost.figure.doubtful || energy.quality == Quality::questionable;
    if (tou != TouClass::none || !by_class_ || !is_by_class(*piece.price)) {
      charge(*energy.value, *piece.price, tou, cost);
      return;
    }
    add_by_class(piece, *energy.value, cell_of, by_tariff, cost);
  }

  /// Class 0 of a piece with prices by class: each class, and what is in none.
  template <class CellOf>
  void add_by_class(const PricePiece& piece, const Fraction& energy, const CellOf& cell_of,
                    const ByTariff& by_tariff, Cost& cost) {
    Fraction rest = energy;
    std::size_t registers = 0;
    for (const TouClass of : kPricedClasses) {
      const Cell& part = *cell_of(of);
      const bool has_register = by_tariff[static_cast<std::size_t>(of)];
      registers += has_register ? 1 : 0;
      cost.figure.doubtful =
          cost.figure.doubtful || (has_register && part.quality == Quality::questionable);
      if (part.value) {
        charge(*part.value, *piece.price, of, cost);
        rest -= *part.value;
      }
    }
    // What no schedule classifies has the price of no class. Registers by tariff say themselves
    // what belongs to a class; their sum need not meet the register of all time to the last digit.
    const bool is_noise = registers != 0 && !is_more_than_noise(rest, energy);
    if (registers == 0 || (registers < kPricedClasses.size() && has_gap(piece.range) &&
                           (!is_noise || price_of(*piece.price, TouClass::none)))) {
      charge(rest, *piece.price, TouClass::none, cost);
    } else if (!is_noise) {
      cost.figure.doubtful = true;
      sum_.note("point " + consumer_.point->id.str() +
                " has registers by tariff that do not add up to its register of all time: energy "
                "without a class was not charged, or some was charged twice");
    }
  }

  /// More than a hundredth of the whole, in either direction.
  static bool is_more_than_noise(const Fraction& rest, const Fraction& whole) {
    const auto size = [](const Fraction& x) { return x < Fraction() ? Fraction() - x : x; };
    return size(whole) < size(rest) * Fraction(kNoiseShare);
  }

  /// Whether there is time that no schedule classifies.
  [[nodiscard]] bool has_gap(TimeRange range) const {
    std::vector<model::ClassSpan> spans;
    context_.site.tariff->append_spans(range, spans);
    return std::any_of(spans.begin(), spans.end(),
                       [](const model::ClassSpan& span) { return span.tou == TouClass::none; });
  }

  /// What is zero needs no price.
  void charge(const Fraction& energy, const catalog::EnergyPrice& price, TouClass tou, Cost& cost) {
    if (energy.is_zero()) {
      return;
    }
    const std::optional<Decimal> each = price_of(price, tou);
    if (!each) {
      lack("energy type " + consumer_.energy_type + " has no price of tou " +
               std::to_string(static_cast<int>(tou)),
           cost);
      return;
    }
    const Fraction units = *conversion(consumer_.consumption->unit, *unit_named(price.unit));
    cost.figure.value += energy * units * Fraction(*each);
  }

  void lack(const std::string& why, Cost& cost) {
    cost.figure.missing = true;
    sum_.note(why);
  }

  const IndicatorContext& context_;
  const Consumer& consumer_;
  IndicatorSum& sum_;
  TimeRange range_;
  Prices prices_;
  bool by_class_ = false;
};

}  // namespace

bool has_price(const catalog::Site& site, const std::string& energy_type, TimeRange range) {
  return !prices_in(site, energy_type, range).empty();
}

Status add_fee(const IndicatorContext& context, const Consumer& consumer, IndicatorSum& sum) {
  return Fee(context, consumer, sum).add();
}

}  // namespace cems::query
