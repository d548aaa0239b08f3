// What a statistic is asked of: docs/statistics.md "Which series, which aggregate", dictionary S
// "What may be aggregated".
#include "query/statistic_rows.h"

#include "archive_pieces.h"

namespace cems::query {
namespace {

constexpr std::string_view kDemandType = "0.0.73.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0";
constexpr std::string_view kPeakRegister = "0.0.0.1.1.1.12.0.0.0.0.2.0.0.0.3.72.0";
constexpr std::string_view kTou = R"("touScheme":"SH-2022-50-TWOPART",)";

std::string_view word(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::sum:
      return "sum";
    case Aggregate::average:
      return "avg";
    case Aggregate::maximum:
      return "max";
    case Aggregate::minimum:
      break;
  }
  return "min";
}

/// "A/EPI<EPI_2 sum 2": point, parameter, what is read where it is another, aggregate, classes.
std::string describe(const RowSource& source) {
  std::string text = source.point().id.str() + "/";
  if (const auto* series = std::get_if<StatisticSeries>(&source.what)) {
    text += series->shown.parameter->id.str();
    if (series->read.parameter != series->shown.parameter) {
      text += "<" + series->read.parameter->id.str();
    }
    text += " " + std::string(word(series->aggregate));
  } else {
    text += std::string(std::get<IndicatorAsk>(source.what).indicator->parameter_id);
  }
  for (const TouClass tou : source.classes()) {
    text += " " + std::to_string(static_cast<int>(tou));
  }
  return text;
}

class RowSourcesTest : public testing::Test {
 protected:
  std::vector<std::string> sources(const StatisticAsk& ask) {
    const auto found = row_sources(*site_, points(), ask);
    EXPECT_TRUE(found) << static_cast<int>(found.error().kind) << found.error().name;
    std::vector<std::string> out;
    for (const RowSource& source : found.value_or(std::vector<RowSource>())) {
      out.push_back(describe(source));
    }
    return out;
  }

  AskFault fault(const StatisticAsk& ask) {
    const auto found = row_sources(*site_, points(), ask);
    EXPECT_FALSE(found);
    return found ? AskFault{} : found.error();
  }

  std::vector<const catalog::Point*> points() const {
    std::vector<const catalog::Point*> out;
    for (const auto& each : site_->points) {
      out.push_back(each.get());
    }
    return out;
  }

  static StatisticAsk ask(std::vector<std::string> names,
                          std::vector<TouClass> classes = {TouClass::none}) {
    StatisticAsk out;
    for (const std::string& each : names) {
      out.filter.parameters.emplace_back(each);
    }
    out.classes = std::move(classes);
    return out;
  }

  std::shared_ptr<const catalog::Site> site_ =
      site_of({point("A", "02", "01", "",
                     {parameter("EPI", kEnergyType, "kWh"), parameter("EPI15", kQuarterType, "kWh"),
                      parameter("EPI_2", kPeakRegister, "kWh"), parameter("MD", kDemandType, "kW"),
                      parameter("P", kPowerType, "kW")}),
               point("B", "0201", "01", "", {parameter("P", kPowerType, "kW")})},
              kTou);
};

TEST_F(RowSourcesTest, EveryParameterHasItsDefaultAndNothingIsMadeUnasked) {
  EXPECT_EQ(sources(ask({})),
            (std::vector<std::string>{"A/EPI sum 0", "A/EPI15 sum 0", "A/EPI_2 sum 2", "A/MD max 0",
                                      "A/P avg 0", "B/P avg 0"}));
}

TEST_F(RowSourcesTest, AnAggregateThatIsNotNamedLeavesOutWhatItDoesNotFit) {
  StatisticAsk maxima = ask({});
  maxima.aggregate = Aggregate::maximum;
  EXPECT_EQ(sources(maxima),
            (std::vector<std::string>{"A/EPI15 max 0", "A/MD max 0", "A/P max 0", "B/P max 0"}));
}

TEST_F(RowSourcesTest, AnAggregateThatDoesNotFitWhatIsNamedIsAFault) {
  StatisticAsk sum = ask({"EPI", "P"});
  sum.aggregate = Aggregate::sum;
  EXPECT_EQ(fault(sum).kind, AskFault::Kind::aggregate_unfit);
  EXPECT_EQ(fault(sum).name, "P");
  StatisticAsk average = ask({"UNIT_OUTPUT_ENERGY"});
  average.aggregate = Aggregate::sum;
  EXPECT_EQ(fault(average).name, "UNIT_OUTPUT_ENERGY");
}

TEST_F(RowSourcesTest, AnAggregateThatFitsNothingIsAFault) {
  site_ = site_of({point("A", "02", "01", "", {parameter("P", kPowerType, "kW")})});
  StatisticAsk sum = ask({});
  sum.aggregate = Aggregate::sum;
  EXPECT_EQ(fault(sum).kind, AskFault::Kind::aggregate_unfit);
  EXPECT_EQ(fault(sum).name, "");
}

TEST_F(RowSourcesTest, APointWithoutParametersIsNoFault) {
  site_ = site_of({});
  StatisticAsk sum = ask({});
  sum.aggregate = Aggregate::sum;
  EXPECT_TRUE(sources(sum).empty());
}

TEST_F(RowSourcesTest, EnergyAndDemandAreMadeOfPowerWhereTheyAreNamed) {
  EXPECT_EQ(sources(ask({"EPI"})), (std::vector<std::string>{"A/EPI sum 0", "B/EPI<P sum 0"}));
  EXPECT_EQ(sources(ask({"P", "MD", "MD"})),
            (std::vector<std::string>{"A/MD max 0", "A/P avg 0", "B/MD<P max 0", "B/P avg 0"}));
}

TEST_F(RowSourcesTest, EnergyIsNotMadeOfPowerWhereThereIsADelta) {
  site_ =
      site_of({point("A", "02", "01", "",
                     {parameter("EPI15", kQuarterType, "kWh"), parameter("P", kPowerType, "kW")}),
               point("B", "02", "01", "", {parameter("EPI", kEnergyType, "kWh")})});
  EXPECT_EQ(sources(ask({"EPI"})), (std::vector<std::string>{"B/EPI sum 0"}));
}

TEST_F(RowSourcesTest, WhatIsMadeHasToPassTheReadingTypesToo) {
  StatisticAsk both = ask({"EPI"});
  // Commodity 2 is electricity like 1.
  both.filter.reading_types = {*spec::ReadingType::parse("0.0.0.1.1.2.12.0.0.0.0.0.0.0.0.3.72.0")};
  EXPECT_EQ(sources(both), (std::vector<std::string>{"A/EPI sum 0", "B/EPI<P sum 0"}));
  both.filter.reading_types = {*spec::ReadingType::parse(kQuarterType)};
  EXPECT_TRUE(sources(both).empty());
}

TEST_F(RowSourcesTest, IndicatorsAreTheRootsAndOnlyByName) {
  EXPECT_EQ(sources(ask({"COAL", "EPI15"})),
            (std::vector<std::string>{"A/EPI15 sum 0", "R/COAL 0"}));
  const std::vector<const catalog::Point*> only_a{site_->point(PointId("A"))};
  const auto below = row_sources(*site_, only_a, ask({"COAL"}));
  ASSERT_FALSE(below);
  EXPECT_EQ(below.error().kind, AskFault::Kind::unknown_parameter);
}

TEST_F(RowSourcesTest, ANameThatNothingHasIsAFaultBeforeAllOthers) {
  StatisticAsk unknown = ask({"P", "NOPE"}, {TouClass::peak});
  unknown.aggregate = Aggregate::sum;
  site_ = site_of({point("A", "02", "01", "", {parameter("P", kPowerType, "kW")})});
  EXPECT_EQ(fault(unknown).kind, AskFault::Kind::unknown_parameter);
  EXPECT_EQ(fault(unknown).name, "NOPE");
  EXPECT_EQ(fault(ask({"P"}, {TouClass::peak})).kind, AskFault::Kind::no_tariff);
}

TEST_F(RowSourcesTest, ARegisterByTariffStandsInForItsClass) {
  EXPECT_EQ(
      sources(ask({"EPI"}, {TouClass::none, TouClass::sharp, TouClass::peak, TouClass::flat})),
      (std::vector<std::string>{"A/EPI sum 0 1", "A/EPI<EPI_2 sum 2", "A/EPI sum 3",
                                "B/EPI<P sum 0 1 2 3"}));
}

TEST_F(RowSourcesTest, ARegisterByTariffIsARowOfItsClassAlone) {
  EXPECT_EQ(sources(ask({"EPI_2"}, {TouClass::none})), (std::vector<std::string>{"A/EPI_2 sum 2"}));
  EXPECT_EQ(sources(ask({"EPI_2"}, {TouClass::peak, TouClass::flat})),
            (std::vector<std::string>{"A/EPI_2 sum 2"}));
  EXPECT_TRUE(sources(ask({"EPI_2"}, {TouClass::flat})).empty());
}

TEST_F(RowSourcesTest, AMadeParameterIsDescribedLikeAStoredOne) {
  const auto found = row_sources(*site_, points(), ask({"MD"}));
  ASSERT_TRUE(found);
  const auto& made = std::get<StatisticSeries>(found->back().what);
  EXPECT_EQ(made.shown.parameter->unit, "kW");
  EXPECT_EQ(made.shown.parameter->reading_type_id, kDemandType);
  EXPECT_EQ(made.shown.parameter->record.text(model::Field::parameter_parameter_id), "MD");
  EXPECT_EQ(made.measure, Measure::demand);
}

class ClassAggregateTest : public testing::Test {
 protected:
  /// "EPI kWh 0: 1 2 = 3 q0": entry, cells, whole, quality of the first cell.
  std::vector<std::string> aggregates(std::string_view category, const StatisticAsk& ask,
                                      std::vector<TimeRange> buckets) {
    const auto found = class_aggregates(*store_, *site_, *site_->category(CategoryCode(category)),
                                        ask, Period::day, {buckets, at("2024-08-01"), true});
    EXPECT_TRUE(found);
    std::vector<std::string> out;
    for (const ClassAggregate& each : *found) {
      std::string text = each.parameter.str() + " " + each.unit + " " +
                         std::to_string(static_cast<int>(each.row.tou)) + ":";
      for (const std::string& cell : print(each.row)) {
        text += " " + cell;
      }
      text += " = " + print(each.row.whole) + " q" +
              std::to_string(static_cast<int>(each.row.cells.front().quality));
      out.push_back(text);
    }
    return out;
  }

  static std::vector<TimeRange> two_days() {
    return {between("2024-07-01", "2024-07-02"), between("2024-07-02", "2024-07-03")};
  }

  void registers(std::string_view id, std::string_view first, std::string_view second,
                 std::string_view third, Quality quality = Quality::valid) {
    keep(*store_, id, "EPI",
         {value("2024-07-01", first, quality), value("2024-07-02", second, quality),
          value("2024-07-03", third, quality)});
  }

  static std::string meter(std::string_view id, std::string_view category,
                           std::string_view more = "") {
    return point(id, category, "01", more, {parameter("EPI", kEnergyType, "kWh", "P1D")});
  }

  std::shared_ptr<const catalog::Site> site_;
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
  StatisticAsk all_ = {{}, {}, {TouClass::none}};
};

TEST_F(ClassAggregateTest, APointBelowAnotherOfTheClassIsCountedInIt) {  // Section Z.
  site_ = site_of(
      {meter("A", "02"), meter("B", "0201", R"("parentPointId":"A",)"), meter("C", "0201")});
  registers("A", "0", "100", "250");
  registers("B", "0", "60", "70");
  registers("C", "5", "6", "8.5");
  EXPECT_EQ(aggregates("02", all_, two_days()),
            (std::vector<std::string>{"EPI kWh 0: 101 152.5 = 253.5 q0"}));
  EXPECT_EQ(aggregates("0201", all_, two_days()),
            (std::vector<std::string>{"EPI kWh 0: 61 12.5 = 73.5 q0"}))
      << "in the subclass B has nothing above it";
}

TEST_F(ClassAggregateTest, AMemberWithoutAValueMakesItMixed) {
  site_ = site_of({meter("A", "02"), meter("C", "02")});
  registers("A", "0", "100", "250");
  EXPECT_EQ(aggregates("02", all_, two_days()),
            (std::vector<std::string>{"EPI kWh 0: 100 150 = 250 q13"}));
}

TEST_F(ClassAggregateTest, MembersOfDifferentQualityMakeItMixed) {
  site_ = site_of({meter("A", "02"), meter("C", "02")});
  registers("A", "0", "100", "250");
  registers("C", "0", "1", "2", Quality::edited);
  EXPECT_EQ(aggregates("02", all_, two_days()),
            (std::vector<std::string>{"EPI kWh 0: 101 151 = 252 q13"}));
  registers("A", "0", "100", "250", Quality::edited);
  EXPECT_EQ(aggregates("02", all_, two_days()),
            (std::vector<std::string>{"EPI kWh 0: 101 151 = 252 q7"}));
}

TEST_F(ClassAggregateTest, UnitsAreNotAddedUpAndWhatIsNoSumGivesNone) {
  site_ = site_of({meter("A", "02"),
                   point("C", "02", "01", "",
                         {parameter("EPI", "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.6.72.0", "MWh", "P1D"),
                          parameter("P", kPowerType, "kW")})});
  registers("A", "0", "100", "250");
  registers("C", "0", "1", "2");
  EXPECT_EQ(aggregates("02", all_, two_days()),
            (std::vector<std::string>{"EPI MWh 0: 1 1 = 2 q0", "EPI kWh 0: 100 150 = 250 q0"}));
  StatisticAsk averages = all_;
  averages.aggregate = Aggregate::average;
  EXPECT_TRUE(aggregates("02", averages, two_days()).empty());
}

TEST_F(ClassAggregateTest, ARegisterByTariffIsNoSecondMemberOfTheClass) {
  site_ =
      site_of({point("A", "02", "01", "",
                     {parameter("EPI", kEnergyType, "kWh", "P1D"),
                      parameter("EPI_2", "0.0.0.1.1.1.12.0.0.0.0.2.0.0.0.3.72.0", "kWh", "P1D")})},
              kTou);
  registers("A", "0", "100", "250");
  keep(*store_, "A", "EPI_2",
       {value("2024-07-01", "0"), value("2024-07-02", "40"), value("2024-07-03", "90")});
  StatisticAsk ask = all_;
  ask.classes = {TouClass::none, TouClass::peak, TouClass::deep_valley};
  EXPECT_EQ(aggregates("02", ask, two_days()),
            (std::vector<std::string>{"EPI kWh 0: 100 150 = 250 q0", "EPI kWh 2: 40 50 = 90 q0",
                                      "EPI kWh 5: 0 0 = 0 q0", "EPI_2 kWh 2: 40 50 = 90 q0"}));
  ask.classes = {TouClass::deep_valley};
  EXPECT_EQ(aggregates("02", ask, two_days()), (std::vector<std::string>{"EPI kWh 5: 0 0 = 0 q0"}))
      << "neither class 0 nor the register of class 2 was asked";
}

TEST_F(ClassAggregateTest, ClassesOfTimeAreEntriesWithTheirShareOfTheWhole) {
  site_ =
      site_of({point("A", "02", "01", "", {parameter("E", kQuarterType, "kWh", "PT15M")})}, kTou);
  keep(*store_, "A", "E", {value("2024-07-01T03:00", "30"), value("2024-07-01T10:00", "10")});
  const auto found = class_aggregates(*store_, *site_, *site_->category(CategoryCode("02")),
                                      {{}, {}, {TouClass::valley}}, Period::day,
                                      {two_days(), at("2024-08-01"), true});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U) << "class 0 was not asked";
  EXPECT_EQ(print(found->front().row.whole), "30");
  EXPECT_EQ(found->front().row.ratio, Fraction(75));
}

}  // namespace
}  // namespace cems::query
