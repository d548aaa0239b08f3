// Indicators: dictionary R5, S "Indicators", example C.4; docs/statistics.md "Indicators".
#include "query/indicator.h"

#include <algorithm>

#include "archive_pieces.h"
#include "query/quantity.h"

namespace cems::query {
namespace {

constexpr std::string_view kFigures =
    R"("area":52000,"employees":800,"touScheme":"SH-2022-50-TWOPART",)";

std::string meter(std::string_view id, std::string_view energy, std::string_view type,
                  std::string_view unit, std::string_view more = R"("pointType":1,)",
                  std::string_view category = "05") {
  return point(id, category, energy, more, {parameter("M", type, unit, "PT1H")});
}

class IndicatorTest : public testing::Test {
 protected:
  std::vector<StatisticRow> rows(std::string_view id, std::vector<TimeRange> buckets,
                                 std::vector<TouClass> classes = {TouClass::none},
                                 std::string_view category = "") {
    const IndicatorAsk ask{spec::find_indicator(id),
                           category.empty() ? nullptr : site_->category(CategoryCode(category)),
                           site_->root, std::move(classes)};
    Result<std::vector<StatisticRow>> found =
        indicator(*store_, *site_, ask, {buckets, at("2026-01-01"), true});
    EXPECT_TRUE(found);
    return *std::move(found);
  }

  std::string one(std::string_view id, TimeRange bucket, std::string_view category = "") {
    last_ = rows(id, {bucket}, {TouClass::none}, category).front();
    return print(last_.cells.front());
  }

  [[nodiscard]] bool noted(std::string_view text) const {
    return std::any_of(last_.receipt->notes.begin(), last_.receipt->notes.end(),
                       [text](const std::string& note) { return note.find(text) != note.npos; });
  }

  /// The register stands at `from` when the year begins and at `to` when it ends.
  void year(std::string_view id, std::string_view from, std::string_view to) {
    keep(*store_, id, "M", {value("2023-01-01", from), value("2024-01-01", to)});
  }

  /// Example C.4: 8,400,000 kWh, 120,000 m³, 3,600 GJ, and water that does not count.
  void c4(std::string_view outputs = R"({"timePeriod":"2023-01-01/2024-01-01","value":36000,
                                         "unit":"万元"})") {
    site_ = site_of({meter("IN", "01", kEnergyType, "kWh"), meter("G", "03", kGasType, "m³"),
                     meter("H", "04", kHeatType, "GJ"), meter("W", "02", kWaterType, "m³")},
                    kFigures, R"("outputs":[)" + std::string(outputs) + "],");
    year("IN", "1000000", "9400000");
    year("G", "500", "120500");
    year("H", "12.5", "3612.5");
    year("W", "0", "99999");
  }

  std::shared_ptr<const catalog::Site> site_;
  std::unique_ptr<store::Store> store_ = store::make_memory_store();
  StatisticRow last_;
  const TimeRange year_ = between("2023-01-01", "2024-01-01");
};

TEST_F(IndicatorTest, UnitOutputEnergyOfExampleC4) {
  c4();
  EXPECT_EQ(one("COAL", year_), "1314792");
  EXPECT_EQ(one("UNIT_OUTPUT_ENERGY", year_), "0.036522") << "1314.792 / 36000";
  EXPECT_EQ(last_.cells.front().quality, Quality::derived);
  EXPECT_EQ(last_.receipt->factor_set, site_->factors->id);
  EXPECT_EQ(last_.receipt->digest.size(), 64U);
  EXPECT_EQ(last_.receipt->samples, 6U) << "water went in nowhere";
}

TEST_F(IndicatorTest, AQuotientHasFifteenDigits) {
  c4(R"({"timePeriod":"2023-01-01/2024-01-01","value":36001,"unit":"万元"})");
  EXPECT_EQ(one("UNIT_OUTPUT_ENERGY", year_), "0.0365209855281798");
}

TEST_F(IndicatorTest, TheOtherFiguresOfExampleC4) {
  c4(R"({"timePeriod":"2023-01-01/2024-01-01","value":36000,"unit":"万元"},
        {"timePeriod":"2023-01-01/2024-01-01","product":"机床","value":1200,"unit":"台"})");
  EXPECT_EQ(one("UNIT_PRODUCT_ENERGY", year_), "1.09566");
  EXPECT_EQ(unit_of(*spec::find_indicator("UNIT_PRODUCT_ENERGY"), *site_), "tce/台");
  EXPECT_EQ(one("PER_CAPITA_ENERGY", year_), "1643.49");
  EXPECT_EQ(one("UNIT_AREA_ENERGY", year_), "161.538461538462") << "electricity alone";
  EXPECT_EQ(one("CO2", year_), "5112.48") << "4457.04 + 259.44 + 396";
  EXPECT_EQ(one("CARBON_INTENSITY", year_), "0.142013333333333");
}

TEST_F(IndicatorTest, AnOutputValueCountsForExactlyItsPeriod) {
  c4();
  EXPECT_EQ(one("UNIT_OUTPUT_ENERGY", between("2023-01-01", "2023-12-31")), "null");
  EXPECT_EQ(last_.cells.front().quality, Quality::questionable);
  EXPECT_TRUE(noted("no output value for 2023-01-01T00:00:00+08:00/2023-12-31"));
  EXPECT_EQ(one("UNIT_PRODUCT_ENERGY", year_), "null");
  EXPECT_TRUE(noted("no quantity of a product"));
}

TEST_F(IndicatorTest, GatewaysBelowGatewaysCountInThem) {
  site_ = site_of({meter("A", "01", kEnergyType, "kWh"),
                   meter("B", "01", kEnergyType, "kWh", R"("pointType":1,"parentPointId":"A",)"),
                   meter("C", "01", kEnergyType, "kWh", R"("pointType":2,"parentPointId":"A",)")});
  year("A", "0", "1000");
  year("B", "0", "300");
  year("C", "0", "500");
  EXPECT_EQ(one("COAL", year_), "122.9");
}

TEST_F(IndicatorTest, WithoutGatewaysTheTopmostLoadsCount) {
  site_ = site_of(
      {meter("R", "01", kEnergyType, "kWh", R"("pointType":0,)"),
       meter("A", "01", kEnergyType, "kWh", R"("pointType":2,"parentPointId":"R",)"),
       meter("B", "01", kEnergyType, "kWh", R"("pointType":3,"parentPointId":"A",)"),
       meter("S", "01", kEnergyType, "kWh", R"("pointType":3,"flow":2,"parentPointId":"R",)"),
       point("T", "05", "01", R"("pointType":4,)",
             {parameter("T", "0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0", "°C")})});
  for (const char* id : {"R", "A", "B", "S"}) {
    year(id, "0", id[0] == 'A' ? "1000" : "50000");
  }
  EXPECT_EQ(one("COAL", year_), "122.9")
      << "not the virtual root, not what is below A, not the generator, not the thermometer";
}

TEST_F(IndicatorTest, CommodityTwoIsElectricityToo) {  // T1 Rules.
  site_ = site_of({meter("A", "01", "0.0.0.1.1.2.12.0.0.0.0.0.0.0.0.6.72.0", "MWh")});
  year("A", "0", "1");
  EXPECT_EQ(one("COAL", year_), "122.9");
}

TEST_F(IndicatorTest, HeatMeteredInKilowattHoursIsConvertedExactly) {
  site_ = site_of({meter("A", "04", "0.0.0.1.1.12.12.0.0.0.0.0.0.0.0.3.72.0", "kWh")});
  year("A", "0", "2500");
  EXPECT_EQ(one("COAL", year_), "307.08") << "9 GJ × 34.12";
}

TEST_F(IndicatorTest, WhatIsMissingIsNullAndNamed) {
  site_ = site_of({meter("IN", "01", kEnergyType, "kWh"), meter("C", "05", kHeatType, "GJ")});
  year("IN", "0", "1");
  EXPECT_EQ(one("COAL", year_), "null");
  EXPECT_TRUE(noted("coal factor of energy type 05") || noted("point C measures no consumption"));
  EXPECT_EQ(one("UNIT_AREA_ENERGY", year_), "null");
  EXPECT_TRUE(noted("the site has no area"));
  EXPECT_EQ(one("FEE", year_), "null");
  EXPECT_TRUE(noted("no price of energy type 01"));
}

TEST_F(IndicatorTest, AConsumerThatWasNotReadMakesItNull) {
  c4();
  store_ = store::make_memory_store();
  year("IN", "0", "1");
  EXPECT_EQ(one("COAL", year_), "null");
  EXPECT_TRUE(noted("point G has no consumption"));
}

TEST_F(IndicatorTest, WaterAloneIsNoZero) {
  site_ = site_of({meter("W", "02", kWaterType, "m³")}, kFigures);
  year("W", "0", "5");
  for (const char* id : {"COAL", "CO2", "FEE", "UNIT_AREA_ENERGY"}) {
    EXPECT_EQ(one(id, year_), "null") << id;
    EXPECT_EQ(last_.cells.front().quality, Quality::questionable) << id;
    EXPECT_TRUE(noted("no point says how much energy")) << id;
  }
}

TEST_F(IndicatorTest, ClassesHaveTheirOwnCoal) {
  site_ = site_of({meter("A", "01", kEnergyType, "kWh", "", "02"),
                   meter("B", "01", kEnergyType, "kWh", R"("parentPointId":"A",)", "0201"),
                   meter("C", "03", kGasType, "m³", "", "0201"),
                   meter("W", "02", kWaterType, "m³", "", "02")});
  year("A", "0", "1000");
  year("B", "0", "400");
  year("C", "0", "10");
  EXPECT_EQ(one("COAL", year_, "02"), "136.2");
  EXPECT_EQ(one("COAL", year_, "0201"), "62.46");
}

TEST_F(IndicatorTest, DigestsOfDifferentIndicatorsDiffer) {  // X1: same digest, same number.
  c4();
  (void)one("COAL", year_);
  const std::string coal = last_.receipt->digest;
  (void)one("CO2", year_);
  EXPECT_NE(last_.receipt->digest, coal) << "the same energy and the same factor set";
}

TEST_F(IndicatorTest, NotesAreFewHoweverManyBucketsLackAnOutput) {
  c4();
  std::vector<TimeRange> hours;
  for (TimeMs from = year_.begin; hours.size() < 1000; from = from + kMsPerHour) {
    hours.push_back({from, from + kMsPerHour});
  }
  last_ = rows("UNIT_OUTPUT_ENERGY", hours).front();
  ASSERT_EQ(last_.receipt->notes.size(), 21U);
  EXPECT_EQ(last_.receipt->notes.back(), "and 981 more") << "the whole range has none either";
}

TEST_F(IndicatorTest, OnlyWhatCountsEverythingIsConsumption) {
  const char* parts[] = {"0.0.0.1.1.1.12.0.0.0.0.0.0.0.128.3.72.0",  // Phase A.
                         "0.0.0.1.1.1.12.0.0.0.0.0.0.2.0.3.72.0",    // A tier.
                         "0.0.0.1.1.1.12.0.0.0.0.0.1.0.0.3.72.0",    // Critical peak.
                         "0.0.0.1.1.1.12.3.1.0.0.0.0.0.0.3.72.0",    // A harmonic.
                         "0.0.0.1.1.1.12.0.0.15.1.0.0.0.0.3.72.0"};  // An argument.
  for (const char* part : parts) {
    site_ = site_of(
        {point("A", "05", "01", R"("pointType":1,)",
               {parameter("A1", part, "kWh", "PT1H"), parameter("P", kPowerType, "kW", "PT5M")}),
         point("B", "05", "01", "",
               {parameter("A1", part, "kWh"), parameter("B1", kEnergyType, "kWh"),
                parameter("EPI", kEnergyType, "kWh")})});
    const std::optional<Consumption> power = consumption_of(*site_->point(PointId("A")), "01");
    ASSERT_TRUE(power) << part;
    EXPECT_EQ(power->measure, Measure::power_energy) << part;
    EXPECT_FALSE(electricity_meter_of(*site_->point(PointId("A")))) << part;
    EXPECT_EQ(consumption_of(*site_->point(PointId("B")), "01")->series.parameter->id.view(), "EPI")
        << "not the first by id";
  }
}

TEST_F(IndicatorTest, ANumberThatCannotBePrintedIsNoGoodOne) {
  Cell cell;
  cell.value = Fraction(number("99999999999999999999999999999999999999")) + Fraction(2);
  cell.quality = Quality::valid;
  EXPECT_EQ(cell.printed(), std::nullopt);
  EXPECT_EQ(cell.printed_quality(cell.printed()), Quality::questionable);
  cell.value = Fraction(1);
  EXPECT_EQ(cell.printed_quality(cell.printed()), Quality::valid);
}

class FeeTest : public IndicatorTest {
 protected:
  void site(std::string_view prices, std::string_view cems = "") {
    site_ = site_of({point("IN", "05", "01", R"("pointType":1,)",
                           {parameter("M", kQuarterType, "kWh", "PT15M")})},
                    cems, R"("prices":[)" + std::string(prices) + "],");
  }
};

TEST_F(FeeTest, APriceThatChangesInsideABucketCutsIt) {
  site(
      R"({"energyType":"01","unit":"kWh","validFrom":"2023-01-01","validTo":"2023-07-02","price":1},
          {"energyType":"01","unit":"kWh","validFrom":"2023-07-02","price":2})");
  keep(*store_, "IN", "M",
       {value("2023-07-01T12:00", "10"), value("2023-07-02T00:00", "5"),
        value("2023-07-02T12:00", "7")});
  EXPECT_EQ(one("FEE", between("2023-07-01", "2023-07-03")), "29") << "(10 + 5) × 1 + 7 × 2";
  EXPECT_EQ(print(last_.whole), "29");
}

TEST_F(FeeTest, MoneyIsRoundedOnce) {
  site(R"({"energyType":"01","unit":"kWh","validFrom":"2023-01-01","price":0.005})");
  keep(*store_, "IN", "M", {value("2023-07-01T12:00", "1"), value("2023-07-02T12:00", "1")});
  const StatisticRow row =
      rows("FEE", {between("2023-07-01", "2023-07-02"), between("2023-07-02", "2023-07-03")})
          .front();
  EXPECT_EQ(print(row), (std::vector<std::string>{"0.01", "0.01"})) << "half up";
  EXPECT_EQ(print(row.whole), "0.01") << "of 0.010, not the sum of what is printed";
}

TEST_F(FeeTest, EachClassOfTimeHasItsPrice) {
  site(R"({"energyType":"01","unit":"kWh","validFrom":"2023-01-01",
           "price":0.7,"tou":{"2":1.0,"4":0.3}})",
       R"("touScheme":"SH-2022-50-TWOPART",)");
  keep(*store_, "IN", "M",
       {value("2024-04-10T03:00", "100"), value("2024-04-10T10:00", "10"),
        value("2024-04-10T12:30", "1")});
  const std::vector<StatisticRow> found =
      rows("FEE", {between("2024-04-10", "2024-04-11")},
           {TouClass::none, TouClass::peak, TouClass::flat, TouClass::valley});
  EXPECT_EQ(print(found[0].whole), "40.7");
  EXPECT_EQ(print(found[1].whole), "10");
  EXPECT_EQ(print(found[2].whole), "0.7") << "flat has the price of every class";
  EXPECT_EQ(print(found[3].whole), "30");
  ASSERT_TRUE(found[3].ratio);
  EXPECT_EQ(*found[3].ratio, Fraction(30'000, 407));
}

TEST_F(FeeTest, AClassWithoutAPriceIsNullAndNamed) {
  site(R"({"energyType":"01","unit":"kWh","validFrom":"2023-01-01","tou":{"2":1.0}})",
       R"("touScheme":"SH-2022-50-TWOPART",)");
  keep(*store_, "IN", "M", {value("2024-04-10T03:00", "100"), value("2024-04-10T10:00", "10")});
  EXPECT_EQ(one("FEE", between("2024-04-10", "2024-04-11")), "null");
  EXPECT_TRUE(noted("no price of tou 4"));
}

TEST_F(FeeTest, WhatIsZeroNeedsNoPrice) {
  site(R"({"energyType":"01","unit":"kWh","validFrom":"2023-01-01","tou":{"4":0.3}})",
       R"("touScheme":"SH-2022-50-TWOPART",)");
  keep(*store_, "IN", "M", {value("2024-04-10T03:00", "100")});
  const std::vector<StatisticRow> found =
      rows("FEE", {between("2024-04-10", "2024-04-11")}, {TouClass::none, TouClass::deep_valley});
  EXPECT_EQ(print(found[0].whole), "30");
  EXPECT_EQ(print(found[1].whole), "0") << "no time of the day is of that class";
}

/// A register of all time and one of the peak; the schedule has peak until noon, then `afternoon`.
class TariffRegisterTest : public IndicatorTest {
 protected:
  Cell fee(std::string_view afternoon, std::string_view peak) {
    site_ = site_of(
        {point("IN", "05", "01", R"("pointType":1,)",
               {parameter("EPI", kEnergyType, "kWh", "PT12H"),
                parameter("T2", "0.0.0.1.1.1.12.0.0.0.0.2.0.0.0.3.72.0", "kWh", "PT12H")})},
        R"("touScheme":"OWN",)",
        R"("touSchedules":[{"id":"OWN","versions":[{"version":"1","validFrom":"2017-01-01","rules":[
           {"periods":[{"tou":2,"from":"00:00","to":"12:00"})" +
            std::string(afternoon) + R"(]}]}]}],
           "prices":[{"energyType":"01","unit":"kWh","validFrom":"2023-01-01",
                      "price":1,"tou":{"2":2}}],)");
    store_ = store::make_memory_store();
    keep(*store_, "IN", "EPI",
         {value("2024-04-10", "0"), value("2024-04-10T12:00", "10"), value("2024-04-11", "30")});
    keep(*store_, "IN", "T2",
         {value("2024-04-10", "0"), value("2024-04-10T12:00", peak), value("2024-04-11", peak)});
    last_ = rows("FEE", {between("2024-04-10", "2024-04-11")}).front();
    return last_.cells.front();
  }
};

constexpr std::string_view kValleyAfternoon = R"(,{"tou":4,"from":"12:00","to":"24:00"})";

TEST_F(TariffRegisterTest, EnergyInAGapOfTheScheduleIsCharged) {
  EXPECT_EQ(print(fee("", "10")), "40") << "10 × 2 + 20 × 1";
}

TEST_F(TariffRegisterTest, WhatNoClassHasIsNeverSilentlyFree) {
  const Cell cell = fee(kValleyAfternoon, "5");
  EXPECT_EQ(print(cell), "30") << "5 × 2 + 20 × 1, five are nobody's";
  EXPECT_EQ(cell.quality, Quality::questionable);
  EXPECT_TRUE(noted("not charged"));
}

TEST_F(TariffRegisterTest, TheLastDigitsOfRegistersNeedNotMeet) {
  const Cell cell = fee(kValleyAfternoon, "9.99");
  EXPECT_EQ(print(cell), "39.98");
  EXPECT_EQ(cell.quality, Quality::derived);
}

TEST_F(FeeTest, ThePriceThatEndsIsInTheDigest) {  // X1: 2 × 10 or nothing.
  std::vector<std::string> digests;
  for (const char* end : {"2023-07-03", "2023-07-04"}) {
    site(R"({"energyType":"01","unit":"kWh","validFrom":"2023-01-01","validTo":")" +
         std::string(end) + R"(","price":2})");
    (void)one("FEE", between("2023-07-01", "2023-07-05"));
    digests.push_back(last_.receipt->digest);
  }
  EXPECT_NE(digests[0], digests[1]);
}

TEST_F(FeeTest, BeforeTheFirstPriceItIsNull) {
  site(R"({"energyType":"01","unit":"kWh","validFrom":"2023-07-02","price":2})");
  keep(*store_, "IN", "M", {value("2023-07-01T12:00", "10"), value("2023-07-02T12:00", "7")});
  EXPECT_EQ(one("FEE", between("2023-07-01", "2023-07-03")), "null");
  EXPECT_TRUE(noted("no price from 2023-07-01"));
  EXPECT_EQ(one("FEE", between("2023-07-02", "2023-07-03")), "14");
}

class LoadTest : public IndicatorTest {
 protected:
  void SetUp() override {
    site_ = site_of(
        {point("R", "05", "01", R"("pointType":0,)", {parameter("P", kPowerType, "kW", "PT5M")})});
  }

  /// Three samples for each quarter hour from midnight.
  void quarters(const std::vector<std::array<int, 3>>& samples) {
    std::vector<Reading> readings;
    TimeMs t = at("2024-07-01");
    for (const auto& quarter : samples) {
      for (const int sample : quarter) {
        readings.push_back({t, Decimal::from_integer(sample), Quality::valid});
        t = t + 5 * kMsPerMinute;
      }
    }
    keep(*store_, "R", "P", readings);
  }
};

TEST_F(LoadTest, RateAndDifferenceComeFromQuarterHours) {
  quarters({{100, 110, 120}, {300, 0, 0}, {50, 60, 70}, {170, 150, 160}});
  const TimeRange hour = between("2024-07-01", "2024-07-01T01:00");
  // 110, 100, 60, 160: mean 107.5, greatest 160. The sample of 300 is no demand.
  EXPECT_EQ(one("LOAD_RATE", hour), "67.1875");
  EXPECT_EQ(one("PEAK_VALLEY_DIFF", hour), "100");
  EXPECT_EQ(last_.cells.front().quality, Quality::derived);
  EXPECT_EQ(last_.coverage.present, 12U);
  EXPECT_EQ(last_.coverage.expected, 12U);
}

TEST_F(LoadTest, NothingMeasuredIsNull) {
  EXPECT_EQ(one("LOAD_RATE", between("2024-07-01", "2024-07-02")), "null");
  quarters({{0, 0, 0}});
  EXPECT_EQ(one("LOAD_RATE", between("2024-07-01", "2024-07-02")), "null") << "0 / 0";
  EXPECT_EQ(one("PEAK_VALLEY_DIFF", between("2024-07-01", "2024-07-02")), "0");
}

TEST_F(IndicatorTest, RenewableShareIsOfOwnGenerationAndImport) {
  site_ = site_of(
      {meter("IN", "01", kEnergyType, "kWh"),
       point("PV", "1001", "01", R"("flow":2,)", {parameter("P", kPowerType, "kW", "PT1H")}),
       point("PV1", "1001", "01", R"("flow":2,"parentPointId":"PV",)",
             {parameter("P", kPowerType, "kW", "PT1H")})});
  keep(*store_, "IN", "M", {value("2024-07-01", "0"), value("2024-07-01T02:00", "30")});
  for (const char* id : {"PV", "PV1"}) {  // Generation is positive (C.3).
    keep(*store_, id, "P", {value("2024-07-01", "4"), value("2024-07-01T01:00", "6")});
  }
  EXPECT_EQ(one("RENEWABLE_SHARE", between("2024-07-01", "2024-07-01T02:00")), "25")
      << "10 / (10 + 30): an inverter counts in its plant";
}

}  // namespace
}  // namespace cems::query
